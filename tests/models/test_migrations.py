"""A database of the schema that landed first, with something in every table, comes to the newest one whole.

SQLite remakes a table to change it, and what hung on the old one goes with it. So every value is compared as it lies
in the database, and what guards signed records is tried afterwards.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps as newest
from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from sessions_log.models import AuditEntry, Client, Person, TherapySession, triggers
from sessions_log.services import audit
from sessions_log.services.client import edit_client
from tests.models.test_signed_triggers import CHANGES, signed
from tests.rows import one_of_each

LANDED = ("sessions_log", "0002_triggers")

Tables = dict[str, list[tuple[Any, ...]]]
"""Table → rows as they lie in the database."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def landed(anas_client: Client, ben: Person) -> Iterator[Apps]:
    """A database of the landed schema, made from nothing, with rows in every table; it ends at the newest."""
    signed(anas_client)
    one_of_each(anas_client)
    written = {model.__name__: list(model._base_manager.values()) for model in models_of(newest)}
    try:
        drop_everything()
        apps = migrate(LANDED)
        with transaction.atomic():
            triggers.remove(connection)  # signed sessions and their parts come back one by one
            for model in models_of(apps):
                columns = {field.attname for field in model._meta.local_concrete_fields}
                rows = [{name: row[name] for name in row.keys() & columns} for row in written[model.__name__]]
                model._base_manager.bulk_create([model(**row) for row in rows])
            triggers.install(connection)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [AuditEntry]):
                cursor.execute(statement)
        yield apps
    finally:
        call_command("migrate", verbosity=0)


def models_of(apps: Apps) -> list[Any]:
    return list(apps.get_app_config("sessions_log").get_models())


def drop_everything() -> None:
    """Leave an empty database. Migrating back to nothing would do the same and take a minute."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        else:
            with connection.constraint_checks_disabled():
                for table in connection.introspection.table_names(cursor):
                    cursor.execute(f'DROP TABLE "{table}"')


def migrate(*to: tuple[str, str]) -> Apps:
    """Migrate to these states, or to the newest of everything, and return its models."""
    executor = MigrationExecutor(connection)
    return executor.migrate(list(to) or executor.loader.graph.leaf_nodes()).apps


def stored(apps: Apps) -> Tables:
    """Return the values of all columns that these models know."""
    found = {}
    with connection.cursor() as cursor:
        for model in models_of(apps):
            columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields)
            cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} ORDER BY 1")  # noqa: S608 - names of ours
            rows = cursor.fetchall()
            found[model.__name__] = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]
    return found


def triggers_there() -> set[str]:
    there = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(there[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def guards_wanted() -> set[str]:
    """Return the names of all that guards rows, and on SQLite their places too."""
    names = {guard.name for guard in triggers.GUARDS if guard.verb != "TRUNCATE" or connection.vendor == "postgresql"}
    if connection.vendor == "sqlite":
        names |= {f"place_{table}_{verb}" for table in triggers.LASTING for verb in ("insert", "update")}
    return names


def test_every_value_and_every_trigger_is_kept(landed: Apps) -> None:
    before, guards = stored(landed), triggers_there()
    assert [name for name, rows in before.items() if not rows] == []
    assert "guard_sessions_log_clinicalnote_update" in guards

    migrate()

    assert stored(landed) == before
    assert guards < guards_wanted() == triggers_there()
    assert {client.social_words for client in Client.objects.all()} == {""}
    for model in models_of(newest):
        list(model._base_manager.all())  # every text can be decrypted


def test_what_is_signed_stays_refused_and_work_goes_on(landed: Apps, anas_client: Client) -> None:
    migrate()

    session = TherapySession.objects.exclude(status="draft").exclude(addenda=None).earliest("number")
    for change in (*CHANGES.values(), lambda _: AuditEntry.objects.update(action="other")):
        with pytest.raises(DatabaseError, match=r"not changed|not removed|append-only"), transaction.atomic():
            change(session)
    client = Client.objects.get(pk=anas_client.pk)
    edit_client(by=client.therapist, client=client, version=client.version, social_words="The only one in the room")
    assert Client.objects.get(pk=client.pk).social_words == "The only one in the room"
    audit.verify()


def test_a_migration_that_breaks_off_changes_nothing_and_can_be_run_again(
    landed: Apps, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, guards = stored(landed), triggers_there()

    def break_off(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(triggers, "install", break_off)
        with pytest.raises(RuntimeError, match="killed"):
            migrate()
    assert (stored(landed), triggers_there()) == (before, guards)
    with connection.cursor() as cursor:
        assert "social_words" not in [
            column.name for column in connection.introspection.get_table_description(cursor, Client._meta.db_table)
        ]

    migrate()
    assert stored(landed) == before
