"""Who most likely needs a note now, and why, in a word. Pure functions of the practice's own clock."""

import datetime
import enum
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

JUST_ENDED = datetime.timedelta(hours=3)
"""How long after a session its note is still the first thing to write."""


SLOT_FROM, SLOT_AGREES = 8, 3
"""Of so many of the last sessions that took place, so many at the same day and time make it a usual one.

Eight of them tell two hours a week from one, and forget within some weeks an hour that was given up.
"""

SLOT_KEPT = datetime.timedelta(weeks=6)
"""Who has not come for longer than this usually comes no more, until three sessions say so again."""

Slot = tuple[int, datetime.time]
"""A weekday, Monday being 0, and a time on the practice's clock."""


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
    slots: tuple[Slot, ...] = ()
    usual_minutes: int = 50
    is_learned: bool = False
    last_session: datetime.datetime | None = None
    drafts: tuple[datetime.datetime, ...] = ()
    has_ended: bool = False


@dataclass(frozen=True, order=True)
class Need:
    """Sorts a client among the others: by turn, then by `within` (smaller first), then by who came longest ago.

    `why` is said on the page; it is empty where the drafts themselves say it, which stand there anyway. Two clients
    can have the same hour: they come in turns, or together.
    """

    turn: Turn
    within: float
    why: str = field(compare=False)
    last: float = float("-inf")


def learned_slots(starts: Iterable[datetime.datetime], now: datetime.datetime) -> tuple[Slot, ...]:
    """Return the weekdays and times at which these sessions usually began, by the clock on the wall.

    `starts` are local, the latest first. Whoever comes twice a week has two; none where fewer than three agree, or
    the last one is too long ago.
    """
    recent = list(islice(starts, SLOT_FROM))
    if not recent or now.date() - recent[0].date() > SLOT_KEPT:
        return ()
    slots = Counter((start.weekday(), start.time().replace(second=0, microsecond=0)) for start in recent)
    return tuple(slot for slot, count in slots.items() if count >= SLOT_AGREES)


def need_of(standing: Standing, now: datetime.datetime) -> Need:
    """Return how pressing a client's next note is at local time `now`."""
    need = _need_of(standing, now)
    return replace(need, last=standing.last_session.timestamp()) if standing.last_session else need


def _need_of(standing: Standing, now: datetime.datetime) -> Need:
    if standing.has_ended and standing.drafts:
        return Need(Turn.DRAFT, min(standing.drafts).timestamp(), "the therapy has ended")
    slot = _latest_slot(standing, now)
    unlogged = slot if slot and not _logged_since(standing, slot.date()) else None
    if unlogged and now - unlogged <= datetime.timedelta(minutes=standing.usual_minutes) + JUST_ENDED:
        why = (
            _usually(unlogged) if standing.is_learned else f"usual time {unlogged:%H:%M} {day_in_words(unlogged, now)}"
        )
        return Need(Turn.NOW, -unlogged.timestamp(), why)
    if waiting := [draft for draft in standing.drafts if draft.date() <= now.date()]:
        return _need_of_draft(waiting, now)
    if unlogged:
        slot_in_words = f"usual time {day_in_words(unlogged, now)} {unlogged:%H:%M}"
        why = f"{_usually(unlogged) if standing.is_learned else slot_in_words}, nothing logged"
        return Need(Turn.NOTHING_LOGGED, -unlogged.timestamp(), why)
    return _need_of_the_rest(standing, now)


def day_in_words(day: datetime.date, now: datetime.datetime) -> str:
    """Return a day as people say it: today, yesterday, Tuesday (the last one), 3 March, 3 March 2024, tomorrow."""
    days = (now.date() - (day.date() if isinstance(day, datetime.datetime) else day)).days
    if -2 < days < 2:
        return ("today", "yesterday", "tomorrow")[days]
    if 0 < days < 7:
        return f"{day:%A}"
    return f"{day:%-d %B}" if day.year == now.year else f"{day:%-d %B %Y}"


def _usually(slot: datetime.datetime) -> str:
    return f"usually {slot:%A}s {slot:%H:%M}"


def _latest_slot(standing: Standing, now: datetime.datetime) -> datetime.datetime | None:
    """Return the last time at which the client usually came, if it lies in the therapy."""
    begun = (start for slot in standing.slots if (start := _last_start(slot, now)).date() >= standing.began_on)
    return max(begun, default=None)


def _last_start(slot: Slot, now: datetime.datetime) -> datetime.datetime:
    weekday, time = slot
    day = now.date() - datetime.timedelta(days=(now.weekday() - weekday) % 7)
    start = datetime.datetime.combine(day, time)
    return start - datetime.timedelta(days=7) if start > now else start


def _logged_since(standing: Standing, day: datetime.date) -> bool:
    return standing.last_session is not None and standing.last_session.date() >= day


def _need_of_draft(drafts: Sequence[datetime.datetime], now: datetime.datetime) -> Need:
    """Today's draft is being written; of older ones the oldest comes first."""
    if max(drafts).date() == now.date():
        return Need(Turn.NOW, -max(drafts).timestamp(), "")
    return Need(Turn.DRAFT, min(drafts).timestamp(), "")


def _need_of_the_rest(standing: Standing, now: datetime.datetime) -> Need:
    ahead = [time for weekday, time in standing.slots if weekday == now.weekday() and time > now.time()]
    if ahead:
        start = datetime.datetime.combine(now.date(), min(ahead))
        why = _usually(start) if standing.is_learned else f"usual time {start:%H:%M} today"
        return Need(Turn.LATER_TODAY, start.timestamp(), why)
    if standing.last_session is None:
        return Need(Turn.ANY_TIME, float("-inf"), "no session yet")
    days = (now.date() - standing.last_session.date()).days
    why = f"last session {days} days ago" if days > 1 else f"last session {day_in_words(standing.last_session, now)}"
    return Need(Turn.ANY_TIME, standing.last_session.timestamp(), why)
