"""The record of a client for machines. docs/record-format.md describes the format; raise VERSION when it changes."""

import datetime
import uuid
from typing import Any

from django.db.models import Field, Model

from sessions_log.models import Instrument
from sessions_log.queries.record import NAMED, Record
from sessions_log.queries.record_labels import questions_of
from sessions_log.queries.record_words import label_of
from sessions_log.vocabulary import Rater

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
            target.__name__: {str(pk): _named(row, NAMED[target]) for pk, row in rows.items()}
            for target, rows in record.named.items()
        },
        "labels": {
            f"{table.__name__}.{field.name}": label_of(field) or "Text"
            for table in record.rows
            for field in record.columns(table)
        },
        "terms": {
            f"{table.__name__}.{field.name}": dict(field.flatchoices)
            for table in record.rows
            for field in record.columns(table)
            if field.choices
        },
    }


def _named(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """Return what explains a row; of an instrument, what either rater was asked and what each answer is called."""
    explained = {name: getattr(row, name) for name in names}
    if isinstance(row, Instrument):
        explained["wording"] = {
            rater.value: [
                {
                    "text": item.text,
                    "above": item.intro,
                    "answers": {f"{value:g}": label for value, label in item.options},
                }
                for item in questions_of(row, rater)
            ]
            for rater in Rater
        }
    return explained


def _row(row: Model, columns: list[Field]) -> dict[str, Any]:
    return {field.name: _plain(getattr(row, field.attname)) for field in columns}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value
