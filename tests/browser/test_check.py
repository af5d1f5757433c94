"""The client's check in a real browser: on their own telephone, and on a tablet that opens nothing else."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, ClientAnswers, Person, Rating, TherapySession
from sessions_log.services.check import answer, find_invitation, invite
from tests.browser.conftest import SignIn
from tests.browser.test_pages import look
from tests.people import log

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "canary-note"


@pytest.fixture
def session(anas_client: Client) -> TherapySession:
    return log(anas_client, note=NOTE, sign=True)


def hand_over(page: Page, live_server: LiveServer, session: TherapySession) -> None:
    page.goto(live_server.url + reverse("session", args=[session.pk]))
    page.get_by_role("link", name="Let the client answer the check").click()
    page.get_by_label("PIN").fill("2580")
    page.get_by_role("button", name="Lock and hand over").click()
    page.get_by_role("heading", name="How was today?").wait_for()


def test_a_client_answers_by_keys_alone_on_every_screen(
    page: Page, live_server: LiveServer, ana: Person, session: TherapySession
) -> None:
    address = live_server.url + reverse("check", args=[invite(by=ana, session=session)])
    look(page, address, "check")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('legend')).fontSize)") >= 19

    page.locator("[data-scale] input").first.focus()
    page.keyboard.type("665576")
    page.keyboard.type("7")
    page.get_by_label("Anything you would like to add").focus()
    page.keyboard.type("I held back.")
    page.get_by_role("button", name="Send my answers").press("Enter")

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    answers = ClientAnswers.objects.get()
    assert (Rating.objects.get().items, answers.genuine, answers.sentence) == ([6, 6, 5, 5, 7, 6], 7, "I held back.")
    page.go_back()
    expect(page.get_by_role("heading", name="This check is closed")).to_be_visible()
    look(page, address, "closed")


def test_without_scripts_nothing_says_of_a_slider_that_was_moved_that_it_was_not(
    browser: Browser, live_server: LiveServer, ana: Person, session: TherapySession
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("check", args=[invite(by=ana, session=session)]))
    page.get_by_label("I felt alive").press("ArrowRight")
    page.get_by_label("I felt alive").press("ArrowRight")

    expect(page.get_by_text("not given")).to_have_count(5)
    assert [shown.is_visible() for shown in page.get_by_text("not given").all()] == [False] * 5
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    answers = ClientAnswers.objects.get()
    assert (answers.zest, answers.worth) == (2, None)
    page.context.close()


def test_the_address_is_named_to_nobody_that_the_page_asks_for_anything(
    page: Page, live_server: LiveServer, ana: Person, session: TherapySession
) -> None:
    token = invite(by=ana, session=session)
    named: list[str] = []
    page.on("request", lambda request: named.append(request.headers.get("referer", "")))

    page.goto(live_server.url + reverse("check", args=[token]))
    page.locator("[data-scale] label").first.click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    assert set(named) == {"", f"{live_server.url}/"}


def test_an_answer_that_is_pressed_again_is_taken_back(
    page: Page, live_server: LiveServer, ana: Person, session: TherapySession
) -> None:
    page.goto(live_server.url + reverse("check", args=[invite(by=ana, session=session)]))
    expect(page.get_by_text("Press an answer again to take it back.")).to_be_visible()
    first, second = (page.locator("[data-scale]").nth(place).locator("label").nth(3) for place in (0, 1))

    for press in (first, second, first):
        press.click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    assert Rating.objects.get().items == [None, 4, None, None, None, None]


def test_a_handed_over_tablet_shows_nothing_else_in_any_tab_and_comes_back_by_pin(
    desk: SignIn, live_server: LiveServer, ana: Person, session: TherapySession
) -> None:
    page = desk(ana)
    other = page.context.new_page()
    other.goto(live_server.url + reverse("session", args=[session.pk]))
    expect(other.get_by_text(NOTE)).to_be_visible()

    hand_over(page, live_server, session)

    locked = "This tablet is locked to the check"
    expect(other.get_by_role("heading", name=locked)).to_be_visible()
    look(page, page.url, "check on a tablet")
    page.go_back()
    expect(page.get_by_role("heading", name=locked)).to_be_visible()
    page.goto(live_server.url + reverse("client_list"))
    look(page, page.url, "locked")
    page.get_by_role("link", name="To the questions").click()
    page.locator("[data-scale] label").first.click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(NOTE)).to_have_count(0)
    page.get_by_label("PIN").fill("2580")
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    expect(page.get_by_text("The client answered")).to_be_visible()


@pytest.mark.parametrize("typed", ["", "Half a sen"])
def test_a_session_that_is_being_logged_is_saved_and_handed_over_and_shows_the_answers_afterwards(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, typed: str
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.get_by_text("The client’s view").click()
    page.get_by_label("Note", exact=True).press_sequentially(typed)

    page.get_by_role("button", name="Let the client answer").click()
    page.get_by_label("PIN").fill("2580")
    page.get_by_role("button", name="Lock and hand over").click()
    page.locator("[data-scale] label").nth(5).click()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_label("PIN").fill("2580")
    page.get_by_role("button", name="Unlock").click()

    expect(page.get_by_text("I felt understood today")).to_be_visible()
    expect(page.get_by_text("6 of 7")).to_be_visible()
    expect(page.get_by_label("Note", exact=True)).to_have_value(typed)


def test_a_draft_that_is_open_while_the_client_answers_says_so_and_leads_to_the_answers(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    draft = log(anas_client)
    page = desk(ana)
    page.goto(live_server.url + reverse("session", args=[draft.pk]))
    invitation = find_invitation(invite(by=ana, session=draft))
    assert invitation is not None
    answer(invitation=invitation, check=(6,) * 6, answers={"sentence": "I held back."})

    page.get_by_label("Note", exact=True).press_sequentially("more")

    expect(page.get_by_text("The client has answered in the meantime")).to_be_visible()
    expect(page.get_by_text("The client’s view")).not_to_be_visible()
    page.get_by_role("link", name="Show their answers").click()
    expect(page.get_by_text("I held back.")).to_be_visible()
    expect(page.get_by_label("Note", exact=True)).to_have_value("more")


@pytest.mark.parametrize("name", ["check", "check_invite"])
def test_hasty_presses_send_once(
    desk: SignIn, live_server: LiveServer, ana: Person, session: TherapySession, name: str
) -> None:
    page = desk(ana)
    page.goto(
        live_server.url + reverse(name, args=[invite(by=ana, session=session) if name == "check" else session.pk])
    )
    sent: list[str] = []

    def answer_nothing(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)  # the page stays, as it does while a slow server has not answered yet

    page.route("**/check/**", answer_nothing)
    button = page.get_by_role("button", name="Send my answers" if name == "check" else "Lock and hand over")
    for _ in range(2):
        button.click()
        page.wait_for_timeout(300)

    assert sent == ["POST"]


def test_a_draft_in_another_tab_is_hidden_and_can_be_gone_on_with_afterwards(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, session: TherapySession
) -> None:
    draft = log(anas_client, note="canary-draft")
    page = desk(ana)
    other = page.context.new_page()
    other.on("dialog", lambda dialog: dialog.dismiss())  # the client stays on the page rather than leave it
    other.goto(live_server.url + reverse("session", args=[draft.pk]))
    other.get_by_label("Note", exact=True).press_sequentially("more ")
    other.get_by_label("Minutes").fill("4")  # cannot be saved, so that the browser asks before it leaves the page
    expect(other.get_by_text("all but: Minutes")).to_be_visible()

    hand_over(page, live_server, session)

    expect(other.locator("body")).to_be_hidden()
    page.goto(live_server.url + reverse("check_unlock"))
    page.get_by_label("PIN").fill("2580")
    page.get_by_role("button", name="Unlock").click()
    expect(other.get_by_label("Note", exact=True)).to_have_value("more canary-draft")
    expect(other.get_by_label("Minutes")).to_be_visible()
    other.get_by_label("Minutes").fill("40")
    expect(other.locator("[data-save-state]")).to_have_text(re.compile(r"^Draft saved \d\d:\d\d$"))
    assert TherapySession.objects.get(pk=draft.pk).minutes == 40
