"""Keeps account of searches: how many texts were found, never what was looked for, and which were shown."""

from collections.abc import Iterable

from django.db import models, transaction

from sessions_log.models import Person
from sessions_log.services import audit


def record_search(*, by: Person, found: int, read: Iterable[tuple[str, models.Model]]) -> None:
    """Audit a search; and each (action, session or client) of what is shown, once, as read."""
    with transaction.atomic():
        audit.record(by=by, action="search", found=found)
        audit.record_each(by=by, happened=list(dict.fromkeys(read)))
