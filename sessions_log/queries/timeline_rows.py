"""Reads what a timeline shows: a fixed number of queries, plain rows, no model instances and no free text.

Rows name their session by its number, because that is the axis. A reader who is not the client's own therapist
gets signed sessions only, and nothing that only a draft knows.
"""

import datetime
import uuid
from dataclasses import dataclass
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min, Q, QuerySet

from sessions_log.models import (
    Client,
    Episode,
    FiveGoodThings,
    ImageLink,
    Moment,
    Rating,
    RelationalImage,
    TherapySession,
)
from sessions_log.models.prepared import Given, Prepared
from sessions_log.queries.stored import as_text, moment_of
from sessions_log.vocabulary import REAL_RELATIONSHIP, EpisodeStatus, GoodThing, RelationshipItem, SessionStatus

INSTRUMENT_COLUMNS = ("id", "code", "title", "version", "key", "score_min", "score_max")

VIEW_COLUMNS = (
    *(f"client_answers__{item}" for item in REAL_RELATIONSHIP),
    *(f"relationship_view__{item}" for item in RelationshipItem),
)
"""How the relationship was seen: by the client, then by the therapist."""
OWN_COLUMNS = tuple(f"client_answers__{thing}" for thing in GoodThing)
"""The five good things, as the client answered."""

WINDOW = 48
"""Sessions in a window. At 24 px each, the least room for a finger, so many fit beside the names on 1440 px."""

IS_VIEWED = Q(client_answers__isnull=False) | Q(relationship_view__isnull=False)


Id = str
"""The text of an identifier: see `stored`."""


class SessionRow(NamedTuple):
    """A session; `day` is on the practice's calendar."""

    id: Id
    number: int
    day: datetime.date
    attendance: str
    is_draft: bool


class MomentRow(NamedTuple):
    """A moment; `opens` and `repairs` are the episodes that it opened or belongs to as a repair attempt."""

    number: int
    kind: str
    marker: str
    actor: str
    minute: int | None
    intensity: int | None
    opens: Id | None
    repairs: Id | None
    strategy: str | None
    resolution: int | None


class InstrumentRow(NamedTuple):
    """An instrument that the client was rated with, and how often."""

    id: uuid.UUID
    code: str
    title: str
    version: str
    key: str
    score_min: float
    score_max: float
    ratings: int


class EpisodeRow(NamedTuple):
    """An episode as the reader may know it; `kind` is that of the moment that opened it.

    `attempts` are the numbers of the sessions with a repair attempt.
    """

    id: Id
    kind: str
    status: EpisodeStatus
    opened_in: int
    opened_on: datetime.date
    closed_on: datetime.date | None
    attempts: tuple[int, ...]


class RatingRow(NamedTuple):
    number: int
    rater: str
    score: float


class LinkRow(NamedTuple):
    number: int
    image: Id
    direction: str


class Extent(NamedTuple):
    """The numbers of the client's first and last session, and how many there are."""

    first: int
    last: int
    total: int


@dataclass(frozen=True, slots=True)
class Records:
    """All rows of the sessions shown; `goes_on` says that later ones follow.

    `images` maps every image of the client to its text, or None if unseen.
    """

    sessions: tuple[SessionRow, ...]
    goes_on: bool
    moments: tuple[MomentRow, ...]
    episodes: tuple[EpisodeRow, ...]
    ratings: tuple[RatingRow, ...]
    things: tuple[tuple[int | None, ...], ...]
    views: tuple[tuple[int | None, ...], ...]
    links: tuple[LinkRow, ...]
    images: dict[Id, str | None]


def _seen(path: str = "") -> Q:
    """Return the condition that a row's session is the client's and not `hidden`; `path` leads to the session."""
    return Q(**{f"{path}client": Given("client")}) & ~Q(**{f"{path}status": Given("hidden")})


def _within(path: str = "session__") -> Q:
    return _seen(path) & Q(**{f"{path}number__range": (Given("first"), Given("last"))})


def _sessions() -> QuerySet[TherapySession, Any]:
    return (
        TherapySession.objects.filter(_seen(), number__lte=Given("to"))
        .order_by("-number")
        .values_list(as_text("pk"), "number", as_text("starts_at"), "attendance", "status")
    )


EXTENT = Prepared(
    lambda: (
        TherapySession.objects.filter(_seen())
        .order_by()
        .values("client")
        .annotate(first=Min("number"), last=Max("number"), total=Count("pk"))
        .values_list("first", "last", "total")
    )
)
INSTRUMENTS = Prepared(
    lambda: (
        Rating.objects.filter(_seen("session__"), score__isnull=False)
        .values_list(*(f"instrument__{column}" for column in INSTRUMENT_COLUMNS))
        .annotate(ratings=Count("pk"))
        .order_by("-ratings", "instrument__code", "instrument__version")
    )
)
SESSIONS = Prepared(_sessions)
LATEST_SESSIONS = Prepared(lambda: _sessions()[:WINDOW])
MOMENTS = Prepared(
    lambda: (
        Moment.objects.filter(_within())
        .order_by("session__number", "position")
        .values_list(
            *("session__number", "kind", "marker", "actor", "minute", "intensity", as_text("episode")),
            *(as_text("repair__episode"), "repair__strategy", "repair__resolution"),
        )
    )
)
EPISODES = Prepared(
    lambda: (
        Episode.objects.filter(_seen("opening__session__"), opening__session__number__lte=Given("last"))
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gte=Given("since")))
        .order_by("opening__session__number", "opening__position", "attempts__moment__session__number")
        .values_list(
            *(as_text("pk"), "opening__kind", "status", "closed_on", "closed_in__status"),
            *("opening__session__number", "opening__session__starts_at"),
            *("attempts__moment__session__number", "attempts__moment__session__status"),
        )
    )
)
RATINGS = Prepared(
    lambda: Rating.objects.filter(_within(), instrument=Given("instrument"), score__isnull=False).values_list(
        "session__number", "rater", "score"
    )
)
THINGS = Prepared(lambda: FiveGoodThings.objects.filter(_within()).values_list("session__number", *GoodThing))
VIEWS = Prepared(
    lambda: TherapySession.objects.filter(_within(""), IS_VIEWED).values_list("number", *VIEW_COLUMNS, *OWN_COLUMNS)
)
LINKS = Prepared(
    lambda: (
        ImageLink.objects.filter(_within("moment__session__"))
        .order_by("moment__session__number", "moment__position")
        .values_list("moment__session__number", as_text("image"), "direction")
    )
)
IMAGES = Prepared(lambda: RelationalImage.objects.filter(client=Given("client")).values_list(as_text("pk"), flat=True))
IMAGE_TEXTS = Prepared(
    lambda: RelationalImage.objects.filter(client=Given("client")).values_list(as_text("pk"), "text")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose timeline is read, and whether by the client's own therapist."""

    client: Client
    is_own: bool

    @property
    def seen(self) -> dict[str, object]:
        """What every query is given: whose rows, and the status of sessions that the reader may not see."""
        return {"client": self.client.pk, "hidden": "" if self.is_own else SessionStatus.DRAFT.value}

    def extent(self) -> Extent | None:
        """Return None before the first session."""
        found = EXTENT.one(**self.seen)
        return Extent(*found) if found else None

    def instruments(self) -> list[InstrumentRow]:
        """Return the instruments of the whole course, the one with most ratings first."""
        return [InstrumentRow(*row) for row in INSTRUMENTS(**self.seen)]

    def sessions(self, to: int, *, whole: bool) -> tuple[SessionRow, ...]:
        """Return the WINDOW latest sessions up to number `to`, or all of them, in their order."""
        zone, query = self.client.practice.zone, SESSIONS if whole else LATEST_SESSIONS
        found = [
            SessionRow(
                pk, number, moment_of(starts_at).astimezone(zone).date(), attendance, status == SessionStatus.DRAFT
            )
            for pk, number, starts_at, attendance, status in query(**self.seen, to=to)
        ]
        return tuple(reversed(found))

    def records(self, sessions: tuple[SessionRow, ...], instrument: InstrumentRow | None, *, goes_on: bool) -> Records:
        """Return everything that these sessions hold, with the ratings of one instrument."""
        within = {**self.seen, "first": sessions[0].number, "last": sessions[-1].number}
        return Records(
            sessions=sessions,
            goes_on=goes_on,
            moments=tuple(starmap(MomentRow, MOMENTS(**within))),
            episodes=self._episodes(sessions[-1].number, min(session.day for session in sessions)),
            ratings=tuple(starmap(RatingRow, RATINGS(**within, instrument=instrument.id) if instrument else ())),
            things=tuple(THINGS(**within)),
            views=tuple(VIEWS(**within)),
            links=tuple(starmap(LinkRow, LINKS(**within))),
            images=self._images(),
        )

    def _images(self) -> dict[Id, str | None]:
        if self.is_own:
            return dict(IMAGE_TEXTS(client=self.client.pk))
        return dict.fromkeys(IMAGES(client=self.client.pk))

    def _episodes(self, last: int, since: datetime.date) -> tuple[EpisodeRow, ...]:
        """Return the episodes opened up to session `last` and not closed before the day `since`."""
        zone = self.client.practice.zone
        grouped: dict[Id, list] = {}
        for row in EPISODES(**self.seen, last=last, since=since):
            grouped.setdefault(row[0], []).append(row)
        return tuple(self._episode(found, zone) for found in grouped.values())

    def _episode(self, rows: list[tuple], zone: datetime.tzinfo) -> EpisodeRow:
        """Join the rows of one episode, one for each repair attempt, and leave out what only a draft knows."""
        pk, kind, status, closed_on, closed_in_status, opened_in, starts_at, *_ = rows[0]
        hidden = () if self.is_own else (SessionStatus.DRAFT,)
        attempts = tuple(number for *_, number, state in rows if number is not None and state not in hidden)
        if closed_in_status in hidden or (status == EpisodeStatus.WORKED_ON and not attempts):
            status, closed_on = (EpisodeStatus.WORKED_ON if attempts else EpisodeStatus.OPEN), None
        opened_on = starts_at.astimezone(zone).date()
        return EpisodeRow(pk, kind, EpisodeStatus(status), opened_in, opened_on, closed_on, attempts)
