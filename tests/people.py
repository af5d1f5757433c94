"""Named people: Ana (therapist), Ben (her supervisor), Cleo (therapist), Dora (admin), Otto (other practice)."""

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from sessions_log.models import Client, Person, Practice, SupervisionPair, TherapySession
from sessions_log.models.entry import MomentEntry, SessionEntry
from sessions_log.services import client as client_service
from sessions_log.services import session as session_service

PASSWORD = "quiet-room-test-2026"

__all__ = ["ana", "anas_client", "as_person", "ben", "cleo", "dora", "other_practice", "otto", "practice"]


def person(practice: Practice, name: str, **roles: bool) -> Person:
    email = f"{name.lower()}@{practice.name.lower().replace(' ', '-')}.example"
    return Person.objects.create_person(practice=practice, email=email, name=name, password=PASSWORD, **roles)


@pytest.fixture
def practice(db: None) -> Practice:
    return Practice.objects.create(name="Quiet Room", time_zone="Europe/London")


@pytest.fixture
def other_practice(db: None) -> Practice:
    return Practice.objects.create(name="Elsewhere", time_zone="Europe/Paris")


@pytest.fixture
def ana(practice: Practice) -> Person:
    return person(practice, "Ana", is_therapist=True)


@pytest.fixture
def ben(practice: Practice, ana: Person) -> Person:
    ben = person(practice, "Ben", is_supervisor=True)
    since = timezone.localdate() - datetime.timedelta(days=365)
    SupervisionPair.objects.create(practice=practice, supervisor=ben, therapist=ana, starts_on=since)
    return ben


@pytest.fixture
def cleo(practice: Practice) -> Person:
    return person(practice, "Cleo", is_therapist=True)


@pytest.fixture
def dora(practice: Practice) -> Person:
    return person(practice, "Dora", is_admin=True)


@pytest.fixture
def otto(other_practice: Practice) -> Person:
    return person(other_practice, "Otto", is_therapist=True, is_supervisor=True, is_admin=True)


@pytest.fixture
def anas_client(ana: Person) -> Client:
    return make_client(ana, code="A-1", name="Robin")


def as_person(who: Person) -> Browser:
    """Return a test browser in which somebody is signed in."""
    browser = Browser()
    browser.force_login(who)
    return browser


def make_client(therapist: Person, *, code: str, name: str = "", **values: Any) -> Client:
    began_on = values.pop("began_on", datetime.date(2026, 1, 5))
    return client_service.create_client(by=therapist, code=code, name=name, began_on=began_on, **values)


def entry(*moments: MomentEntry, **values: Any) -> SessionEntry:
    """Return a session as typed: held in person on 5 January 2026 at 10:00 unless said otherwise."""
    usual: dict[str, Any] = {
        "starts_at": datetime.datetime(2026, 1, 5, 10, tzinfo=datetime.UTC),
        "minutes": 50,
        "format": "in_person",
        "attendance": "held",
    }
    return SessionEntry(**(usual | values), moments=moments)


def log(client: Client, *moments: MomentEntry, sign: bool = False, **values: Any) -> TherapySession:
    """Log a session by its therapist."""
    return session_service.log_session(
        by=client.therapist, client=client, submission=uuid.uuid4(), entry=entry(*moments, **values), sign=sign
    )
