"""How many actions a session costs, and how long they take a practised hand.

Typing text or digits is no action; a press, a tap or a shortcut is one. No clock is read: it would time the machine.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Episode, Person, TherapySession
from sessions_log.models.entry import SessionEntry
from tests.browser.conftest import SignIn
from tests.browser.hand import Hand

pytestmark = pytest.mark.django_db(transaction=True)

ROUTINE, ROUTINE_SECONDS = 4, 20
WITH_REPAIR, WITH_REPAIR_SECONDS = 12, 60


def begin(hand: Hand, client: Client) -> None:
    """Go from Today to the form, where the first item of the check waits for its digit."""
    hand.press(f"a[href='{reverse('session_new', args=[client.pk])}']")
    expect(hand.page.locator("[data-scale] input").first).to_be_focused()


def sign(hand: Hand, server: LiveServer, client: Client) -> None:
    hand.keys("Control+Enter")
    hand.page.wait_for_url(server.url + reverse("client", args=[client.pk]))


def test_a_routine_session_takes_two_actions(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    hand = Hand(desk(ana))

    begin(hand, anas_client)
    hand.type("666555")
    hand.type("Steady today. She brought the boat again,\nand stayed with it.")
    sign(hand, live_server, anas_client)

    session = TherapySession.objects.get()
    entry = SessionEntry.of(session)
    assert (session.status, session.attendance) == ("signed", "held")
    assert entry.therapist_check == (6, 6, 6, 5, 5, 5)
    assert entry.note == "Steady today. She brought the boat again,\nand stayed with it."
    assert (hand.actions, hand.answers) == (2, 6)
    assert hand.actions <= ROUTINE
    assert hand.seconds() == pytest.approx(14.8, abs=0.1)
    assert hand.seconds() <= ROUTINE_SECONDS


def test_a_rupture_with_its_repair_takes_nine_actions(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    hand = Hand(desk(ana))

    begin(hand, anas_client)
    hand.type("554443")
    hand.keys("Alt+KeyR")
    hand.press("[data-moment=rupture] .choice:has-text('Minimal response')")
    hand.press("[data-moment=rupture] .choice:has-text('Both')")
    hand.keys("Alt+KeyP")
    hand.press("[data-moment=repair] .choice:has-text('Own one')")
    hand.press("[data-moment=repair] .choice:has([name$=resolution][value='4'])")
    hand.keys("Alt+KeyN")
    hand.type("She fell silent; I said what I thought I had done.")
    sign(hand, live_server, anas_client)

    rupture, repair = SessionEntry.of(TherapySession.objects.get()).moments
    assert (rupture.marker, rupture.actor) == ("minimal_response", "both")
    assert (repair.strategy, repair.resolution) == ("own_contribution", 4)
    assert Episode.objects.get().status == "worked_on"
    assert (hand.actions, hand.answers) == (9, 6)
    assert hand.actions <= WITH_REPAIR
    assert hand.seconds() == pytest.approx(32.7, abs=0.1)
    assert hand.seconds() <= WITH_REPAIR_SECONDS


def test_whatever_the_hand_does_besides_typing_is_counted(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    """Steps that the count must not miss: a menu, a way by Tab, a key on a choice, a digit where none is asked for."""
    hand = Hand(desk(ana))

    begin(hand, anas_client)
    hand.keys("Tab")
    hand.type("1")
    hand.keys("Alt+KeyN")
    hand.type("A\nb")
    hand.keys("Tab")
    hand.keys("Shift+Tab")
    hand.press(".account-button")
    hand.press("[data-add=connection]")
    hand.keys("Space")
    hand.press("[name=note]")
    hand.keys("Control+KeyA")

    assert [event["how"] for event in hand.seen] == [
        *("press", "key", "answer", "key", "text", "text", "text", "key", "key"),
        *("press", "press", "key", "press", "key"),
    ]
    assert (hand.actions, hand.answers) == (10, 1)
