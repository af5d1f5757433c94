"""A form posted twice makes one row."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from sessions_log.errors import AlreadyPosted

Row = TypeVar("Row", bound=Model)


def posted_before(rows: QuerySet[Row], submission: uuid.UUID | None, values: Mapping[str, Any]) -> Row | None:
    """Return the row that a form made when it was posted before, or None. The caller holds what new rows wait for.

    Raises AlreadyPosted where the form held something else then.
    """
    known = rows.filter(submission=submission).first() if submission else None
    if known and any(getattr(known, name) != value for name, value in values.items()):
        raise AlreadyPosted
    return known
