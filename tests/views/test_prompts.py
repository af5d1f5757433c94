"""Keeping and dismissing prompts, telling what happened with them, and the admin's library."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions_log.models import Client, Episode, Person, PracticePrompt, PromptChoice, PromptSwitch
from sessions_log.services.prompt import decide_prompt
from sessions_log.services.prompt_library import add_prompt
from tests.people import as_person, log
from tests.services.test_prompt_library import WORDS
from tests.writers import RUPTURE

FETCHED = {"X-Requested-With": "fetch"}
KEEP = {"code": "withdrawal_by_client", "version": 1, "decision": "chosen"}
ON_EPISODE = {"on_episode": "on"}


@pytest.fixture
def episode(anas_client: Client) -> Episode:
    log(anas_client, RUPTURE)
    return Episode.objects.get()


@pytest.fixture
def choice(anas_client: Client, episode: Episode) -> PromptChoice:
    told = {"client": anas_client, "episode": episode, "code": "withdrawal_by_client", "decision": "chosen"}
    return decide_prompt(by=anas_client.therapist, **told)


def test_without_javascript_a_prompt_is_kept_and_the_episode_shown(ana: Person, episode: Episode) -> None:
    answer = as_person(ana).post(reverse("prompt_decide", args=[episode.pk]), KEEP)

    assert answer.headers["Location"] == reverse("episode", args=[episode.pk])
    assert PromptChoice.objects.get().episode == episode


def test_on_the_episodes_page_the_tap_is_answered_with_what_is_offered_now(ana: Person, episode: Episode) -> None:
    address = reverse("prompt_decide", args=[episode.pk])

    part = as_person(ana).post(address, KEEP | ON_EPISODE, headers=FETCHED).content.decode()

    assert "You chose: When the client moves away." in part
    assert "<html" not in part
    assert 'name="on_episode"' in part
    assert 'name="on_log"' not in part


def test_on_the_timeline_the_tap_leaves_what_is_worth_asking_about_the_whole(ana: Person, episode: Episode) -> None:
    browser, address = as_person(ana), reverse("prompt_decide", args=[episode.pk])
    timeline = browser.get(reverse("timeline", args=[episode.client_id])).content.decode()

    part = browser.post(address, KEEP, headers=FETCHED).content.decode()

    for shown in (timeline, part):
        assert "The first sessions" in shown  # about the relationship as a whole
        assert "on_episode" not in shown
        assert 'target="_blank"' not in shown
    assert "You chose: When the client moves away." in part


def test_what_was_put_aside_can_be_kept_after_all(ana: Person, episode: Episode) -> None:
    browser, address = as_person(ana), reverse("prompt_decide", args=[episode.pk])

    part = browser.post(address, KEEP | ON_EPISODE | {"decision": "dismissed"}, headers=FETCHED).content.decode()
    page = browser.get(reverse("episode", args=[episode.pk])).content.decode()

    for shown in (part, page):
        assert "<summary>Put aside</summary>" in shown
        assert "Keep it after all" in shown
    browser.post(address, KEEP)
    assert PromptChoice.objects.get().decision == "chosen"
    assert "Put aside" not in browser.get(reverse("episode", args=[episode.pk])).content.decode()


def test_on_the_logging_page_the_tap_is_answered_with_what_is_offered_there(ana: Person, anas_client: Client) -> None:
    draft = log(anas_client)
    address = reverse("client_prompt_decide", args=[anas_client.pk])
    posted = {"code": "forming_check", "version": 1, "decision": "dismissed", "on_log": "on", "session": draft.pk}

    part = as_person(ana).post(address, posted, headers=FETCHED).content.decode()

    assert "Nothing more to ask about just now." in part
    assert "<form" not in part
    assert PromptChoice.objects.get().decision == "dismissed"


def test_what_was_kept_before_an_hour_still_to_come_is_acknowledged(ana: Person, anas_client: Client) -> None:
    later = log(anas_client, starts_at=timezone.now() + datetime.timedelta(hours=3))
    address = reverse("client_prompt_decide", args=[anas_client.pk])
    posted = {"code": "forming_check", "version": 1, "decision": "chosen", "on_log": "on", "session": later.pk}

    part = as_person(ana).post(address, posted, headers=FETCHED).content.decode()

    assert "You chose: The first sessions." in part


def test_a_draft_of_somebody_else_answers_nothing(ana: Person, cleo: Person, anas_client: Client) -> None:
    address = reverse("client_prompt_decide", args=[anas_client.pk])
    foreign = log(Client.objects.create(practice=cleo.practice, therapist=cleo, began_on="2026-01-05", code="C"))
    posted = {"code": "forming_check", "version": 1, "decision": "dismissed", "on_log": "on", "session": foreign.pk}

    assert as_person(ana).post(address, posted, headers=FETCHED).status_code == 404


@pytest.mark.parametrize("posted", [{}, {"code": "withdrawal_by_client"}, {**KEEP, "decision": "perhaps"}])
def test_a_tap_that_says_nothing_changes_nothing(ana: Person, episode: Episode, posted: dict[str, Any]) -> None:
    as_person(ana).post(reverse("prompt_decide", args=[episode.pk]), posted)

    assert not PromptChoice.objects.exists()


def test_an_answer_in_place_shows_what_was_told(ana: Person, choice: PromptChoice) -> None:
    posted = {"version": 1, "outcome": "partly", "what_happened": "She disagreed <once>"}

    part = as_person(ana).post(reverse("prompt_answer", args=[choice.pk]), posted, headers=FETCHED).content.decode()

    assert "It helped in part" in part
    assert "She disagreed &lt;once&gt;" in part
    assert "Change the answer" in part


def test_the_answers_that_are_offered_are_those_of_the_question(ana: Person, anas_client: Client) -> None:
    told = {"client": anas_client, "episode": None, "code": "real_relationship", "decision": "chosen"}
    choice = decide_prompt(by=ana, **told)
    browser, address = as_person(ana), reverse("prompt_answer", args=[choice.pk])

    part = browser.post(address, {"version": 1, "outcome": "helped"}, headers=FETCHED).content.decode()

    assert re.findall(r'name="outcome" value="(\w+)"', part) == ["keep", "change", "refer", "not_yet"]
    assert PromptChoice.objects.get().outcome == ""
    browser.post(address, {"version": 1, "outcome": "refer"}, headers=FETCHED)
    assert PromptChoice.objects.get().outcome == "refer"


def test_without_javascript_an_answer_leads_back_to_the_episode(ana: Person, choice: PromptChoice) -> None:
    posted = {"version": 1, "outcome": "helped"}

    answer = as_person(ana).post(reverse("prompt_answer", args=[choice.pk]), posted)

    assert answer.headers["Location"] == reverse("episode", args=[choice.episode_id])
    assert "It helped" in as_person(ana).get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("headers", [FETCHED, {}])
def test_a_stale_answer_shows_both_and_keeps_what_was_typed(
    ana: Person, choice: PromptChoice, headers: dict[str, str]
) -> None:
    browser, address = as_person(ana), reverse("prompt_answer", args=[choice.pk])
    browser.post(address, {"version": 1, "outcome": "not_yet", "what_happened": "She was ill"})

    stale = browser.post(address, {"version": 1, "outcome": "helped", "what_happened": "She spoke"}, headers=headers)

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "She was ill" in page
    assert "She spoke</textarea>" in page
    assert 'name="version" value="2"' in page
    choice.refresh_from_db()
    assert choice.what_happened == "She was ill"


@pytest.mark.parametrize("headers", [FETCHED, {}])
def test_an_answer_that_is_too_long_is_shown_again_whole(
    ana: Person, choice: PromptChoice, headers: dict[str, str]
) -> None:
    said = "She\r\nspoke" + "x" * 1000
    address = reverse("prompt_answer", args=[choice.pk])

    answer = as_person(ana).post(address, {"version": 1, "outcome": "helped", "what_happened": said}, headers=headers)

    page = answer.content.decode()
    assert (answer.status_code, PromptChoice.objects.get().outcome) == (422, "")
    assert "there is room for 1000" in page
    assert "spoke" + "x" * 1000 in page
    assert "maxlength" not in page


def test_the_library_shows_ours_with_sources_and_the_practices_own(dora: Person, otto: Person) -> None:
    add_prompt(by=dora, submission=uuid.uuid4(), **WORDS)
    add_prompt(by=otto, submission=uuid.uuid4(), **WORDS | {"title": "Of another practice"})

    page = as_person(dora).get(reverse("prompt_list")).content.decode()

    assert "When the client moves away" in page
    assert "Safran &amp; Muran 1996" in page
    assert "Our house question" in page
    assert "Walker &amp; Rosen 2004. Version 1" in page
    assert "Your own, version 1" in page
    assert "Of another practice" not in page


POSTED = {
    "trigger": "forming",
    "title": "Our house question",
    "reflect": "What would help?\r\n\r\n  What would not? \n",
    "moves": "",
    "follow_up": "Did they come back?",
    "sources": "Our own practice",
}


def test_an_own_prompt_is_added_from_its_form_line_by_line(dora: Person) -> None:
    as_person(dora).post(reverse("prompt_new"), POSTED | {"submission": uuid.uuid4()})

    prompt = PracticePrompt.objects.get()
    assert (prompt.reflect, prompt.moves, prompt.sources) == (
        ["What would help?", "What would not?"],
        [],
        ["Our own practice"],
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"reflect": " \n "}, "reflect"),
        ({"moves": "x" * 301}, "moves"),
        ({"trigger": "x"}, "trigger"),
    ],
)
def test_a_bad_own_prompt_is_named_beside_its_field(dora: Person, changes: dict[str, str], field: str) -> None:
    answer = as_person(dora).post(reverse("prompt_new"), POSTED | changes)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not PracticePrompt.objects.exists()


def test_an_own_prompt_is_edited_into_a_new_version(dora: Person) -> None:
    prompt = add_prompt(by=dora, submission=uuid.uuid4(), **WORDS)
    browser, address = as_person(dora), reverse("prompt_edit", args=[prompt.pk])
    assert "What would make it easier to come back?</textarea>" in browser.get(address).content.decode()

    browser.post(address, POSTED | {"version": 1})

    assert list(PracticePrompt.objects.order_by("version").values_list("version", "follow_up")) == [
        (1, "Did they come back?"),
        (2, "Did they come back?"),
    ]


def test_a_stale_edit_shows_both_texts(dora: Person) -> None:
    prompt = add_prompt(by=dora, submission=uuid.uuid4(), **WORDS)
    browser, address = as_person(dora), reverse("prompt_edit", args=[prompt.pk])
    browser.post(address, POSTED | {"version": 1, "title": "From the first tab"})

    stale = browser.post(address, POSTED | {"version": 1, "title": "From the second tab"})

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "From the first tab" in page
    assert 'value="From the second tab"' in page
    assert 'name="version" value="2"' in page


def test_a_prompt_is_switched_off_and_on_by_one_press(dora: Person) -> None:
    browser, address, code = as_person(dora), reverse("prompt_switch"), "withdrawal_by_client"

    browser.post(address, {"code": code})
    assert PromptSwitch.objects.get().code == code
    assert "Switched off" in browser.get(reverse("prompt_list")).content.decode()

    browser.post(address, {"code": code, "on": "on"})
    assert not PromptSwitch.objects.exists()


def test_a_switched_off_prompt_is_offered_to_nobody(ana: Person, dora: Person, episode: Episode) -> None:
    as_person(dora).post(reverse("prompt_switch"), {"code": "withdrawal_by_client"})

    assert (
        "When the client moves away" not in as_person(ana).get(reverse("episode", args=[episode.pk])).content.decode()
    )
