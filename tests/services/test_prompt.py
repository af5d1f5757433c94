"""Prompts are decided on in the words that were seen, and asked about until something is told."""

import datetime

import pytest

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Client, Episode, PracticePrompt, PromptChoice
from sessions_log.prompts.content import PROMPTS, WITHDRAWAL_BY_CLIENT
from sessions_log.services.prompt import answer_prompt, decide_prompt
from tests.people import log
from tests.writers import RUPTURE

CODE = WITHDRAWAL_BY_CLIENT.code
AT = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)


@pytest.fixture
def episode(anas_client: Client) -> Episode:
    log(anas_client, RUPTURE)
    return Episode.objects.get()


def choose(client: Client, episode: Episode | None = None, **values: object) -> PromptChoice:
    wanted = {"code": CODE, "decision": "chosen"} | values
    return decide_prompt(by=client.therapist, client=client, episode=episode, **wanted)


def test_a_choice_keeps_our_words_as_they_were_seen(anas_client: Client, episode: Episode) -> None:
    choice = choose(anas_client, episode, at=AT)

    words = choice.words
    assert (choice.decision, choice.decided_at, choice.after_session) == ("chosen", AT, None)
    assert (words.code, words.version, words.is_own) == (CODE, 1, False)
    assert (words.title, tuple(words.reflect)) == (WITHDRAWAL_BY_CLIENT.title, WITHDRAWAL_BY_CLIENT.reflect)
    assert tuple(words.path) == WITHDRAWAL_BY_CLIENT.path
    assert AuditEntry.objects.latest("id").facts == {"code": CODE}


def test_one_copy_of_our_words_is_kept_whoever_chooses(anas_client: Client, episode: Episode) -> None:
    assert choose(anas_client, episode).words == choose(anas_client).words
    assert PracticePrompt.objects.count() == 1


def test_words_that_have_moved_on_stay_as_they_were_seen(
    monkeypatch: pytest.MonkeyPatch, anas_client: Client, episode: Episode
) -> None:
    seen = choose(anas_client, episode)
    newer = type(WITHDRAWAL_BY_CLIENT)(**{**fields(WITHDRAWAL_BY_CLIENT), "version": 2, "title": "Reworded"})
    monkeypatch.setitem(PROMPTS, CODE, newer)

    assert PromptChoice.objects.get(pk=seen.pk).words.title == WITHDRAWAL_BY_CLIENT.title
    assert choose(anas_client, version=1).words.title == WITHDRAWAL_BY_CLIENT.title
    anas_client.prompt_choices.filter(episode=None).delete()
    assert choose(anas_client).words.title == "Reworded"


def fields(prompt: object) -> dict[str, object]:
    return {name: getattr(prompt, name) for name in prompt.__slots__}


@pytest.mark.parametrize("values", [{"code": "unheard_of"}, {"version": 99}, {"decision": "perhaps"}])
def test_a_prompt_that_does_not_exist_cannot_be_decided_on(anas_client: Client, values: dict[str, object]) -> None:
    with pytest.raises(InvalidEntry):
        choose(anas_client, **values)
    assert not PromptChoice.objects.exists()


def test_another_practices_own_prompt_cannot_be_decided_on(anas_client: Client, other_practice: object) -> None:
    theirs = {"trigger": "forming", "title": "Theirs", "follow_up": "And then?"}
    PracticePrompt.objects.create(practice=other_practice, code="own-1", version=1, is_own=True, **theirs)

    with pytest.raises(InvalidEntry, match="no longer offered"):
        choose(anas_client, code="own-1")


def test_without_an_episode_it_is_decided_once_after_each_session(anas_client: Client) -> None:
    first, again = choose(anas_client), choose(anas_client)
    log(anas_client)
    later = choose(anas_client, decision="dismissed")

    assert (first, first.after_session, later.after_session) == (again, 0, 1)
    assert PromptChoice.objects.count() == 2


def test_deciding_otherwise_replaces_the_choice(anas_client: Client, episode: Episode) -> None:
    choose(anas_client, episode)
    choose(anas_client, episode, decision="dismissed")

    assert PromptChoice.objects.get().decision == "dismissed"
    entries = AuditEntry.objects.filter(subject_type="PromptChoice").order_by("sequence")
    assert [entry.action for entry in entries] == ["prompt.chosen", "prompt.dismissed"]


def answer(choice: PromptChoice, outcome: str, words: str = "", version: int | None = None) -> PromptChoice:
    return answer_prompt(
        by=choice.client.therapist,
        choice=choice,
        version=version or PromptChoice.objects.get(pk=choice.pk).version,
        outcome=outcome,
        what_happened=words,
    )


def test_an_answer_is_kept_and_audited_without_its_words(anas_client: Client, episode: Episode) -> None:
    told = answer(choose(anas_client, episode), "partly", "She could say no, once.")

    assert (told.outcome, told.what_happened, told.version) == ("partly", "She could say no, once.", 2)
    assert told.answered_at is not None
    assert AuditEntry.objects.latest("id").facts == {"outcome": "partly"}


def test_the_same_answer_twice_changes_nothing(anas_client: Client) -> None:
    choice = choose(anas_client)
    told = answer(choice, "helped", version=1)

    assert answer(choice, "helped", version=1).version == told.version == 2
    assert AuditEntry.objects.filter(action="prompt.answered").count() == 1


def test_another_answer_over_a_stale_version_is_refused_with_both(anas_client: Client) -> None:
    choice = choose(anas_client)
    answer(choice, "not_yet", "She was ill")

    with pytest.raises(StaleVersion) as refused:
        answer(choice, "helped", "She spoke", version=1)

    assert refused.value.differences == {
        "Answer": ("Not yet, ask me again", "It helped"),
        "In words": ("She was ill", "She spoke"),
    }
    assert answer(choice, "helped", "She spoke", version=2).outcome == "helped"


def test_a_dismissed_prompt_has_nothing_to_tell(anas_client: Client) -> None:
    with pytest.raises(NotAllowedNow):
        answer(choose(anas_client, decision="dismissed"), "helped")


@pytest.mark.parametrize(("code", "outcome"), [(CODE, "cured"), (CODE, "done"), ("real_relationship", "helped")])
def test_an_answer_that_the_question_does_not_have_is_refused(anas_client: Client, code: str, outcome: str) -> None:
    with pytest.raises(InvalidEntry):
        answer(choose(anas_client, code=code), outcome)
    assert PromptChoice.objects.get().outcome == ""


@pytest.mark.parametrize("code", PROMPTS)
def test_every_answer_of_every_prompt_can_be_given(anas_client: Client, code: str) -> None:
    choice = choose(anas_client, code=code)

    for outcome in PROMPTS[code].answers:
        assert answer(choice, outcome).outcome == outcome


def test_a_prompt_that_was_answered_is_neither_dismissed_nor_forgotten(anas_client: Client) -> None:
    choice = choose(anas_client)
    answer(choice, "helped", "She spoke")

    assert choose(anas_client).outcome == "helped"
    with pytest.raises(NotAllowedNow):
        choose(anas_client, decision="dismissed")
    assert PromptChoice.objects.get().what_happened == "She spoke"
