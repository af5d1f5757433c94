"""Refusals of the domain and of the database as pages."""

import pytest
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.db import OperationalError
from django.test import Client as Browser


@pytest.mark.parametrize(
    ("place", "status", "sentence"),
    [
        ("signed", 409, "This session is signed. Add an addendum instead."),
        ("contradictory", 400, "The last day lies before the first."),
        ("stale", 409, "Nothing has been overwritten."),
        ("unreadable", 500, "the key is missing or the text is damaged"),
    ],
)
def test_domain_error_is_said_plainly(ana_at_test_pages: Browser, place: str, status: int, sentence: str) -> None:
    response = ana_at_test_pages.get(f"/{place}/")

    assert response.status_code == status
    assert sentence in response.content.decode()


def test_database_away_in_a_view_is_unavailable(ana_at_test_pages: Browser) -> None:
    response = ana_at_test_pages.get("/away/")

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "secret-host" not in response.content.decode()


def test_database_away_before_any_view_is_unavailable(
    ana_at_test_pages: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise OperationalError("server at secret-host closed the connection")

    monkeypatch.setattr(AuthenticationMiddleware, "process_request", fail)

    response = ana_at_test_pages.get("/what_time/")

    assert response.status_code == 503
    assert "secret-host" not in response.content.decode()


def test_fault_of_the_program_is_500_without_its_text(ana_at_test_pages: Browser) -> None:
    response = ana_at_test_pages.post("/crash/", {"note": "canary-5112"})

    assert response.status_code == 500
    page = response.content.decode()
    assert "canary-5112" not in page
    assert "What was saved before is safe, drafts included." in page
    assert "it may not have been saved, and your browser keeps no copy of it" in page
    assert "no-store" in response.headers["Cache-Control"]  # which is why going back brings nothing back


def test_forbidden_is_403(ana_at_test_pages: Browser) -> None:
    assert ana_at_test_pages.get("/forbidden/").status_code == 403
