"""DATABASES from one URL, and what SQLite really does with it."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from relational.database import databases

BASE = Path("/srv/relational")


def test_relative_sqlite_path_lies_in_the_project() -> None:
    assert databases("sqlite:///records.sqlite3", base_dir=BASE)["default"]["NAME"] == "/srv/relational/records.sqlite3"


def test_absolute_sqlite_path_stays() -> None:
    assert databases("sqlite:////var/records.sqlite3", base_dir=BASE)["default"]["NAME"] == "/var/records.sqlite3"


def test_postgres_keeps_healthy_connections() -> None:
    config = databases("postgres://u:p@db.example:5433/records", base_dir=BASE)["default"]

    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example", 5433, "records")
    assert config["CONN_MAX_AGE"] == 600
    assert config["CONN_HEALTH_CHECKS"] is True


def test_sqlite_keeps_its_connection() -> None:
    assert databases("sqlite:///records.sqlite3", base_dir=BASE)["default"]["CONN_MAX_AGE"] == 600


def test_postgres_by_local_socket() -> None:
    config = databases("postgres:////var/run/postgresql/records", base_dir=BASE)["default"]

    assert config["HOST"] == "/var/run/postgresql"


def test_other_databases_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL must begin with"):
        databases("mysql://u:p@h/d", base_dir=BASE)


def test_sqlite_keeps_what_it_acknowledges(transactional_db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        settings = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
        foreign_keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]

    assert settings == {"journal_mode": "wal", "synchronous": 2}
    assert foreign_keys == 1
    assert connection.transaction_mode == "IMMEDIATE"
