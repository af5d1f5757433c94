"""Queries that are put together once and then run with ever other values.

Django takes several times longer to turn a query into SQL than these queries take to run. So that is done once for each
database; rows are converted and instances made by Django itself, as ever.
"""

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from django.utils import timezone

Row = TypeVar("Row", covariant=True)

_FIELDS: dict[type, Field] = {}
"""Type of a given value → the field that Django stores its like in."""


class Given(Expression):
    """Stands in a query for a value that is given when it runs; never None, which is looked for by `isnull`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple]:
        return "%s", (self,)


class Prepared(Generic[Row]):
    """A query with `Given` values, which `build` returns, free of the present time. Days are those of the time zone."""

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._built: dict[tuple[str, ...], tuple[QuerySet[Any, Row], SQLCompiler, str, tuple]] = {}

    def __call__(self, **values: object) -> list[Row]:
        """Return the rows for these values. Raises KeyError if one is missing.

        One that locks its rows raises TransactionManagementError outside a transaction, where it would hold nothing.
        """
        connection = connections["default"]
        queryset, compiled, sql, parameters = self._for(connection.vendor, timezone.get_current_timezone_name())
        if queryset.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("rows are locked within a transaction only")
        given = tuple(_stored(parameter, values) for parameter in parameters)
        ready = queryset.all()
        ready.query.get_compiler = partial(_compiler, compiled, sql, given)  # type: ignore[method-assign]
        return list(ready)

    def one(self, **values: object) -> Row | None:
        """Return the first row, or None."""
        return next(iter(self(**values)), None)

    def _for(self, *where: str) -> tuple[QuerySet[Any, Row], SQLCompiler, str, tuple]:
        if where not in self._built:
            queryset = self._build()
            compiler: SQLCompiler = queryset.query.get_compiler("default")
            sql, parameters = compiler.as_sql()
            # It would hold on to this thread's connection.
            compiler.connection = None  # type: ignore[assignment]
            self._built[where] = queryset, compiler, sql, tuple(parameters)
        return self._built[where]


def _compiler(compiled: SQLCompiler, sql: str, parameters: tuple, using: str, **_: Any) -> SQLCompiler:
    """Return a compiler as if it had just put the query together."""
    compiler = copy(compiled)
    compiler.connection = connections[using]
    compiler.as_sql = lambda *_, **__: (sql, parameters)  # type: ignore[method-assign]
    return compiler


def _stored(parameter: object, values: dict[str, object]) -> object:
    """Return a parameter as the database takes it."""
    if not isinstance(parameter, Given):
        return parameter
    value = values[parameter.name]
    kind = type(value)
    if kind not in _FIELDS:
        _FIELDS[kind] = Value(value).output_field
    return _FIELDS[kind].get_db_prep_value(value, connections["default"])
