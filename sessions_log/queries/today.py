"""What a therapist sees first: the caseload, ordered by who most likely needs a note now."""

import datetime
import uuid
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from sessions_log.models import Client, Episode, Person, TherapySession
from sessions_log.queries.sparkline import SCORES, Score, Sparkline, sparkline
from sessions_log.queries.whose_turn import Need, Standing, day_in_words, need_of
from sessions_log.signals.keys import key_of
from sessions_log.signals.scoring import Construct
from sessions_log.vocabulary import OPEN_STATUSES, MomentKind, Rater, SessionStatus

LONG_AGO = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)


class OpenRupture(NamedTuple):
    """An open episode: what it is called, and for how many days it has been open."""

    id: uuid.UUID
    kind: MomentKind
    days_open: int


class Draft(NamedTuple):
    """An unsigned session; `late` once it is older than the practice wants drafts to be."""

    id: uuid.UUID
    day: str
    late: bool


class TodayRow(NamedTuple):
    """One client of the caseload; `need.why` explains the place in the order."""

    need: Need
    id: uuid.UUID
    code: str
    name: str
    ruptures: list[OpenRupture]
    drafts: list[Draft]
    alliance: Sparkline | None


class SupervisedToday(NamedTuple):
    """How many episodes are open with the clients of one's supervisees, and how many of them are breaches."""

    episodes: int
    breaches: int


def caseload_today(person: Person, caseload: QuerySet[Client]) -> list[TodayRow]:
    """Return the clients whose therapy goes on, in four queries, the most pressing first."""
    clients, zone = caseload.filter(ended_on=None), person.practice.zone
    now = timezone.localtime(timezone=zone).replace(tzinfo=None)
    late = now.date() - datetime.timedelta(days=person.practice.draft_limit_days)
    scores, ruptures = _latest_scores(clients), _open_ruptures(clients, now.date(), zone)
    drafts = _drafts(person, clients, zone)
    rows = []
    for pk, key, code, name, weekday, time, minutes, began_on, last in _clients(clients):
        standing = Standing(
            began_on=began_on,
            usual_weekday=weekday,
            usual_time=time,
            usual_minutes=minutes,
            last_session=_local(last, zone) if last else None,
            drafts=tuple(at for _, at in drafts[pk]),
        )
        rows.append(
            TodayRow(
                need=need_of(standing, now),
                id=pk,
                code=code,
                name=name,
                ruptures=ruptures[pk],
                drafts=[Draft(draft, day_in_words(at, now), at.date() < late) for draft, at in drafts[pk]],
                alliance=sparkline(scores[key]),
            )
        )
    return sorted(rows, key=lambda row: row.need)


def supervised_today(supervised: QuerySet[Client]) -> SupervisedToday:
    """Return how much is open with these clients, in one query."""
    episodes = Episode.objects.filter(client__in=supervised, status__in=OPEN_STATUSES)
    kinds = list(episodes.values_list("opening__kind", flat=True))
    return SupervisedToday(episodes=len(kinds), breaches=kinds.count(MomentKind.BREACH))


def _local(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _clients(clients: QuerySet[Client]) -> QuerySet[Client, tuple]:
    sessions = TherapySession.objects.filter(client=OuterRef("pk")).order_by("-starts_at")
    shown = ("code", "name", "usual_weekday", "usual_time", "usual_minutes", "began_on")
    return clients.annotate(last=Subquery(sessions.values("starts_at")[:1])).values_list("pk", _KEY, *shown, "last")


# A thousand identifiers turned into UUIDs would take a quarter of the page's time.
_KEY = Cast("pk", CharField())


def _latest_scores(clients: QuerySet[Client]) -> dict[str, list[Score | None]]:
    """Return client → alliance scores of the last ten sessions, oldest first: the client's, else the therapist's.

    The tenth last start is looked up once per client, so that the index finds the ten without reading the rest.
    """
    sessions = TherapySession.objects.filter(client=OuterRef("pk")).order_by("-starts_at")
    tenth_last = Subquery(sessions.values("starts_at")[SCORES - 1 : SCORES])
    rating = "sessions__ratings__"
    rows = (
        clients.filter(sessions__starts_at__gte=Coalesce(tenth_last, LONG_AGO))
        .order_by("sessions__starts_at", "sessions__number")
        .values_list(_KEY, "sessions__number", f"{rating}rater", f"{rating}score", f"{rating}instrument__key")
    )
    found: dict[str, dict[int, Score | None]] = defaultdict(dict)
    for client, number, rater, value, instrument in rows:
        scores = found[client]
        known = scores.setdefault(number, None)
        bounds = None if value is None else _bounds(instrument)
        if bounds and (known is None or rater == Rater.CLIENT):
            scores[number] = Score(value, *bounds)
    latest = {client: list(scores.values())[-SCORES:] for client, scores in found.items()}
    return defaultdict(list, latest)


@lru_cache(maxsize=256)
def _bounds(instrument: str) -> tuple[float, float] | None:
    """Return the lowest and highest score of an instrument, or None for one that is not about the alliance."""
    key = key_of(instrument)
    return (key.score_range.minimum, key.score_range.maximum) if key.construct is Construct.ALLIANCE else None


def _drafts(
    person: Person, clients: QuerySet[Client], zone: datetime.tzinfo
) -> dict[uuid.UUID, list[tuple[uuid.UUID, datetime.datetime]]]:
    """Return client → [(session, local start)] of unsigned sessions, oldest first."""
    drafts = TherapySession.objects.filter(therapist=person, status=SessionStatus.DRAFT, client__in=clients)
    found = defaultdict(list)
    for client, pk, starts_at in drafts.order_by("starts_at").values_list("client", "pk", "starts_at"):
        found[client].append((pk, _local(starts_at, zone)))
    return found


def _open_ruptures(
    clients: QuerySet[Client], today: datetime.date, zone: datetime.tzinfo
) -> dict[uuid.UUID, list[OpenRupture]]:
    """Return client → open episodes, oldest first."""
    opened = F("opening__session__starts_at")
    episodes = Episode.objects.filter(client__in=clients, status__in=OPEN_STATUSES).order_by(opened)
    found = defaultdict(list)
    for client, pk, kind, starts_at in episodes.values_list("client", "pk", "opening__kind", opened):
        days = (today - _local(starts_at, zone).date()).days
        found[client].append(OpenRupture(pk, MomentKind(kind), days))
    return found
