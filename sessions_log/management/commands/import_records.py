"""Past sessions and ratings from a CSV file, for a therapist of this installation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sessions_log.errors import BadRow, ImportRefused
from sessions_log.models import Person
from sessions_log.services.import_records import Imported, import_records

LISTED = 50


class Command(BaseCommand):
    help = "Import past sessions and ratings from a UTF-8 CSV file: all rows, or none if any is bad."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--therapist", required=True, metavar="EMAIL", help="whose clients they are")
        parser.add_argument("--skip-bad", action="store_true", help="import the good rows, and list the bad ones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, or list on standard error what is wrong with the file and end with 1."""
        therapist = _therapist(options["therapist"])
        try:
            with options["file"].open("rb") as file:
                imported = import_records(by=therapist, file=file, skip_bad=options["skip_bad"])
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except ImportRefused as refused:
            self._list(refused.rows, refused.count)
            raise CommandError(str(refused)) from refused
        self._list(imported.bad_rows, imported.bad_count)
        self.stdout.write(_sentence(imported))

    def _list(self, rows: Sequence[BadRow], count: int) -> None:
        for row in rows[:LISTED]:
            self.stderr.write(f"Line {row.line}, {row.column or 'the row'}: {row.reason}.")
        if count > LISTED:
            self.stderr.write(f"… and {count - LISTED} more.")


def _therapist(email: str) -> Person:
    person = Person.objects.filter(email=email.strip().lower(), is_therapist=True, is_active=True).first()
    if person is None:
        raise CommandError("No therapist signs in with this address.")
    return person


def _sentence(imported: Imported) -> str:
    tables = ", ".join(f"{imported.tables[name]} {name}" for name in imported.tables)
    left_out = f", {imported.bad_count} left out" if imported.bad_count else ""
    deleted = f", {imported.rows_deleted} of sessions that were deleted here" if imported.rows_deleted else ""
    risk = f" In {imported.raised_count} of the new ratings a risk item was answered." if imported.raised else ""
    rows = f"{imported.rows_added} added, {imported.rows_known} already here{deleted}{left_out}"
    return f"Rows: {rows}. New: {tables}.{risk}"
