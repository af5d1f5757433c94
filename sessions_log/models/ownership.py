"""Which rows hang on a row, walked through the model registry, so that no new table can be forgotten."""

from functools import cache
from graphlib import TopologicalSorter

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

Table = type[models.Model]

UUID_LENGTH = 36


def rows_under(root: models.Model) -> dict[Table, QuerySet]:
    """Return table → those of its rows that cannot be without `root`, the row itself among them.

    Tables come in an order in which they can be emptied: each before those that it refers to. A reference that may
    be emptied (SET_NULL) makes no row belong.
    """
    rows: dict[Table, QuerySet] = {}
    for model in tables_under(type(root)):
        belongs = Q(pk=root.pk) if model is type(root) else Q()
        for field in _references(model):
            if field.related_model in rows and field.related_model is not model:
                belongs |= Q(**{f"{field.name}__in": rows[field.related_model].values("pk")})
        rows[model] = model._base_manager.filter(belongs)
    return dict(reversed(rows.items()))


@cache
def tables_under(root: Table) -> tuple[Table, ...]:
    """Return the tables whose rows hang on a row of `root`, each after those that it refers to; `root` is the first.

    Raises graphlib.CycleError where tables refer to one another in a circle.
    """
    found: dict[Table, set[Table]] = {root: set()}
    size = 0
    while size < len(found):
        size = len(found)
        for model in apps.get_models(include_auto_created=True):
            targets = {field.related_model for field in _references(model)} & found.keys() - {model}
            if targets and model is not root:
                found[model] = targets
    return tuple(TopologicalSorter(found).static_order())


def mentions(identifiers: list[str]) -> dict[str, int]:
    """Count what still holds any of these identifiers, in every column of every table: "Model.field" → rows.

    Columns without an index are read whole, so this is for rare acts. The audit trail is left out: it is what says
    that something was here.
    """
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.object_name == "AuditEntry":
            continue
        for field in model._meta.local_concrete_fields:
            if not _can_hold_identifiers(_stored_as(field)):
                continue
            count = model._base_manager.filter(**{f"{field.attname}__in": identifiers}).count()
            if count:
                found[f"{model._meta.object_name}.{field.name}"] = count
    return found


def _references(model: Table) -> list[models.ForeignKey]:
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.SET_NULL
    ]


def _can_hold_identifiers(field: models.Field) -> bool:
    is_long_enough = isinstance(field, models.CharField) and (field.max_length or 0) >= UUID_LENGTH
    return isinstance(field, models.UUIDField) or is_long_enough


def _stored_as(field: models.Field) -> models.Field:
    return field.target_field if isinstance(field, models.ForeignKey) else field
