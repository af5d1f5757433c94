"""Episodes as pages show them."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, DateTimeField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone

from sessions_log.models import Client, Episode, RepairAttempt, TherapySession
from sessions_log.models.episode import duties_left
from sessions_log.models.prepared import Given, Prepared
from sessions_log.prompts.choose import choose
from sessions_log.prompts.content import Prompt
from sessions_log.queries.open_for import days_open
from sessions_log.queries.prompt import Offered, Tried, choices_of, library_of, prompt_of, situation_of, tried
from sessions_log.queries.relationship import decided_on_all
from sessions_log.queries.words import WHO_MOVED, moment_title, status_look
from sessions_log.vocabulary import (
    ATTENDED,
    MOVEMENT,
    OPEN_STATUSES,
    Actor,
    Clarity,
    ContextAxis,
    EpisodeStatus,
    ImageDirection,
    MomentTag,
    PromptDecision,
    RepairStrategy,
    UnrepairedEnding,
    status_words,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Counted(TypedDict):
    """What is counted with an episode when it is read for a page."""

    sessions_open: int


@dataclass(frozen=True)
class AttemptLine:
    """One repair attempt: when, in which session, how, how far it went, and what the client said."""

    session_id: uuid.UUID
    session_number: int
    on: datetime.date
    strategy: str
    by: str
    resolution: int | None
    client_said: str


@dataclass(frozen=True)
class EpisodeLine:
    """One episode: what opened it, how it stands, and how long it has been open, to its close if it is closed.

    `to_note` says of a breach what is still to be noted, as the rest of “it is not noted yet that …”.
    """

    id: uuid.UUID
    kind: str
    title: str
    status_label: str
    look: str
    is_open: bool
    is_breach: bool
    session_id: uuid.UUID
    session_number: int
    opened_on: datetime.date
    days_open: int
    sessions_open: int
    supervisor_informed_on: datetime.date | None
    complaints_route_told_on: datetime.date | None
    to_note: list[str]

    @property
    def is_pressing(self) -> bool:
        """Whether it stands before all else: a breach that is open, or closed with something still to note."""
        return self.is_breach and (self.is_open or bool(self.to_note))


@dataclass(frozen=True)
class EpisodePage:
    """One episode in full: how it opened, what was tried and what followed, what is offered, how it closed.

    `aside` are the prompts that were put aside, for as long as it is open.
    """

    line: EpisodeLine
    version: int
    facts: list[tuple[str, str]]
    before: str
    attempts: list[AttemptLine]
    tried: list[Tried]
    offers: list[Offered]
    aside: list[Prompt]
    closed_on: datetime.date | None
    ending: str


TWO_DAYS = datetime.timedelta(days=2)

STANDING = Prepared(
    lambda: _loaded(
        Episode.objects.filter(Q(status__in=OPEN_STATUSES) | duties_left(), client=Given("client")), Given("now")
    ).defer("opening__before", "opening__session__intention")
)
NUMBERS = Prepared(
    lambda: (
        TherapySession.objects.filter(client=Given("client")).order_by("-number").values_list("number", flat=True)[:1]
    )
)


def standing_episodes(client: Client) -> "list[WithAnnotations[Episode, Counted]]":
    """Return the client's open episodes, the latest first, with what their prompts are chosen by.

    Among them are closed breaches of which something is still to be noted.
    """
    return STANDING(client=client.pk, now=timezone.now())


def count_open(client: Client) -> int:
    """Return how many episodes are open with a client."""
    return client.episodes.filter(status__in=OPEN_STATUSES).count()


def last_number(client: Client) -> int:
    """Return the number of the client's last session so far."""
    return NUMBERS.one(client=client.pk) or 0


def sessions_open(now: Given | None = None) -> Coalesce:
    """Return how many sessions took place after the one an episode opened in, to the day of its close, or until now.

    Told by when they were, not by their numbers: a session that was logged late or deleted has its number too.
    """
    # In whichever time zone, a day is over two days after it began in UTC. SQLite has no time zones and asks Python for
    # the day of each session, so that it is to look no further.
    so_far = Coalesce(OuterRef("closed_on") + TWO_DAYS, now or timezone.now(), output_field=DateTimeField())
    is_open = IsNull(OuterRef("closed_on"), True)
    later = TherapySession.objects.filter(
        Q(is_open) | Q(starts_at__date__lte=OuterRef("closed_on")),
        client=OuterRef("client"),
        attendance__in=ATTENDED,
        starts_at__gt=OuterRef("opening__session__starts_at"),
        starts_at__lte=so_far,
    )
    counted = later.order_by().values("client").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted), 0)


def episode_line(episode: "WithAnnotations[Episode, Counted]") -> EpisodeLine:
    """Return an episode of `standing_episodes` as one line."""
    opening, session = episode.opening, episode.opening.session
    opened_on = timezone.localtime(session.starts_at).date()
    until = episode.closed_on or timezone.localdate()
    return EpisodeLine(
        id=episode.pk,
        kind=opening.kind,
        title=moment_title(opening.kind, opening.marker, opening.actor),
        status_label=status_words(episode.status, opening.kind),
        look=status_look(episode.status),
        is_open=episode.is_open,
        is_breach=episode.is_breach,
        session_id=session.pk,
        session_number=session.number,
        opened_on=opened_on,
        days_open=days_open(opened_on, until),
        sessions_open=episode.sessions_open,
        supervisor_informed_on=episode.supervisor_informed_on,
        complaints_route_told_on=episode.complaints_route_told_on,
        to_note=_to_note(episode),
    )


def episode_page(episode: Episode) -> EpisodePage:
    """Return one episode, open or closed, in full and in a fixed number of queries."""
    attempts = RepairAttempt.objects.select_related("moment__session").defer("moment__before")
    also = ("opening__image_links__image", Prefetch("attempts", attempts))
    loaded = (
        _loaded(Episode.objects.filter(pk=episode.pk))
        .select_related("client", "opening__frame")
        .prefetch_related(*also)
    )
    episode, client = loaded.get(), episode.client
    last, choices = last_number(client), choices_of(client)
    line = episode_line(episode)
    mine = [choice for choice in choices if choice.episode_id == episode.pk]
    decided = frozenset(choice.code for choice in mine) | decided_on_all(choices, last)
    situation = situation_of(episode, next_session=last + 1, decided=decided)
    goes_on = episode.is_open and client.ended_on is None
    offers = choose(situation, library_of(client.practice_id)) if goes_on else []
    return EpisodePage(
        line=line,
        version=episode.version,
        facts=_facts(episode),
        before=episode.opening.before,
        attempts=_attempts(episode),
        tried=tried(mine),
        offers=[Offered(offer, episode.pk, "") for offer in offers],
        aside=[prompt_of(one.words) for one in mine if one.decision == PromptDecision.DISMISSED and goes_on],
        closed_on=episode.closed_on,
        ending=UnrepairedEnding(episode.ending).label if episode.ending else "",
    )


def _to_note(episode: Episode) -> list[str]:
    """Return what `models.episode.duties_left` finds, in words."""
    if not episode.is_breach or episode.status == EpisodeStatus.WITHDRAWN:
        return []
    supervisor = [] if episode.supervisor_informed_on else ["your supervisor was informed"]
    is_clients = episode.complaints_route_told_on is None and episode.opening.actor != Actor.CLIENT
    return [*supervisor, *(["the complaints route was explained"] if is_clients else [])]


def _loaded(episodes: QuerySet[Episode], now: Given | None = None) -> "QuerySet[WithAnnotations[Episode, Counted]]":
    return (
        episodes.select_related("opening__session")
        .annotate(sessions_open=sessions_open(now))
        .prefetch_related("opening__contexts", "opening__image_links")
        .order_by("-opening__session__starts_at", "-opening__position")
    )


def _facts(episode: Episode) -> list[tuple[str, str]]:
    """Return what is known of the moment that opened an episode, as (label, words)."""
    opening = episode.opening
    known = [
        ("Movement", f"{MOVEMENT[opening.group]} ({opening.group.label.lower()})" if opening.group in MOVEMENT else ""),
        ("Minute", "" if opening.minute is None else str(opening.minute)),
        ("Intensity", f"{opening.intensity} of 5" if opening.intensity else ""),
        ("My contribution", f"{opening.contribution} of 5" if opening.contribution else ""),
        ("Clarity", Clarity(opening.clarity).label if opening.clarity else ""),
        ("From elsewhere", "; ".join(tag.label for tag in MomentTag if getattr(opening, tag))),
        ("Power and context", ", ".join(ContextAxis(context.axis).label for context in opening.contexts.all())),
        ("Frame", f"{opening.frame.get_topic_display()}: {opening.frame.text}" if opening.frame else ""),
        *((ImageDirection(link.direction).label, link.image.text) for link in opening.image_links.all()),
    ]
    return [(label, words) for label, words in known if words]


def _attempts(episode: Episode) -> list[AttemptLine]:
    attempts = sorted(
        episode.attempts.all(), key=lambda attempt: (attempt.moment.session.starts_at, attempt.moment.position)
    )
    return [
        AttemptLine(
            session_id=attempt.moment.session_id,
            session_number=attempt.moment.session.number,
            on=timezone.localtime(attempt.moment.session.starts_at).date(),
            strategy=RepairStrategy(attempt.strategy).label if attempt.strategy else "strategy not noted",
            by=WHO_MOVED[Actor(attempt.moment.actor)],
            resolution=attempt.resolution,
            client_said=attempt.client_said,
        )
        for attempt in attempts
    ]
