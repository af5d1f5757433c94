"""The order of Today: what makes it a client's turn, and the word that says so. It is Wednesday, 25 March 2026."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from sessions_log.queries.whose_turn import Need, Standing, Turn, day_in_words, learned_slots, need_of

NOW = datetime.datetime(2026, 3, 25, 11, 5)  # noqa: DTZ001 - local times, as people read them off the clock
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = 1, 2, 3, 4


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def standing(**known: Any) -> Standing:
    return Standing(**({"began_on": datetime.date(2025, 9, 1)} | known))


def usually(weekday: int, time: str, **known: Any) -> Standing:
    return standing(slots=((weekday, datetime.time.fromisoformat(time)),), **known)


@pytest.mark.parametrize(
    ("known", "turn", "why"),
    [
        (usually(WEDNESDAY, "10:00"), Turn.NOW, "usual time 10:00 today"),
        (usually(WEDNESDAY, "10:00", last_session=at("2026-03-18 10:00")), Turn.NOW, "usual time 10:00 today"),
        (
            usually(WEDNESDAY, "10:00", last_session=at("2026-03-25 10:00")),
            Turn.ANY_TIME,
            "last session today",
        ),
        (
            usually(WEDNESDAY, "10:00", last_session=at("2026-03-25 10:00"), drafts=(at("2026-03-25 10:00"),)),
            Turn.NOW,
            "",
        ),
        (standing(drafts=(at("2026-03-24 10:00"), at("2026-03-03 10:00"))), Turn.DRAFT, ""),
        (usually(WEDNESDAY, "10:00", drafts=(at("2026-03-03 10:00"),)), Turn.NOW, "usual time 10:00 today"),
        (
            usually(WEDNESDAY, "10:00", drafts=(at("2026-03-25 10:00"),), has_ended=True),
            Turn.DRAFT,
            "the therapy has ended",
        ),
        (usually(TUESDAY, "16:00"), Turn.NOTHING_LOGGED, "usual time yesterday 16:00, nothing logged"),
        (usually(THURSDAY, "16:00"), Turn.NOTHING_LOGGED, "usual time Thursday 16:00, nothing logged"),
        (usually(WEDNESDAY, "07:00"), Turn.NOTHING_LOGGED, "usual time today 07:00, nothing logged"),
        (usually(WEDNESDAY, "15:00", last_session=at("2026-03-18 15:00")), Turn.LATER_TODAY, "usual time 15:00 today"),
        (usually(WEDNESDAY, "15:00", began_on=NOW.date()), Turn.LATER_TODAY, "usual time 15:00 today"),
        (usually(THURSDAY, "16:00", began_on=NOW.date()), Turn.ANY_TIME, "no session yet"),
        (standing(last_session=at("2026-03-13 23:30")), Turn.ANY_TIME, "last session 12 days ago"),
        (standing(last_session=at("2026-03-24 23:30")), Turn.ANY_TIME, "last session yesterday"),
    ],
)
def test_turn_and_the_word_for_it(known: Standing, turn: Turn, why: str) -> None:
    need = need_of(known, NOW)

    assert (need.turn, need.why) == (turn, why)


def test_session_late_in_the_evening_is_still_due_after_midnight() -> None:
    tuesday_evening = usually(TUESDAY, "22:30")

    assert need_of(tuesday_evening, at("2026-03-25 00:10")).why == "usual time 22:30 yesterday"


def test_order_within_a_turn() -> None:
    just_left, before = usually(WEDNESDAY, "10:00"), usually(WEDNESDAY, "09:00")
    older, newer = (standing(last_session=at(day)) for day in ("2026-03-02 10:00", "2026-03-20 10:00"))
    later, last = (usually(WEDNESDAY, time, last_session=at("2026-03-18 10:00")) for time in ("12:00", "18:00"))
    never = standing()

    wanted = [just_left, before, later, last, never, older, newer]
    needs = [need_of(known, NOW) for known in wanted]

    assert sorted(needs) == needs
    assert Need(Turn.NOW, 1, "a") == Need(Turn.NOW, 1, "b")  # words do not order


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime.date(2026, 3, 25), "today"),
        (datetime.date(2026, 3, 24), "yesterday"),
        (datetime.date(2026, 3, 19), "Thursday"),
        (datetime.date(2026, 3, 18), "18 March"),
        (datetime.date(2025, 12, 31), "31 December 2025"),
        (datetime.date(2026, 3, 26), "tomorrow"),
        (datetime.date(2026, 3, 27), "27 March"),
    ],
)
def test_days_as_people_say_them(day: datetime.date, words: str) -> None:
    assert day_in_words(day, NOW) == words


def test_a_learned_slot_is_said_to_be_what_usually_happens() -> None:
    learned = usually(TUESDAY, "10:00", is_learned=True)
    assert need_of(learned, NOW).why == "usually Tuesdays 10:00, nothing logged"
    assert need_of(learned, at("2026-03-24 11:05")).why == "usually Tuesdays 10:00"
    came = usually(TUESDAY, "10:00", is_learned=True, last_session=at("2026-03-17 10:00"))
    assert need_of(came, at("2026-03-24 09:05")).why == "usually Tuesdays 10:00"


def weeks(*slots: str, of: int = 1, since: int = 1) -> tuple[str, ...]:
    """Return the starts in so many weeks before 25 March 2026, the latest first: `("Tue 10:00",)`, say."""
    days = {"Tue": 24, "Wed": 25, "Fri": 20}
    starts = [
        datetime.datetime.combine(datetime.date(2026, 3, days[slot[:3]]), datetime.time.fromisoformat(slot[4:]))
        - datetime.timedelta(weeks=week)
        for week in range(since, since + of)
        for slot in slots
    ]
    return tuple(str(start) for start in sorted(starts, reverse=True))


TUESDAYS, WEDNESDAYS, FRIDAYS = (
    (TUESDAY, datetime.time(10)),
    (WEDNESDAY, datetime.time(9)),
    (FRIDAY, datetime.time(15)),
)


@pytest.mark.parametrize(
    ("starts", "slots"),
    [
        ((), set()),
        (weeks("Tue 10:00", of=2), set()),
        ((*weeks("Tue 10:00", of=2), "2026-03-03 10:30"), set()),
        (weeks("Tue 10:00", of=3), {TUESDAYS}),
        ((*weeks("Fri 15:00"), *weeks("Tue 10:00", of=12, since=2)), {TUESDAYS}),  # once at another hour
        (weeks("Tue 10:00", "Fri 15:00", of=12), {TUESDAYS, FRIDAYS}),  # twice a week
        # Moved for good: for some weeks both hours are usual, then only the new one.
        ((*weeks("Fri 15:00", of=3), *weeks("Tue 10:00", of=9, since=4)), {FRIDAYS, TUESDAYS}),
        ((*weeks("Fri 15:00", of=6), *weeks("Tue 10:00", of=6, since=7)), {FRIDAYS}),
        (weeks("Wed 09:00", of=6, since=6), {WEDNESDAYS}),
        (weeks("Wed 09:00", of=6, since=7), set()),  # not here for seven weeks
    ],
)
def test_slots_are_learned_where_three_of_the_last_eight_sessions_agree(
    starts: tuple[str, ...], slots: set[tuple[int, datetime.time]]
) -> None:
    assert set(learned_slots((at(start) for start in starts), NOW)) == slots


def test_who_comes_twice_a_week_is_due_after_either_hour() -> None:
    twice = standing(slots=(TUESDAYS, FRIDAYS), is_learned=True, last_session=at("2026-03-20 15:00"))
    assert need_of(twice, at("2026-03-24 11:05")).why == "usually Tuesdays 10:00"
    assert need_of(twice, NOW).why == "usually Tuesdays 10:00, nothing logged"
    assert need_of(replace(twice, last_session=at("2026-03-24 10:00")), NOW).turn is Turn.ANY_TIME
    assert need_of(twice, at("2026-03-27 15:55")).why == "usually Fridays 15:00"
    assert need_of(replace(twice, last_session=at("2026-03-24 10:00")), at("2026-03-27 09:00")).turn is Turn.LATER_TODAY


def test_of_two_clients_with_the_same_hour_who_came_longest_ago_is_first() -> None:
    """They may come in turns, every other week; then the other one was here last week."""
    new, longest, lately = (
        usually(WEDNESDAY, "10:00", last_session=at(day) if day else None)
        for day in ("", "2026-03-11 10:00", "2026-03-18 10:00")
    )

    needs = [need_of(known, NOW) for known in (new, longest, lately)]

    assert sorted([needs[2], needs[0], needs[1]]) == needs
    assert {need.why for need in needs} == {"usual time 10:00 today"}


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_hour_that_the_change_of_clocks_skips_or_doubles_is_due_like_any_other(day: str) -> None:
    sunday = usually(6, "01:30")

    assert need_of(sunday, at(f"{day} 02:25")).why == "usual time 01:30 today"
