"""The page of consents."""

import datetime

import pytest
from django.urls import reverse

from sessions_log.models import Client, Consent, Person
from sessions_log.services.consent import give_consent
from tests.people import as_person

DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def consent(anas_client: Client, ana: Person) -> Consent:
    return give_consent(by=ana, client=anas_client, kind="research", given_on=DAY, note="On paper")


def test_a_consent_is_recorded_and_shown(ana: Person, anas_client: Client) -> None:
    browser, address = as_person(ana), reverse("consents", args=[anas_client.pk])

    answer = browser.post(address, {"kind": "supervision", "given_on": "2026-03-02", "note": "Said so"})

    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    page = browser.get(address).content.decode()
    assert "Given on 2 March 2026" in page
    assert "Said so" in page
    assert page.count("Not recorded") == 4


def test_a_second_one_of_a_kind_is_refused_and_nothing_typed_is_lost(ana: Person, consent: Consent) -> None:
    address = reverse("consents", args=[consent.client_id])

    answer = as_person(ana).post(address, {"kind": "research", "given_on": "2026-03-03", "note": "Once more"})

    assert answer.status_code == 422
    assert "is recorded already" in answer.content.decode()
    assert "Once more</textarea>" in answer.content.decode()
    assert Consent.objects.count() == 1


def test_a_withdrawal_is_recorded_and_both_days_stay(ana: Person, consent: Consent) -> None:
    browser = as_person(ana)

    answer = browser.post(reverse("consent_withdraw", args=[consent.pk]), {"withdrawn_on": "2026-03-09"})

    assert answer.headers["Location"] == reverse("consents", args=[consent.client_id])
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "From 2 March 2026, withdrawn on 9 March 2026: On paper" in page


def test_a_withdrawal_before_the_consent_is_refused(ana: Person, consent: Consent) -> None:
    answer = as_person(ana).post(reverse("consent_withdraw", args=[consent.pk]), {"withdrawn_on": "2026-03-01"})

    assert answer.status_code == 422
    assert "between the consent and today" in answer.content.decode()
