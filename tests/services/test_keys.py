"""Changing over to a new key: everything, nothing else, stoppable, and while others write."""

import base64
import threading
from collections import Counter
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from pytest_django import Settings

from sessions_log.errors import AuditBroken, DecryptionFailed, InvalidEntry
from sessions_log.models import AuditEntry, AuditHead, Client, ClinicalNote, PrivateReflection, TherapySession, triggers
from sessions_log.models.audit import INSTALLATION
from sessions_log.services import audit, keys
from sessions_log.services.client import code_indexes
from sessions_log.services.session import save_draft
from tests.keys import DEMO_KEY, key
from tests.people import entry, log, make_client
from tests.rows import one_of_each
from tests.threads import at_once
from tests.writers import everything

NEW = key("new")
SECRET = "JBSWY3DPEHPK3PXP"
CHANGED_ON_PURPOSE = {"sessions_log.AuditEntry", "sessions_log.AuditHead"}


@pytest.fixture
def filled(anas_client: Client) -> Client:
    """A client of Ana with something in every encrypted column; Ana has a second factor and one code used."""
    one_of_each(anas_client)
    TOTP.activate(anas_client.therapist, SECRET)
    codes = RecoveryCodes.activate(anas_client.therapist)
    assert codes.validate_code(codes.get_unused_codes()[0])
    return anas_client


def rotate() -> Counter[str]:
    """Rotate and return the rows renewed in each table."""
    renewed: Counter[str] = Counter()
    for table, rows in keys.rotate():
        renewed[table.removeprefix("sessions_log.")] += rows
    return +renewed


def contents() -> dict[str, Any]:
    """Return all rows, decrypted, without the trail and the blind indexes."""
    rows = {table: rows for table, rows in everything().items() if table not in CHANGED_ON_PURPOSE}
    kept = [field.attname for field in Client._meta.concrete_fields if not field.attname.endswith("_index")]
    return rows | {"sessions_log.Client": list(Client.objects.order_by("pk").values_list(*kept))}


def stored_bytes() -> dict[str, list[Any]]:
    """Return all encrypted columns as they lie in the database."""
    found = {}
    with connection.cursor() as cursor:
        for model, fields in keys.encrypted_columns().items():
            columns = ", ".join(f'"{field.column}"' for field in fields)
            cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} ORDER BY id")  # noqa: S608 - our own names
            found[model._meta.label] = [tuple(map(bytes, row)) for row in cursor.fetchall()]
    return found


def rows_kept() -> dict[str, int]:
    """Return how many rows of each table hold an encrypted text."""
    return {label.partition(".")[2]: len(rows) for label, rows in stored_bytes().items()}


def test_the_example_holds_a_value_in_every_encrypted_column(filled: Client) -> None:
    assert all(rows and all(map(all, rows)) for rows in stored_bytes().values())


def test_everything_is_readable_under_the_new_key_alone_and_nothing_else_has_changed(
    filled: Client, settings: Settings
) -> None:
    before = contents()
    settings.FIELD_KEYS = [NEW, DEMO_KEY]
    assert {table.partition(".")[2] for table, _ in keys.remaining()} >= {"ClinicalNote", "Client", "AuditHead"}

    renewed = rotate()

    assert renewed == rows_kept() | {"mfa.Authenticator": 2, "AuditHead": 1}
    assert keys.remaining() == {}
    settings.FIELD_KEYS = [NEW]
    assert contents() == before
    assert [head.practice_id for head in audit.verify()] == [INSTALLATION, filled.practice_id]


def test_second_factors_work_on_under_the_new_key_alone(filled: Client, settings: Settings) -> None:
    factors = Authenticator.objects.filter(user=filled.therapist)
    unused = factors.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    settings.FIELD_KEYS = [NEW, DEMO_KEY]
    rotate()
    settings.FIELD_KEYS = [NEW]

    assert factors.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes() == unused
    assert len(unused) == 9
    token = base64.b64decode(factors.get(type=Authenticator.Type.TOTP).data["secret"])
    assert token.startswith(b"\x01\x03new")


def test_clients_are_found_and_codes_stay_unique_under_the_new_key_alone(filled: Client, settings: Settings) -> None:
    settings.FIELD_KEYS = [NEW, DEMO_KEY]
    with pytest.raises(InvalidEntry):
        make_client(filled.therapist, code="a-1")
    rotate()
    settings.FIELD_KEYS = [NEW]

    assert Client.objects.get(code_index__in=code_indexes(filled.practice_id, "a-1")) == filled
    with pytest.raises(InvalidEntry):
        make_client(filled.therapist, code="a-1")


def test_a_second_run_touches_nothing(filled: Client, settings: Settings) -> None:
    settings.FIELD_KEYS = [NEW, DEMO_KEY]
    rotate()
    before, entries = stored_bytes(), AuditEntry.objects.count()

    assert rotate() == {}
    assert stored_bytes() == before
    assert AuditEntry.objects.count() == entries


def test_each_batch_is_audited_with_its_count(filled: Client, settings: Settings, monkeypatch: Any) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    for number in range(3):
        log(filled, note=f"Note {number}")
    notes = ClinicalNote.objects.count()
    settings.FIELD_KEYS = [NEW, DEMO_KEY]
    rotate()

    entries = AuditEntry.objects.filter(action="keys.rotate", facts__table="sessions_log.ClinicalNote")
    facts = [entry.facts for entry in entries.order_by("sequence")]
    assert {entry.practice_id for entry in entries} == {INSTALLATION}
    assert {fact["key"] for fact in facts} == {"new"}
    assert {fact["rows"] for fact in facts[:-1]} == {2}
    assert sum(fact["rows"] for fact in facts) == notes


def test_a_run_that_is_killed_keeps_whole_batches_and_the_next_finishes(
    filled: Client, settings: Settings, monkeypatch: Any
) -> None:
    before = contents()
    monkeypatch.setattr(keys, "BATCH", 2)
    settings.FIELD_KEYS = [NEW, DEMO_KEY]
    total = sum(keys.remaining().values())
    recorded = audit.record

    def fail_at_the_seventh(**values: Any) -> AuditEntry:
        if values["action"] == "keys.rotate" and AuditEntry.objects.filter(action="keys.rotate").count() == 6:
            raise DatabaseError("the connection was lost")
        return recorded(**values)

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", fail_at_the_seventh)
        with pytest.raises(DatabaseError, match="the connection was lost"):
            rotate()
    first = sum(
        fact["rows"] for fact in AuditEntry.objects.filter(action="keys.rotate").values_list("facts", flat=True)
    )
    assert 0 < sum(keys.remaining().values()) < total
    assert contents() == before

    second = sum(rotate().values())
    assert keys.remaining() == {}
    assert first + second == sum(rows_kept().values()) + 2 + 1
    settings.FIELD_KEYS = [NEW]
    assert contents() == before


def test_a_damaged_text_is_left_as_it_is_and_reported(filled: Client, settings: Settings) -> None:
    log(filled, note="Another note")
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sessions_log_privatereflection SET text = (SELECT name FROM sessions_log_client LIMIT 1)"
        )
    settings.FIELD_KEYS = [NEW, DEMO_KEY]
    damaged = stored_bytes()["sessions_log.PrivateReflection"]

    rotate()

    assert stored_bytes()["sessions_log.PrivateReflection"] == damaged
    assert keys.remaining() == {("sessions_log.PrivateReflection", "demo"): len(damaged)}
    assert {note.text for note in ClinicalNote.objects.all()} >= {"Another note"}
    with pytest.raises(DecryptionFailed):
        PrivateReflection.objects.first()


def test_what_is_under_a_key_that_is_gone_is_left_and_reported(filled: Client, settings: Settings) -> None:
    settings.FIELD_KEYS = [key("gone"), DEMO_KEY]
    log(filled, note="Under the key that will be gone")
    settings.FIELD_KEYS = [NEW, DEMO_KEY]

    with pytest.raises(AuditBroken, match="not in FIELD_KEYS"), transaction.atomic():
        audit.record(by=filled.therapist, action="test")
    rotate()

    assert keys.remaining() == {
        ("sessions_log.ClinicalNote", "gone"): 1,
        ("sessions_log.AuditHead", "gone"): 1,
    }


def test_rotation_does_not_seal_what_was_tampered_with(filled: Client, settings: Settings) -> None:
    AuditHead.objects.filter(pk=filled.practice_id).update(sequence=F("sequence") - 1)
    settings.FIELD_KEYS = [NEW, DEMO_KEY]

    rotate()

    assert keys.remaining() == {("sessions_log.AuditHead", "demo"): 1}
    with pytest.raises(AuditBroken, match="head of the chain was changed"):
        audit.verify()


@pytest.mark.django_db(transaction=True)
def test_nothing_that_others_write_meanwhile_is_lost(
    anas_client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    sessions = [log(anas_client, note=f"Note {number}") for number in range(8)]
    settings.FIELD_KEYS = [NEW, DEMO_KEY]

    def write(session: TherapySession) -> None:
        for version in range(1, 6):
            changed = entry(note=f"Note of {session.number} changed {version} times")
            save_draft(by=anas_client.therapist, session=session, version=version, entry=changed)

    at_once([rotate, rotate, *(lambda session=session: write(session) for session in sessions[::2])])
    rotate()

    assert keys.remaining() == {}
    settings.FIELD_KEYS = [NEW]
    texts = [note.text for note in ClinicalNote.objects.order_by("session__number")]
    assert texts[::2] == [f"Note of {session.number} changed 5 times" for session in sessions[::2]]
    assert texts[1::2] == [f"Note {number}" for number in range(1, 8, 2)]
    assert [head.sequence for head in audit.verify()][1] == 1 + 8 + 4 * 5


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time: nobody holds a row")
@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_is_left_to_the_next_run(anas_client: Client, settings: Settings) -> None:
    for number in range(3):
        log(anas_client, note=f"Note {number}")
    held = ClinicalNote.objects.get(session__number=2)
    settings.FIELD_KEYS = [NEW, DEMO_KEY]
    is_held, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            ClinicalNote.objects.filter(pk=held.pk).update(session=held.session_id)
            is_held.set()
            assert may_go.wait(60)

    def rotate_past() -> None:
        assert is_held.wait(60)
        try:
            rotate()
            assert keys.remaining() == {("sessions_log.ClinicalNote", "demo"): 1}
        finally:
            may_go.set()

    at_once([hold, rotate_past])

    assert rotate() == {"ClinicalNote": 1}
    assert keys.remaining() == {}
