"""Who most likely needs a note now, and why, in a word. Pure functions of the practice's own clock."""

import datetime
import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

JUST_ENDED = datetime.timedelta(hours=3)
"""How long after a session its note is still the first thing to write."""


SLOT_AGREES = 3
"""So many sessions at the same day and time make it the usual one."""


class Turn(enum.IntEnum):
    """What makes it a client's turn, the most pressing first."""

    NOW = 1
    DRAFT = 2
    NOTHING_LOGGED = 3
    LATER_TODAY = 4
    ANY_TIME = 5


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a client. Times are the practice's local ones, without a time zone.

    `is_learned` says that nobody set the usual day and time: the last sessions showed them.
    """

    began_on: datetime.date
    usual_weekday: int | None = None
    usual_time: datetime.time | None = None
    usual_minutes: int = 50
    is_learned: bool = False
    last_session: datetime.datetime | None = None
    drafts: tuple[datetime.datetime, ...] = ()
    has_ended: bool = False


@dataclass(frozen=True, order=True)
class Need:
    """Sorts a client among the others: by turn, then by `within` (smaller first).

    `why` is said on the page; it is empty where the drafts themselves say it, which stand there anyway.
    """

    turn: Turn
    within: float
    why: str = field(compare=False)


def learned_slot(starts: Iterable[datetime.datetime]) -> tuple[int, datetime.time] | None:
    """Return the weekday and time at which most of these sessions began, by the clock on the wall.

    `starts` are local, the latest first; of two as frequent the later one counts. None where fewer than three agree.
    """
    slots = Counter((start.weekday(), start.time().replace(second=0, microsecond=0)) for start in starts)
    most = next(iter(slots.most_common(1)), None)
    return most[0] if most and most[1] >= SLOT_AGREES else None


def need_of(standing: Standing, now: datetime.datetime) -> Need:
    """Return how pressing a client's next note is at local time `now`."""
    if standing.has_ended and standing.drafts:
        return Need(Turn.DRAFT, min(standing.drafts).timestamp(), "the therapy has ended")
    slot = _latest_slot(standing, now)
    unlogged = slot if slot and not _logged_since(standing, slot.date()) else None
    if unlogged and now - unlogged <= datetime.timedelta(minutes=standing.usual_minutes) + JUST_ENDED:
        why = (
            _usually(unlogged) if standing.is_learned else f"usual time {unlogged:%H:%M} {day_in_words(unlogged, now)}"
        )
        return Need(Turn.NOW, -unlogged.timestamp(), why)
    if standing.drafts:
        return _need_of_draft(standing.drafts, now)
    if unlogged:
        slot_in_words = f"usual time {day_in_words(unlogged, now)} {unlogged:%H:%M}"
        why = f"{_usually(unlogged) if standing.is_learned else slot_in_words}, nothing logged"
        return Need(Turn.NOTHING_LOGGED, -unlogged.timestamp(), why)
    return _need_of_the_rest(standing, now)


def day_in_words(day: datetime.date, now: datetime.datetime) -> str:
    """Return a past day as people say it: today, yesterday, Tuesday, 3 March, 3 March 2024."""
    days = (now.date() - (day.date() if isinstance(day, datetime.datetime) else day)).days
    if days < 2:
        return "yesterday" if days == 1 else "today"
    if days < 7:
        return f"{day:%A}"
    return f"{day:%-d %B}" if day.year == now.year else f"{day:%-d %B %Y}"


def _usually(slot: datetime.datetime) -> str:
    return f"usually {slot:%A}s {slot:%H:%M}"


def _latest_slot(standing: Standing, now: datetime.datetime) -> datetime.datetime | None:
    """Return the last time at which the client usually came, if it lies in the therapy."""
    if standing.usual_weekday is None or standing.usual_time is None:
        return None
    day = now.date() - datetime.timedelta(days=(now.weekday() - standing.usual_weekday) % 7)
    slot = datetime.datetime.combine(day, standing.usual_time)
    if slot > now:
        slot -= datetime.timedelta(days=7)
    return slot if slot.date() >= standing.began_on else None


def _logged_since(standing: Standing, day: datetime.date) -> bool:
    return standing.last_session is not None and standing.last_session.date() >= day


def _need_of_draft(drafts: tuple[datetime.datetime, ...], now: datetime.datetime) -> Need:
    """Today's draft is being written; of older ones the oldest comes first."""
    if max(drafts).date() == now.date():
        return Need(Turn.NOW, -max(drafts).timestamp(), "")
    return Need(Turn.DRAFT, min(drafts).timestamp(), "")


def _need_of_the_rest(standing: Standing, now: datetime.datetime) -> Need:
    if standing.usual_weekday == now.weekday() and standing.usual_time and standing.usual_time > now.time():
        start = datetime.datetime.combine(now.date(), standing.usual_time)
        why = _usually(start) if standing.is_learned else f"usual time {start:%H:%M} today"
        return Need(Turn.LATER_TODAY, start.timestamp(), why)
    if standing.last_session is None:
        return Need(Turn.ANY_TIME, float("-inf"), "no session yet")
    days = (now.date() - standing.last_session.date()).days
    why = f"last session {days} days ago" if days > 1 else f"last session {day_in_words(standing.last_session, now)}"
    return Need(Turn.ANY_TIME, standing.last_session.timestamp(), why)
