"""When sessions took place whose day the file leaves open."""

import datetime
import zoneinfo

import pytest

from sessions_log.services.import_days import Course, KnownDay, start_of, survey
from tests.services.import_files import csv_file

TODAY = datetime.date(2026, 3, 30)
LONDON = zoneinfo.ZoneInfo("Europe/London")


def days(course: Course) -> list[str]:
    numbers = range(course.lowest, course.highest + 1)
    return [str(course.day_of(number, TODAY)) for number in numbers]


def course(*sessions: tuple[int, str | None]) -> Course:
    numbers = [number for number, _ in sessions]
    made = Course("A", numbers[0], numbers[0])
    for number, day in sessions:
        made.add(number, day and datetime.date.fromisoformat(day))
    return made


def test_without_any_day_the_last_session_is_today_and_the_others_a_week_apart() -> None:
    assert days(course((3, None), (1, None))) == ["2026-03-16", "2026-03-23", "2026-03-30"]


def test_sessions_are_counted_in_weeks_from_the_first_day_that_is_known() -> None:
    assert days(course((1, None), (4, "2026-03-01"), (2, "2026-01-12"))) == [
        "2026-01-05",
        "2026-01-12",
        "2026-01-19",
        "2026-01-26",
    ]


def test_the_first_session_that_is_stored_counts_like_one_of_the_file() -> None:
    stored = KnownDay(1, datetime.date(2025, 12, 1))

    assert days(course((2, None), (3, "2026-01-12")).after(stored)) == ["2025-12-08", "2025-12-15"]
    assert days(course((1, "2026-01-05"), (2, None)).after(stored)) == ["2026-01-05", "2026-01-12"]


@pytest.mark.parametrize("known", [(1, "2026-03-29"), (1_000_000, "2026-01-05"), (9_999_999, None)])
def test_a_day_in_the_future_or_before_1900_is_not_made_up(known: tuple[int, str | None]) -> None:
    assert course(known).day_of(2, TODAY) is None


def test_the_survey_learns_from_every_row_that_has_code_and_number() -> None:
    file = csv_file("A,2,2026-01-12,,client,nothing known,,", "a,1,,,client,check,5,", ",3,,,,,,", "A,x,,,,,,", "A,4")

    courses = survey(file, TODAY, str.lower)

    assert courses == {"a": Course("A", 1, 2, KnownDay(2, datetime.date(2026, 1, 12)))}


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        ("2026-03-28", "12:00", "2026-03-28T12:00"),
        ("2026-03-30", "12:00", "2026-03-30T11:00"),  # the clocks have gone forward
        ("2026-03-29", "01:30", "2026-03-29T01:30"),  # skipped: shown as 02:30
        ("2026-10-25", "01:30", "2026-10-25T00:30"),  # shown twice: the first
    ],
)
def test_sessions_start_by_the_practices_clock(day: str, time: str, utc: str) -> None:
    start = start_of(datetime.date.fromisoformat(day), datetime.time.fromisoformat(time), LONDON)

    assert start == datetime.datetime.fromisoformat(utc).replace(tzinfo=datetime.UTC)
