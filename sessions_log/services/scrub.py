"""Rewrites the database file, so that nothing deleted is left in it, and keeps account of it in the audit trail.

SQLite leaves deleted rows readable on free pages and in the write-ahead log. PostgreSQL cannot be asked to
overwrite: there it takes vacuuming and the ageing of its own log, which docs/operating.md describes.
"""

import logging
import uuid
from collections.abc import Iterable

from django.db import OperationalError, connection, transaction

from sessions_log.models import AuditEntry, Person
from sessions_log.services import audit

logger = logging.getLogger(__name__)

REWRITE = "client.erase_rewrite"
"""Whether the file was rewritten after an erasure: `done`, and the erased client as subject."""


def overwrite_what_is_deleted() -> None:
    """From here on SQLite overwrites what this connection deletes with zeros, in its main file."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def rewrite() -> bool:
    """Write the SQLite file anew and empty its write-ahead log; return False if others kept it busy.

    Waits for them as long as any statement does. Does nothing, and returns False, on PostgreSQL.
    """
    if connection.vendor != "sqlite":
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except OperationalError as error:
        logger.warning("The database file could not be rewritten now", exc_info=error)
        return False
    return not busy


def rewrite_after(*, by: Person, client_id: uuid.UUID) -> None:
    """Rewrite the file after a client was erased, outside any transaction, and audit whether it was done."""
    done = rewrite()
    with transaction.atomic():
        audit.record(by=by, action=REWRITE, practice_id=by.practice_id, subject_id=str(client_id), done=done)


def finish() -> tuple[bool, int]:
    """Rewrite the file for the erasures after which that was not done; return (done, how many waited for it)."""
    waiting = _waiting()
    done = rewrite() if waiting else True
    with transaction.atomic():
        for practice_id, subject_id in waiting if done else ():
            audit.record(by=None, action=REWRITE, practice_id=practice_id, subject_id=subject_id, done=True)
    return done, len(waiting)


def _waiting() -> list[tuple[uuid.UUID, str]]:
    """Return (practice, erased client) of the erasures whose traces may still lie in the file, in their order."""
    entries: Iterable = (
        AuditEntry.objects.filter(action=REWRITE).order_by("pk").values_list("practice_id", "subject_id", "facts__done")
    )
    last = {(practice_id, subject_id): done for practice_id, subject_id, done in entries}
    return [key for key, done in last.items() if not done]
