"""Logging a session in a real browser, by keyboard alone; two tabs; no complaint from axe."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, ClinicalNote, Episode, Person, PromptChoice, TherapySession
from sessions_log.models.entry import SessionEntry
from sessions_log.services.prompt import decide_prompt
from tests.browser.conftest import SignIn, axe_findings
from tests.browser.test_idle import LONGER_THAN_ANY_TIMER
from tests.people import log
from tests.services.test_session import REPAIR, RUPTURE

pytestmark = pytest.mark.django_db(transaction=True)


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until the wanted element has the focus, as somebody without a mouse would."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def test_a_rupture_and_its_repair_are_logged_by_keyboard_alone(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))

    tab_to(page, "[name=therapist_1]")
    page.keyboard.type("665")
    tab_to(page, "[data-add=rupture]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-moment=rupture] [name$=-marker]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    tab_to(page, "[data-add=repair]")
    page.keyboard.press("Enter")
    tab_to(page, "[name=moments-1-strategy]")
    page.keyboard.press("Space")
    tab_to(page, "[name=note]")
    page.keyboard.type("She fell silent, and said so when I asked.")
    tab_to(page, "[name=action][value=sign]")
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))

    session, episode = TherapySession.objects.get(), Episode.objects.get()
    entry = SessionEntry.of(session)
    assert session.status == "signed"
    assert entry.therapist_check == (6, 6, 5, None, None, None)
    assert entry.note == "She fell silent, and said so when I asked."
    assert [(moment.kind, moment.marker, moment.strategy) for moment in entry.moments] == [
        ("rupture", "minimal_response", ""),
        ("repair", "", "clarify"),
    ]
    assert episode.status == "worked_on"


def test_the_later_of_two_tabs_sees_both_texts_and_overwrites_nothing(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="At first")
    first = desk(ana)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto(live_server.url + reverse("session", args=[session.pk]))

    first.fill("[name=note]", "From the first tab")
    first.click("[name=action][value=save]")
    expect(first.get_by_text("Saved as a draft.")).to_be_visible()
    second.fill("[name=note]", "From the second tab")
    second.click("[name=action][value=save]")

    conflict = second.locator(".conflict")
    expect(conflict).to_contain_text("From the first tab")
    expect(conflict).to_contain_text("From the second tab")
    expect(second.locator("[name=note]")).to_have_value("From the second tab")
    session.note.refresh_from_db()
    assert session.note.text == "From the first tab"


def test_a_moment_can_be_added_and_taken_out_again(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))

    page.click("[data-add=connection]")
    page.click("[data-add=breach]")
    page.locator("[data-moment=connection]").get_by_role("button", name="Take this moment out").click()
    page.click("[name=action][value=save]")
    expect(page.get_by_text("Saved as a draft.")).to_be_visible()

    assert [moment.kind for moment in TherapySession.objects.get().moments.all()] == ["breach"]


def test_a_prompt_is_kept_without_leaving_what_is_being_typed(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:

    log(anas_client, RUPTURE, sign=True)
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))

    page.fill("[name=note]", "Half a sentence")
    page.locator("[data-decide] [value=chosen]").first.click()

    expect(page.get_by_text("You chose: When the client moves away.")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value("Half a sentence")
    assert anas_client.prompt_choices.get().decision == "chosen"


@pytest.mark.parametrize("note", ["Steady.", ""])
def test_words_beside_a_prompt_are_not_left_by_signing(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, note: str
) -> None:
    log(anas_client, RUPTURE, sign=True)
    episode = Episode.objects.get()
    choice = decide_prompt(by=ana, client=anas_client, episode=episode, code="withdrawal_by_client", decision="chosen")
    PromptChoice.objects.update(decided_at=timezone.now() - datetime.timedelta(days=2))
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", note)
    page.fill("[name=what_happened]", "She said that she had been angry")

    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-save-state]")).to_contain_text("You began to say what happened with a prompt.")
    expect(page.locator("[name=what_happened]")).to_be_focused()
    assert [note.text for note in ClinicalNote.objects.filter(session__number=2)] == [note] * bool(note)
    page.wait_for_timeout(LONGER_THAN_ANY_TIMER)
    expect(page.locator("[data-save-state]")).to_contain_text("You began to say what happened with a prompt.")
    page.locator("[data-decide] [value=helped]").click()
    expect(page.get_by_text("Change the answer")).to_be_visible()
    page.click("[name=action][value=sign]")

    page.wait_for_url(live_server.url + reverse("client", args=[anas_client.pk]))
    choice.refresh_from_db()
    assert (choice.outcome, choice.what_happened) == ("helped", "She said that she had been angry")
    assert TherapySession.objects.get(number=2).status == "signed"


@pytest.mark.parametrize(
    ("damage", "marked"),
    [
        ("[name=date]", "[name=date]"),
        ("[name=attendance]", "[name=attendance]"),
        ("[data-moment=repair] [name$=-actor]", "[data-moment=repair] [name$=-actor]"),
    ],
)
def test_what_was_refused_has_the_focus_and_is_in_sight(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, damage: str, marked: str
) -> None:
    log(anas_client, RUPTURE, sign=True)
    page = desk(ana)
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.click("[data-add=repair]")
    page.locator("[data-moment=repair] [name$=-strategy]").first.check()
    page.locator(damage).evaluate_all(
        "all => all.forEach(one => one.type === 'radio' ? one.checked = false : one.value = '')"
    )

    with page.expect_navigation():
        page.click("[name=action][value=sign]")

    field = page.locator(marked).first
    expect(field).to_be_focused()
    box, bar = field.bounding_box(), page.locator(".save-bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert 0 <= box["y"] < box["y"] + box["height"] <= bar["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_logging_pages(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, scheme: str
) -> None:

    signed = log(anas_client, RUPTURE, REPAIR, note="Note", reflection="Mine", intention="Ask", sign=True)
    page = desk(ana)
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    addresses = [
        reverse("session_new", args=[anas_client.pk]),
        reverse("session", args=[signed.pk]),
        reverse("episode", args=[Episode.objects.get().pk]),
    ]
    for address in addresses:
        page.goto(live_server.url + address)
        if address == addresses[0]:
            for kind in ("connection", "misattunement", "rupture", "breach", "repair"):
                page.click(f"[data-add={kind}]")
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        assert axe_findings(page) == []
