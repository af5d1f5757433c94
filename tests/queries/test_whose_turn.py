"""The order of Today: what makes it a client's turn, and the word that says so. It is Wednesday, 25 March 2026."""

import datetime
from typing import Any

import pytest

from sessions_log.queries.whose_turn import Need, Standing, Turn, day_in_words, learned_slot, need_of

NOW = datetime.datetime(2026, 3, 25, 11, 5)  # noqa: DTZ001 - local times, as people read them off the clock
WEDNESDAY, THURSDAY, TUESDAY = 2, 3, 1


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def standing(**known: Any) -> Standing:
    return Standing(**({"began_on": datetime.date(2025, 9, 1)} | known))


def usually(weekday: int, time: str, **known: Any) -> Standing:
    return standing(usual_weekday=weekday, usual_time=datetime.time.fromisoformat(time), **known)


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
    ],
)
def test_past_days_as_people_say_them(day: datetime.date, words: str) -> None:
    assert day_in_words(day, NOW) == words


def test_a_learned_slot_is_said_to_be_what_usually_happens() -> None:
    learned = usually(TUESDAY, "10:00", is_learned=True)
    assert need_of(learned, NOW).why == "usually Tuesdays 10:00, nothing logged"
    assert need_of(learned, at("2026-03-24 11:05")).why == "usually Tuesdays 10:00"
    came = usually(TUESDAY, "10:00", is_learned=True, last_session=at("2026-03-17 10:00"))
    assert need_of(came, at("2026-03-24 09:05")).why == "usually Tuesdays 10:00"


@pytest.mark.parametrize(
    ("starts", "slot"),
    [
        ((), None),
        (("2026-03-24 10:00", "2026-03-17 10:00"), None),
        (("2026-03-24 10:00", "2026-03-17 10:00", "2026-03-10 10:30"), None),
        (("2026-03-31 10:00", "2026-03-26 15:00", "2026-03-24 10:00", "2026-03-17 10:00"), (TUESDAY, "10:00")),
        (("2026-03-25 09:00", "2026-03-24 10:00") * 3, (WEDNESDAY, "09:00")),
    ],
)
def test_slot_is_learned_where_three_sessions_agree_and_the_later_wins_a_tie(
    starts: tuple[str, ...], slot: tuple[int, str] | None
) -> None:
    learned = learned_slot(at(start) for start in starts)
    assert learned == (slot and (slot[0], datetime.time.fromisoformat(slot[1])))
