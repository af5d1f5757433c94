"""What would be deleted, in words, and the proof of what was."""

import datetime
from dataclasses import dataclass

from django.db.models import Model

from sessions_log.models import AuditEntry, Client
from sessions_log.models.ownership import Table, rows_under, tables_under
from sessions_log.vocabulary import Erasure

Counts = list[tuple[str, int]]

PLURALS = {
    "FiveGoodThings": "ratings of the five good things",
    "Addendum": "addenda",
    "ClientAnswers": "answers of the client",
    "SocialCategory": "social categories",
}
"""Where Django's own plural would be wrong."""

NOT_COUNTED = frozenset({"reason", "engine"})
"""Facts of the audit entry that are no numbers of rows."""


@dataclass(frozen=True)
class Proof:
    """An erasure as the audit trail holds it: numbers, no names.

    `rewritten` says whether the database file was written anew afterwards; None where there is no such file.
    """

    client_id: str
    at: datetime.datetime
    reason: str
    counts: Counts
    sequence: int
    hash: str
    rewritten: bool | None


def to_be_deleted(root: Model) -> Counts:
    """Return how many rows of each table hang on a client or a session, itself included; one query a table."""
    rows = reversed(rows_under(root).items())
    return [(plural(table), count) for table, found in rows if (count := found.count())]


def proof_of(entry: AuditEntry) -> Proof:
    """Return what the entry of an erasure proves, and what became of the file after it."""
    rewrites = AuditEntry.objects.filter(
        practice_id=entry.practice_id, subject_id=entry.subject_id, action="client.erase_rewrite"
    )
    last = rewrites.order_by("-sequence").first()
    counts = {name: count for name, count in entry.facts.items() if name not in NOT_COUNTED}
    return Proof(
        client_id=entry.subject_id,
        at=entry.at,
        reason=Erasure(entry.facts["reason"]).label,
        counts=[
            (plural(table), counts.pop(table.__name__)) for table in tables_under(Client) if table.__name__ in counts
        ]
        + sorted(counts.items()),  # of tables that a later version no longer has
        sequence=entry.sequence,
        hash=entry.hash,
        rewritten=bool(last and last.facts["done"]) if entry.facts["engine"] == "sqlite" else None,
    )


def plural(table: Table) -> str:
    """Return what several rows of a table are called."""
    return PLURALS.get(table.__name__, str(table._meta.verbose_name_plural))
