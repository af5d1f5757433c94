"""The client's own words about power and social context, and the page of categories for reports."""

import datetime

import pytest
from django.test import Client as Browser
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Consent, Person
from sessions_log.services.consent import give_consent, withdraw_consent
from tests.people import as_person
from tests.views.test_clients import typed

DAY = datetime.date(2026, 3, 2)
SAID = {"race": "margin", "class": "centre"}


@pytest.fixture
def consent(anas_client: Client, ana: Person) -> Consent:
    return give_consent(by=ana, client=anas_client, kind="social", given_on=DAY, note="Said so")


@pytest.fixture
def browser(ana: Person) -> Browser:
    return as_person(ana)


def social_of(client: Client) -> str:
    return reverse("social", args=[client.pk])


def stored(client: Client) -> dict[str, str]:
    return dict(client.social_categories.values_list("axis", "location"))


def test_own_words_are_entered_and_shown(browser: Browser, anas_client: Client) -> None:
    page = reverse("client", args=[anas_client.pk])
    assert "will stand here" in browser.get(page).content.decode()

    words = "The first to study.\r\nThe only one in the room."
    browser.post(reverse("client_edit", args=[anas_client.pk]), typed(version="1", social_words=words))

    assert Client.objects.get().social_words == "The first to study.\nThe only one in the room."
    assert "The first to study.\nThe only one in the room." in browser.get(page).content.decode()


def test_own_words_that_are_saved_as_they_were_do_not_differ(browser: Browser, anas_client: Client) -> None:
    edit = reverse("client_edit", args=[anas_client.pk])
    words = "The first to study.\r\nThe only one in the room."
    browser.post(edit, typed(version="1", social_words=words))

    stale = browser.post(edit, typed(version="1", social_words=words))

    assert stale.status_code == 302


def test_own_words_of_two_tabs_are_both_shown(browser: Browser, anas_client: Client) -> None:
    edit = reverse("client_edit", args=[anas_client.pk])
    browser.post(edit, typed(version="1", social_words="Saved elsewhere", usual_weekday="0"))

    refused = browser.post(edit, typed(version="1", social_words="Typed here", usual_weekday="1"))

    page = refused.content.decode()
    assert refused.status_code == 409
    for words in ("Saved elsewhere", "Typed here</textarea>", "<pre>Monday</pre>", "<pre>Tuesday</pre>"):
        assert words in page


def test_without_consent_the_page_says_why_and_leads_to_the_consents(browser: Browser, anas_client: Client) -> None:
    page = browser.get(social_of(anas_client)).content.decode()

    assert "The client has to agree first" in page
    assert reverse("consents", args=[anas_client.pk]) in page
    assert "<fieldset" not in page


def test_after_a_withdrawal_the_page_says_when(browser: Browser, consent: Consent, ana: Person) -> None:
    withdraw_consent(by=ana, consent=consent, withdrawn_on=datetime.date(2026, 3, 9))

    page = browser.get(social_of(consent.client)).content.decode()

    assert "withdrawn on 9 March 2026" in page


def test_without_consent_nothing_is_saved(browser: Browser, anas_client: Client) -> None:
    answer = browser.post(social_of(anas_client), SAID)

    assert answer.status_code == 409
    assert "consent to social categories in reports does not hold" in answer.content.decode()
    assert stored(anas_client) == {}


def test_places_are_saved_and_shown_again(browser: Browser, consent: Consent) -> None:
    address = social_of(consent.client)

    answer = browser.post(address, SAID)

    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert stored(consent.client) == SAID
    page = browser.get(address).content.decode()
    assert page.count("checked") == 6
    assert 'name="race" value="margin" id="id_race_1" checked' in page
    assert 'name="gender" value="" id="id_gender_0" checked' in page
    assert 'name="seen_race" value="margin"' in page
    assert [entry.action for entry in AuditEntry.objects.order_by("id")][-2:] == ["social.place", "social.read"]


def test_a_place_that_is_none_is_refused_and_the_rest_stays_chosen(browser: Browser, consent: Consent) -> None:
    answer = browser.post(social_of(consent.client), {"race": "above", "class": "centre"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not one of the available choices" in page
    assert 'name="class" value="centre" id="id_class_3" checked' in page
    assert stored(consent.client) == {}


def test_an_older_tab_is_told_and_saves_only_when_asked_again(browser: Browser, consent: Consent) -> None:
    address = social_of(consent.client)
    browser.post(address, SAID)

    stale = browser.post(address, {"race": "between", "class": "centre"})

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "<pre>At the margin</pre>" in page
    assert "<pre>In between, or both</pre>" in page
    assert 'name="race" value="between" id="id_race_2" checked' in page
    assert stored(consent.client) == SAID

    seen = {"seen_race": "margin", "seen_class": "centre"}
    assert all(f'name="{name}" value="{value}"' in page for name, value in seen.items())
    browser.post(address, {"race": "between", "class": "centre"} | seen)

    assert stored(consent.client) == {"race": "between", "class": "centre"}


def test_the_withdrawal_says_beforehand_what_goes_with_it(browser: Browser, consent: Consent, ana: Person) -> None:
    other = give_consent(by=ana, client=consent.client, kind="research", given_on=DAY, note="")
    browser.post(social_of(consent.client), SAID)
    warning = "The social categories that are kept for reports are deleted with it"

    assert warning in browser.get(reverse("consent_withdraw", args=[consent.pk])).content.decode()
    assert warning not in browser.get(reverse("consent_withdraw", args=[other.pk])).content.decode()
    browser.post(reverse("consent_withdraw", args=[consent.pk]), {"withdrawn_on": "2026-03-09"})

    assert stored(consent.client) == {}


def test_the_consents_lead_to_the_categories_while_the_client_agrees(
    browser: Browser, anas_client: Client, ana: Person
) -> None:
    consents = reverse("consents", args=[anas_client.pk])
    assert social_of(anas_client) not in browser.get(consents).content.decode()

    give_consent(by=ana, client=anas_client, kind="social", given_on=DAY, note="")

    assert social_of(anas_client) in browser.get(consents).content.decode()
