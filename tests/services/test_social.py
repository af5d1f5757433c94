"""Social categories: kept only while the client agrees to them."""

import datetime
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction

from sessions_log.errors import NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Client, Consent, Person, SocialCategory
from sessions_log.services import audit
from sessions_log.services.consent import give_consent, withdraw_consent
from sessions_log.services.social import place_client
from tests.people import make_client
from tests.threads import at_once

DAY = datetime.date(2026, 3, 2)
SAID = {"race": "margin", "class": "centre", "ability": ""}


def agree(client: Client, kind: str = "social") -> Consent:
    return give_consent(by=client.therapist, client=client, kind=kind, given_on=DAY, note="Said so")


def place(client: Client, places: dict[str, str], seen: dict[str, str] | None = None) -> None:
    place_client(by=client.therapist, client=client, seen=seen or {}, places=places)


def stored(client: Client) -> dict[str, str]:
    return dict(client.social_categories.values_list("axis", "location"))


def test_places_are_stored_as_said_and_audited_without_them(anas_client: Client, ana: Person) -> None:
    agree(anas_client)

    place(anas_client, SAID)

    assert stored(anas_client) == {"race": "margin", "class": "centre"}
    entry = AuditEntry.objects.latest("id")
    assert (entry.actor_id, entry.action, entry.subject_id, entry.facts) == (
        ana.pk, "social.place", str(anas_client.pk), {},
    )  # fmt: skip


def test_what_is_no_longer_said_goes(anas_client: Client) -> None:
    agree(anas_client)
    place(anas_client, SAID)

    place(anas_client, {"race": "between", "class": ""}, seen=SAID)

    assert stored(anas_client) == {"race": "between"}


def test_without_consent_of_this_kind_nothing_is_stored(anas_client: Client, ana: Person) -> None:
    agree(anas_client, "research")
    agree(make_client(ana, code="A-2"))

    with pytest.raises(NotAllowedNow, match="none can be kept"):
        place(anas_client, SAID)

    assert not SocialCategory.objects.exists()


def test_after_the_withdrawal_nothing_is_stored(anas_client: Client, ana: Person) -> None:
    withdraw_consent(by=ana, consent=agree(anas_client), withdrawn_on=DAY)

    with pytest.raises(NotAllowedNow):
        place(anas_client, SAID)


@pytest.mark.parametrize("agreed", ["never", "to research", "until withdrawn"])
def test_the_database_refuses_a_category_without_consent_too(anas_client: Client, agreed: str, ana: Person) -> None:
    if agreed != "never":
        consent = agree(anas_client, "research" if agreed == "to research" else "social")
        if agreed == "until withdrawn":
            withdraw_consent(by=ana, consent=consent, withdrawn_on=DAY)
    row = SocialCategory(practice_id=ana.practice_id, client=anas_client, axis="race", location="margin")

    with pytest.raises(IntegrityError, match="does not agree"), transaction.atomic():
        row.save()


def test_a_tab_that_does_not_know_the_latest_is_told_in_words(anas_client: Client) -> None:
    agree(anas_client)
    place(anas_client, SAID)

    with pytest.raises(StaleVersion) as refused:
        place(anas_client, {"race": "centre", "class": "centre"})

    assert refused.value.differences == {"Race": ("At the margin", "At the centre")}
    assert stored(anas_client) == {"race": "margin", "class": "centre"}
    place(anas_client, SAID)  # a stale tab that says the same


def test_the_same_twice_is_one_change(anas_client: Client) -> None:
    agree(anas_client)
    for _ in range(2):
        place(anas_client, SAID)

    assert AuditEntry.objects.filter(action="social.place").count() == 1


def test_a_withdrawal_removes_the_categories_and_the_next_consent_begins_empty(
    anas_client: Client, ana: Person
) -> None:
    other = make_client(ana, code="A-2")
    for client in (anas_client, other):
        agree(client)
        place(client, SAID)

    withdraw_consent(by=ana, consent=anas_client.consents.get(), withdrawn_on=DAY)

    assert (stored(anas_client), len(stored(other))) == ({}, 2)
    last = AuditEntry.objects.latest("id")
    assert (last.action, last.subject_id, last.facts) == ("social.forget", str(anas_client.pk), {"categories": 2})
    agree(anas_client)
    assert stored(anas_client) == {}


def test_the_withdrawal_of_another_consent_leaves_them(anas_client: Client, ana: Person) -> None:
    agree(anas_client)
    place(anas_client, SAID)

    withdraw_consent(by=ana, consent=agree(anas_client, "research"), withdrawn_on=DAY)

    assert len(stored(anas_client)) == 2
    assert not AuditEntry.objects.filter(action="social.forget").exists()


def test_a_withdrawal_whose_removal_cannot_be_audited_is_none(
    anas_client: Client, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent = agree(anas_client)
    place(anas_client, SAID)
    record = audit.record

    def fail_at_the_last(**values: object) -> None:
        if values["action"] == "social.forget":
            raise RuntimeError("no audit")
        record(**values)

    monkeypatch.setattr(audit, "record", fail_at_the_last)
    with pytest.raises(RuntimeError, match="no audit"):
        withdraw_consent(by=ana, consent=consent, withdrawn_on=DAY)

    consent.refresh_from_db()
    assert (consent.withdrawn_on, len(stored(anas_client))) == (None, 2)
    assert not AuditEntry.objects.filter(action="consent.withdraw").exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_withdraws_while_another_tab_saves_leaves_no_category(anas_client: Client) -> None:
    for number in range(10):
        consent = agree(anas_client)

        def save(number: int = number) -> None:
            with suppress(NotAllowedNow):
                place(anas_client, {"race": "margin" if number % 2 else "centre"})

        def withdraw(consent: Consent = consent) -> None:
            withdraw_consent(by=anas_client.therapist, consent=consent, withdrawn_on=DAY)

        at_once([save, withdraw])

        assert stored(anas_client) == {}
