"""Search, consent, the whole record, deletion and erasure in a real browser."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Person, TherapySession
from sessions_log.services.consent import give_consent
from tests.browser.conftest import SignIn
from tests.browser.test_pages import caseload, look
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def confirm_password(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_search_by_keyboard_shows_what_was_found(desk: SignIn, live_server: LiveServer, ana: Person) -> None:
    caseload(ana)
    page = desk(ana)
    page.goto(live_server.url + reverse("search"))

    page.keyboard.type("PEOPLE")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Found 2 times")).to_be_visible()
    assert page.locator("mark").all_inner_texts() == ["people", "people"]
    assert "people" not in page.url.lower()


def test_pages_of_the_record_on_every_screen(desk: SignIn, live_server: LiveServer, ana: Person) -> None:
    client = caseload(ana)
    consent = give_consent(
        by=ana, client=client, kind="treatment", given_on=datetime.date(2026, 1, 5), note="On paper, in the folder"
    )
    session = TherapySession.objects.filter(client=client, status="signed").earliest("number")
    page = desk(ana)
    page.goto(live_server.url + reverse("record", args=[client.pk]))
    confirm_password(page)

    for name, row in (("record", client), ("client_erase", client), ("consents", client)):
        look(page, live_server.url + reverse(name, args=[row.pk]), name)
    look(page, live_server.url + reverse("consent_withdraw", args=[consent.pk]), "consent_withdraw")
    look(page, live_server.url + reverse("session_delete", args=[session.pk]), "session_delete")
    for address in ("?ended", "?archived"):
        look(page, f"{live_server.url}{reverse('client_list')}{address}", f"clients {address}")


def test_categories_by_keyboard_once_the_client_agrees(desk: SignIn, live_server: LiveServer, ana: Person) -> None:
    client = caseload(ana)
    address = live_server.url + reverse("social", args=[client.pk])
    page = desk(ana)
    look(page, address, "social, without consent")
    page.get_by_role("link", name="Go to the consents").press("Enter")
    page.get_by_label("Consent to").select_option("social")
    page.get_by_role("button", name="Record").press("Enter")
    page.get_by_role("link", name="Categories", exact=True).press("Enter")

    page.get_by_role("group", name="Gender").get_by_label("At the margin").press("Space")
    page.get_by_role("button", name="Save").press("Enter")

    expect(page.get_by_text("Saved.")).to_be_visible()  # what was ticked stands there before it is sent, too
    expect(page.get_by_role("group", name="Gender").get_by_label("At the margin")).to_be_checked()
    expect(page.get_by_role("group", name="Race").get_by_label("Not said")).to_be_checked()
    assert dict(client.social_categories.values_list("axis", "location")) == {"gender": "margin"}
    look(page, address, "social")


def test_erasing_by_keyboard_leads_to_the_proof(desk: SignIn, live_server: LiveServer, ana: Person) -> None:
    client = caseload(ana)
    page = desk(ana)
    page.goto(live_server.url + reverse("client", args=[client.pk]))
    page.get_by_role("link", name="Erase everything").press("Enter")
    confirm_password(page)

    page.get_by_label("The client asked for it").press("Space")
    page.get_by_label("The client’s code").fill("A-1")
    page.get_by_role("button", name="Erase everything").press("Enter")

    expect(page.get_by_role("heading", name="Proof of erasure")).to_be_visible()
    expect(page.get_by_text("Backups that were made before still hold the record")).to_be_visible()
    assert not Client.objects.filter(pk=client.pk).exists()
    look(page, page.url, "erasure")
