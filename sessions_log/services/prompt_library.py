"""What a practice offers: its own prompts, version by version, and which prompts are switched off."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from sessions_log.errors import AlreadyPosted, InvalidEntry, StaleVersion
from sessions_log.models import Person, Practice, PracticePrompt, PromptSwitch
from sessions_log.prompts.content import PROMPTS
from sessions_log.services import audit

LABELS = {
    "trigger": "Offered at",
    "title": "Title",
    "reflect": "To reflect on",
    "moves": "What one might do",
    "follow_up": "To ask next time",
    "sources": "Source",
}


def add_prompt(*, by: Person, submission: uuid.UUID, **words: str | Sequence[str]) -> PracticePrompt:
    """Add a prompt of the practice's own; the same `submission` again is the same prompt.

    `words` are trigger, title, reflect, moves, follow_up and sources.
    """
    with transaction.atomic():
        _lock(by)
        code = f"own-{submission.hex}"
        known = PracticePrompt.objects.filter(practice_id=by.practice_id, code=code, version=1).first()
        if known and any(_in_words(getattr(known, name)) != _in_words(text) for name, text in words.items()):
            raise AlreadyPosted
        return known or _write(by, code, 1, words)


def edit_prompt(
    *, by: Person, prompt: PracticePrompt, version: int | None, **words: str | Sequence[str]
) -> PracticePrompt:
    """Write a new version of an own prompt over `version`; the same words again change nothing.

    Raises StaleVersion, with both texts, if that is no longer the newest.
    """
    with transaction.atomic():
        _lock(by)
        versions = PracticePrompt.objects.filter(practice_id=by.practice_id, code=prompt.code)
        newest = versions.order_by("-version")[0]
        both = {LABELS[name]: (_in_words(getattr(newest, name)), _in_words(text)) for name, text in words.items()}
        differing = {label: texts for label, texts in both.items() if texts[0] != texts[1]}
        if not differing:
            return newest
        if newest.version != version:
            raise StaleVersion(differing, newest.version)
        return _write(by, prompt.code, newest.version + 1, words)


def switch_prompt(*, by: Person, code: str, on: bool) -> None:
    """Switch a prompt on or off for the practice, ours or its own. Raises InvalidEntry for one that does not exist."""
    with transaction.atomic():
        _lock(by)
        own = PracticePrompt.objects.filter(practice_id=by.practice_id, code=code, is_own=True)
        if code not in PROMPTS and not own.exists():
            raise InvalidEntry("This prompt is not there.")
        switched_off = PromptSwitch.objects.filter(practice_id=by.practice_id, code=code)
        if switched_off.exists() is not on:
            return
        if on:
            switched_off.delete()
        else:
            PromptSwitch.objects.create(practice_id=by.practice_id, code=code)
        audit.record(by=by, action="prompt.switch", code=code, on=on)


def _write(by: Person, code: str, version: int, words: dict[str, str | Sequence[str]]) -> PracticePrompt:
    prompt = PracticePrompt(practice_id=by.practice_id, code=code, version=version, is_own=True)
    for name, text in words.items():
        setattr(prompt, name, text if isinstance(text, str) else list(text))
    prompt.save()
    audit.record(by=by, action="prompt.write", subject=prompt, code=code, version=version)
    return prompt


def _in_words(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def _lock(by: Person) -> None:
    """Hold the practice's library until the transaction ends."""
    Practice.objects.select_for_update(no_key=True).get(pk=by.practice_id)
