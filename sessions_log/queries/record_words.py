"""The record of a client in words: each row with a heading, its facts, its texts, and what stands under it."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db.models import Field, ForeignKey, Model
from django.utils import timezone

from sessions_log.models import (
    Addendum,
    Episode,
    FrameAgreement,
    Instrument,
    Moment,
    Person,
    PracticePrompt,
    Rating,
    RelationalImage,
)
from sessions_log.models.fields import EncryptedTextField
from sessions_log.models.ownership import Table
from sessions_log.queries.record import Record, columns_of, home_of
from sessions_log.queries.record_labels import GROUPS, IN_HEADING, LABELS, OUT_OF, WHO, WRITTEN, questions_of
from sessions_log.queries.words import figure, moment_title
from sessions_log.signals.questionnaire import Item
from sessions_log.vocabulary import Rater

HEADINGS: dict[str, Callable[[Record, Any], str]] = {
    "FrameAgreement": lambda record, row: row.get_topic_display(),
    "Consent": lambda record, row: row.get_kind_display(),
    "Episode": lambda record, row: _line(record, row),
    "PromptChoice": lambda record, row: _line(record, record.named[PracticePrompt][row.words_id]),
    "TherapySession": lambda record, row: f"Session {row.number}, {_words(row.starts_at)}",
    "DeletedSession": lambda record, row: f"Session {row.number}",
    "Moment": lambda record, row: moment_title(row.kind, row.marker, row.actor),
    "MomentContext": lambda record, row: row.get_axis_display(),
    "SocialCategory": lambda record, row: row.get_axis_display(),
    "ImageLink": lambda record, row: f"{row.get_direction_display()}: {_line(record, record.by_id[row.image_id])}",
}
"""What a row is called. Others are called by their group alone."""


PLACES = {name: place for place, name in enumerate(GROUPS)}


@dataclass(frozen=True)
class Entry:
    """A row in words. `kind` is that of a moment; `groups` is what stands under it, as (name, entries)."""

    heading: str
    kind: str
    facts: list[tuple[str, str]]
    texts: list[tuple[str, str]]
    groups: list[tuple[str, list["Entry"]]]


def in_words(record: Record) -> Entry:
    """Return the client's own row, with everything else under it."""
    return _entry(record, record.by_id[record.client.pk])


def _entry(record: Record, row: Model) -> Entry:
    name = type(row).__name__
    facts: list[tuple[str, str]] = []
    texts: list[tuple[str, str]] = []
    for field in _told(type(row), own_side=record.has_reflections):
        words = _value(record, row, field)
        if words:
            is_text = isinstance(field, EncryptedTextField) and field.name not in WHO.get(name, ())
            (texts if is_text else facts).append((label_of(field), words))
    if isinstance(row, Rating):
        facts += _answers(row, cast(Instrument, record.named[Instrument][row.instrument_id]))
    return Entry(
        heading=HEADINGS[name](record, row) if name in HEADINGS else "",
        kind=getattr(row, "kind", "") if name == "Moment" else "",
        facts=facts,
        texts=texts,
        groups=[
            (_group(table), [_entry(record, child) for child in record.children[row.pk, table]])
            for table in sorted(record.rows, key=_place)
            if (row.pk, table) in record.children
        ],
    )


def label_of(field: Field) -> str:
    """Return what a column is called; for what a client was asked, the question itself."""
    return LABELS.get(f"{field.model.__name__}.{field.name}", str(field.verbose_name).capitalize())


@cache
def _told(table: Table, *, own_side: bool) -> list[Field]:
    """Return the columns that an entry tells, in the order of the model but for WHO it is about."""
    written = frozenset() if table is Addendum else WRITTEN
    left_out = written | {"id"} | IN_HEADING.get(table.__name__, set())
    columns = columns_of(table, own_side=own_side)
    fields = [field for field in columns if field.name not in left_out and field != home_of(table)]
    who = WHO.get(table.__name__, ())
    return sorted(fields, key=lambda field: who.index(field.name) if field.name in who else len(who))


def _answers(rating: Rating, instrument: Instrument) -> list[tuple[str, str]]:
    """Return (question, answer) in the order of the form, by number where nobody has loaded the wording."""
    asked = questions_of(instrument, Rater(rating.rater))
    if len(asked) != len(rating.items):
        asked = tuple(Item("", f"Item {number}") for number in range(1, len(rating.items) + 1))
    return [(item.text, item.in_words(answer) or "left out") for item, answer in zip(asked, rating.items, strict=True)]


def _value(record: Record, row: Model, field: Field) -> str:
    value = getattr(row, field.attname)
    if value in (None, "") or (value is False and not field.null):  # a tag that was not set says nothing
        return ""
    if isinstance(field, ForeignKey):
        return _reference(record, field, value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    most = OUT_OF.get(f"{type(row).__name__}.{field.name}")
    return f"{value} of {most}" if most else _words(value)


def _reference(record: Record, field: ForeignKey, pk: uuid.UUID) -> str:
    """Return what a reference leads to, in a line."""
    row = record.by_id.get(pk) or record.named.get(field.related_model, {}).get(pk)
    return _line(record, row) if row else ""


def _line(record: Record, row: Model) -> str:
    """Return a row in a line, as others refer to it."""
    match row:
        case Episode():
            return _line(record, record.by_id[row.opening_id])
        case Moment():
            session = _line(record, record.by_id[row.session_id])
            return f"{HEADINGS['Moment'](record, row)}, in {session[0].lower()}{session[1:]}"
        case RelationalImage() | FrameAgreement():
            return row.text
        case Person():
            return row.name
        case PracticePrompt():
            return row.title
        case Instrument():
            return f"{row.title}, from {figure(row.score_min)} to {figure(row.score_max)}"
    name = type(row).__name__
    return HEADINGS[name](record, row) if name in HEADINGS else str(row._meta.verbose_name)


def _words(value: Any) -> str:
    match value:
        case bool():
            return "Yes" if value else "No"
        case datetime.datetime():
            return timezone.localtime(value).strftime("%-d %B %Y, %H:%M")
        case datetime.date():
            return value.strftime("%-d %B %Y")
        case datetime.time():
            return value.strftime("%H:%M")
        case float():
            return figure(value)
    return str(value)


def _group(table: Table) -> str:
    return GROUPS.get(table.__name__, str(table._meta.verbose_name_plural).capitalize())


def _place(table: Table) -> int:
    return PLACES.get(table.__name__, len(PLACES))
