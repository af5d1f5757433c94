"""From a record's cells to what it says. A message never repeats a cell: with shifted columns it may be a note."""

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from sessions_log.models import Instrument
from sessions_log.services.import_file import Record
from sessions_log.services.rating import key_for
from sessions_log.signals.scoring import Answer, ScoringKey, score
from sessions_log.vocabulary import Attendance, Rater, Term

Cells = dict[str, str]
AnyTerm = TypeVar("AnyTerm", bound=Term)
FindInstrument = Callable[[str], Instrument | None]

LONGEST_CELL = 200
"""Characters, in every column but the note."""
LONGEST_CODE = 40
FIRST_DAY = datetime.date(1900, 1, 1)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"0*[1-9][0-9]{0,6}")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")


class BadCell(Exception):
    """A row cannot be taken. `column` and `reason` go into the report; the reason continues "Line 3, score: …"."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class GivenRating(NamedTuple):
    """What somebody answered; `score` is None when too few items are. `is_raised` is about a risk item."""

    instrument: Instrument
    rater: Rater
    score: float | None
    items: list[Answer]
    is_raised: bool


class Row(NamedTuple):
    """A row that is right in itself. `day` and `attendance` are None where it leaves them open."""

    line: int
    code: str
    number: int
    day: datetime.date | None
    attendance: Attendance | None
    rating: GivenRating | None
    note: str


def read_row(record: Record, today: datetime.date, find_instrument: FindInstrument) -> Row:
    """Return what a record says. Raises BadCell for the first thing in it that is wrong."""
    cells = record.cells
    if record.problem:
        raise BadCell("", record.problem)
    for column, text in cells.items():
        if len(text) > LONGEST_CELL and column != "note":
            raise BadCell(column, f"is longer than {LONGEST_CELL} characters")
    return Row(
        line=record.line,
        code=read_code(cells),
        number=read_session_number(cells),
        day=read_day(cells, today),
        attendance=_term(cells, "attendance", Attendance),
        rating=_rating(cells, find_instrument),
        note=cells.get("note", ""),
    )


def read_code(cells: Cells) -> str:
    """Return the client's code. Raises BadCell where there is none, or one that a spreadsheet would run."""
    code = cells["client_code"]
    if not code:
        raise BadCell("client_code", "is empty")
    if len(code) > LONGEST_CODE or not code.isprintable():
        raise BadCell("client_code", f"is no code of at most {LONGEST_CODE} characters on one line")
    if code[0] in "=+-@":
        raise BadCell("client_code", f"begins with “{code[0]}”, which a spreadsheet takes for a formula")
    return code


def read_session_number(cells: Cells) -> int:
    """Return the session's number, counted per client from 1."""
    text = cells["session_number"]
    if not _COUNT.fullmatch(text):
        raise BadCell("session_number", "is not a whole number from 1 on" if text else "is empty")
    return int(text)


def read_day(cells: Cells, today: datetime.date) -> datetime.date | None:
    """Return the session's day, None where the cell is empty."""
    text = cells.get("date", "")
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise BadCell("date", "is not a day of the form YYYY-MM-DD, for example 2026-01-31") from None
    if not FIRST_DAY <= day <= today:
        raise BadCell("date", "lies in the future" if day > today else f"lies before {FIRST_DAY.year}")
    return day


def _rating(cells: Cells, find_instrument: FindInstrument) -> GivenRating | None:
    """Return the row's rating, None where it has neither a score nor answers: the session was not rated."""
    rater = _term(cells, "rater", Rater)
    instrument = _instrument(cells, find_instrument)
    answered = [column for column, text in cells.items() if text and column.startswith("item_")]
    if not answered and not cells.get("score"):
        return None
    if rater is None:
        raise BadCell("rater", "is empty; it says who answered, client or therapist")
    if instrument is None:
        raise BadCell("instrument", "is empty; it says what was answered")
    key = key_for(instrument)
    items = _items(cells, answered, key) if answered else []
    is_raised = bool(items) and key.raised(items)
    return GivenRating(instrument, rater, _score(cells, instrument, items), items, is_raised)


def _instrument(cells: Cells, find_instrument: FindInstrument) -> Instrument | None:
    code = cells["instrument"]
    instrument = find_instrument(code) if code else None
    if code and instrument is None:
        raise BadCell(
            "instrument",
            "is not known here; use the code of an instrument, such as wai-sr, or scale:MIN:MAX, such as scale:1:7",
        )
    return instrument


def _items(cells: Cells, answered: list[str], key: ScoringKey) -> list[Answer]:
    """Return the answers in the order of the form, None where one is missing."""
    columns = [f"item_{number}" for number in range(1, key.item_count + 1)]
    beyond = [column for column in answered if column not in columns]
    if beyond:
        raise BadCell(beyond[0], f"is filled, but {key.title} has {key.item_count} item(s)")
    if columns[-1] not in cells:
        raise BadCell("instrument", f"{key.title} has {key.item_count} items, but the header ends before {columns[-1]}")
    return [_answer(cells, column) for column in columns]


def _answer(cells: Cells, column: str) -> Answer:
    if not cells[column]:
        return None
    value = _number(cells, column)
    return int(value) if value.is_integer() else value


def _score(cells: Cells, instrument: Instrument, items: list[Answer]) -> float | None:
    """Return the score, worked out of the items where there are any; a score beside them has to agree."""
    given = _number(cells, "score") if cells.get("score") else None
    if given is not None and not instrument.score_min <= given <= instrument.score_max:
        raise BadCell("score", f"is not between {instrument.score_min:g} and {instrument.score_max:g}")
    if not items:
        return given
    computed = _score_of_items(instrument, items)
    if given is None:
        return computed
    if computed is None:
        raise BadCell("score", "cannot be checked, because too few items are answered; leave it or the items empty")
    decimals = len(cells["score"].partition(".")[2])
    if abs(given - computed) > 0.5 * 10**-decimals + 1e-9:
        raise BadCell("score", f"does not agree with the items, which give {computed:.4g}")
    return computed


def _score_of_items(instrument: Instrument, items: list[Answer]) -> float | None:
    try:
        return score(key_for(instrument), items).value
    except ValueError as error:
        item, _, reason = str(error).partition(": ")  # "item 3: 9 is not between 1 and 7"
        raise BadCell(item.replace(" ", "_"), reason) from error


def _number(cells: Cells, column: str) -> float:
    text = cells[column]
    if _DECIMAL_COMMA.fullmatch(text):
        raise BadCell(column, "has a decimal comma; write a point, as in 4.5")
    if not _NUMBER.fullmatch(text):
        raise BadCell(column, "is not a number; leave the cell empty where nothing was answered")
    return float(text)


def _term(cells: Cells, column: str, terms: type[AnyTerm]) -> AnyTerm | None:
    text = cells.get(column, "").lower()
    if not text:
        return None
    try:
        return terms(text)
    except ValueError:
        known = ", ".join(term.value for term in terms)
        raise BadCell(column, f"is none of {known}") from None
