"""The server's way in, started as the server starts it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from relational.environment import DEVELOPMENT_SECRET_KEY

FIELD_KEYS = "a:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def start(tmp_path: Path, code: str = "import relational.wsgi", **variables: str) -> subprocess.CompletedProcess[str]:
    usual = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "relational.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/records.sqlite3",
    }
    command = [sys.executable, "-c", code, str(tmp_path / "static")]
    return subprocess.run(command, env=usual | variables, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "SECRET_KEY is not set."),
        ({"DEMO": "1", "SECRET_KEY": "k"}, "DEMO=1 uses its own development keys."),
        ({"SECRET_KEY": "k", "FIELD_KEYS": FIELD_KEYS, "DEBUG": "1"}, "DEBUG is on."),
        (
            {"SECRET_KEY": DEVELOPMENT_SECRET_KEY, "FIELD_KEYS": FIELD_KEYS, "ALLOWED_HOSTS": "records.example"},
            "SECRET_KEY is the development key or too weak.",
        ),
        (
            {"SECRET_KEY": "k", "FIELD_KEYS": FIELD_KEYS, "DATABASE_URL": "postgres://nobody:p@127.0.0.1:1/none"},
            "The database that DATABASE_URL names does not answer.",
        ),
    ],
)
def test_unsafe_installation_is_not_started(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    result = start(tmp_path, **variables)

    assert result.returncode == 1
    assert result.stderr.startswith("Not started:\n")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


PRODUCTION_ANSWERS = """
import sys, django
from django.conf import settings
from django.core.management import call_command
settings.STATIC_ROOT = sys.argv[1]
django.setup()
call_command("collectstatic", interactive=False, verbosity=0)
call_command("migrate", verbosity=0)

import relational.wsgi
from django.test import Client
plain = Client().get("/accounts/login/", HTTP_HOST="records.example")
print(plain.status_code, plain["Location"])
secure = Client().get("/accounts/login/", HTTP_HOST="records.example", HTTP_X_FORWARDED_PROTO="https")
print(secure.status_code, secure["Strict-Transport-Security"])
for name, cookie in secure.cookies.items():
    print(name, cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], repr(cookie["domain"]))
print("/static/bootstrap/css/bootstrap.min.css" in secure.content.decode())
print(settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
"""


def test_sound_installation_starts_and_insists_on_https(tmp_path: Path) -> None:
    result = start(
        tmp_path,
        PRODUCTION_ANSWERS,
        SECRET_KEY="0123456789abcdef" * 4,
        FIELD_KEYS=FIELD_KEYS,
        ALLOWED_HOSTS="records.example",
    )

    assert result.stdout.splitlines() == [
        "301 https://records.example/accounts/login/",
        "200 max-age=63072000; includeSubDomains; preload",
        "__Host-csrftoken True True Lax / ''",
        "False",  # style sheets have their hash in the name
        "__Host-session True True",
    ], result.stderr


def test_command_without_keys_says_so_in_one_line() -> None:
    result = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "migrate"],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("Not started: SECRET_KEY is not set.")
    assert len(result.stderr.splitlines()) == 1
