"""The record of a client for machines. docs/record-format.md describes the format; raise VERSION when it changes."""

import datetime
import uuid
from typing import Any

from django.db.models import Field, Model

from sessions_log.queries.record import NAMED, Record

FORMAT = "relational-client-record"
VERSION = 1


def as_data(record: Record) -> dict[str, Any]:
    """Return the record as plain data: one list of rows a table, which refer to one another by id."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": record.made_at.isoformat(timespec="seconds"),
        "practice": record.practice,
        "private_reflections": {"held": record.reflections, "included": record.has_reflections},
        "tables": {
            table.__name__: [_row(row, record.columns(table)) for row in rows] for table, rows in record.rows.items()
        },
        "named": {
            target.__name__: {str(pk): {name: getattr(row, name) for name in NAMED[target]} for pk, row in rows.items()}
            for target, rows in record.named.items()
        },
        "terms": {
            f"{table.__name__}.{field.name}": dict(field.flatchoices)
            for table in record.rows
            for field in record.columns(table)
            if field.choices
        },
    }


def _row(row: Model, columns: list[Field]) -> dict[str, Any]:
    return {field.name: _plain(getattr(row, field.attname)) for field in columns}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value
