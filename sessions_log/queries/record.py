"""The whole record of a client: every row of every table that hangs on the client, in one query a table.

Tables come from the model registry, so a new one is in the record from its first day.
"""

import datetime
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property

from django.db.models import Field, ForeignKey, Model
from django.utils import timezone

from sessions_log.models import Client, Instrument, Person, PracticePrompt, PrivateReflection
from sessions_log.models.ownership import Table, rows_under, tables_under

HOUSEKEEPING = frozenset({"practice", "submission", "version", "code_index", "name_index", "token_digest"})
"""Columns by which the program keeps order. They say nothing of the client."""

NAMED: dict[Table, tuple[str, ...]] = {
    Person: ("name",),
    Instrument: ("code", "title", "version", "score_min", "score_max", "wording"),
    PracticePrompt: ("code", "title", "version"),
}
"""Tables of the practice that the record refers to, and what of them explains it."""

OWN_SIDE = {"Moment": frozenset({"countertransference"})}
"""Columns that tell of the therapist's own side. They are handed over where private reflections are."""

BY_DATE: dict[str, tuple[str, ...]] = {"TherapySession": ("starts_at", "number")}
"""The order of tables that have none of their own; other such rows come as they were added."""


@dataclass(frozen=True)
class Record:
    """All rows that hang on a client, by table, and by table and id the rows of NAMED that they refer to.

    `reflections` counts the private reflections that are held; `has_reflections` says whether they are among the rows,
    and OWN_SIDE among the columns, which the practice sets by the law of its country.
    """

    client: Client
    practice: str
    made_at: datetime.datetime
    rows: dict[Table, list[Model]]
    named: dict[Table, dict[uuid.UUID, Model]]
    reflections: int
    has_reflections: bool

    def columns(self, table: Table) -> list[Field]:
        """Return the columns of a table that are in the record."""
        return columns_of(table, own_side=self.has_reflections)

    @cached_property
    def by_id(self) -> dict[uuid.UUID, Model]:
        return {row.pk: row for rows in self.rows.values() for row in rows}

    @cached_property
    def children(self) -> dict[tuple[uuid.UUID, Table], list[Model]]:
        """(id of a row, table) → the rows of that table that are at home with it."""
        found: dict[tuple[uuid.UUID, Table], list[Model]] = defaultdict(list)
        for table, rows in self.rows.items():
            if home := home_of(table):
                for row in rows:
                    found[getattr(row, home.attname), table].append(row)
        return found


def record_of(client: Client) -> Record:
    """Return the record of a client, whose practice is loaded. Handing it over is to be audited by the caller."""
    practice = client.practice
    held = rows_under(client)
    reflections = held[PrivateReflection].count()
    if not practice.reflection_in_record:
        del held[PrivateReflection]
    # What refers is read before what it refers to: whatever is added meanwhile, no reference leads nowhere.
    rows: dict[Table, list[Model]] = {
        table: list(found.order_by(*(table._meta.ordering or BY_DATE.get(table.__name__, ("pk",)))))
        for table, found in held.items()
    }
    rows = dict(reversed(rows.items()))
    return Record(
        client=client,
        practice=practice.name,
        made_at=timezone.localtime(),
        rows=rows,
        named={target: _named(target, rows) for target in NAMED},
        reflections=reflections,
        has_reflections=practice.reflection_in_record,
    )


@cache
def columns_of(table: Table, *, own_side: bool) -> list[Field]:
    """Return the columns of a table that say something of the client, those of OWN_SIDE among them or not."""
    left_out = HOUSEKEEPING if own_side else HOUSEKEEPING | OWN_SIDE.get(table.__name__, set())
    return [field for field in table._meta.local_concrete_fields if field.name not in left_out]


@cache
def home_of(table: Table) -> ForeignKey | None:
    """Return the reference under whose row a table's rows stand: the first that leads to the client."""
    belong = set(tables_under(Client)) - {table}
    references = (field for field in table._meta.local_concrete_fields if isinstance(field, ForeignKey))
    return next((field for field in references if field.related_model in belong), None)


def _named(target: Table, rows: dict[Table, list[Model]]) -> dict[uuid.UUID, Model]:
    """Return those rows of a table outside the record that rows in it refer to, by id."""
    wanted = {
        getattr(row, field.attname)
        for table, found in rows.items()
        for field in table._meta.local_concrete_fields
        if field.related_model is target
        for row in found
    }
    return target._base_manager.only(*NAMED[target]).in_bulk(wanted)
