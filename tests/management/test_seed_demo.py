"""The command that sets up the demo practice, with sessions in bulk where they are asked for."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from sessions_log.models import AuditEntry, Client, Person, Practice, TherapySession
from sessions_log.services.demo import seed
from sessions_log.services.demo.stories import adaeze, callum, farah, nell
from tests.services.demo_dump import told

SHORT = {"ana": (nell.STORY, farah.STORY)}
"""Enough for what the command itself does; the stories have their own tests."""


def run(**options: Any) -> list[str]:
    """Return the lines that the command says."""
    said = io.StringIO()
    call_command("seed_demo", stdout=said, **options)
    return said.getvalue().splitlines()


@pytest.fixture
def short(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed, "STORIES", SHORT)


def test_outside_demo_mode_it_is_refused_and_writes_nothing(db: None, settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="demo mode only"):
        run()

    assert Practice.objects.count() == 0


def test_the_same_seed_tells_the_same_and_another_seed_does_not(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seed, "STORIES", {"ana": (callum.STORY, adaeze.STORY)})
    runs = []
    for seed_given in (1, 1, 2):
        with transaction.atomic():
            assert run(seed=seed_given) == ["The demo practice is set up, with 25 sessions."]
            runs.append(told())
            transaction.set_rollback(True)

    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_a_second_run_says_that_nothing_was_changed(short: None) -> None:
    run()
    entries = AuditEntry.objects.count()

    assert run() == ["The demo practice is there already; nothing has been changed."]
    assert (TherapySession.objects.count(), AuditEntry.objects.count()) == (3, entries)


def test_an_address_that_is_taken_is_said_and_nothing_is_written(short: None) -> None:
    own = Practice.objects.create(name="Our own")
    Person.objects.create_person(practice=own, email="ana@demo.example", name="A", password=None, is_therapist=True)

    with pytest.raises(CommandError, match="address already"):
        run()

    assert list(Practice.objects.values_list("name", flat=True)) == ["Our own"]


def test_bulk_is_added_to_a_practice_that_has_its_stories(short: None) -> None:
    run()

    assert run(clients=2, sessions=30) == [
        "The demo practice is there already; nothing has been changed.",
        "30 sessions of 2 clients have been added in bulk.",
    ]
    assert run(clients=2, sessions=30)[1] == "Sessions in bulk are there already; nothing has been changed."
    assert TherapySession.objects.count() == 33


@pytest.mark.parametrize(("asked", "clients", "sessions"), [({"clients": 3}, 3, 60), ({"sessions": 45}, 2, 45)])
def test_one_amount_alone_decides_the_other(short: None, asked: dict[str, int], clients: int, sessions: int) -> None:
    run(**asked)

    bulk = Client.objects.filter(therapist__email="t0001@demo.example")
    assert bulk.count() == clients
    assert TherapySession.objects.filter(client__in=bulk).count() == sessions


@pytest.mark.parametrize(
    "asked",
    [{"clients": 0}, {"clients": -1}, {"sessions": -1}, {"sessions": 10_000_001}, {"clients": 1, "sessions": 1_001}],
)
def test_amounts_that_make_no_sense_are_refused_before_anything_is_written(db: None, asked: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="Ask for"):
        run(**asked)

    assert Practice.objects.count() == 0
