"""A practice's own prompts, version by version, and what it has switched off."""

import uuid
from typing import Any

import pytest

from sessions_log.errors import InvalidEntry, StaleVersion
from sessions_log.models import AuditEntry, Client, Person, PracticePrompt, PromptSwitch
from sessions_log.queries.prompt import library_of
from sessions_log.services.prompt import decide_prompt
from sessions_log.services.prompt_library import add_prompt, edit_prompt, switch_prompt

WORDS: dict[str, Any] = {
    "trigger": "forming",
    "title": "Our house question",
    "reflect": ["What would make it easier to come back?"],
    "moves": ["You might show the garden."],
    "follow_up": "Did they come back?",
    "sources": ["Our own practice"],
}


@pytest.fixture
def own(dora: Person) -> PracticePrompt:
    return add_prompt(by=dora, submission=uuid.uuid4(), **WORDS)


def titles(person: Person) -> list[str]:
    return [prompt.title for prompt in library_of(person.practice_id).own]


def test_an_own_prompt_is_offered_in_its_practice_only(dora: Person, otto: Person, own: PracticePrompt) -> None:
    assert (own.version, own.is_own, titles(dora), titles(otto)) == (1, True, ["Our house question"], [])
    assert AuditEntry.objects.latest("id").facts == {"code": own.code, "version": 1}


def test_the_same_form_posted_twice_is_one_prompt(dora: Person) -> None:
    submission = uuid.uuid4()

    assert {add_prompt(by=dora, submission=submission, **WORDS).pk for _ in range(3)} == {
        PracticePrompt.objects.get().pk
    }


def test_editing_makes_a_new_version_and_leaves_what_was_decided_on(
    dora: Person, anas_client: Client, own: PracticePrompt
) -> None:
    choice = decide_prompt(by=anas_client.therapist, client=anas_client, episode=None, code=own.code, decision="chosen")

    edited = edit_prompt(by=dora, prompt=own, version=1, **WORDS | {"title": "Reworded"})

    assert (edited.code, edited.version, titles(dora)) == (own.code, 2, ["Reworded"])
    choice.refresh_from_db()
    assert choice.words.title == "Our house question"


def test_the_same_words_again_make_no_version(dora: Person, own: PracticePrompt) -> None:
    assert edit_prompt(by=dora, prompt=own, version=1, **WORDS) == own


def test_editing_over_a_stale_version_is_refused_with_both_texts(dora: Person, own: PracticePrompt) -> None:
    edit_prompt(by=dora, prompt=own, version=1, **WORDS | {"title": "Hers"})

    with pytest.raises(StaleVersion) as refused:
        edit_prompt(by=dora, prompt=own, version=1, **WORDS | {"title": "His"})

    assert (refused.value.differences, refused.value.version) == ({"Title": ("Hers", "His")}, 2)
    assert titles(dora) == ["Hers"]


@pytest.mark.parametrize("ours", [True, False])
def test_a_prompt_is_switched_off_and_on_again(dora: Person, own: PracticePrompt, ours: bool) -> None:
    code = "withdrawal_by_client" if ours else own.code

    for _ in range(2):
        switch_prompt(by=dora, code=code, on=False)
    library = library_of(dora.practice_id)
    assert (code in library.off, [prompt.code for prompt in library.own]) == (True, [own.code] if ours else [])

    for _ in range(2):
        switch_prompt(by=dora, code=code, on=True)
    assert not PromptSwitch.objects.exists()
    facts = [entry.facts["on"] for entry in AuditEntry.objects.filter(action="prompt.switch").order_by("id")]
    assert facts == [False, True]


def test_what_does_not_exist_cannot_be_switched(dora: Person, otto: Person, own: PracticePrompt) -> None:
    for person, code in ((dora, "unheard_of"), (otto, own.code)):
        with pytest.raises(InvalidEntry):
            switch_prompt(by=person, code=code, on=False)
