"""What the environment may say about an installation, read once and refused early.

`DEMO=1` supplies everything and stands alone; without it the keys and hosts must be given.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
DEVELOPMENT_SECRET_KEY = "development-only-key-that-signs-nothing-of-value-0123456789"
DEVELOPMENT_FIELD_KEY = "demo:" + base64.b64encode(b"development only, never for real").decode()


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The settings that differ from one installation to the next."""

    demo: bool
    debug: bool
    secret_key: str
    field_keys: list[str]
    allowed_hosts: list[str]
    database_url: str
    email_url: str


def read_environment(variables: Mapping[str, str], *, default_database_url: str) -> Environment:
    """Read the installation's settings from `variables` (normally `os.environ`).

    Raises ImproperlyConfigured, with a sentence for whoever runs the installation, when a key is missing or
    when demo mode stands beside a production setting.
    """
    env = environ.Env()
    env.ENVIRON = dict(variables)
    if env.bool("DEMO", default=False):
        return _demo(env, default_database_url)
    return Environment(
        demo=False,
        debug=env.bool("DEBUG", default=False),
        secret_key=_required(env, "SECRET_KEY"),
        field_keys=[entry.strip() for entry in _required(env, "FIELD_KEYS").split(",") if entry.strip()],
        allowed_hosts=env.list("ALLOWED_HOSTS", default=[]),
        database_url=env.str("DATABASE_URL", default="") or default_database_url,
        email_url=env.str("EMAIL_URL", default="") or "consolemail://",
    )


def _demo(env: environ.Env, default_database_url: str) -> Environment:
    for name in ("SECRET_KEY", "FIELD_KEYS"):
        if env.str(name, default=""):
            raise ImproperlyConfigured(f"DEMO=1 uses its own development keys. Unset DEMO, or unset {name}.")
    if outside := [host for host in env.list("ALLOWED_HOSTS", default=[]) if host not in LOCAL_HOSTS]:
        raise ImproperlyConfigured(
            f"DEMO=1 serves this machine only, but ALLOWED_HOSTS names {outside[0]}. Unset one of the two."
        )
    database_url = env.str("DATABASE_URL", default="") or default_database_url
    if not _on_this_machine(database_url):
        raise ImproperlyConfigured(
            "DEMO=1 uses a database on this machine only, but DATABASE_URL names another host. Unset one of the two."
        )
    return Environment(
        demo=True,
        debug=env.bool("DEBUG", default=False),
        secret_key=DEVELOPMENT_SECRET_KEY,
        field_keys=[DEVELOPMENT_FIELD_KEY],
        allowed_hosts=list(LOCAL_HOSTS),
        database_url=database_url,
        email_url="consolemail://",
    )


def _required(env: environ.Env, name: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it as docs/operating.md describes, or set DEMO=1 to try the program out."
        )
    return value


def _on_this_machine(database_url: str) -> bool:
    """Tell whether the database is a file or a server on this machine, also when the host stands in the query."""
    url = urlsplit(database_url)
    hosts = [url.hostname or "", *parse_qs(url.query).get("host", [])]
    return all(host in ("", "localhost", "127.0.0.1", "::1") or host.startswith("/") for host in hosts)
