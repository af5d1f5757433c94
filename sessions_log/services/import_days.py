"""When past sessions took place, where the file leaves the day open: a week apart."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Self

from sessions_log.services.import_file import read_records
from sessions_log.services.import_rows import FIRST_DAY, BadCell, read_code, read_day, read_session_number

WEEK = datetime.timedelta(days=7)


class KnownDay(NamedTuple):
    """The day of one of a client's sessions."""

    number: int
    day: datetime.date


@dataclass(slots=True)
class Course:
    """What a file says of one client's sessions: the lowest and highest number, the first whose day it gives.

    `code` is the client's code as the file first spells it.
    """

    code: str
    lowest: int
    highest: int
    known: KnownDay | None = None

    def add(self, number: int, day: datetime.date | None) -> None:
        """Take in one more session."""
        self.lowest, self.highest = min(self.lowest, number), max(self.highest, number)
        if day and (self.known is None or number < self.known.number):
            self.known = KnownDay(number, day)

    def after(self, stored: KnownDay | None) -> Self:
        """Return the course of a client of whose sessions the first one that is stored here is known too."""
        if stored is None or (self.known and self.known.number <= stored.number):
            return self
        return type(self)(self.code, self.lowest, self.highest, stored)

    def day_of(self, number: int, today: datetime.date) -> datetime.date | None:
        """Return a session's day, weekly from the first known one, else so that the last session is today.

        None where that lies in the future or before FIRST_DAY.
        """
        known = self.known or KnownDay(self.highest, today)
        try:
            day = known.day + WEEK * (number - known.number)
        except OverflowError:
            return None
        return day if FIRST_DAY <= day <= today else None


def survey(file: BinaryIO, today: datetime.date, index_of: Callable[[str], str]) -> dict[str, Course]:
    """Read the whole file once; return what it says of each client, by the blind index of the client's code.

    Raises ImportRefused for a file that cannot be read to its end. Rows without code or number are left out.
    """
    courses: dict[str, Course] = {}
    for record in read_records(file):
        try:
            code, number = read_code(record.cells), read_session_number(record.cells)
            day = read_day(record.cells, today)
        except (BadCell, KeyError):  # a row with a wrong number of cells has none
            continue
        courses.setdefault(index_of(code), Course(code, number, number)).add(number, day)
    return courses


def start_of(day: datetime.date, time: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """Return when the practice's clock shows that time, in UTC; a time skipped in spring is an hour later."""
    return datetime.datetime.combine(day, time, tzinfo=zone).astimezone(datetime.UTC)
