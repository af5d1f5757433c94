"""Giving and withdrawing consent."""

import datetime

import pytest
from django.utils import timezone

from sessions_log.errors import InvalidEntry, NotAllowedNow
from sessions_log.models import AuditEntry, Client, Consent, Person
from sessions_log.queries.consent import consents_of, who_consents_to
from sessions_log.services.consent import give_consent, withdraw_consent
from sessions_log.vocabulary import ConsentKind
from tests.people import make_client

GIVEN = datetime.date(2026, 3, 2)


def give(client: Client, kind: str = "research", given_on: datetime.date = GIVEN) -> Consent:
    return give_consent(by=client.therapist, client=client, kind=kind, given_on=given_on, note="On paper")


def test_a_consent_is_recorded_and_audited_without_its_note(anas_client: Client, ana: Person) -> None:
    consent = give(anas_client)

    assert (consent.client, consent.note, consent.withdrawn_on) == (anas_client, "On paper", None)
    entry = AuditEntry.objects.get(action="consent.give")
    assert (entry.actor_id, entry.subject_id, entry.facts) == (ana.pk, str(consent.pk), {"kind": "research"})


def test_one_of_a_kind_holds_at_a_time(anas_client: Client) -> None:
    first = give(anas_client)

    with pytest.raises(InvalidEntry, match="Consent to research and anonymised reports is recorded already"):
        give(anas_client, given_on=GIVEN + datetime.timedelta(days=1))
    withdraw_consent(by=anas_client.therapist, consent=first, withdrawn_on=GIVEN)
    give(anas_client, given_on=GIVEN)

    (research,) = (kind for kind in consents_of(anas_client) if kind.kind == "research")
    assert research.in_force.given_on == GIVEN
    assert [row.pk for row in research.earlier] == [first.pk]


def test_a_day_to_come_is_refused(anas_client: Client) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=2)

    with pytest.raises(InvalidEntry, match="has not come yet"):
        give(anas_client, given_on=tomorrow)


@pytest.mark.parametrize("days", [-1, 100_000])
def test_a_withdrawal_lies_between_the_consent_and_today(anas_client: Client, days: int) -> None:
    consent = give(anas_client)

    with pytest.raises(InvalidEntry, match="between the consent and today"):
        withdraw_consent(by=anas_client.therapist, consent=consent, withdrawn_on=GIVEN + datetime.timedelta(days=days))


def test_the_same_withdrawal_twice_is_one_and_another_is_refused(anas_client: Client) -> None:
    consent = give(anas_client)
    for _ in range(2):
        withdraw_consent(by=anas_client.therapist, consent=consent, withdrawn_on=GIVEN)

    with pytest.raises(NotAllowedNow):
        withdraw_consent(by=anas_client.therapist, consent=consent, withdrawn_on=GIVEN + datetime.timedelta(days=1))
    assert AuditEntry.objects.filter(action="consent.withdraw").count() == 1


def test_consent_holds_from_its_day_to_the_day_before_the_withdrawal(anas_client: Client, ana: Person) -> None:
    make_client(ana, code="A-2")
    consent = give(anas_client)
    withdraw_consent(by=ana, consent=consent, withdrawn_on=datetime.date(2026, 3, 5))

    days = [datetime.date(2026, 3, day) for day in (1, 2, 4, 5)]

    held = [list(who_consents_to(ConsentKind.RESEARCH, day)) for day in days]
    assert held == [[], [anas_client], [anas_client], []]
    assert list(who_consents_to(ConsentKind.SOCIAL, GIVEN)) == []
