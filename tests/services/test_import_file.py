"""From bytes to records: lines, columns, encodings."""

import io

import pytest

from sessions_log.errors import ImportRefused
from sessions_log.services import import_file
from sessions_log.services.import_file import Record, read_records

HEADER = b"client_code,session_number,rater,instrument,score,note\n"


def refusal_of(content: bytes) -> str:
    with pytest.raises(ImportRefused) as refused:
        list(read_records(io.BytesIO(content)))
    return str(refused.value)


def lines_of(content: bytes) -> list[int]:
    return [record.line for record in read_records(io.BytesIO(content))]


def test_columns_come_in_any_order_and_any_case() -> None:
    content = b" Score ,RATER,instrument,client_code,session_number\n5,client,check,A,1\n"

    assert list(read_records(io.BytesIO(content))) == [
        Record(2, {"score": "5", "rater": "client", "instrument": "check", "client_code": "A", "session_number": "1"})
    ]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_lines_are_counted_as_an_editor_counts_them(ending: bytes) -> None:
    content = HEADER + b'A,1,client,check,5,"one\ntwo\nthree"\n\nA,2,client,check,5,\n,,,,,\nA,3,client,check,5,'

    assert lines_of(content.replace(b"\n", ending)) == [2, 6, 8]


def test_line_ends_that_fall_between_two_chunks_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    content = (HEADER + b"A,1,client,check,5,\nA,2,client,check,5,\n").replace(b"\n", b"\r\n")

    for size in range(1, len(content) + 1):
        monkeypatch.setattr(import_file, "CHUNK_BYTES", size)
        assert lines_of(content) == [2, 3], size


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_shows_what_stands_between_the_cells(delimiter: str) -> None:
    content = (HEADER + b"A,1,client,check,5,\n").replace(b",", delimiter.encode())

    (record,) = read_records(io.BytesIO(content))

    assert record.cells["score"] == "5"


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert lines_of(b"\xef\xbb\xbf" + HEADER + b"A,1,client,check,5,\n") == [2]


def test_a_row_with_too_many_or_too_few_cells_says_so() -> None:
    records = list(read_records(io.BytesIO(HEADER + b"A,1,client\nA,1,client,check,5,she said, and left\n")))

    assert [(record.line, record.problem) for record in records] == [
        (2, "has 3 cells, but the header has 6"),
        (3, "has 7 cells, but the header has 6"),
    ]


NOT_UTF_8 = "Line {} is not UTF-8 text. Save the file as “CSV UTF-8” and import it again."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty, or does not begin with the header row."),
        (b"\xef\xbb\xbf", "The file is empty, or does not begin with the header row."),
        (b"\n\n", "The file is empty, or does not begin with the header row."),
        (HEADER.decode().encode("utf-16"), NOT_UTF_8.format(1)),
        (HEADER.decode().encode("utf-16-le"), NOT_UTF_8.format(1)),
        (HEADER + b"A,1,client,check,5,\nZo\xeb,2,client,check,5,\n", NOT_UTF_8.format(3)),
        (HEADER + b"A,1,client,check,5,a\0b\n", NOT_UTF_8.format(2)),
        (
            b"A-1,1,client,check,5,She wept.\n",
            "The first line is not the header row. It has to name the columns client_code, session_number, rater, "
            "instrument.",
        ),
        (
            b"client_code,rater,score\n",
            "The header lacks the column session_number, instrument. Nothing has been imported.",
        ),
        (
            b"client_code,session_number,rater,instrument,note\n",
            "The header has neither a column score nor columns item_1, item_2 and so on. Nothing has been imported.",
        ),
        (
            b"client_code,session_number,rater,instrument,item_1,item_3\n",
            "The header lacks the column item_2. Nothing has been imported.",
        ),
        (
            HEADER.replace(b"note", b"score"),
            "The header has the column score more than once. Nothing has been imported.",
        ),
        (
            HEADER.replace(b"score", b"item_1,item_1"),
            "The header has the column item_1 more than once. Nothing has been imported.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(content: bytes, sentence: str) -> None:
    assert refusal_of(content) == sentence


def test_columns_that_are_not_known_are_named() -> None:
    assert refusal_of(HEADER.replace(b"note", b"mood,,x")).startswith(
        "The header has columns that are not known here: “mood”, a column without a name, “x”. Known are client_code,"
    )


@pytest.mark.parametrize("row", [b'A,1,client,check,5,"never closed\n', b'A,1,client,check,5,"a" b\n'])
def test_a_quotation_mark_that_leaves_open_where_a_cell_ends_is_refused(row: bytes) -> None:
    assert refusal_of(HEADER + row + b"A,2,client,check,5,\n").startswith("Line ")
    assert "quotation mark" in refusal_of(HEADER + row)


def test_cells_and_lines_without_end_are_refused_before_they_fill_the_memory() -> None:
    assert "a cell is longer than 131,072 characters" in refusal_of(HEADER + b"A,1,client,check,5," + b"x" * 200_000)
    assert refusal_of(HEADER + b"x" * 3_000_000) == "Line 2 is longer than 1,048,576 bytes. Is this a CSV file?"
