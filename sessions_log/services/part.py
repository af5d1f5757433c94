"""Writes what a session has one of at most: its note, its reflection, a rater's check, the five good things."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet


def put(rows: QuerySet, values: Mapping[str, Any] | None, *, is_new: bool, **created: Any) -> None:
    """Make the one row hold `values`, and `created` too if it was not there; None takes it out.

    Of a session that `is_new` nothing is there yet. The caller holds the client's lock, so nobody writes in between;
    `update_or_create` would take a savepoint and a look more, because it cannot know that.
    """
    if values is None:
        if not is_new:
            rows.delete()
    elif is_new or not rows.update(**values):
        rows.model._default_manager.create(**created, **values)
