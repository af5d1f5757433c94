"""Where a client stands in the society around them, as kept for reports; for their therapist alone."""

from dataclasses import dataclass

from django.utils import timezone

from sessions_log.models import Client, Consent
from sessions_log.vocabulary import ConsentKind


@dataclass(frozen=True)
class SocialPage:
    """`consent` is the one that holds today; without it `withdrawn` is the last that held before, if there was one.

    `places` is axis → location of what was said.
    """

    consent: Consent | None
    withdrawn: Consent | None
    places: dict[str, str]


def social_page(client: Client) -> SocialPage:
    """Return a client's social categories and the consent to them, in three queries at most."""
    consents = client.consents.filter(kind=ConsentKind.SOCIAL)
    today = timezone.localdate(timezone=client.practice.zone)
    consent = consents.filter(Consent.in_force(today)).first()
    return SocialPage(
        consent=consent,
        withdrawn=None if consent else consents.order_by("-withdrawn_on").first(),
        places=dict(client.social_categories.values_list("axis", "location")),
    )
