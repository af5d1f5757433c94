"""What a supervisor reads before the supervision hour: clients by their code only, the most needed first."""

import datetime
import uuid
from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sessions_log.models import Client, Episode, Person, RepairAttempt, SupervisionPair
from sessions_log.queries.episode import sessions_open
from sessions_log.queries.open_for import days_open
from sessions_log.vocabulary import OPEN_STATUSES, EpisodeStatus, MomentKind, SessionStatus


@dataclass(frozen=True)
class OpenEpisode:
    """An open episode in a supervisee's work, or a breach that was closed without word that a supervisor knows."""

    kind: MomentKind
    status: EpisodeStatus
    days_open: int
    sessions_open: int

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


@dataclass(frozen=True)
class SupervisedClient:
    """A client by code, with the open episodes (breaches first, then the longest open) and why they stand here."""

    id: uuid.UUID
    code: str
    therapist: str
    episodes: list[OpenEpisode]
    why: str


@dataclass(frozen=True)
class Supervisee:
    """A therapist in supervision and the codes of the clients with whom nothing is open."""

    name: str
    since: datetime.date
    quiet: list[tuple[uuid.UUID, str]]


@dataclass(frozen=True)
class Supervision:
    """`queue` is ordered by need over all supervisees; `supervisees` are in the order of their pairs."""

    queue: list[SupervisedClient]
    supervisees: list[Supervisee]


def supervision(supervisor: Person, supervised: QuerySet[Client]) -> Supervision:
    """Return the queue and the supervisees, in three queries. `supervised` are the clients in the person's view."""
    today = timezone.localdate()
    pairs = SupervisionPair.objects.filter(SupervisionPair.in_force(today), supervisor=supervisor)
    therapists = {
        pk: (name, since) for pk, name, since in pairs.values_list("therapist", "therapist__name", "starts_on")
    }
    open_with = _open_episodes(supervised, today)
    queue, quiet = [], defaultdict(list)
    for pk, code, therapist in supervised.filter(ended_on=None).values_list("pk", "code", "therapist"):
        if pk in open_with:
            episodes = sorted(open_with[pk], key=_pressing)
            queue.append(SupervisedClient(pk, code, therapists[therapist][0], episodes, why(episodes)))
        else:
            quiet[therapist].append((pk, code))
    return Supervision(
        queue=sorted(queue, key=lambda client: _pressing(client.episodes[0])),
        supervisees=[
            Supervisee(name, since, sorted(quiet[pk], key=itemgetter(1))) for pk, (name, since) in therapists.items()
        ],
    )


def why(episodes: list[OpenEpisode]) -> str:
    """Return why a client stands at this place, from the most pressing of the sorted episodes."""
    first = episodes[0]
    days = "since today" if first.days_open == 0 else f"for {first.days_open} day{'s' if first.days_open > 1 else ''}"
    more = f", and {len(episodes) - 1} more" if len(episodes) > 1 else ""
    if not first.is_open:
        return f"A breach was closed, and it is not noted yet that you were informed{more}."
    if first.kind is MomentKind.BREACH:
        return f"A breach has been open {days}{more}: safety and duties come first."
    tried = "no repair logged yet" if first.status is EpisodeStatus.OPEN else "being worked on"
    return f"{first.kind.label} open {days}, {tried}{more}."


def _pressing(episode: OpenEpisode) -> tuple[bool, int]:
    return episode.kind is not MomentKind.BREACH, -episode.days_open


def open_to_supervisor() -> Q:
    """Return the condition that an episode is open as far as signed sessions tell.

    A draft saves itself while it is being written: what it opens or closes may still be taken back.
    """
    is_open = Q(status__in=OPEN_STATUSES) | Q(closed_in__status=SessionStatus.DRAFT)
    return is_open & ~Q(opening__session__status=SessionStatus.DRAFT)


def _open_episodes(clients: QuerySet[Client], today: datetime.date) -> dict[uuid.UUID, list[OpenEpisode]]:
    untold = Q(opening__kind=MomentKind.BREACH, supervisor_informed_on=None) & ~Q(status=EpisodeStatus.WITHDRAWN)
    untold &= ~Q(opening__session__status=SessionStatus.DRAFT)
    signed = RepairAttempt.objects.filter(episode=OuterRef("pk")).exclude(moment__session__status=SessionStatus.DRAFT)
    episodes = Episode.objects.filter(open_to_supervisor() | untold, client__in=clients)
    found = defaultdict(list)
    for client, kind, status, closed_on, closed_in, starts_at, sessions_since, is_tried in episodes.values_list(
        *("client", "opening__kind", "status", "closed_on", "closed_in__status", "opening__session__starts_at"),
        *(sessions_open(), Exists(signed)),
    ):
        if status in OPEN_STATUSES or closed_in == SessionStatus.DRAFT:
            status, closed_on = EpisodeStatus.WORKED_ON if is_tried else EpisodeStatus.OPEN, None
        days = days_open(timezone.localtime(starts_at).date(), closed_on or today)
        found[client].append(OpenEpisode(MomentKind(kind), EpisodeStatus(status), days, sessions_since))
    return found
