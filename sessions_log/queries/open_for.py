"""How long an episode has been open, or was until its close, in days and in words."""

import datetime
from typing import Protocol


class Course(Protocol):
    """Whatever knows how long an episode has been open."""

    @property
    def days_open(self) -> int: ...

    @property
    def sessions_open(self) -> int: ...


def days_open(opened_on: datetime.date, until: datetime.date) -> int:
    """Return the days from the opening on; none when the session was moved past the close, or lies ahead."""
    return max((until - opened_on).days, 0)


def how_long(course: Course) -> str:
    """Return for how long an episode has been open in words: “14 days and 1 session”, “2 days”, “less than a day”."""
    if not course.days_open:
        return "less than a day"
    days, sessions = _counted(course.days_open, "day"), _counted(course.sessions_open, "session")
    return f"{days} and {sessions}" if course.sessions_open else days


def _counted(times: int, name: str) -> str:
    return f"{times} {name}" if times == 1 else f"{times} {name}s"
