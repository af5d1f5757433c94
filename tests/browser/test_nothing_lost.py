"""Nothing typed is lost: a killed browser, a server that is away, a sign-in that ran out, a second tab."""

import datetime
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Error, Page, Playwright, Route, expect
from pytest_django.live_server_helper import LiveServer

from relational.middleware import SEEN_AT
from sessions_log.models import Client, ClinicalNote, Episode, Person, TherapySession
from sessions_log.services.erasure import delete_session
from sessions_log.services.prompt import decide_prompt
from tests.browser.conftest import SignIn, axe_findings
from tests.people import PASSWORD, log
from tests.services.test_session import REPAIR, RUPTURE

pytestmark = pytest.mark.django_db(transaction=True)

WRITING = "[data-save-state]:has-text('Writing')"
SAVED = "[data-save-state]:has-text('Draft saved')"


def sign_in(page: Page, address: str, person: Person) -> None:
    page.goto(address)
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def leave_idle() -> None:
    """Let everybody's last request be longer ago than the limit."""
    for session in Session.objects.all():
        kept = session.get_decoded()
        kept[SEEN_AT] -= settings.SESSION_IDLE_SECONDS
        session.session_data = Session.objects.encode(kept)
        session.save()


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait, at most ten seconds, until something holds."""
    end = time.monotonic() + 10
    while not holds() and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert holds()


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


def test_the_idle_limit_ends_the_sign_in_and_not_the_typing(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", "Before the break")
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)

    leave_idle()
    page.locator("[name=note]").press_sequentially(", and after it")
    expect(page.locator("[data-save-state]")).to_contain_text("You are signed out.", timeout=8000)
    page.locator("[name=note]").press_sequentially(" some more")
    assert ClinicalNote.objects.get().text == "Before the break"
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    sign_in(opened.value, live_server.url + reverse("account_login"), ana)

    expect(page.locator(SAVED)).to_be_visible(timeout=15_000)
    assert ClinicalNote.objects.get().text == "Before the break, and after it some more"


def test_whoever_comes_back_after_the_idle_limit_signs_in_to_the_draft(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", "Before the break")
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    address = page.url

    leave_idle()
    page.reload()
    assert "/accounts/login/" in page.url
    page.fill("[name=login]", ana.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.wait_for_url(address)
    assert page.input_value("[name=note]") == "Before the break"


def test_a_bad_field_is_named_and_all_else_is_saved(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))

    page.fill("[name=note]", "Typed")
    page.fill("[name=minutes]", "4")
    page.click("[data-add=rupture]")
    page.locator("[data-moment=rupture] summary").click()
    page.fill("[name=moments-0-minute]", "700")
    page.fill("[name=moments-0-before]", "The holidays")

    state = page.locator("[data-save-state]")
    expect(state).to_have_text(re.compile(r"^Draft saved \d\d:\d\d, all but: Minutes; Rupture, minute$"), timeout=8000)
    minutes = page.locator("[name=minutes]")
    assert minutes.get_attribute("aria-invalid") == "true"
    expect(page.locator("#not-saved-minutes")).to_have_text("Not saved. At least 5, please.")
    assert "not-saved-minutes" in (minutes.get_attribute("aria-describedby") or "")
    assert axe_findings(page) == []
    session = TherapySession.objects.get()
    assert (session.note.text, session.minutes, session.moments.get().before) == ("Typed", 50, "The holidays")
    assert (page.input_value("[name=minutes]"), page.input_value("[name=moments-0-minute]")) == ("4", "700")

    page.click("[name=action][value=sign]")
    expect(state).to_contain_text("Not signed yet. Draft saved")
    expect(minutes).to_be_focused()
    page.fill("[name=minutes]", "45")
    page.fill("[name=moments-0-minute]", "7")
    expect(page.locator(SAVED)).not_to_contain_text("all but", timeout=8000)
    expect(page.locator(".invalid-feedback")).to_have_count(0)
    assert minutes.get_attribute("aria-invalid") is None
    session.refresh_from_db()
    assert (session.minutes, session.moments.get().minute, session.moments.count()) == (45, 7, 1)


def test_a_page_that_was_refused_saves_itself_as_a_draft(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    page.fill("[name=date]", tomorrow.isoformat())
    page.fill("[name=note]", "Too early")
    page.click("[name=action][value=sign]")
    refusal = page.get_by_text("This session has not begun yet.")
    expect(refusal).to_be_visible()
    ClinicalNote.objects.all().delete()

    until(page, ClinicalNote.objects.exists)
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    assert ClinicalNote.objects.get().text == "Too early"
    expect(refusal).to_be_visible()
    page.fill("[name=date]", timezone.localdate().isoformat())
    page.fill("[name=time]", "00:00")
    expect(refusal).to_have_count(0)


def test_an_answer_that_got_lost_is_no_conflict(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    arrived = []

    def lose(route: Route) -> None:
        arrived.append(route.fetch())
        route.abort()

    page.route("**/sessions/new/", lose, times=1)
    page.fill("[name=note]", "It arrived,\nand nobody knew")
    expect(page.locator("[data-save-state]")).to_contain_text("The server is away.", timeout=8000)
    assert len(arrived) == ClinicalNote.objects.count() == 1
    page.locator("[name=note]").press_sequentially(". Typed on")

    expect(page.locator(SAVED)).to_be_visible(timeout=10_000)
    expect(page.locator(".conflict")).to_have_count(0)
    assert ClinicalNote.objects.get().text == "It arrived,\nand nobody knew. Typed on"


def test_a_token_that_has_run_out_is_renewed_unseen(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="Before")
    page = desk(ana)
    page.goto(live_server.url + reverse("session", args=[session.pk]))

    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    page.fill("[name=note]", "After")
    page.click("[name=action][value=sign]")
    page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))

    session = TherapySession.objects.get()
    assert (session.note.text, session.status) == ("After", "signed")


def test_a_card_that_is_taken_out_while_it_is_saved_is_gone(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    held: list[Route] = []
    page.route("**/sessions/new/", lambda route: held.append(route), times=1)

    page.fill("[name=note]", "Typed")
    page.click("[data-add=rupture]")
    page.click("[data-add=connection]")
    until(page, lambda: bool(held))
    page.locator("[data-moment=rupture]").get_by_role("button", name="Take this moment out").click()
    held[0].continue_()

    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    assert [moment.kind for moment in TherapySession.objects.get().moments.all()] == ["connection"]


def test_a_session_that_was_deleted_elsewhere_says_so_and_stays_on_the_page(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="Before")
    page = desk(ana)
    page.goto(live_server.url + reverse("session", args=[session.pk]))
    delete_session(by=ana, session=session, reason="mistake")

    page.fill("[name=note]", "Typed on")
    expect(page.locator("[data-save-state]")).to_contain_text("it was deleted", timeout=8000)
    page.click("[name=action][value=sign]")
    expect(page.locator("[data-save-state]")).to_contain_text("Not signed yet. This session cannot be reached")

    assert page.input_value("[name=note]") == "Typed on"
    assert TherapySession.objects.count() == 0


def test_two_tabs_that_type_for_a_while_show_each_other_every_text(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="")
    first = desk(ana)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(live_server.url + reverse("session", args=[session.pk]))

    stored = ""
    for turn in range(4):
        tab, other = (first, second) if turn % 2 == 0 else (second, first)
        tab.fill("[name=note]", f"Turn {turn}")
        if turn:
            expect(tab.locator(".conflict")).to_contain_text(stored, timeout=8000)
            assert ClinicalNote.objects.get().text == stored
            tab.get_by_role("button", name="Go on with mine").click()
        expect(tab.locator(SAVED)).to_be_visible(timeout=8000)
        stored = f"Turn {turn}"
        assert ClinicalNote.objects.get().text == stored
        assert other.input_value("[name=note]") != stored


def test_a_moment_taken_out_on_one_device_is_seen_on_the_other_before_anything_is_overwritten(
    desk: SignIn, browser: Browser, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, RUPTURE, REPAIR)
    desktop, tablet = desk(ana), browser.new_page()
    sign_in(tablet, live_server.url + reverse("account_login"), ana)
    for device in (desktop, tablet):
        device.goto(live_server.url + reverse("session", args=[session.pk]))

    desktop.locator("[data-moment=repair]").get_by_role("button", name="Take this moment out").click()
    expect(desktop.locator(SAVED)).to_be_visible(timeout=8000)
    tablet.fill("[name=note]", "On the tablet")
    conflict = tablet.locator(".conflict")
    expect(conflict).to_contain_text("Own one’s contribution", timeout=8000)
    assert TherapySession.objects.get().moments.count() == 1
    conflict.get_by_role("button", name="Go on with mine").click()
    expect(tablet.locator(SAVED)).to_be_visible(timeout=8000)

    kinds = list(TherapySession.objects.get().moments.values_list("kind", flat=True))
    assert (kinds, ClinicalNote.objects.get().text) == (["rupture", "repair"], "On the tablet")
    tablet.locator("[name=note]").press_sequentially(", more")
    expect(tablet.locator("[data-save-state]")).to_contain_text("Writing")
    expect(tablet.locator(SAVED)).to_be_visible(timeout=8000)
    assert TherapySession.objects.get().moments.count() == 2
    tablet.close()


@pytest.mark.parametrize("length", [20, 90_000])
def test_another_tab_in_front_saves_at_once(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, length: int
) -> None:
    page = desk(ana)
    page.add_init_script("window.setTimeout = () => 0")  # nothing is saved because time goes by
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", "x" * length)

    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )

    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    assert ClinicalNote.objects.get().text == "x" * length


@pytest.mark.parametrize("length", [20, 50_000])
def test_leaving_the_page_in_mid_sentence_saves_it(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, length: int
) -> None:
    page = desk(ana)
    page.on("dialog", lambda dialog: dialog.accept())
    page.add_init_script("window.setTimeout = () => 0")
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", "x" * length)
    page.goto(live_server.url)

    until(page, ClinicalNote.objects.exists)
    assert ClinicalNote.objects.get().text == "x" * length


def test_a_note_that_is_too_long_stays_on_the_page_and_the_rest_is_saved(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=reflection]", "Mine")

    page.fill("[name=note]", "n" * 200_000)
    expect(page.locator("[data-save-state]")).to_contain_text("all but: Note", timeout=8000)
    expect(page.locator("#not-saved-note")).to_contain_text("200000 characters, and there is room for 100000")
    assert len(page.input_value("[name=note]")) == 200_000
    assert TherapySession.objects.get().reflection.text == "Mine"
    page.fill("[name=note]", "n" * 100_000)

    expect(page.locator(SAVED)).not_to_contain_text("all but", timeout=8000)
    assert len(ClinicalNote.objects.get().text) == 100_000


@pytest.mark.browser_context_args(java_script_enabled=False)
@pytest.mark.parametrize("press", ["chosen", "dismissed", "answered", "chosen for the relationship"])
def test_without_scripts_a_press_on_a_prompt_leaves_what_is_typed(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, press: str
) -> None:
    episode = None
    if press == "chosen for the relationship":
        log(anas_client, sign=True)
    else:
        log(anas_client, RUPTURE, sign=True)
        episode = Episode.objects.get()
    if press == "answered":
        long_ago = timezone.now() - datetime.timedelta(days=9)
        decide_prompt(
            by=ana, client=anas_client, episode=episode, code="withdrawal_by_client", decision="chosen", at=long_ago
        )
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", "Half a sentence")

    assert "answered in a tab of its own" in page.content()
    button = "[name=outcome]" if press == "answered" else f"[name=decision][value={press.split()[0]}]"
    with page.context.expect_page() as opened:
        page.locator(f".left-off {button}").first.click()
    said = {"dismissed": "Put aside.", "answered": "Noted."}.get(press, "Kept for next time.")
    expect(opened.value.locator(".messages")).to_have_text(said)

    assert page.input_value("[name=note]") == "Half a sentence"
    choice = anas_client.prompt_choices.get()
    assert (choice.decision == "chosen", bool(choice.outcome)) == (press != "dismissed", press == "answered")
    led_to = reverse("episode", args=[episode.pk]) if episode else reverse("timeline", args=[anas_client.pk])
    assert opened.value.url == live_server.url + led_to
