"""The keys that do something by themselves, and their switch (WCAG 2.1.4)."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Episode, Person
from sessions_log.services.account import switch_single_keys
from tests.browser.conftest import SignIn, axe_findings
from tests.people import log
from tests.services.test_session import RUPTURE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def logging(desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client) -> Page:
    """Return the page of a new session, on which something has been typed."""
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", "Half a sentence?")
    return page


def test_the_keys_are_listed_on_a_question_mark_but_not_while_typing(logging: Page) -> None:
    logging.locator("[name=note]").press("?")
    expect(logging.locator("#shortcuts")).to_be_hidden()

    logging.locator("[name=therapist_1]").first.press("?")
    expect(logging.locator("#shortcuts")).to_be_visible()
    assert axe_findings(logging) == []


def test_the_question_mark_leads_to_the_keys_from_every_kind_of_page(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    log(anas_client, RUPTURE, sign=True)
    client, episode, session = anas_client.pk, Episode.objects.get().pk, anas_client.sessions.get().pk
    page = desk(ana)
    for name, *args in (
        *(("today",), ("client_list",), ("client", client), ("client_edit", client), ("timeline", client)),
        *(("episode", episode), ("session", session), ("search",)),
    ):
        page.goto(live_server.url + reverse(name, args=args))
        page.locator("h1").click()
        page.keyboard.press("?")
        page.wait_for_url(live_server.url + reverse("keys"))


def test_the_question_mark_leaves_nothing_behind_that_was_typed(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("search"))
    page.locator("main input[type=search]").press_sequentially("why?")
    expect(page.locator("main input[type=search]")).to_have_value("why?")

    page.goto(live_server.url + reverse("image_new", args=[anas_client.pk]))
    page.fill("[name=belief]", "I am too much")
    page.locator("h1").click()
    page.keyboard.press("?")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("[name=text][aria-invalid]")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("[name=belief]")).to_have_value("I am too much")


def test_the_question_mark_leads_nowhere_for_who_switched_it_off(
    desk: SignIn, live_server: LiveServer, ana: Person
) -> None:
    switch_single_keys(by=ana, on=False)
    page = desk(ana)
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("script[src*=question_mark]").count() == 0


def test_the_question_mark_is_switched_off_and_on_in_the_list_that_it_opens(logging: Page) -> None:
    shortcuts, first = logging.locator("#shortcuts"), logging.locator("[name=therapist_1]").first

    first.press("?")
    shortcuts.get_by_role("button", name="Switch the ? key off").press("Enter")
    expect(shortcuts.get_by_text("key is off")).to_be_visible()
    logging.keyboard.press("Escape")
    first.press("?")
    expect(shortcuts).to_be_hidden()

    logging.get_by_role("button", name="Keys", exact=True).press("Enter")
    shortcuts.get_by_role("button", name="Switch the ? key on").press("Enter")
    expect(shortcuts.get_by_text("key is on")).to_be_visible()
    logging.keyboard.press("?")
    expect(shortcuts).to_be_hidden()
    first.press("?")
    expect(shortcuts).to_be_visible()
    expect(logging.locator("[name=note]")).to_have_value("Half a sentence?")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_the_switch_leaves_what_was_typed_where_it_is(logging: Page) -> None:
    logging.get_by_role("button", name="Keys", exact=True).click()
    with logging.context.expect_page() as opened:
        logging.locator("#shortcuts").get_by_role("button", name="Switch the ? key off").click()

    expect(opened.value.get_by_text("key is off")).to_be_visible()
    expect(logging.locator("[name=note]")).to_have_value("Half a sentence?")
