"""A repair prompt is chosen or dismissed once; the later decision counts."""

import pytest

from sessions_log.errors import InvalidEntry
from sessions_log.models import AuditEntry, Client, Episode, PromptChoice
from sessions_log.prompts.content import PROMPTS
from sessions_log.services.prompt import decide_prompt
from tests.people import log
from tests.writers import RUPTURE

CODE = next(iter(PROMPTS))


def test_a_later_decision_replaces_the_earlier_one(anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    episode = Episode.objects.get()
    for decision in ("chosen", "dismissed"):
        decide_prompt(by=anas_client.therapist, client=anas_client, episode=episode, code=CODE, decision=decision)

    choice = PromptChoice.objects.get()
    assert (choice.episode, choice.code) == (episode, CODE)
    assert choice.decision == "dismissed"
    entries = AuditEntry.objects.filter(subject_id=str(choice.pk)).order_by("sequence")
    assert [(entry.action, entry.facts) for entry in entries] == [
        ("prompt.chosen", {"code": CODE}),
        ("prompt.dismissed", {"code": CODE}),
    ]


def test_a_prompt_is_decided_apart_for_an_episode_and_for_none(anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    for episode in (Episode.objects.get(), None, None):
        decide_prompt(by=anas_client.therapist, client=anas_client, episode=episode, code=CODE, decision="chosen")
    assert PromptChoice.objects.count() == 2


@pytest.mark.parametrize(("code", "decision"), [("no_such_prompt", "chosen"), (CODE, "ignored"), (CODE, "")])
def test_an_unknown_prompt_or_decision_is_refused(anas_client: Client, code: str, decision: str) -> None:
    with pytest.raises(InvalidEntry):
        decide_prompt(by=anas_client.therapist, client=anas_client, episode=None, code=code, decision=decision)
    assert not PromptChoice.objects.exists()
