"""From the bytes of a CSV file to its records: streamed, so that memory does not grow with the file."""

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from sessions_log.errors import ImportRefused

COLUMNS = ("client_code", "session_number", "date", "attendance", "rater", "instrument", "score", "note")
REQUIRED = ("client_code", "session_number", "rater", "instrument")
ITEM = re.compile(r"item_([1-9][0-9]{0,2})")

CHUNK_BYTES = 65_536
LONGEST_LINE_BYTES = 1_048_576


class Record(NamedTuple):
    """One row: the physical line it begins on (the header's is 1), its cells by column, or why it has none."""

    line: int
    cells: dict[str, str]
    problem: str = ""


def read_records(file: BinaryIO) -> Iterator[Record]:
    """Yield the rows below the header, from the beginning of a seekable file; rows without any content are left out.

    Commas, semicolons and tabs separate cells, whichever the header has most of. Raises ImportRefused, naming the
    line, for what is no UTF-8 text, a header that does not fit, and quotation marks that leave open where cells end.
    """
    file.seek(0)
    lines = _lines(file)
    first = next(lines, "")
    if not first.strip():
        raise ImportRefused("The file is empty, or does not begin with the header row.")
    reader = csv.reader(itertools.chain([first], lines), delimiter=max(",;\t", key=first.count), strict=True)
    columns = _columns([cell.strip().lower() for cell in _next(reader) or []])
    while True:
        line = reader.line_num + 1
        cells = _next(reader)
        if cells is None:
            return
        if any(map(str.strip, cells)):
            yield _record(line, columns, cells)


def _record(line: int, columns: list[str], cells: list[str]) -> Record:
    if len(cells) != len(columns):
        return Record(line, {}, f"has {len(cells)} cells, but the header has {len(columns)}")
    return Record(line, dict(zip(columns, map(str.strip, cells), strict=True)))


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the next row's cells, None at the end."""
    try:
        return next(reader, None)
    except csv.Error as error:
        # What follows could be cells or the rest of a note; to go on would be to guess.
        raise ImportRefused(
            f"Line {reader.line_num}: a quotation mark is out of place or never closed, or a cell is longer than "  # type: ignore[attr-defined]
            f"{csv.field_size_limit():,} characters. What comes after it cannot be read safely."
        ) from error


def _lines(file: BinaryIO) -> Iterator[str]:
    for number, raw in enumerate(_raw_lines(file), start=1):
        if len(raw) > LONGEST_LINE_BYTES:
            raise ImportRefused(f"Line {number} is longer than {LONGEST_LINE_BYTES:,} bytes. Is this a CSV file?")
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:  # UTF-16 is full of them, and PostgreSQL stores none
            raise ImportRefused(f"Line {number} is not UTF-8 text. Save the file as “CSV UTF-8” and import it again.")
        yield text


def _raw_lines(file: BinaryIO) -> Iterator[bytes]:
    r"""Yield lines with their ends, which may be \n, \r\n or \r. A line that is too long comes cut, as the last."""
    rest = b""
    while len(rest) <= LONGEST_LINE_BYTES and (chunk := file.read(CHUNK_BYTES)):
        # The last line may go on in the next chunk, and so may \r\n.
        *whole, rest = (rest + chunk).splitlines(keepends=True)
        yield from whole
    if rest:
        yield rest


def _columns(names: list[str]) -> list[str]:
    """Return the header's columns. Raises ImportRefused unless each is known, there once, and none is missing."""
    if not set(names) & set(COLUMNS):
        raise ImportRefused(f"The first line is not the header row. It has to name the columns {', '.join(REQUIRED)}.")
    problem = _missing(set(names)) or _unexpected(names)
    if problem:
        raise ImportRefused(f"{problem} Nothing has been imported.")
    return names


def _missing(names: set[str]) -> str:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        return f"The header lacks the column {', '.join(missing)}."
    items = {name for name in names if ITEM.fullmatch(name)}
    if "score" not in names and not items:
        return "The header has neither a column score nor columns item_1, item_2 and so on."
    gaps = [name for number in range(1, len(items) + 1) if (name := f"item_{number}") not in items]
    return f"The header lacks the column {gaps[0]}." if gaps else ""


def _unexpected(names: list[str]) -> str:
    unknown = [name for name in names if name not in COLUMNS and not ITEM.fullmatch(name)]
    if unknown:
        shown = ", ".join(f"“{name[:30]}”" if name else "a column without a name" for name in unknown[:5])
        known = f"{', '.join(COLUMNS)} and item_1 to item_n"
        return f"The header has columns that are not known here: {shown}. Known are {known}."
    twice = [name for name, times in Counter(names).items() if times > 1]
    return f"The header has the column {', '.join(twice)} more than once." if twice else ""
