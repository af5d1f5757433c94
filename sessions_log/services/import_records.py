"""Imports past sessions and ratings from a CSV file: all of it or nothing, and a second time nothing more.

The file is read twice, streamed: once to learn which days it gives, once to write in batches. What is held in memory
grows with the number of clients, not of rows.
"""

import datetime
import hashlib
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO

from django.db import connection, transaction
from django.utils import timezone

from sessions_log.errors import BadRow, ImportRefused
from sessions_log.models import Instrument, Person, Practice, triggers
from sessions_log.services import audit
from sessions_log.services.client import code_indexes
from sessions_log.services.import_clients import Caseload
from sessions_log.services.import_days import survey
from sessions_log.services.import_file import read_records
from sessions_log.services.import_rows import BadCell, Row, read_row
from sessions_log.services.import_write import BATCH_ROWS, TABLES, Batch, Fate, Raised
from sessions_log.services.rating import instrument_for

LISTED = 100
"""Bad rows, and risk answers, that are kept to be shown; all are counted."""


@dataclass(kw_only=True)
class Imported:
    """What became of a file's rows; `tables` counts what they added by the names of `import_write.TABLES`.

    `rows_deleted` are those of sessions that were deleted here with a reason: they stay deleted.

    `clients` maps the id of each client with an accepted row to the client's code. `raised` are the first of
    `raised_count` new ratings with a risk item answered.
    """

    rows_added: int = 0
    rows_known: int = 0
    rows_deleted: int = 0
    tables: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TABLES, 0))
    clients: dict[uuid.UUID, str] = field(default_factory=dict)
    bad_rows: list[BadRow] = field(default_factory=list)
    bad_count: int = 0
    raised: list[Raised] = field(default_factory=list)
    raised_count: int = 0

    def count(self, outcome: Fate | BadRow) -> None:
        """Count a row that was taken or refused."""
        if not isinstance(outcome, BadRow):
            self.rows_added += outcome is Fate.ADDED
            self.rows_known += outcome is Fate.KNOWN
            self.rows_deleted += outcome is Fate.DELETED
            return
        self.bad_count += 1
        if len(self.bad_rows) < LISTED:
            self.bad_rows.append(outcome)


def import_records(*, by: Person, file: BinaryIO, skip_bad: bool = False) -> Imported:
    """Add a therapist's past sessions, ratings and notes from a seekable CSV file (its form: `import_file`).

    Sessions come signed, as records of the past. Raises ImportRefused, with the bad rows, unless all rows are good
    or `skip_bad` leaves the bad ones out; then nothing is written.
    """
    at = timezone.now()
    today = at.astimezone(by.practice.zone).date()
    indexes_of = cache(lambda code: code_indexes(by.practice_id, code))
    courses = survey(file, today, lambda code: indexes_of(code)[0])
    with transaction.atomic():
        # One import at a time in a practice, so that the same file sent twice at once is added once.
        Practice.objects.select_for_update(no_key=True).get(pk=by.practice_id)
        caseload = Caseload(by, courses, indexes_of)
        with triggers.lifted(connection):  # a session comes in as signed, and its note may come in the next batch
            imported = _write(by, at, caseload, _readings(file, today, by.practice))
        _refuse_bad(imported, skip_bad)
        _record(by, file, imported)
    return imported


def _readings(file: BinaryIO, today: datetime.date, practice: Practice) -> Iterator[Row | BadRow]:
    """Yield each row of the file as it reads by itself, in order."""

    @cache
    def find_instrument(code: str) -> Instrument | None:
        try:
            return instrument_for(practice, code)
        except ValueError:
            return None

    for record in read_records(file):
        try:
            yield read_row(record, today, find_instrument)
        except BadCell as cell:
            yield BadRow(record.line, cell.column, cell.reason)


def _write(by: Person, at: datetime.datetime, caseload: Caseload, readings: Iterator[Row | BadRow]) -> Imported:
    imported = Imported()
    while some := list(itertools.islice(readings, BATCH_ROWS)):
        rows = [reading for reading in some if isinstance(reading, Row)]
        batch = Batch(by=by, at=at, caseload=caseload, rows=rows)
        for reading in some:
            imported.count(reading if isinstance(reading, BadRow) else batch.take(reading))
        for name, added in batch.write().items():
            imported.tables[name] += added
        imported.clients |= batch.clients
        imported.raised_count += len(batch.raised)
        imported.raised += batch.raised[: LISTED - len(imported.raised)]
    return imported


def _refuse_bad(imported: Imported, skip_bad: bool) -> None:
    rows = imported.rows_added + imported.rows_known + imported.rows_deleted
    if not rows and not imported.bad_count:
        raise ImportRefused("The file has a header and no rows below it.")
    if imported.bad_count and not (skip_bad and rows):
        many = "1 row" if imported.bad_count == 1 else f"{imported.bad_count} rows"
        raise ImportRefused(
            f"{many} cannot be taken. Nothing has been imported.", imported.bad_rows, imported.bad_count
        )


def _record(by: Person, file: BinaryIO, imported: Imported) -> None:
    file.seek(0)
    audit.record(
        by=by,
        action="records.import",
        file_sha256=hashlib.file_digest(file, "sha256").hexdigest(),  # type: ignore[arg-type]
        rows_added=imported.rows_added,
        rows_known=imported.rows_known,
        rows_deleted=imported.rows_deleted,
        rows_left_out=imported.bad_count,
        clients=imported.tables["clients"],
        sessions=imported.tables["sessions"],
        ratings=imported.tables["ratings"],
        notes=imported.tables["notes"],
        ratings_raised=imported.raised_count,
    )
