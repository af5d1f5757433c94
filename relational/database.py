"""One URL in, Django's DATABASES out: SQLite or PostgreSQL, each set up to keep what it acknowledged."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# FULL, because WAL with NORMAL loses acknowledged writes at a power cut.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
SQLITE_BUSY_SECONDS = 20
# Opening takes longer than most queries; closing SQLite's last connection writes the whole log back into the file.
CONNECTION_SECONDS = 600


def databases(url: str, *, base_dir: Path) -> dict[str, dict[str, Any]]:
    """Return DATABASES for a `sqlite:` or `postgres:` URL; a relative SQLite path is taken from `base_dir`.

    Raises ImproperlyConfigured for any other database.
    """
    config: dict[str, Any] = environ.Env.db_url_config(url)
    match config.get("ENGINE"):
        case "django.db.backends.sqlite3":
            return {"default": _sqlite(config, base_dir)}
        case "django.db.backends.postgresql":
            return {"default": _postgres(config)}
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite: or postgres:.")


def _sqlite(config: dict[str, Any], base_dir: Path) -> dict[str, Any]:
    return config | {
        "NAME": str(base_dir / config["NAME"]),
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {
            "init_command": SQLITE_PRAGMAS,
            "timeout": SQLITE_BUSY_SECONDS,
            # A read that later writes cannot be upgraded while another writes; taking the lock first can wait.
            "transaction_mode": "IMMEDIATE",
        },
    }


def _postgres(config: dict[str, Any]) -> dict[str, Any]:
    return config | {"CONN_MAX_AGE": CONNECTION_SECONDS, "CONN_HEALTH_CHECKS": True}
