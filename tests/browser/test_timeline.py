"""The timeline in a real browser: walked by keyboard, heard, pointed at, printed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Person
from sessions_log.models.entry import HERE, MomentEntry
from tests.browser.conftest import SignIn, axe_findings
from tests.courses import give_course
from tests.people import log

pytestmark = pytest.mark.django_db(transaction=True)

RUPTURE = MomentEntry(kind="rupture", marker="minimal_response", actor="client", minute=20, intensity=3)
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="validate", episode=HERE)

SCROLL_BAR = 15
"""What the page's own scroll bar takes on a desktop, px."""


def focused(page: Page) -> str:
    """Return what the mark with the focus says, without the session's date."""
    said = page.evaluate("document.activeElement.getAttribute('aria-label')")
    return re.sub(r", \d+ \w+ \d{4}", "", said)


@pytest.fixture
def address(live_server: LiveServer, anas_client: Client) -> str:
    """Six weekly sessions (rupture in the first, repair in the second), then one of today with both."""
    give_course(anas_client, 6)
    log(anas_client, RUPTURE, REPAIR, client_check=(5,) * 6)
    return live_server.url + reverse("timeline", args=[anas_client.pk])


def test_arrows_walk_lane_and_session_and_enter_opens_the_session(
    desk: SignIn, ana: Person, anas_client: Client, address: str
) -> None:
    page = desk(ana)
    page.goto(address)
    page.locator(".at").last.focus()
    walked = []
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowDown", "Home", "End", "ArrowRight"):
        page.keyboard.press(key)
        walked.append(focused(page))

    repaired = "of the rupture in session 1, repaired after 7 days"
    assert walked[0].startswith("Session 7, draft: repair, by the therapist: validate the protective stance")
    assert walked[1].startswith("Session 7, draft: rupture, the client withdrew: minimal response, intensity 3")
    assert walked[2] == f"Session 2: repair, by the therapist: validate the protective stance; {repaired}"
    assert walked[3] == "Session 1: rupture, the client withdrew: denial; repaired after 7 days"
    assert walked[4] == "Session 1: five good things: zest 5, on a scale of 1 to 7"
    assert walked[5] == "Session 1: five good things: zest 5, on a scale of 1 to 7"
    assert walked[6] == "Session 6: five good things: zest 5, on a scale of 1 to 7"
    assert walked[7] == walked[6]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(reverse("session", args=[anas_client.sessions.get(number=6).pk])))


def test_one_mark_at_a_time_is_in_the_order_of_tabbing(desk: SignIn, ana: Person, address: str) -> None:
    page = desk(ana)
    page.goto(address)
    page.locator(".at").last.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")

    assert page.locator(".at[tabindex='0']").count() == 1
    assert "repair, by the therapist" in focused(page)


def test_pointing_at_a_mark_shows_the_sentence_that_is_heard(desk: SignIn, ana: Person, address: str) -> None:
    page = desk(ana)
    page.goto(address)
    mark = page.get_by_role("link", name=re.compile("^Session 7, .*: rupture"))
    mark.hover()

    expect(page.locator("[data-said]")).to_have_text(mark.get_attribute("aria-label") or "")


def test_a_supervisor_walks_the_same_marks_and_enter_leads_nowhere(desk: SignIn, ben: Person, address: str) -> None:
    page = desk(ben)
    page.goto(address)
    page.locator(".at").last.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")

    assert focused(page) == "Session 1: held"
    expect(page).to_have_url(address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_axe_finds_nothing_and_only_the_axis_scrolls(
    width: int, scheme: str, desk: SignIn, ana: Person, address: str
) -> None:
    page = desk(ana)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.get_by_text("The same as a table").click()

    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_names_of_lanes_stay_in_sight_and_the_latest_session_shows_first(
    desk: SignIn, ana: Person, anas_client: Client, address: str
) -> None:
    page = desk(ana)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)

    expect(page.locator(".timeline-names text", has_text="Moments")).to_be_in_viewport()
    latest, earliest = page.locator(".column").last, page.locator(".column").first
    assert latest.bounding_box()["x"] > 116  # type: ignore[index]
    assert earliest.bounding_box()["x"] < 0  # type: ignore[index]


@pytest.mark.parametrize("query", ["", "?zoom=all"])
def test_a_long_course_prints_on_one_landscape_page(
    query: str, desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    give_course(anas_client, 130)
    page = desk(ana)
    page.goto(live_server.url + reverse("timeline", args=[anas_client.pk]) + query)

    paper = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper).groups())  # type: ignore[union-attr]
    assert width > height


@pytest.mark.parametrize("sessions", [48, 49, 500])
def test_the_whole_course_needs_no_scrolling_on_a_screen_of_1440(
    sessions: int, desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    give_course(anas_client, sessions)
    page = desk(ana)
    page.set_viewport_size({"width": 1440 - SCROLL_BAR, "height": 900})
    page.goto(live_server.url + reverse("timeline", args=[anas_client.pk]) + "?zoom=all")
    scroll = page.locator("[data-scroll]")

    assert scroll.evaluate("element => element.scrollWidth - element.clientWidth") == 0
    # What the upright lines in a column of several mean is said where there are such columns.
    expect(page.get_by_text("from lowest to highest")).to_have_count(int(sessions > 48))
