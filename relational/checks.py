"""What an installation with real records must not be started with. Demo mode is exempt; it holds none."""

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.models import Q

from relational.environment import DEVELOPMENT_FIELD_KEY, DEVELOPMENT_SECRET_KEY
from sessions_log.models import Person

SHORTEST_SECRET_KEY = 50
FEWEST_DISTINCT_CHARACTERS = 10
FIELD_KEY_BYTES = 32
# 32 random bytes hold about 30 different values; fewer than 16 never happens by chance.
FEWEST_DISTINCT_BYTES = 16
DEMO_DOMAINS = ("@demo.example", "@other.example")


@register(Tags.security)
def check_installation(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return an Error for each setting that must not meet real records."""
    if settings.DEMO:
        return []
    found = [_debug(), _secret_key(), _field_keys(), _database_password(), _hosts()]
    return [error for error in found if error is not None]


def _debug() -> CheckMessage | None:
    if not settings.DEBUG:
        return None
    return Error("DEBUG is on. Error pages would show what people typed; unset DEBUG.", id="relational.E001")


def _secret_key() -> CheckMessage | None:
    key = settings.SECRET_KEY
    long_enough = len(key) >= SHORTEST_SECRET_KEY and len(set(key)) >= FEWEST_DISTINCT_CHARACTERS
    if long_enough and key != DEVELOPMENT_SECRET_KEY:
        return None
    return Error(
        f"SECRET_KEY is the development key or too weak. Use at least {SHORTEST_SECRET_KEY} random characters.",
        id="relational.E002",
    )


def _field_keys() -> CheckMessage | None:
    ids = [entry.partition(":")[0] for entry in settings.FIELD_KEYS]
    sound = bool(ids) and len(set(ids)) == len(ids) and all(_is_sound_field_key(entry) for entry in settings.FIELD_KEYS)
    if sound:
        return None
    return Error(
        "FIELD_KEYS is missing, weak or the development key. Each entry is an id of its own, a colon and "
        f"{FIELD_KEY_BYTES} random bytes in base64.",
        id="relational.E003",
    )


def _is_sound_field_key(entry: str) -> bool:
    key_id, _, encoded = entry.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return False
    random_enough = len(key) == FIELD_KEY_BYTES and len(set(key)) >= FEWEST_DISTINCT_BYTES
    return bool(key_id) and random_enough and encoded != DEVELOPMENT_FIELD_KEY.partition(":")[2]


def _database_password() -> CheckMessage | None:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") or database.get("PASSWORD"):
        return None
    return Error("The database has no password. Set one, and name it in DATABASE_URL.", id="relational.E004")


def _hosts() -> CheckMessage | None:
    if settings.ALLOWED_HOSTS and not any(host in ("*", ".") for host in settings.ALLOWED_HOSTS):
        return None
    return Error("ALLOWED_HOSTS must name the hosts that this installation answers to.", id="relational.E005")


@register(Tags.staticfiles, deploy=True)
def check_static_files_collected(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Return an Error if pages would fail for want of their style sheets."""
    if settings.STATIC_ROOT is None or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return []
    return [
        Error("The static files have not been collected. Run: python manage.py collectstatic", id="relational.E007")
    ]


@register(Tags.database)
def check_no_demo_accounts(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Return an Error if the demo's accounts, whose password is public, are in a database of a real installation."""
    if settings.DEMO or "default" not in (databases or ()):
        return []
    if Person._meta.db_table not in connections["default"].introspection.table_names():
        return []  # before the first migration
    of_demo = Q()
    for domain in DEMO_DOMAINS:
        of_demo |= Q(email__iendswith=domain)
    if not Person.objects.filter(of_demo).exists():
        return []
    return [
        Error(
            "The database holds demo accounts, whose password anybody can read. Use a database that was never a demo.",
            id="relational.E006",
        )
    ]
