"""Episodes as pages show them."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils import timezone

from sessions_log.models import Client, Episode
from sessions_log.prompts.choose import Offer
from sessions_log.prompts.content import Prompt
from sessions_log.queries.prompt import chosen, offers_for
from sessions_log.queries.words import moment_title
from sessions_log.vocabulary import OPEN_STATUSES, EpisodeStatus, RepairStrategy


@dataclass(frozen=True)
class AttemptLine:
    """One repair attempt: when, in which session, how and how far it went."""

    session_id: uuid.UUID
    session_number: int
    on: datetime.date
    strategy: str
    by: str
    resolution: int | None


@dataclass(frozen=True)
class EpisodeCard:
    """One episode: what opened it, how long it has been open, what was tried, what is offered."""

    id: uuid.UUID
    version: int
    kind: str
    title: str
    status: str
    status_label: str
    is_open: bool
    session_id: uuid.UUID
    session_number: int
    opened_on: datetime.date
    closed_on: datetime.date | None
    days_open: int
    sessions_open: int
    attempts: list[AttemptLine]
    offers: list[Offer]
    chosen: list[Prompt]


def open_episodes(client: Client) -> list[EpisodeCard]:
    """Return the client's open episodes, the latest first, in a fixed number of queries."""
    return _cards(client, _loaded(Episode.objects.filter(client=client, status__in=OPEN_STATUSES)))


def episode_card(episode: Episode) -> EpisodeCard:
    """Return one episode, open or closed."""
    return _cards(episode.client, _loaded(Episode.objects.filter(pk=episode.pk)))[0]


def _loaded(episodes: QuerySet[Episode]) -> QuerySet[Episode]:
    related = ("opening__contexts", "opening__image_links", "prompt_choices", "attempts__moment__session")
    return (
        episodes.select_related("opening__session", "closed_in")
        .prefetch_related(*related)
        .order_by("-opening__session__starts_at", "-opening__position")
    )


def _cards(client: Client, episodes: QuerySet[Episode]) -> list[EpisodeCard]:
    last_number = client.sessions.aggregate(last=Max("number"))["last"] or 0
    return [_card(episode, last_number) for episode in episodes]


def _card(episode: Episode, last_number: int) -> EpisodeCard:
    opening, session = episode.opening, episode.opening.session
    opened_on = timezone.localtime(session.starts_at).date()
    until = episode.closed_on or timezone.localdate()
    last = episode.closed_in.number if episode.closed_in else last_number
    return EpisodeCard(
        id=episode.pk,
        version=episode.version,
        kind=opening.kind,
        title=moment_title(opening.kind, opening.marker, opening.actor),
        status=episode.status,
        status_label=EpisodeStatus(episode.status).label,
        is_open=episode.is_open,
        session_id=session.pk,
        session_number=session.number,
        opened_on=opened_on,
        closed_on=episode.closed_on,
        days_open=(until - opened_on).days,
        sessions_open=max(last - session.number, 0),
        attempts=_attempts(episode),
        offers=offers_for(episode, next_session=last_number + 1) if episode.is_open else [],
        chosen=chosen(episode.prompt_choices.all()),
    )


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
            by=attempt.moment.get_actor_display(),
            resolution=attempt.resolution,
        )
        for attempt in attempts
    ]
