"""The prompts that a practice offers, and what became of those that were chosen."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from sessions_log.models import Client, Episode, PracticePrompt, PromptChoice, PromptSwitch
from sessions_log.models.prepared import Given, Prepared
from sessions_log.prompts.choose import Offer, Situation
from sessions_log.prompts.content import Prompt, answers_to
from sessions_log.prompts.library import Library
from sessions_log.queries.open_for import days_open
from sessions_log.queries.words import moment_title
from sessions_log.vocabulary import (
    Actor,
    ContextAxis,
    ImageDirection,
    Marker,
    MomentKind,
    PromptDecision,
    PromptOutcome,
    PromptTrigger,
)

AWAITED = ("", PromptOutcome.NOT_YET)
"""Outcomes of a chosen prompt after which there is still something to tell."""


@dataclass(frozen=True)
class Tried:
    """A prompt that was chosen, in the words that were seen, and what followed. `about` names its episode, if any."""

    id: uuid.UUID
    version: int
    prompt: Prompt
    chosen_at: datetime.datetime
    outcome: str
    outcome_label: str
    what_happened: str
    answered_at: datetime.datetime | None
    episode: uuid.UUID | None
    about: str

    @property
    def is_awaited(self) -> bool:
        """Whether there is still something to tell."""
        return self.outcome in AWAITED

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The answers that can be given, as (code, words)."""
        return [(answer.value, answer.label) for answer in self.prompt.answers]

    def is_due(self, session_start: datetime.datetime) -> bool:
        """Return whether to ask what happened: a session has begun since it was chosen, or since “not yet”."""
        return self.is_awaited and (self.answered_at or self.chosen_at) < session_start


@dataclass(frozen=True)
class Offered:
    """A prompt that is offered and why. Without an episode it is about the relationship as a whole."""

    offer: Offer
    episode: uuid.UUID | None
    about: str


SWITCHED_OFF = Prepared(lambda: PromptSwitch.objects.filter(practice=Given("practice")).values_list("code", flat=True))
OWN = Prepared(
    lambda: PracticePrompt.objects.filter(practice=Given("practice"), is_own=True).order_by("code", "version")
)
CHOICES = Prepared(
    lambda: (
        PromptChoice.objects.filter(client=Given("client"))
        .select_related("words", "episode__opening")
        .defer("episode__opening__before")
        .order_by("-decided_at", "-pk")
    )
)


MOST_TRIED = 5
OF_THE_WHOLE = Prepared(
    lambda: (
        PromptChoice.objects.filter(client=Given("client"), episode=None, decision=PromptDecision.CHOSEN)
        .select_related("words")
        .order_by("-decided_at", "-pk")[:MOST_TRIED]
    )
)


def library_of(practice_id: uuid.UUID) -> Library:
    """Return what a practice offers, in two queries."""
    off = frozenset(SWITCHED_OFF(practice=practice_id))
    own = newest_own(practice_id).values()
    return Library(off=off, own=tuple(prompt_of(row) for row in own if row.code not in off))


def newest_own(practice_id: uuid.UUID) -> dict[str, PracticePrompt]:
    """Return code → newest version of the practice's own prompts, in one query."""
    return {row.code: row for row in OWN(practice=practice_id)}


def prompt_of(row: PracticePrompt) -> Prompt:
    """Return stored words as a prompt."""
    return Prompt(
        code=row.code,
        version=row.version,
        trigger=PromptTrigger(row.trigger),
        title=row.title,
        reflect=tuple(row.reflect),
        moves=tuple(row.moves),
        path=tuple(row.path),
        follow_up=row.follow_up,
        sources=tuple(row.sources),
        answers=answers_to(row.code),
    )


def choices_of(client: Client) -> list[PromptChoice]:
    """Return all that was decided on a client's prompts, the latest first, ready for `tried`."""
    return CHOICES(client=client.pk)


def tried(choices: Iterable[PromptChoice]) -> list[Tried]:
    """Return the prompts that were chosen, in the order of `choices`."""
    return [_tried(choice) for choice in choices if choice.decision == PromptDecision.CHOSEN]


def tried_of_the_whole(client: Client) -> list[Tried]:
    """Return the prompts about the relationship as a whole that were chosen last, in one query."""
    return [_tried(choice) for choice in OF_THE_WHOLE(client=client.pk)]


def _tried(choice: PromptChoice) -> Tried:
    opening = choice.episode.opening if choice.episode else None
    return Tried(
        id=choice.pk,
        version=choice.version,
        prompt=prompt_of(choice.words),
        chosen_at=choice.decided_at,
        outcome=choice.outcome,
        outcome_label=PromptOutcome(choice.outcome).label if choice.outcome else "",
        what_happened=choice.what_happened,
        answered_at=choice.answered_at,
        episode=choice.episode_id,
        about=moment_title(opening.kind, opening.marker, opening.actor) if opening else "",
    )


def situation_of(episode: Episode, *, next_session: int, decided: frozenset[str]) -> Situation:
    """Return what is known of an episode whose opening's session, contexts and image links are loaded."""
    opening = episode.opening
    opened_on = timezone.localtime(opening.session.starts_at).date()
    return Situation(
        session_number=next_session,
        kind=MomentKind(opening.kind),
        marker=Marker(opening.marker) if opening.marker else None,
        actor=Actor(opening.actor),
        context=frozenset(ContextAxis(context.axis) for context in opening.contexts.all()),
        image_re_enacted=any(link.direction == ImageDirection.RE_ENACTED for link in opening.image_links.all()),
        days_open=days_open(opened_on, timezone.localdate()),
        decided=decided,
    )
