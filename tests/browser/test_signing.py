"""Signing in a real browser: once, over what is really the last text, and never into a page that has gone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import AuditEntry, Client, ClinicalNote, Person, TherapySession
from sessions_log.services.session import save_draft
from tests.browser.conftest import SignIn, axe_findings
from tests.people import entry, log

pytestmark = pytest.mark.django_db(transaction=True)

SIGN = "[name=action][value=sign]"
STATE = "[data-save-state]"
SAVED = "[data-save-state]:has-text('Draft saved')"


def open_new(page: Page, live_server: LiveServer, client: Client) -> Page:
    page.goto(live_server.url + reverse("session_new", args=[client.pk]))
    return page


def times(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


@pytest.mark.parametrize("clicks", [1, 2, 3])
def test_a_press_straight_after_the_last_key_signs_once_with_the_last_word(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, clicks: int
) -> None:
    page = open_new(desk(ana), live_server, anas_client)

    page.fill("[name=note]", "The last word")
    page.click(SIGN, click_count=clicks)
    page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))

    session = TherapySession.objects.get()
    assert (session.status, session.note.text) == ("signed", "The last word")
    assert (times("session.create"), times("session.sign")) == (1, 1)


@pytest.mark.parametrize(("action", "status"), [("sign", "signed"), ("save", "draft")])
def test_a_draft_on_which_nothing_was_changed_can_be_pressed_too(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, action: str, status: str
) -> None:
    session = log(anas_client, note="Of yesterday")
    page = desk(ana)
    page.goto(live_server.url + reverse("session", args=[session.pk]))

    page.click(f"[name=action][value={action}]")

    expect(page.get_by_text("Signed." if action == "sign" else "Saved as a draft.")).to_be_visible()
    session.refresh_from_db()
    assert session.status == status


def test_a_press_while_the_server_is_away_leaves_everything_where_it_is(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = open_new(desk(ana), live_server, anas_client)
    address = page.url

    page.route("**/*", lambda route: route.abort())
    page.fill("[name=note]", "Typed before the press")
    page.click(SIGN)
    expect(page.locator(STATE)).to_contain_text("Not signed yet. The server is away.")
    page.locator("[name=note]").press("End")
    page.locator("[name=note]").press_sequentially(", and after it")
    assert (page.url, TherapySession.objects.count()) == (address, 0)
    page.unroute("**/*")

    expect(page.locator(SAVED)).to_be_visible(timeout=10_000)
    assert TherapySession.objects.get().status == "draft"
    page.click(SIGN)
    page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))
    assert ClinicalNote.objects.get().text == "Typed before the press, and after it"


def test_a_press_that_gets_lost_on_its_way_finds_the_text_saved(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = open_new(desk(ana), live_server, anas_client)

    def lose_the_press(route: Route) -> None:
        if route.request.is_navigation_request():
            route.abort()
        else:
            route.continue_()

    page.fill("[name=note]", "Typed")
    page.route("**/sessions/**", lose_the_press)
    with page.expect_event("requestfailed", lambda request: request.is_navigation_request()):
        page.click(SIGN)
    page.unroute("**/sessions/**")

    session = TherapySession.objects.get()
    assert (session.status, session.note.text) == ("draft", "Typed")
    page.goto(live_server.url + reverse("session", args=[session.pk]))
    assert page.input_value("[name=note]") == "Typed"


def test_a_press_while_a_save_is_under_way_waits_for_it(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = open_new(desk(ana), live_server, anas_client)
    held: list[Route] = []
    page.route("**/sessions/new/", lambda route: held.append(route), times=1)

    page.fill("[name=note]", "First")
    with page.expect_request("**/sessions/new/"):
        page.fill("[name=note]", "First, and more")
    page.fill("[name=note]", "First, and more, and the last")
    page.click(SIGN)
    page.click(SIGN)
    held[0].continue_()
    page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))

    session = TherapySession.objects.get()
    assert (session.status, session.note.text) == ("signed", "First, and more, and the last")
    assert times("session.sign") == 1


def test_going_back_after_signing_shows_the_signed_session_or_a_new_form(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = open_new(desk(ana), live_server, anas_client)
    page.fill("[name=note]", "Signed text")
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    page.click(SIGN)
    page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))

    page.go_back()

    expect(page.locator("[name=note]")).to_have_count(0)
    expect(page.get_by_text("Signed text")).to_be_visible()
    assert (TherapySession.objects.count(), times("session.sign")) == (1, 1)


def test_a_page_that_was_open_while_the_session_was_signed_elsewhere_keeps_its_text_and_changes_nothing(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="Before")
    page = desk(ana)
    page.goto(live_server.url + reverse("session", args=[session.pk]))
    save_draft(by=ana, session=session, version=1, entry=entry(note="As signed"), sign=True)

    page.fill("[name=note]", "Typed elsewhere")
    panel = page.locator(".conflict")
    expect(panel).to_contain_text("This session was signed in the meantime", timeout=8000)
    expect(panel.get_by_role("button")).to_have_count(0)
    expect(page.locator(STATE)).to_have_text("Not saved: this session was signed elsewhere. Both texts stand above.")
    assert axe_findings(page) == []
    page.click(SIGN)
    with page.context.expect_page() as opened:
        panel.get_by_role("link", name="Open the signed session in a new tab").click()

    expect(opened.value.get_by_label("Addendum*")).to_be_visible()
    assert page.input_value("[name=note]") == "Typed elsewhere"
    assert (ClinicalNote.objects.get().text, times("session.sign")) == ("As signed", 1)


def test_return_in_a_short_field_saves_the_draft_and_adds_nothing(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = open_new(desk(ana), live_server, anas_client)

    page.fill("[name=note]", "Typed")
    page.locator("[name=minutes]").press("Enter")
    expect(page.get_by_text("Saved as a draft.")).to_be_visible()

    session = TherapySession.objects.get()
    assert (session.note.text, session.moments.count(), session.status) == ("Typed", 0, "draft")
