"""Records which repair prompts the therapist chose or dismissed, and what happened with those that were chosen."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import Client, Episode, Person, PracticePrompt, PromptChoice
from sessions_log.prompts.content import PROMPTS, answers_to
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.vocabulary import PromptDecision, PromptOutcome


def decide_prompt(
    *,
    by: Person,
    client: Client,
    episode: Episode | None,
    code: str,
    decision: str,
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> PromptChoice:
    """Keep the therapist's choice of a prompt in the version that was seen, or the newest; a later choice replaces it.

    Without an episode it is about the relationship as a whole, after the last session so far. Raises InvalidEntry
    for a prompt that does not exist, NotAllowedNow for one that was chosen and answered already.
    """
    if not PromptDecision.knows(decision):
        raise InvalidEntry("A prompt is either kept or dismissed.")
    with transaction.atomic():
        lock_client(client.pk)
        words = _words(client, code, version)
        after = None if episode else client.sessions.aggregate(last=Max("number"))["last"] or 0
        where = {"client": client, "episode": episode, "code": code, "after_session": after}
        choice = PromptChoice.objects.filter(**where).first() or PromptChoice(practice_id=client.practice_id, **where)
        if choice.decision == decision:
            return choice
        if choice.outcome:
            raise NotAllowedNow("You have already said what happened with this prompt.")
        choice.words, choice.decision, choice.decided_at = words, decision, at or timezone.now()
        choice.save()
        audit.record(by=by, action=f"prompt.{decision}", subject=choice, code=code)
    return choice


def answer_prompt(
    *,
    by: Person,
    choice: PromptChoice,
    version: int,
    outcome: str,
    what_happened: str = "",
    at: datetime.datetime | None = None,
) -> PromptChoice:
    """Record what happened with a prompt that was chosen; the same answer again changes nothing.

    Raises StaleVersion, with both answers, if another one was given since `version`; NotAllowedNow for a prompt
    that was dismissed.
    """
    if outcome not in answers_to(choice.code):
        raise InvalidEntry("Say what happened with one of the answers that stand there.", "outcome")
    with transaction.atomic():
        lock_client(choice.client_id)
        choice = PromptChoice.objects.get(pk=choice.pk)
        if (choice.outcome, choice.what_happened) == (outcome, what_happened):
            return choice
        if choice.decision != PromptDecision.CHOSEN:
            raise NotAllowedNow("This prompt was put aside, so there is nothing to tell about it.")
        if choice.version != version:
            raise StaleVersion(_differences(choice, outcome, what_happened), choice.version)
        choice.outcome, choice.what_happened, choice.answered_at = outcome, what_happened, at or timezone.now()
        choice.version += 1
        choice.save()
        audit.record(by=by, action="prompt.answered", subject=choice, outcome=outcome)
    return choice


def _words(client: Client, code: str, version: int | None) -> PracticePrompt:
    """Return the words of a prompt as the practice keeps them, taking a copy of ours where it has none yet."""
    ours = PROMPTS.get(code)
    if ours:
        version = version or ours.version
    kept = PracticePrompt.objects.filter(practice_id=client.practice_id, code=code).order_by("-version")
    known = (kept.filter(version=version) if version else kept).first()
    if known:
        return known
    if ours is None or ours.version != version:
        raise InvalidEntry("This prompt is no longer offered.")
    copy = PracticePrompt(practice_id=client.practice_id, code=code, version=version, is_own=False)
    for name in ("trigger", "title", "follow_up"):
        setattr(copy, name, getattr(ours, name))
    for name in ("reflect", "moves", "path", "sources"):
        setattr(copy, name, list(getattr(ours, name)))
    # Another therapist of the practice may take the same copy at this moment.
    PracticePrompt.objects.bulk_create([copy], ignore_conflicts=True)
    return kept.get(version=version)


def _differences(choice: PromptChoice, outcome: str, what_happened: str) -> dict[str, tuple[str, str]]:
    saved = PromptOutcome(choice.outcome).label if choice.outcome else ""
    both = {"Answer": (saved, PromptOutcome(outcome).label), "In words": (choice.what_happened, what_happened)}
    return {label: texts for label, texts in both.items() if texts[0] != texts[1]}
