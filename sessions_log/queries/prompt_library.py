"""All prompts of a practice as its admin sees them: ours and its own, on and off."""

import uuid
from dataclasses import dataclass

from sessions_log.models import PromptSwitch
from sessions_log.prompts.content import PROMPTS, Prompt
from sessions_log.queries.prompt import newest_own, prompt_of
from sessions_log.vocabulary import PromptTrigger


@dataclass(frozen=True)
class PromptLine:
    """One prompt and whether it is offered; `own` is the id of the practice's own newest version, None for ours."""

    prompt: Prompt
    is_on: bool
    own: uuid.UUID | None


@dataclass(frozen=True)
class TriggerGroup:
    """The prompts that are offered at one trigger: ours first."""

    trigger: PromptTrigger
    lines: list[PromptLine]


def prompt_library(practice_id: uuid.UUID) -> list[TriggerGroup]:
    """Return all prompts by trigger, in two queries."""
    off = set(PromptSwitch.objects.filter(practice=practice_id).values_list("code", flat=True))
    known: list[tuple[Prompt, uuid.UUID | None]] = [(prompt, None) for prompt in PROMPTS.values()]
    known += [(prompt_of(row), row.pk) for row in newest_own(practice_id).values()]
    return [
        TriggerGroup(
            trigger,
            [PromptLine(prompt, prompt.code not in off, own) for prompt, own in known if prompt.trigger is trigger],
        )
        for trigger in PromptTrigger
    ]
