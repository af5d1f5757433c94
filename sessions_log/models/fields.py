"""Column types and the base of every table."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core import checks
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from uuid_utils.compat import uuid7

from sessions_log.models import encryption
from sessions_log.vocabulary import Term


class EncryptedTextField(models.Field):
    """A text that is encrypted in the database, bound to its table and column.

    Only `isnull` can be looked up. Sorting by it in the database sorts by chance: sort the rows in Python.
    """

    description = "Encrypted text"

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def column_label(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def get_prep_value(self, value: str | None) -> bytes | None:
        return None if value is None else encryption.encrypt(self.column_label, value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        return None if value is None else connection.Database.Binary(value)  # type: ignore[attr-defined]  # as in Django's own BinaryField

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        return None if value is None else encryption.decrypt(self.column_label, bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.unique or self.db_index:  # type: ignore[attr-defined]  # the stubs leave it out
            found.append(checks.Error("An encrypted text cannot be indexed; add a blind index.", obj=self))
        return found


class TermField(models.CharField):
    """A coded term of the vocabulary; the database refuses any other code (see `one_of`)."""

    def __init__(self, terms: Iterable[Term] | None = None, **kwargs: Any) -> None:
        if terms is not None:
            kwargs["choices"] = [(term.value, term.label) for term in terms]
        kwargs.setdefault("max_length", 32)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        """Return what makes the column: what its codes are called is no part of it, so no new word is a migration."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, path, args, kwargs


def one_of(name: str, field: str, terms: Iterable[Term], *, blank: bool = False) -> models.CheckConstraint:
    """Return the constraint that a column holds a code of the vocabulary (or, if `blank`, nothing)."""
    codes = [term.value for term in terms] + ([""] if blank else [])
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__in": codes}))


def between(name: str, field: str, low: float, high: float) -> models.CheckConstraint:
    """Return the constraint that a column, where it is known, lies within a range, ends included."""
    condition = models.Q(**{f"{field}__gte": low, f"{field}__lte": high}) | models.Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(name=name, condition=condition)


def submission_field() -> models.UUIDField:
    """Return the column for the form that a row came from, so that a form posted twice is one row (see `once`)."""
    return models.UUIDField(null=True, blank=True, help_text="Of the form that created it; none, if it came otherwise.")


def once(name: str, scope: str) -> models.UniqueConstraint:
    """Return the constraint that within its `scope`, another column, a form made one row at most."""
    given = models.Q(submission__isnull=False)
    return models.UniqueConstraint(name=name, fields=[scope, "submission"], condition=given)


def new_id() -> uuid.UUID:
    """Return an identifier that cannot be guessed but is stored in order of time (UUIDv7)."""
    return uuid7()


class Owned(models.Model):
    """A row of one practice. The practice is also the key to partition by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    practice = models.ForeignKey("sessions_log.Practice", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True
