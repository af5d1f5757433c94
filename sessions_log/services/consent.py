"""Writes what a client agreed to, and the withdrawal of it."""

import datetime

from django.db import transaction
from django.utils import timezone

from sessions_log.errors import InvalidEntry, NotAllowedNow
from sessions_log.models import Client, Consent, Person
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.services.social import forget_places
from sessions_log.vocabulary import ConsentKind


def give_consent(*, by: Person, client: Client, kind: str, given_on: datetime.date, note: str) -> Consent:
    """Record a consent; the same one again changes nothing.

    Raises InvalidEntry if another one of this kind holds already, or for a day to come.
    """
    with transaction.atomic():
        lock_client(client.pk)
        if given_on > _today(by):
            raise InvalidEntry("This day has not come yet.", "given_on")
        if held := client.consents.filter(kind=kind, withdrawn_on=None).first():
            if (held.given_on, held.note) == (given_on, note):
                return held  # the same press, twice
            label = ConsentKind(kind).label.lower()
            raise InvalidEntry(f"Consent to {label} is recorded already; withdraw that one first.", "kind")
        consent = Consent.objects.create(
            practice_id=client.practice_id, client=client, kind=kind, given_on=given_on, note=note
        )
        audit.record(by=by, action="consent.give", subject=consent, kind=kind)
    return consent


def withdraw_consent(*, by: Person, consent: Consent, withdrawn_on: datetime.date) -> Consent:
    """Record that a consent no longer holds, from that day on; the categories it was given for go with it.

    Raises InvalidEntry for a day before it was given or to come, NotAllowedNow if it was withdrawn on another day.
    """
    with transaction.atomic():
        client = lock_client(consent.client_id)
        consent = Consent.objects.get(pk=consent.pk)
        if consent.withdrawn_on == withdrawn_on:
            return consent  # the same press, twice
        if consent.withdrawn_on is not None:
            raise NotAllowedNow("This consent was withdrawn already.")
        if not consent.given_on <= withdrawn_on <= _today(by):
            raise InvalidEntry("The day must lie between the consent and today.", "withdrawn_on")
        consent.withdrawn_on = withdrawn_on
        consent.save(update_fields=["withdrawn_on"])
        audit.record(by=by, action="consent.withdraw", subject=consent, kind=consent.kind)
        if consent.kind == ConsentKind.SOCIAL:
            forget_places(by=by, client=client)
    return consent


def _today(person: Person) -> datetime.date:
    return timezone.localdate(timezone=person.practice.zone)
