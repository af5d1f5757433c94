"""What `relational.environment` takes from the environment and what it refuses."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from relational.environment import DEVELOPMENT_FIELD_KEY, Environment, read_environment

FILE = "sqlite:////var/records.sqlite3"


def read(**variables: str) -> Environment:
    return read_environment(variables, default_database_url=FILE)


def test_demo_alone_supplies_keys_local_hosts_and_database() -> None:
    found = read(DEMO="1")

    assert found.demo
    assert not found.debug
    assert found.secret_key
    assert found.field_keys == [DEVELOPMENT_FIELD_KEY]
    assert found.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert found.database_url == FILE


def test_development_field_key_has_32_bytes() -> None:
    assert len(base64.b64decode(DEVELOPMENT_FIELD_KEY.partition(":")[2])) == 32


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", "a key of one's own"),
        ("FIELD_KEYS", "a:b"),
        ("ALLOWED_HOSTS", "localhost,records.example"),
        ("DATABASE_URL", "postgres://u:p@db.example/records"),
        ("DATABASE_URL", "postgres:///records?host=db.example"),
    ],
)
def test_demo_beside_a_production_setting_is_refused(variable: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^DEMO=1 .*{variable}"):
        read(DEMO="1", **{variable: value})


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///other.sqlite3",
        "postgres://me@127.0.0.1:5432/records",
        "postgres://me@localhost/records",
        "postgres://me@[::1]/records",
        "postgres:////var/run/postgresql/records",
        "postgres:///records",
    ],
)
def test_demo_takes_any_database_on_this_machine(url: str) -> None:
    assert read(DEMO="1", DATABASE_URL=url).database_url == url


@pytest.mark.parametrize("demo", ["", "0", "false"])
def test_demo_off_needs_keys(demo: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is not set"):
        read(DEMO=demo)
    with pytest.raises(ImproperlyConfigured, match=r"^FIELD_KEYS is not set"):
        read(DEMO=demo, SECRET_KEY="k")


def test_empty_database_url_counts_as_none() -> None:
    assert read(DEMO="1", DATABASE_URL="").database_url == FILE


def test_production_takes_what_it_is_given() -> None:
    found = read(
        SECRET_KEY="k", FIELD_KEYS="b:2, a:1", ALLOWED_HOSTS="records.example", DATABASE_URL="postgres://u:p@h/d"
    )

    assert found == Environment(
        demo=False,
        debug=False,
        secret_key="k",
        field_keys=["b:2", "a:1"],
        allowed_hosts=["records.example"],
        database_url="postgres://u:p@h/d",
        email_url="consolemail://",
    )
