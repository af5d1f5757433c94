"""Nothing typed is lost: a killed browser, a server that is away, a sign-in that ran out, a second tab."""

from contextlib import suppress
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Error, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, ClinicalNote, Person, TherapySession
from tests.browser.conftest import SignIn
from tests.people import PASSWORD, log

pytestmark = pytest.mark.django_db(transaction=True)

WRITING = "[data-save-state]:has-text('Writing')"
SAVED = "[data-save-state]:has-text('Draft saved')"


def sign_in(page: Page, address: str, person: Person) -> None:
    page.goto(address)
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def test_a_browser_killed_in_mid_sentence_loses_nothing_older_than_five_seconds(
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    live_server: LiveServer,
    ana: Person,
    anas_client: Client,
) -> None:
    browser = playwright.chromium.launch(**browser_type_launch_args)
    page = browser.new_page()
    sign_in(page, live_server.url + reverse("account_login"), ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.locator("[name=note]").press_sequentially("She spoke of the boat, and then ")
    page.wait_for_timeout(5000)
    page.locator("[name=note]").press_sequentially("fell")
    with suppress(Error):
        browser.new_browser_cdp_session().send("Browser.crash")
    assert not browser.is_connected()

    again = playwright.chromium.launch(**browser_type_launch_args)
    page = again.new_page()
    sign_in(page, live_server.url + reverse("account_login"), ana)
    page.goto(live_server.url + reverse("session", args=[TherapySession.objects.get().pk]))

    assert page.input_value("[name=note]").startswith("She spoke of the boat, and then ")
    again.close()


def test_typing_goes_on_while_the_server_is_away_and_is_saved_when_it_is_back(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="Before")
    page = desk(ana)
    page.goto(live_server.url + reverse("session", args=[session.pk]))

    page.route("**/sessions/**", lambda route: route.abort())
    page.fill("[name=note]", "Typed while the server was away")
    expect(page.locator("[data-save-state]")).to_contain_text("The server is away.", timeout=8000)
    assert ClinicalNote.objects.get().text == "Before"
    page.unroute("**/sessions/**")

    expect(page.locator(SAVED)).to_be_visible(timeout=10_000)
    assert ClinicalNote.objects.get().text == "Typed while the server was away"


def test_signing_in_again_in_another_tab_saves_what_was_typed_meanwhile(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="Before")
    page = desk(ana)
    page.goto(live_server.url + reverse("session", args=[session.pk]))

    Session.objects.all().delete()
    page.fill("[name=note]", "Typed after the sign-in had run out")
    expect(page.locator("[data-save-state]")).to_contain_text("You are signed out.", timeout=8000)
    sign_in(page.context.new_page(), live_server.url + reverse("account_login"), ana)

    expect(page.locator(SAVED)).to_be_visible(timeout=15_000)
    assert ClinicalNote.objects.get().text == "Typed after the sign-in had run out"


def test_the_second_tab_that_saves_itself_is_told_and_may_choose_its_own(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="Before")
    first = desk(ana)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(live_server.url + reverse("session", args=[session.pk]))

    first.fill("[name=note]", "From the first tab")
    expect(first.locator(SAVED)).to_be_visible(timeout=8000)
    second.fill("[name=note]", "From the second tab")
    conflict = second.locator(".conflict")
    expect(conflict).to_contain_text("From the first tab", timeout=8000)
    second.fill("[name=note]", "From the second tab, typed on")
    second.wait_for_timeout(3000)
    assert ClinicalNote.objects.get().text == "From the first tab"

    conflict.get_by_role("button", name="Go on with mine").click()
    expect(second.locator(SAVED)).to_be_visible(timeout=8000)
    assert ClinicalNote.objects.get().text == "From the second tab, typed on"


def test_nothing_is_kept_in_the_browsers_own_storage(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", "canary-in-storage")
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)

    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await indexedDB.databases(),"
        " await caches.keys(), document.cookie, history.state])"
    )
    assert kept == '[{},{},[],[],"",null]'
