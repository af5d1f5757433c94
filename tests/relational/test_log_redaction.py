"""Planted canaries never reach a log line."""

import io
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from django.utils.module_loading import import_string

from relational.log_redaction import RedactingFormatter

CANARY = "canary-7f3a"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the configured formatter would write, from every logger, at every level."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(RedactingFormatter())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield written
    for logger in loggers:
        logger.removeHandler(handler)


def test_every_handler_redacts() -> None:
    formatters = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}

    assert formatters == {"redacted"}
    assert settings.LOGGING["formatters"]["redacted"]["()"] == "relational.log_redaction.RedactingFormatter"
    assert {name for logger in logging.root.manager.loggerDict for name in [logger] if _mails(name)} == set()


def _mails(name: str) -> bool:
    return any(type(handler).__name__ == "AdminEmailHandler" for handler in logging.getLogger(name).handlers)


@pytest.mark.parametrize("place", ["crash", "break_constraint", "too_long"])
def test_crash_with_typed_values_logs_place_and_kind_only(
    ana_at_test_pages: Browser, log: io.StringIO, place: str
) -> None:
    response = ana_at_test_pages.post(f"/{place}/?q={CANARY}", {"note": CANARY})

    assert response.status_code in (500, 503)
    assert CANARY not in log.getvalue()
    assert f"in {place}" in log.getvalue()
    assert f"500 POST {place}/" in log.getvalue() or response.status_code == 503


def test_integrity_error_is_named_by_type(ana_at_test_pages: Browser, log: io.StringIO) -> None:
    ana_at_test_pages.post("/break_constraint/", {"note": CANARY})

    assert "django.db.utils.IntegrityError" in log.getvalue()


def test_unknown_address_and_host_are_not_logged(db: None, client: Browser, log: io.StringIO) -> None:
    client.get(f"/{CANARY}/?q={CANARY}")
    client.get("/health/", headers={"host": f"{CANARY}.example"})

    lines = log.getvalue()
    assert CANARY not in lines
    assert "404 GET (no route)" in lines
    assert "400 GET" in lines


@pytest.mark.parametrize(
    "request_of",
    [
        lambda browser: browser.get("/accounts/login/", headers={"host": f"{CANARY}.example"}),
        lambda browser: browser.post("/accounts/login/", {f"{CANARY}-{number}": "" for number in range(2001)}),
        lambda browser: browser.post("/accounts/login/", CANARY, content_type="multipart/form-data"),
        lambda browser: browser.get("/accounts/login/", headers={"host": ""}),
    ],
    ids=["host", "too many fields", "malformed body", "no host"],
)
def test_what_a_stranger_sends_is_refused_in_one_line_without_it(
    db: None, client: Browser, log: io.StringIO, request_of: Callable[[Browser], HttpResponse]
) -> None:
    answer = request_of(client)

    (line,) = log.getvalue().splitlines()
    assert answer.status_code == 400
    assert CANARY not in line
    assert re.fullmatch(r"\S+ \S+ (ERROR|WARNING) django\.(request|security\.\w+) .*400 (GET|POST) \S.*", line)
    assert len(line) < 120


def render(name: str, message: str, *args: object) -> str:
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, args, None)
    return RedactingFormatter().format(record).split(" WARNING ")[1]


def test_numbers_stay_and_texts_go() -> None:
    assert render("other.library", "%d rows of %s", 3, CANARY) == "other.library 3 rows of […]"


def test_ready_made_message_of_a_library_is_withheld() -> None:
    assert render("other.library", f"could not parse {CANARY}") == "other.library […]"


def test_own_constant_message_stays() -> None:
    assert render("relational.refusals", "The database did not answer") == (
        "relational.refusals The database did not answer"
    )


def test_text_for_a_number_is_withheld() -> None:
    assert render("other.library", "%d rows", CANARY) == "other.library […]"


def test_chain_of_exceptions_is_described_without_texts() -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as first:
            raise ValueError(CANARY) from first
    except ValueError as error:
        record = logging.LogRecord("relational", logging.ERROR, __file__, 1, "Failed", None, (ValueError, error, None))

    lines = RedactingFormatter().format(record)

    assert CANARY not in lines
    assert lines.index("builtins.KeyError") < lines.index("builtins.ValueError")


def test_error_reports_hold_no_form_data_even_with_debug() -> None:
    report_filter = import_string(settings.DEFAULT_EXCEPTION_REPORTER_FILTER)()
    request = RequestFactory().post("/", {"note": CANARY})

    assert report_filter.is_active(request)
    assert report_filter.get_post_parameters(request) == {}
