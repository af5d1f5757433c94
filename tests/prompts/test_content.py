import re

import pytest

from sessions_log.prompts import content
from sessions_log.prompts.content import PROMPTS, Prompt, answers_to
from sessions_log.vocabulary import PromptOutcome, PromptTrigger

SOURCES = {
    "Eubanks, Muran & Safran 2015",
    "Eubanks & Muran 2022",
    "Safran & Muran 1996",
    "Safran & Muran 2000",
    "Eubanks, Burckell & Goldfried 2018",
    "Miller & Stiver 1997",
    "Jordan 2010",
    "Jordan 2018",
    "Walker & Rosen 2004",
    "Collins 2000",
    "Stiles et al. 2004",
    "Eubanks-Carter et al. 2012",
}

every_prompt = pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)


@pytest.mark.parametrize("trigger", PromptTrigger)
def test_each_trigger_has_one_to_three_prompts(trigger: PromptTrigger) -> None:
    assert 1 <= sum(prompt.trigger is trigger for prompt in PROMPTS.values()) <= 3


def test_every_prompt_defined_can_be_found_by_its_code() -> None:
    defined = {value.code for value in vars(content).values() if isinstance(value, Prompt)}
    assert defined == set(PROMPTS)


@every_prompt
def test_a_prompt_asks_before_it_offers(prompt: Prompt) -> None:
    assert 2 <= len(prompt.reflect) <= 4
    assert all(question.endswith("?") for question in (*prompt.reflect, prompt.follow_up))


@every_prompt
def test_a_prompt_offers_and_never_tells(prompt: Prompt) -> None:
    assert 2 <= len(prompt.moves) <= 4
    assert all(re.search(r"\b(might|could|may|perhaps)\b", move, re.IGNORECASE) for move in prompt.moves)
    assert not re.search(r"\b(must|should|always|never|have to|need to)\b", " ".join(prompt.moves), re.IGNORECASE)


@every_prompt
def test_a_prompt_names_its_sources(prompt: Prompt) -> None:
    assert prompt.sources
    assert set(prompt.sources) <= SOURCES


@every_prompt
def test_a_prompts_question_can_be_put_off_and_has_two_answers_at_least(prompt: Prompt) -> None:
    assert PromptOutcome.NOT_YET in prompt.answers
    assert 2 <= len(prompt.answers) == len(set(prompt.answers)) <= 4


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("withdrawal_by_client", ["helped", "partly"]),
        ("breach_towards_client", ["done", "not_yet"]),
        ("breach_towards_therapist", ["done", "not_yet"]),
        ("signal_nothing_logged", ["confirmed", "not_confirmed", "unknown"]),
        ("disconnection_old_image", ["new_possibility", "old_pattern"]),
        ("real_relationship", ["keep", "change", "refer"]),
        ("own-of-a-practice", ["helped", "partly"]),
    ],
)
def test_the_answers_are_those_of_the_question(code: str, first: list[str]) -> None:
    assert list(answers_to(code))[: len(first)] == first


@every_prompt
def test_a_code_and_version_fit_where_they_are_kept(prompt: Prompt) -> None:
    assert re.fullmatch(r"[a-z_]{1,64}", prompt.code)
    assert prompt.version >= 1


@pytest.mark.parametrize(
    "words", [("safe",), ("duties",), ("supervisor",), ("complaints route", "complain"), ("write down",), ("record",)]
)
@pytest.mark.parametrize("prompt", [p for p in PROMPTS.values() if p.trigger is PromptTrigger.BREACH])
def test_a_breach_speaks_of_safety_duties_supervisor_and_complaints(prompt: Prompt, words: tuple[str, ...]) -> None:
    text = " ".join((*prompt.reflect, *prompt.moves, prompt.follow_up))
    assert any(word in text for word in words)


def test_the_evidence_is_told_with_its_figures() -> None:
    assert "modest" in content.EVIDENCE
    assert "r = .29 over 11 studies" in content.EVIDENCE
    assert "r = .11, which is not significant" in content.EVIDENCE
