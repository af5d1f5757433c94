"""The command that makes an installation's first account."""

import io

import pytest
from django.core.management import CommandError, call_command

from sessions_log.management.commands import create_account
from sessions_log.models import Person, Practice
from sessions_log.vocabulary import Role

PASSWORD = "a long and quiet phrase"


def run(monkeypatch: pytest.MonkeyPatch, *, password: str = PASSWORD, roles: str = "therapist,admin") -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    said = io.StringIO()
    call_command(
        "create_account",
        "--password-stdin",
        practice="Riverside",
        email="Eve@riverside.example",
        name="Eve",
        roles=roles,
        stdout=said,
    )
    return said.getvalue()


def test_first_account_brings_its_practice(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run(monkeypatch)

    eve = Person.objects.get()
    assert said == "eve@riverside.example can sign in to Riverside.\n"
    assert (eve.practice.name, eve.roles) == ("Riverside", {Role.THERAPIST, Role.ADMIN})
    assert eve.check_password(PASSWORD)


def test_account_joins_a_practice_of_that_name(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    there = Practice.objects.create(name="Riverside")

    run(monkeypatch)

    assert Person.objects.get().practice == there


def test_weak_password_creates_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="too short"):
        run(monkeypatch, password="short")

    assert not Practice.objects.exists()


def test_unknown_role_creates_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match=r"^Roles are"):
        run(monkeypatch, roles="therapist,boss")

    assert not Practice.objects.exists()


def test_password_typed_differently_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["one long pass phrase", "another long pass phrase"])
    monkeypatch.setattr(create_account.getpass, "getpass", lambda prompt: next(typed))

    with pytest.raises(CommandError, match="differ"):
        create_account._ask_twice()
