"""Keeps account of searches: how many texts were found, never what was looked for, and which notes were shown."""

from collections.abc import Iterable

from django.db import transaction

from sessions_log.models import Person, TherapySession
from sessions_log.services import audit


def record_search(
    *, by: Person, found: int, notes: Iterable[TherapySession], reflections: Iterable[TherapySession]
) -> None:
    """Audit a search, and as a reading each session whose note or reflection is shown in it."""
    with transaction.atomic():
        audit.record(by=by, action="search", found=found)
        audit.record_each(
            by=by,
            happened=[
                *(("note.read", session) for session in dict.fromkeys(notes)),
                *(("reflection.read", session) for session in dict.fromkeys(reflections)),
            ],
        )
