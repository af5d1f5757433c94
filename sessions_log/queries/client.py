"""The page of a client."""

import datetime
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from sessions_log.models import Client, Episode, FrameAgreement, Moment, TherapySession
from sessions_log.models.episode import OPENING_KINDS
from sessions_log.queries.episode import sessions_open
from sessions_log.queries.open_for import days_open
from sessions_log.queries.prompt import Tried, tried_of_the_whole
from sessions_log.queries.words import moment_title, status_look
from sessions_log.vocabulary import (
    FORMING_SESSIONS,
    OPEN_STATUSES,
    Attendance,
    ImageDirection,
    MomentKind,
    Phase,
    SessionStatus,
    status_words,
)

SESSIONS_A_PAGE = 20
CLOSED_EPISODES_SHOWN = 5


class TouchedIn(NamedTuple):
    """A session in which ruptures and breaches touched a part of the frame, and how many."""

    session: uuid.UUID
    number: int
    times: int


@dataclass(frozen=True)
class FrameLine:
    """An agreement with the sessions in which it was touched, in their order."""

    agreement: FrameAgreement
    touched: list[TouchedIn]

    @property
    def times(self) -> int:
        return sum(session.times for session in self.touched)


@dataclass(frozen=True)
class ImageLine:
    """A relational image with how often moments re-enacted and countered it."""

    id: uuid.UUID
    text: str
    origin: str
    is_controlling: bool
    re_enacted: int
    countered: int


@dataclass(frozen=True)
class EpisodeLine:
    """An episode; for a closed one days and sessions count to its close."""

    id: uuid.UUID
    kind: MomentKind
    title: str
    status: str
    look: str
    opened_on: datetime.date
    closed_on: datetime.date | None
    days_open: int
    sessions_open: int


@dataclass(frozen=True)
class SessionLine:
    """A session in the client's list, with the kinds of its moments in their order."""

    id: uuid.UUID
    number: int
    starts_at: datetime.datetime
    attendance: str
    status: str
    is_draft: bool
    kinds: list[MomentKind]


@dataclass(frozen=True)
class ClientPage:
    """What the page of a client shows; `earlier` is the session to go on before, if there are more.

    `tried` are chosen prompts about the relationship as a whole; those of an episode stand on its own page.
    """

    client: Client
    phase: Phase
    usual: str
    frame: list[FrameLine]
    earlier_frame: list[FrameLine]
    images: list[ImageLine]
    open_episodes: list[EpisodeLine]
    closed_episodes: list[EpisodeLine]
    more_closed: bool
    tried: list[Tried]
    sessions: list[SessionLine]
    earlier: uuid.UUID | None


def client_page(client: Client, *, before: TherapySession | None = None) -> ClientPage:
    """Return what the page of a client shows, in nine queries; `before` is the last session of the page before."""
    last_number = client.sessions.aggregate(last=Max("number"))["last"] or 0
    episodes, is_open = Episode.objects.filter(client=client), Q(status__in=OPEN_STATUSES)
    closed = _episode_lines(episodes.exclude(is_open), most=CLOSED_EPISODES_SHOWN + 1)
    sessions, earlier = _session_lines(client, before)
    frame = _frame_lines(client)
    return ClientPage(
        client=client,
        phase=_phase(client, last_number),
        usual=usual_slot(client),
        frame=[line for line in frame if line.agreement.ended_on is None],
        earlier_frame=[line for line in frame if line.agreement.ended_on],
        images=_image_lines(client),
        open_episodes=_episode_lines(episodes.filter(is_open)),
        closed_episodes=closed[:CLOSED_EPISODES_SHOWN],
        more_closed=len(closed) > CLOSED_EPISODES_SHOWN,
        tried=tried_of_the_whole(client),
        sessions=sessions,
        earlier=earlier,
    )


def usual_slot(client: Client) -> str:
    """Return when and how the client usually comes, as far as it is known: “Tuesday 10:00, 50 minutes, video”."""
    day = "" if client.usual_weekday is None else client.get_usual_weekday_display()
    at = f"{client.usual_time:%H:%M}" if client.usual_time else ""
    when = f"{day} {at}".strip() or "no fixed time"
    return f"{when}, {client.usual_minutes} minutes, {client.get_usual_format_display().lower()}"


def _phase(client: Client, last_number: int) -> Phase:
    if client.ended_on:
        return Phase.ENDED
    return Phase.FORMING if last_number < FORMING_SESSIONS else Phase.LATER


def _frame_lines(client: Client) -> list[FrameLine]:
    """Return all agreements, in two queries."""
    touched: dict[uuid.UUID, list[TouchedIn]] = defaultdict(list)
    moments = Moment.objects.filter(session__client=client, frame__isnull=False, kind__in=OPENING_KINDS)
    counted = moments.order_by("session__number").values_list("frame", "session", "session__number")
    for frame, *session in counted.annotate(times=Count("pk")):
        touched[frame].append(TouchedIn(*session))
    return [FrameLine(agreement, touched[agreement.pk]) for agreement in client.frame.all()]


def _image_lines(client: Client) -> list[ImageLine]:
    times = {direction.value: Count("links", filter=Q(links__direction=direction)) for direction in ImageDirection}
    rows = client.images.annotate(**times).values_list("pk", "text", "origin", "is_controlling", *times)
    return [ImageLine(*row) for row in rows]


def _episode_lines(episodes: QuerySet[Episode], most: int | None = None) -> list[EpisodeLine]:
    """Return episodes, the last opened first, without reading (and decrypting) the moments' texts."""
    today = timezone.localdate()
    start, opening = "opening__session__starts_at", ("opening__kind", "opening__marker", "opening__actor")
    rows = episodes.order_by(f"-{start}", "-opening__position")[:most]
    return [
        EpisodeLine(
            id=pk,
            kind=MomentKind(kind),
            title=moment_title(kind, marker, actor),
            status=status_words(status, kind),
            look=status_look(status),
            opened_on=timezone.localtime(opened).date(),
            closed_on=closed_on,
            days_open=days_open(timezone.localtime(opened).date(), closed_on or today),
            sessions_open=sessions_since,
        )
        for pk, status, closed_on, opened, kind, marker, actor, sessions_since in rows.values_list(
            "pk", "status", "closed_on", start, *opening, sessions_open()
        )
    ]


def _session_lines(client: Client, before: TherapySession | None) -> tuple[list[SessionLine], uuid.UUID | None]:
    """Return a page of sessions, the latest first, and where the next page begins."""
    sessions = client.sessions.order_by("-starts_at", "-pk")
    if before:
        same_time = Q(starts_at=before.starts_at, pk__lt=before.pk)
        sessions = sessions.filter(Q(starts_at__lt=before.starts_at) | same_time)
    page = list(sessions.values_list("pk", "number", "starts_at", "attendance", "status")[: SESSIONS_A_PAGE + 1])
    shown = page[:SESSIONS_A_PAGE]
    kinds: dict[uuid.UUID, list[MomentKind]] = defaultdict(list)
    moments = Moment.objects.filter(session__in=[pk for pk, *_ in shown]).order_by("position", "pk")
    for session, kind in moments.values_list("session", "kind"):
        kinds[session].append(MomentKind(kind))
    lines = [
        SessionLine(
            id=pk,
            number=number,
            starts_at=starts_at,
            attendance=Attendance(attendance).label,
            status=SessionStatus(status).label,
            is_draft=status == SessionStatus.DRAFT,
            kinds=kinds[pk],
        )
        for pk, number, starts_at, attendance, status in shown
    ]
    return lines, lines[-1].id if len(page) > SESSIONS_A_PAGE else None
