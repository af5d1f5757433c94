"""Headers, limits of a session, time zone, access."""

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from relational import middleware
from sessions_log.models import AuditEntry, Person
from tests.people import as_person


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    return Clock(monkeypatch)


class Clock:
    """The time that the session limits see."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr(middleware.timezone, "now", lambda: self.now)

    def pass_minutes(self, minutes: float) -> None:
        self.now += datetime.timedelta(minutes=minutes)


def test_pages_carry_every_security_header(db: None, client: Browser) -> None:
    response = client.get("/accounts/login/")

    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_errors_are_not_stored_either(db: None, client: Browser) -> None:
    response = client.get("/nothing-here/")

    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"


def test_static_files_may_be_cached(client: Browser) -> None:
    response = client.get("/static/bootstrap/css/bootstrap.min.css")

    assert response.status_code == 200
    assert response["Cache-Control"] == "max-age=60, public"
    assert "Access-Control-Allow-Origin" not in response


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/accounts/password/change/").status_code == 200


def test_session_ends_after_15_idle_minutes(ana: Person, clock: Clock) -> None:
    browser = as_person(ana)
    assert is_signed_in(browser)
    clock.pass_minutes(14.9)
    assert is_signed_in(browser)
    clock.pass_minutes(15)

    response = browser.get("/accounts/password/change/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/accounts/password/change/"
    ended = AuditEntry.objects.get(action="signed_out")
    assert (ended.actor_id, ended.facts) == (ana.pk, {"because": "idle_limit"})


def test_session_ends_after_12_hours_of_work(ana: Person, clock: Clock) -> None:
    browser = as_person(ana)
    for _ in range(72):
        assert is_signed_in(browser)
        clock.pass_minutes(10)

    assert not is_signed_in(browser)
    assert AuditEntry.objects.get(action="signed_out").facts == {"because": "total_limit"}


def test_last_seen_is_written_at_most_once_a_minute(ana: Person, clock: Clock, django_assert_num_queries: Any) -> None:
    browser = as_person(ana)
    is_signed_in(browser)
    clock.pass_minutes(0.5)

    with django_assert_num_queries(2):  # the session and the person
        is_signed_in(browser)
    clock.pass_minutes(0.5)
    is_signed_in(browser)

    assert browser.session[middleware.SEEN_AT] == int(clock.now.timestamp())


def test_disabled_account_is_out_on_the_next_request(ana: Person) -> None:
    browser = as_person(ana)
    assert is_signed_in(browser)

    Person.objects.filter(pk=ana.pk).update(is_active=False)

    assert not is_signed_in(browser)


def test_practice_time_zone_holds_during_the_request_only(ana_at_test_pages: Browser) -> None:
    assert ana_at_test_pages.get("/what_time/").content == b"Europe/London"
    assert timezone.get_current_timezone_name() == "UTC"


def test_page_of_another_role_is_not_found_and_audited(ana_at_test_pages: Browser, dora: Person) -> None:
    browser = as_person(dora)

    assert browser.get("/what_time/").status_code == 404

    refusal = AuditEntry.objects.get(action="access_refused")
    assert (refusal.actor_id, refusal.facts) == (dora.pk, {"page": "what_time"})


def test_undeclared_page_is_not_found(ana_at_test_pages: Browser) -> None:
    assert ana_at_test_pages.get("/undeclared/").status_code == 404


def test_refused_row_is_not_found_and_audited(ana_at_test_pages: Browser, ana: Person) -> None:
    wanted = uuid.uuid4()

    assert ana_at_test_pages.get(f"/somebody_elses/{wanted}/").status_code == 404

    refusal = AuditEntry.objects.get(action="access_refused")
    assert (refusal.actor_id, refusal.subject_id) == (ana.pk, str(wanted))
    assert refusal.facts == {"page": "somebody_elses"}


def test_signed_out_visitor_is_sent_to_sign_in(ana_at_test_pages: Browser, client: Browser) -> None:
    response = client.get("/what_time/")

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/what_time/")
