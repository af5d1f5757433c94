"""How many actions a session costs. Typing text or digits is no action; a press, a tap or a shortcut is one."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Episode, Person, TherapySession
from sessions_log.models.entry import SessionEntry
from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)

ROUTINE, WITH_REPAIR = 4, 12


class Hand:
    """Does what a person does, and counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def press(self, selector: str) -> None:
        self.actions += 1
        self.page.locator(selector).first.click()

    def keys(self, combination: str) -> None:
        self.actions += 1
        self.page.keyboard.press(combination)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def test_a_routine_session_takes_at_most_four_actions(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    hand = Hand(desk(ana))

    hand.press(f"a[href='{reverse('session_new', args=[anas_client.pk])}']")
    hand.page.wait_for_selector("[data-scale] input:focus")
    hand.type("666555")
    hand.type("Steady today. She brought the boat again,\nand stayed with it.")
    hand.keys("Control+Enter")
    hand.page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))

    session = TherapySession.objects.get()
    entry = SessionEntry.of(session)
    assert (session.status, session.attendance) == ("signed", "held")
    assert entry.therapist_check == (6, 6, 6, 5, 5, 5)
    assert entry.note == "Steady today. She brought the boat again,\r\nand stayed with it."
    assert hand.actions <= ROUTINE


def test_a_rupture_with_its_repair_takes_at_most_twelve_actions(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    hand = Hand(desk(ana))

    hand.press(f"a[href='{reverse('session_new', args=[anas_client.pk])}']")
    hand.page.wait_for_selector("[data-scale] input:focus")
    hand.type("554443")
    hand.keys("Alt+KeyR")
    hand.press("[data-moment=rupture] .choice:has-text('Minimal response')")
    hand.press("[data-moment=rupture] .choice:has-text('Both')")
    hand.keys("Alt+KeyP")
    hand.press("[data-moment=repair] .choice:has-text('Own one')")
    hand.actions += 1
    hand.page.select_option("[name=moments-1-resolution]", "4")
    hand.keys("Alt+KeyN")
    hand.type("She fell silent; I said what I thought I had done.")
    hand.keys("Control+Enter")
    hand.page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))

    rupture, repair = SessionEntry.of(TherapySession.objects.get()).moments
    assert (rupture.marker, rupture.actor) == ("minimal_response", "both")
    assert (repair.strategy, repair.resolution) == ("own_contribution", 4)
    assert Episode.objects.get().status == "worked_on"
    assert hand.actions <= WITH_REPAIR
