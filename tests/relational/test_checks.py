"""What keeps a real installation from starting."""

import base64
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from relational.environment import DEVELOPMENT_FIELD_KEY, DEVELOPMENT_SECRET_KEY
from sessions_log.models import Person, Practice

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")  # only a check reads it here

GOOD_KEY = base64.b64encode(bytes(range(32))).decode()
POSTGRES = {"default": {"ENGINE": "django.db.backends.postgresql", "PASSWORD": "given"}}


@pytest.fixture
def production(settings: Any) -> Any:
    settings.DEMO = False
    settings.DEBUG = False
    settings.SECRET_KEY = "0123456789" * 5
    settings.FIELD_KEYS = [f"b:{GOOD_KEY}", f"a:{GOOD_KEY}"]
    settings.ALLOWED_HOSTS = ["records.example"]
    settings.DATABASES = POSTGRES
    return settings


def found(**options: Any) -> list[str]:
    return [problem.id for problem in run_checks(**options) if problem.id.startswith("relational.")]


def test_sound_installation_starts(production: Any) -> None:
    assert found() == []


def test_demo_is_exempt(settings: Any) -> None:
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]

    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("DEBUG", True, "relational.E001"),
        ("SECRET_KEY", DEVELOPMENT_SECRET_KEY, "relational.E002"),
        ("SECRET_KEY", "short", "relational.E002"),
        ("SECRET_KEY", "a" * 60, "relational.E002"),
        ("FIELD_KEYS", [], "relational.E003"),
        ("FIELD_KEYS", [DEVELOPMENT_FIELD_KEY], "relational.E003"),
        ("FIELD_KEYS", ["renamed:" + DEVELOPMENT_FIELD_KEY.partition(":")[2]], "relational.E003"),
        ("FIELD_KEYS", [f"a:{GOOD_KEY}", "b:" + base64.b64encode(b"x" * 32).decode()], "relational.E003"),
        ("FIELD_KEYS", ["a:" + base64.b64encode(bytes(range(31))).decode()], "relational.E003"),
        ("FIELD_KEYS", [f"a:{GOOD_KEY}", f"a:{GOOD_KEY}"], "relational.E003"),
        ("FIELD_KEYS", [GOOD_KEY], "relational.E003"),
        ("FIELD_KEYS", ["a:not base64"], "relational.E003"),
        ("DATABASES", {"default": {**POSTGRES["default"], "PASSWORD": ""}}, "relational.E004"),
        ("ALLOWED_HOSTS", [], "relational.E005"),
        ("ALLOWED_HOSTS", ["records.example", "*"], "relational.E005"),
    ],
)
def test_each_fault_is_refused(production: Any, name: str, value: Any, error: str) -> None:
    setattr(production, name, value)

    assert found() == [error]


def test_sqlite_needs_no_password(production: Any) -> None:
    production.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}

    assert found() == []


@pytest.mark.parametrize("email", ["ana@demo.example", "Otto@OTHER.example"])
def test_demo_accounts_are_refused(production: Any, practice: Practice, email: str) -> None:
    Person.objects.create(practice=practice, email=email, name="Somebody", is_therapist=True)

    assert found(databases=["default"]) == ["relational.E006"]


def test_accounts_of_ones_own_are_welcome(production: Any, ana: Person) -> None:
    Person.objects.filter(pk=ana.pk).update(email="ana@records.example")

    assert found(databases=["default"]) == []


def test_uncollected_static_files_are_refused_when_serving(production: Any, tmp_path: Path) -> None:
    production.STATIC_ROOT = tmp_path

    assert found(include_deployment_checks=True) == ["relational.E007"]
    (tmp_path / "staticfiles.json").touch()
    assert found(include_deployment_checks=True) == []
