"""Nothing that people typed reaches a log.

Exception texts quote values (PostgreSQL prints the whole refused row), paths and query strings hold what was
typed into an address, and libraries format both into their messages. So a log line says where and what kind,
never which value: constant message templates, exception types, and locations in the code. What was refused because of
what somebody sent is one line: otherwise anybody could fill the log from outside.
"""

import logging
import types
from collections.abc import ItemsView, Iterator
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

OWN_LOGGERS = ("relational", "sessions_log")
WITHHELD = "[…]"
SERVER_ERROR = 500


class RedactingFormatter(logging.Formatter):
    """Formats a record as `time level logger message status method route`, and exceptions as types and locations."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line, followed by the exception if there is one."""
        parts = [self.formatTime(record), record.levelname, record.name, _message_of(record), *_request_of(record)]
        line = " ".join(part for part in parts if part)
        if record.exc_info and record.exc_info[1] and _is_fault(record):
            line += "\n" + describe_exception(record.exc_info[1])
        return line


def _is_fault(record: logging.LogRecord) -> bool:
    """Return whether the program may be at fault, rather than what was sent; Django says so by the answer's status."""
    return getattr(record, "status_code", SERVER_ERROR) >= SERVER_ERROR


def _message_of(record: logging.LogRecord) -> str:
    """Return the message with numbers filled in and every other value withheld.

    A message without arguments may itself have been formatted from values, so only our own are trusted;
    the linter refuses formatted messages there.
    """
    template = str(record.msg)
    if record.args:
        return _fill(template, record.args)
    own = record.name.partition(".")[0] in OWN_LOGGERS
    return template if own and isinstance(record.msg, str) else WITHHELD


def _fill(template: str, args: Any) -> str:
    values = {k: _safe(v) for k, v in args.items()} if isinstance(args, dict) else tuple(_safe(v) for v in args)
    try:
        return template % values
    except (TypeError, ValueError, KeyError):  # a %d that was given a text
        return WITHHELD


def _safe(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | None) else WITHHELD


def _request_of(record: logging.LogRecord) -> Iterator[str]:
    """Yield status, method and route (`clients/<uuid:pk>/`), never the path itself."""
    if status := getattr(record, "status_code", None):
        yield str(status)
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        yield request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "?"
        yield request.resolver_match.route if request.resolver_match else "(no route)"


def describe_exception(error: BaseException) -> str:
    """Return the chain of exceptions, innermost first, as type names and code locations, without their texts."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        lines = [*_locations(current.__traceback__), f"  {kind.__module__}.{kind.__qualname__}", *lines]
        current = current.__cause__ or current.__context__
    return "\n".join(lines)


def _locations(traceback: types.TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield f"    {code.co_filename}:{traceback.tb_lineno} in {code.co_name}"
        traceback = traceback.tb_next


class NothingTypedFilter(SafeExceptionReporterFilter):
    """Leaves form data, cookies and local variables out of Django's error reports, with DEBUG as well."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: types.FrameType
    ) -> ItemsView[str, Any]:
        return ItemsView({})
