"""Writes what a session has one of at most: its note, its reflection, a rater's check, the five good things."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def put(
    model: type[Model], found_by: Mapping[str, Any], values: Mapping[str, Any] | None, *, is_new: bool, **created: Any
) -> None:
    """Make the one row `found_by` these columns hold `values`, and `created` if it was not there; None takes it out.

    Of a session that `is_new` nothing is there yet. The caller holds the client's lock, so nobody writes in between;
    `update_or_create` would take a savepoint and a look more, because it cannot know that.
    """
    rows = model._default_manager
    if is_new:
        if values is not None:
            rows.create(**found_by, **created, **values)
    elif values is None:
        rows.filter(**found_by).delete()
    elif not rows.filter(**found_by).update(**values):
        rows.create(**found_by, **created, **values)
