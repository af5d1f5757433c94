"""What a row says, and every way in which it can be wrong."""

import datetime
import io

import pytest

from sessions_log.models import Instrument, Practice
from sessions_log.services.import_file import read_records
from sessions_log.services.import_rows import BadCell, Row, read_row
from sessions_log.services.rating import instrument_for

TODAY = datetime.date(2026, 3, 30)
USUAL = {"client_code": "A", "session_number": "1", "rater": "client", "instrument": "check", "score": "5"}
LONG = "x" * 201


@pytest.fixture
def loaded(practice: Practice) -> dict[str, Instrument]:
    return {code: instrument_for(practice, code) for code in ("check", "wai-sr", "srs-3", "core-10", "scale:-3:3")}


def read(loaded: dict[str, Instrument], **cells: str) -> Row:
    cells = USUAL | cells
    quoted = ('"' + text.replace('"', '""') + '"' for text in cells.values())
    (record,) = read_records(io.BytesIO(f"{','.join(cells)}\n{','.join(quoted)}\n".encode()))
    return read_row(record, TODAY, loaded.get)


def items(*answers: str) -> dict[str, str]:
    return {f"item_{number}": answer for number, answer in enumerate(answers, start=1)}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"client_code": ""}, "client_code", "is empty"),
        ({"client_code": "=1+1"}, "client_code", "begins with “=”, which a spreadsheet takes for a formula"),
        ({"client_code": "@A"}, "client_code", "begins with “@”, which a spreadsheet takes for a formula"),
        ({"client_code": "x" * 41}, "client_code", "is no code of at most 40 characters on one line"),
        ({"client_code": "a\nb"}, "client_code", "is no code of at most 40 characters on one line"),
        ({"session_number": ""}, "session_number", "is empty"),
        ({"session_number": "0"}, "session_number", "is not a whole number from 1 on"),
        ({"session_number": "-1"}, "session_number", "is not a whole number from 1 on"),
        ({"session_number": "1.5"}, "session_number", "is not a whole number from 1 on"),
        ({"session_number": "12345678"}, "session_number", "is not a whole number from 1 on"),
        ({"date": "31.01.2026"}, "date", "is not a day of the form YYYY-MM-DD, for example 2026-01-31"),
        ({"date": "2026-02-30"}, "date", "is not a day of the form YYYY-MM-DD, for example 2026-01-31"),
        ({"date": "20260131"}, "date", "is not a day of the form YYYY-MM-DD, for example 2026-01-31"),
        ({"date": "2026-03-31"}, "date", "lies in the future"),
        ({"date": "1899-12-31"}, "date", "lies before 1900"),
        ({"attendance": "maybe"}, "attendance", "is none of held, late, cancelled, no_show"),
        ({"rater": "mother"}, "rater", "is none of client, therapist"),
        ({"rater": ""}, "rater", "is empty; it says who answered, client or therapist"),
        ({"instrument": ""}, "instrument", "is empty; it says what was answered"),
        (
            {"instrument": "own"},
            "instrument",
            "is not known here; use the code of an instrument, such as wai-sr, or scale:MIN:MAX, such as scale:1:7",
        ),
        ({"score": "7.01"}, "score", "is not between 1 and 7"),
        ({"instrument": "scale:-3:3", "score": "-3.5"}, "score", "is not between -3 and 3"),
        ({"score": "4,5"}, "score", "has a decimal comma; write a point, as in 4.5"),
        ({"score": "nan"}, "score", "is not a number; leave the cell empty where nothing was answered"),
        ({"score": "Infinity"}, "score", "is not a number; leave the cell empty where nothing was answered"),
        ({"score": "1e1"}, "score", "is not a number; leave the cell empty where nothing was answered"),
        ({"score": "٥"}, "score", "is not a number; leave the cell empty where nothing was answered"),
        ({"score": "9" * 190}, "score", "is not between 1 and 7"),
        ({"score": LONG}, "score", "is longer than 200 characters"),
        ({"score": "", **items("1", "2", "3", "4", "5", "8")}, "item_6", "8 is not between 1 and 7"),
        (
            {"score": "", **items("1", "2", "3,5", "4", "5", "6")},
            "item_3",
            "has a decimal comma; write a point, as in 4.5",
        ),
        ({"score": "", **items("1", "2", "3.5", "4", "5", "6")}, "item_3", "3.5 is not a whole number"),
        (
            {"score": "", **items("1", "2", "3", "4", "5", "6", "7")},
            "item_7",
            "is filled, but Alliance check has 6 item(s)",
        ),
        (
            {"score": "", **items("1", "2")},
            "instrument",
            "Alliance check has 6 items, but the header ends before item_6",
        ),
        (
            {"score": "5.5", **items("5", "5", "5", "5", "5", "5")},
            "score",
            "does not agree with the items, which give 5",
        ),
        (
            {"score": "5", **items("5", "5", "5", "", "", "")},
            "score",
            "cannot be checked, because too few items are answered; leave it or the items empty",
        ),
    ],
)
def test_a_bad_cell_is_named_with_the_reason(
    loaded: dict[str, Instrument], cells: dict[str, str], column: str, reason: str
) -> None:
    with pytest.raises(BadCell) as refused:
        read(loaded, **cells)

    assert (refused.value.column, refused.value.reason) == (column, reason)


def test_a_row_says_what_its_cells_hold(loaded: dict[str, Instrument]) -> None:
    row = read(
        loaded, date="2026-01-31", attendance="LATE", rater="Therapist", score="4.25", note="A note,\nof two lines"
    )

    assert (row.line, row.code, row.number, row.day) == (2, "A", 1, datetime.date(2026, 1, 31))
    assert (row.attendance, row.note) == ("late", "A note,\nof two lines")
    assert row.rating is not None
    assert (row.rating.instrument, row.rating.rater, row.rating.score) == (loaded["check"], "therapist", 4.25)


def test_a_score_is_worked_out_from_the_items_and_agrees_within_its_decimals(loaded: dict[str, Instrument]) -> None:
    answers = items("5", "5", "5", "5", "5", "6")

    for given in ("", "5.2", "5.17", "5.1667"):
        rating = read(loaded, score=given, **answers).rating
        assert rating is not None
        assert rating.score == pytest.approx(31 / 6)
        assert rating.items == [5, 5, 5, 5, 5, 6]


def test_reversed_items_and_totals_follow_the_instruments_key(loaded: dict[str, Instrument]) -> None:
    srs = read(loaded, instrument="srs-3", score="35.5", **items("9", "8.5", "9", "9")).rating
    core = read(loaded, instrument="core-10", score="", **items(*"0400000000")).rating

    assert srs is not None
    assert core is not None
    assert (srs.score, srs.items) == (35.5, [9, 8.5, 9, 9])
    assert (core.score, core.items) == (4, [0, 4, 0, 0, 0, 0, 0, 0, 0, 0])


def test_too_few_answers_are_kept_without_a_score(loaded: dict[str, Instrument]) -> None:
    rating = read(loaded, score="", **items("5", "5", "", "", "", "")).rating

    assert rating is not None
    assert (rating.score, rating.items) == (None, [5, 5, None, None, None, None])


def test_a_session_that_nobody_rated_needs_neither_rater_nor_instrument(loaded: dict[str, Instrument]) -> None:
    assert read(loaded, score="", rater="", instrument="").rating is None
    assert read(loaded, score="").rating is None
