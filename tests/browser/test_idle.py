"""What saves by itself does not keep a session alive: a page on which nobody types asks nothing of the server."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Person, TherapySession
from tests.browser.conftest import SignIn
from tests.browser.test_nothing_lost import SAVED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LONGER_THAN_ANY_TIMER = 6000
"""Milliseconds. The slowest timer of autosave.js runs for 4000."""

STATE = "[data-save-state]"


def asked_while_nobody_types(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(LONGER_THAN_ANY_TIMER)
    return asked


def open_saved(page: Page, live_server: LiveServer, client: Client) -> None:
    page.goto(live_server.url + reverse("session_new", args=[client.pk]))
    page.fill("[name=note]", "She fell silent")
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    page.wait_for_load_state("networkidle")


def test_a_saved_draft_is_silent(desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client) -> None:
    page = desk(ana)
    open_saved(page, live_server, anas_client)

    assert asked_while_nobody_types(page) == []


def test_a_draft_of_which_something_cannot_be_saved_is_silent(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    open_saved(page, live_server, anas_client)
    page.fill("[name=minutes]", "9999")
    expect(page.locator(STATE)).to_contain_text("all but: Minutes", timeout=8000)

    assert asked_while_nobody_types(page) == []


def test_two_texts_that_wait_for_a_choice_are_silent(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    open_saved(page, live_server, anas_client)
    TherapySession.objects.update(version=99)
    page.fill("[name=note]", "She spoke")
    expect(page.locator(".conflict")).to_be_visible(timeout=8000)

    assert asked_while_nobody_types(page) == []
