"""What a therapist sees first: the caseload, ordered by who most likely needs a note now."""

import datetime
import uuid
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from sessions_log.models import Client, Episode, Person
from sessions_log.queries.open_for import days_open
from sessions_log.queries.sparkline import Sparkline, sparkline
from sessions_log.queries.supervision import open_to_supervisor
from sessions_log.queries.today_rows import Latest, Pending, has_a_draft_of, latest_sessions, pending
from sessions_log.queries.whose_turn import Need, Standing, day_in_words, learned_slots, need_of
from sessions_log.vocabulary import MomentKind

KNOWN = ("pk", "code", "name", "began_on", "ended_on", "usual_minutes", "usual_weekday", "usual_time")


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
    """One client of the caseload; `need.why`, or else the drafts, explains the place in the order.

    `begun` is today's session where it is being written already: whoever logs it on another device goes on with it.
    """

    need: Need
    id: uuid.UUID
    code: str
    name: str
    ruptures: list[OpenRupture]
    drafts: list[Draft]
    begun: uuid.UUID | None
    alliance: Sparkline | None


class SupervisedToday(NamedTuple):
    """How many episodes are open with the clients of one's supervisees, and how many of them are breaches."""

    episodes: int
    breaches: int


def caseload_today(person: Person, caseload: QuerySet[Client]) -> list[TodayRow]:
    """Return the clients whose therapy goes on, in three queries, the most pressing first.

    One whose therapy has ended stays until the last draft is signed.
    """
    now = timezone.localtime(timezone=person.practice.zone)
    late = now.date() - datetime.timedelta(days=person.practice.draft_limit_days)
    shown = caseload.filter(Q(ended_on=None) | has_a_draft_of(person))
    clients = list(shown.values_list(*KNOWN))
    ids = [pk for pk, *_ in clients]
    tomorrow = datetime.datetime.combine(now.date() + datetime.timedelta(days=1), datetime.time(), now.tzinfo)
    latest, waiting = latest_sessions(ids, before=tomorrow), pending(person, ids)
    rows = []
    for pk, code, name, began_on, ended_on, minutes, weekday, time in clients:
        sessions, found = latest.get(pk), waiting.get(pk, ())
        drafts = [(one.id, _local(one.starts_at, now)) for one in found if not one.kind]
        standing = Standing(
            **_slots(weekday, time, sessions, now),
            began_on=began_on,
            usual_minutes=minutes,
            last_session=_local(sessions.start(), now) if sessions else None,
            drafts=tuple(at for _, at in drafts),
            has_ended=ended_on is not None,
        )
        rows.append(
            TodayRow(
                need=need_of(standing, now.replace(tzinfo=None)),
                id=pk,
                code=code,
                name=name,
                ruptures=[_rupture(one, now) for one in found if one.kind],
                drafts=[Draft(draft, day_in_words(at, now), at.date() < late) for draft, at in drafts],
                begun=next((draft for draft, at in reversed(drafts) if at.date() == now.date()), None),
                alliance=sparkline(sessions.scores()) if sessions else None,
            )
        )
    # As needs compare, but by tuples, which are quicker to.
    return sorted(rows, key=lambda row: (row.need.turn, row.need.within, row.need.last, row.code))


def _slots(
    weekday: int | None, time: datetime.time | None, latest: Latest | None, now: datetime.datetime
) -> dict[str, Any]:
    """Return the usual day and time that somebody set, or where nobody set either those that the last sessions show."""
    if weekday is not None and time is not None:
        return {"slots": ((weekday, time),)}
    if latest is None or weekday is not None or time is not None:
        return {}
    held = (_local(at, now) for at in latest.held())
    return {"slots": learned_slots(held, now.replace(tzinfo=None)), "is_learned": True}


def supervised_today(supervised: QuerySet[Client]) -> SupervisedToday:
    """Return how much is open with these clients, in one query."""
    episodes = Episode.objects.filter(open_to_supervisor(), client__in=supervised)
    kinds = list(episodes.values_list("opening__kind", flat=True))
    return SupervisedToday(episodes=len(kinds), breaches=kinds.count(MomentKind.BREACH))


def _local(moment: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    """Return a moment on the clock that `now` is read from, without the time zone."""
    return moment.astimezone(now.tzinfo).replace(tzinfo=None)


def _rupture(episode: Pending, now: datetime.datetime) -> OpenRupture:
    days = days_open(_local(episode.starts_at, now).date(), now.date())
    return OpenRupture(episode.id, MomentKind(episode.kind), days)
