"""What a client agreed to, kind by kind; and who agreed to something on a day, for reports."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from sessions_log.models import Client, Consent
from sessions_log.vocabulary import ConsentKind


@dataclass(frozen=True)
class KindOfConsent:
    """One kind of consent: the one that holds, if any, and those of before, the latest first."""

    kind: ConsentKind
    in_force: Consent | None
    earlier: list[Consent]


def consents_of(client: Client) -> list[KindOfConsent]:
    """Return every kind of consent, in one query. One that begins later than today counts as holding."""
    stored = list(client.consents.all())
    return [
        KindOfConsent(
            kind=kind,
            in_force=next((row for row in stored if row.kind == kind and row.withdrawn_on is None), None),
            earlier=[row for row in stored if row.kind == kind and row.withdrawn_on is not None],
        )
        for kind in ConsentKind
    ]


def who_consents_to(kind: ConsentKind, on: datetime.date) -> QuerySet[Client]:
    """Return the clients, of all practices, who agree to something on a day; a subquery for reports."""
    consents = Consent.objects.filter(Consent.in_force(on), kind=kind)
    return Client.objects.filter(pk__in=consents.values("client"))
