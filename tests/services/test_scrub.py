"""Rewriting the database file, at once or later."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from sessions_log.models import AuditEntry, Client, Person
from sessions_log.services import audit, erasure, scrub
from tests.people import log

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL cannot be asked to overwrite"),
]


@contextmanager
def somebody_reading() -> Iterator[None]:
    """Hold a transaction of somebody who began to read, and so still sees what is erased meanwhile."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM sessions_log_client").fetchone()
        yield


def wait_no_longer_than(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


def rewrites() -> list[bool]:
    return [entry.facts["done"] for entry in AuditEntry.objects.filter(action=scrub.REWRITE).order_by("pk")]


def test_the_erasure_stands_when_others_keep_the_file_busy(ana: Person, anas_client: Client) -> None:
    log(anas_client, note="Note")
    wait_no_longer_than(100)

    with somebody_reading():
        erasure.erase_client(by=ana, client=anas_client, reason="request")

    assert not Client.objects.exists()
    assert rewrites() == [False]


def test_the_command_finishes_what_was_kept_busy_and_says_so_once(ana: Person, anas_client: Client) -> None:
    with transaction.atomic():
        audit.record(by=ana, action=scrub.REWRITE, subject_id=str(anas_client.pk), done=False)

    call_command("scrub_database")
    call_command("scrub_database")

    assert rewrites() == [False, True]


def test_the_command_fails_while_the_file_is_busy(ana: Person) -> None:
    with transaction.atomic():
        audit.record(by=ana, action=scrub.REWRITE, subject_id="1", done=False)
    wait_no_longer_than(100)

    with somebody_reading(), pytest.raises(CommandError, match="keep the database file busy"):
        call_command("scrub_database")

    assert rewrites() == [False]
