"""Whole flows by keyboard alone, from signing in on. All that Tab reaches is in sight and shows its focus."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, ClientAnswers, Episode, Person, TherapySession
from sessions_log.models.entry import SessionEntry
from sessions_log.services.check import invite
from tests.people import PASSWORD, log
from tests.services.test_session import RUPTURE

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TABS = 120

# A control laid invisibly over its label shows its focus on the words behind it. Nothing may cover what has the focus.
_FOCUS = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const shown = focused.matches(".choice input, .scale input, .kind input") ? focused.nextElementSibling
    : focused.closest("svg") ? focused.querySelector("rect") : focused;
  const box = focused.getBoundingClientRect(), style = getComputedStyle(shown);
  const x = box.x + box.width / 2, y = box.y + Math.min(box.height, innerHeight) / 2;
  const top = document.elementFromPoint(x, y);
  return {
    what: focused.outerHTML.slice(0, 140),
    marked: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none" || parseFloat(style.strokeWidth) >= 2,
    clear: Boolean(top) && (focused.contains(top) || top.contains(focused) && !top.matches(".save-bar")),
  };
}"""


class Keys:
    """Goes through a page by keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        """Press Tab until something that the selector finds has the focus. Each stop on the way must be seen."""
        wanted = self.page.locator(selector)
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(_FOCUS)
            if found is None:  # the browser's own controls, after the last one of the page
                continue
            assert found["marked"], f"no focus to be seen: {found['what']}"
            assert found["clear"], f"the focus is covered: {found['what']}"
            if wanted.evaluate_all("all => all.includes(document.activeElement)"):
                return
        raise AssertionError(f"{selector} cannot be reached by keyboard")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def follow(self, selector: str) -> None:
        """Go to a link or button by Tab, press Enter, and wait for the page that it leads to."""
        self.to(selector)
        with self.page.expect_navigation():
            self.press("Enter")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def sign_in(self, server: LiveServer, person: Person) -> None:
        self.page.goto(server.url)
        self.to("[name=login]")
        self.type(person.email)
        self.to("[name=password]")
        self.type(PASSWORD)
        with self.page.expect_navigation():
            self.press("Enter")
        expect(self.page.get_by_role("heading", name="Today")).to_be_visible()


@pytest.fixture
def keys(page: Page) -> Keys:
    page.set_viewport_size({"width": 1280, "height": 720})
    return Keys(page)


def test_therapist_from_signing_in_to_a_kept_prompt(
    keys: Keys, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = keys.page
    keys.sign_in(live_server, ana)
    keys.follow(f"a[href='{reverse('session_new', args=[anas_client.pk])}']")
    expect(page.locator("[data-scale] input").first).to_be_focused()
    keys.type("554443")
    keys.press("Alt+KeyR")
    keys.press("ArrowDown")  # from the first marker to the second
    keys.to("[data-moment=rupture] [name$=-actor]")
    keys.press("ArrowRight", "ArrowRight")
    keys.press("Alt+KeyP")
    keys.to("[data-moment=repair] [name$=-strategy]")
    keys.press("Space")
    keys.to("[data-moment=repair] [name$=-resolution]")
    keys.press(*["ArrowRight"] * 4)
    keys.press("Alt+KeyN")
    keys.type("She fell silent; I asked.")
    with page.expect_navigation(url=live_server.url + reverse("client", args=[anas_client.pk])):
        keys.press("Control+Enter")
    keys.follow(f"a[href='{reverse('timeline', args=[anas_client.pk])}']")
    keys.to(".at")
    keys.press("ArrowUp")
    expect(page.locator("[data-said]")).to_contain_text("repair, by the therapist: clarify a misunderstanding")
    keys.to("summary:has-text('When')")
    keys.press("Enter")
    keys.to("[data-decide] [value=chosen]")
    keys.press("Enter")
    expect(page.get_by_text("You chose:")).to_be_visible()

    session = TherapySession.objects.get()
    rupture, repair = SessionEntry.of(session).moments
    assert session.status == "signed"
    assert (rupture.marker, rupture.actor) == ("minimal_response", "both")
    assert (repair.strategy, repair.resolution) == ("clarify", 4)
    assert Episode.objects.get().status == "worked_on"
    assert anas_client.prompt_choices.get().decision == "chosen"


def test_supervisor_from_signing_in_to_a_moment_of_the_case(
    keys: Keys, live_server: LiveServer, ben: Person, anas_client: Client
) -> None:
    log(anas_client, RUPTURE, sign=True)
    page = keys.page
    keys.sign_in(live_server, ben)
    keys.follow("main a:has-text('Prepare supervision')")
    keys.follow("main a:has-text('A-1')")
    keys.to(".at")
    keys.press("ArrowUp")
    expect(page.locator("[data-said]")).to_contain_text("rupture, the client withdrew")
    keys.to(".timeline-table summary")
    keys.press("Enter")
    expect(page.get_by_role("cell").filter(has_text=re.compile("rupture, the client withdrew"))).to_be_visible()
    keys.to(".account-button")
    keys.press("Enter")
    keys.follow("#account-menu button")

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_client_answers_the_check(keys: Keys, live_server: LiveServer, anas_client: Client) -> None:
    session = log(anas_client)
    token = invite(by=anas_client.therapist, session=session)
    keys.page.goto(live_server.url + reverse("check", args=[token]))
    keys.to("[data-scale] input")
    keys.type("66557766")
    keys.to("[name=zest]")
    keys.press("End")
    keys.to("[name=tension]")
    keys.press("Space")
    keys.to("[name=talked_about]")
    keys.press("Space")
    keys.to("textarea")
    keys.type("I held back.")
    keys.to("button[type=submit]")
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", name="Thank you")).to_be_visible()

    answers = ClientAnswers.objects.get()
    assert (answers.zest, answers.tension, answers.talked_about) == (7, True, True)
    assert answers.sentence == "I held back."
