"""Writes a client's social categories: for reports alone, and only while the client agrees to them."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from sessions_log.errors import NotAllowedNow, StaleVersion
from sessions_log.models import Client, Consent, Person, SocialCategory
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.vocabulary import ConsentKind, ContextAxis, SocialLocation

NO_CONSENT = "This client’s consent to social categories in reports does not hold, so none can be kept."


def place_client(*, by: Person, client: Client, seen: Mapping[str, str], places: Mapping[str, str]) -> None:
    """Store on which axes the client stands where; an axis with "" was not said and has no category.

    Raises NotAllowedNow without the client's consent, StaleVersion with both if they are no longer those `seen`.
    """
    with transaction.atomic():
        client = lock_client(client.pk)
        today = timezone.localdate(timezone=by.practice.zone)
        if not client.consents.filter(Consent.in_force(today), kind=ConsentKind.SOCIAL).exists():
            raise NotAllowedNow(NO_CONSENT)
        stored = dict(client.social_categories.values_list("axis", "location"))
        wanted, seen = ({axis: place for axis, place in said.items() if place} for said in (places, seen))
        if stored == wanted:
            return
        if stored != seen:
            raise StaleVersion(_differences(stored, wanted), 0)
        client.social_categories.all().delete()
        SocialCategory.objects.bulk_create(
            SocialCategory(practice_id=client.practice_id, client=client, axis=axis, location=place)
            for axis, place in wanted.items()
        )
        audit.record(by=by, action="social.place", subject=client)


def forget_places(*, by: Person, client: Client) -> None:
    """Remove all of a client's social categories, whose consent was withdrawn; within the caller's transaction."""
    removed, _ = client.social_categories.all().delete()
    if removed:
        audit.record(by=by, action="social.forget", subject=client, categories=removed)


def _differences(stored: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    differing = [axis for axis in ContextAxis if stored.get(axis, "") != wanted.get(axis, "")]
    return {axis.label: (_label(stored.get(axis)), _label(wanted.get(axis))) for axis in differing}


def _label(place: str | None) -> str:
    return SocialLocation(place).label if place else ""
