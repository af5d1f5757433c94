"""Writing the audit trail: in the same transaction as what it records, codes only, one chain under many writers."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from sessions_log.errors import AuditBroken, InvalidEntry
from sessions_log.models import AuditEntry, AuditHead, Client, Episode, Person, Practice, TherapySession, triggers
from sessions_log.models.audit import INSTALLATION
from sessions_log.models.entry import MomentEntry
from sessions_log.queries.audit import ACTIONS
from sessions_log.services import audit
from tests.keys import DEMO_KEY, key
from tests.people import log, make_client
from tests.practice_writers import PRACTICE_WRITERS
from tests.threads import at_once
from tests.writers import WRITERS, Writer, everything

RUPTURE = MomentEntry(kind="rupture", marker="minimal_response", actor="client")
REPAIR_OF_NOTHING = MomentEntry(kind="repair", actor="therapist", strategy="own_contribution")


def record(**values: Any) -> AuditEntry:
    with transaction.atomic():
        return audit.record(**({"by": None, "action": "test"} | values))


def test_an_entry_says_who_did_what_to_which_row(ana: Person, anas_client: Client) -> None:
    entry = record(by=ana, action="client.read", subject=anas_client, version=1, kind="page", shared=True, note=None)

    stored = AuditEntry.objects.get(pk=entry.pk)
    assert (stored.practice_id, stored.actor_id, stored.action) == (ana.practice_id, ana.pk, "client.read")
    assert (stored.subject_type, stored.subject_id) == ("Client", str(anas_client.pk))
    assert stored.facts == {"version": 1, "kind": "page", "shared": True, "note": None}


def test_an_entry_belongs_to_the_subjects_practice_else_the_persons_else_the_installation(
    ana: Person, anas_client: Client, other_practice: Practice
) -> None:
    assert record(by=None, subject=anas_client).practice_id == ana.practice_id
    assert record(by=ana).practice_id == ana.practice_id
    assert record(by=None).practice_id == INSTALLATION
    assert record(by=ana, practice_id=other_practice.pk).practice_id == other_practice.pk


def test_each_practice_counts_from_one(practice: Practice, other_practice: Practice) -> None:
    chains = [practice.pk, other_practice.pk, practice.pk, INSTALLATION, practice.pk]
    assert [record(practice_id=chain).sequence for chain in chains] == [1, 1, 2, 1, 3]
    assert [head.sequence for head in audit.verify()] == [1, 3, 1]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="belongs in the transaction"):
        audit.record(by=None, action="test")
    assert not AuditEntry.objects.exists()


def test_what_is_recorded_together_is_appended_in_its_order_by_three_statements(
    practice: Practice, other_practice: Practice
) -> None:
    record(practice_id=practice.pk)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries, audit.together():
        for number in range(1, 6):
            audit.record(by=None, action="test", practice_id=practice.pk, number=number)
    assert len(queries) == 3

    with transaction.atomic(), audit.together():
        for chain in (other_practice.pk, practice.pk, other_practice.pk):
            audit.record(by=None, action="test", practice_id=chain)

    told = AuditEntry.objects.filter(practice_id=practice.pk).order_by("sequence").values_list("facts", flat=True)
    assert list(told) == [{}, *({"number": number} for number in range(1, 6)), {}]
    assert [head.sequence for head in audit.verify()] == [7, 2]


def test_of_what_is_recorded_together_nothing_stays_when_it_fails(practice: Practice) -> None:
    def fail() -> None:
        with transaction.atomic(), audit.together():
            audit.record(by=None, action="test", practice_id=practice.pk)
            raise InvalidEntry("This does not go on.")

    with pytest.raises(InvalidEntry):
        fail()

    assert record(practice_id=practice.pk).sequence == 1


@pytest.mark.parametrize(
    "values",
    [
        {"said": "She fell silent"},
        {"said": "Line\n"},
        {"said": "x" * 65},
        {"said": "quiet!"},
        {"said": ["She fell silent"]},
        {"said": {"text": "quiet"}},
        {"said": 1.5},
        {"said": b"quiet"},
        {"action": "She fell silent"},
        {"subject_id": "She fell silent"},
    ],
    ids=str,
)
@pytest.mark.django_db
def test_what_might_be_somebodys_words_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is not a code"):
        record(**values)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("writer", [*WRITERS, *PRACTICE_WRITERS], ids=lambda writer: writer.__name__)
def test_nothing_is_written_when_the_audit_fails(
    anas_client: Client, monkeypatch: pytest.MonkeyPatch, writer: Writer
) -> None:
    def fail(chain: uuid.UUID) -> AuditHead:
        raise DatabaseError("the disk is full")

    write = writer(anas_client)
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(audit, "_lock_head", fail)
        with pytest.raises(DatabaseError, match="the disk is full"):
            write()
    assert everything() == before

    write()
    assert everything() != before


def test_every_change_that_the_trail_knows_is_made_by_one_of_these_writers(anas_client: Client) -> None:
    for writer in [*WRITERS, *PRACTICE_WRITERS]:
        client = make_client(anas_client.therapist, code=writer.__name__)
        write = writer(client)
        write()
        if "_and_" in writer.__name__:  # there and back
            write()

    made = set(AuditEntry.objects.values_list("action", flat=True))
    shown = {action for action in ACTIONS if action.endswith(".read")} | {"access_refused", "client.record", "search"}
    elsewhere = {"keys.rotate", "client.erase_rewrite", "practice_created", "prompt.dismissed"}
    assert set(ACTIONS) - made - shown - elsewhere == {
        *("password_changed", "password_reset", "sign_in_failed", "sign_in_locked", "signed_in", "signed_out"),
        *("second_factor_added", "second_factor_failed", "second_factor_removed", "second_factor_reset"),
    }


def test_a_change_that_fails_leaves_no_entry(anas_client: Client) -> None:
    before = everything()

    with pytest.raises(InvalidEntry):
        log(anas_client, RUPTURE, REPAIR_OF_NOTHING)

    assert everything() == before
    assert not Episode.objects.exists()
    assert not TherapySession.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sessions_log_auditentry SET action = 'x'",
        "UPDATE sessions_log_auditentry SET facts = facts",
        "DELETE FROM sessions_log_auditentry",
        "DELETE FROM sessions_log_auditentry WHERE sequence = 1",
        "INSERT INTO sessions_log_auditentry SELECT * FROM sessions_log_auditentry WHERE true"
        " ON CONFLICT (id) DO UPDATE SET action = 'x'",
        pytest.param(
            "TRUNCATE sessions_log_auditentry",
            marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE"),
        ),
    ],
)
@pytest.mark.django_db
def test_the_database_itself_refuses_to_change_or_remove_an_entry(statement: str) -> None:
    record()

    refused = "the audit trail is append-only|what is stored is not changed by another row"
    with pytest.raises(DatabaseError, match=refused), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.get().action == "test"


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(action="x"), lambda rows: rows.delete()], ids=["update", "delete"]
)
@pytest.mark.django_db
def test_the_orm_cannot_change_or_remove_an_entry_either(change: Callable[[Any], Any]) -> None:
    record()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AuditEntry.objects.all())
    assert AuditEntry.objects.get().action == "test"


@pytest.mark.django_db
def test_lifting_what_guards_signed_records_leaves_the_trail_guarded() -> None:
    record()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), triggers.lifted(connection):
        AuditEntry.objects.all().delete()
    assert AuditEntry.objects.get().action == "test"


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_make_one_unbroken_chain(practice: Practice) -> None:
    def write(writer: int) -> None:
        for number in range(25):
            record(practice_id=practice.pk, writer=writer, number=number)

    at_once([lambda writer=writer: write(writer) for writer in range(8)])

    (head,) = audit.verify()
    written = [(entry.facts["writer"], entry.facts["number"]) for entry in AuditEntry.objects.order_by("sequence")]
    assert head.sequence == 200
    assert sorted(written) == [(writer, number) for writer in range(8) for number in range(25)]
    assert [number for writer, number in written if writer == 3] == list(range(25))


@pytest.mark.django_db(transaction=True)
def test_verifying_while_others_write_raises_no_false_alarm(practice: Practice) -> None:
    def write() -> None:
        for _ in range(25):
            record(practice_id=practice.pk)

    def verify() -> list[int]:
        return [sum(head.sequence for head in audit.verify()) for _ in range(25)]

    *_, seen = at_once([write, write, write, verify])

    assert seen == sorted(seen)
    assert [head.sequence for head in audit.verify()] == [75]


@pytest.mark.django_db
def test_a_chain_goes_on_under_a_newer_key(settings: Settings) -> None:
    record()
    settings.FIELD_KEYS = [key("new"), DEMO_KEY]
    record()

    assert AuditHead.objects.get().seal.startswith("new:")
    assert [head.sequence for head in audit.verify()] == [2]


@pytest.mark.django_db
def test_without_the_key_that_sealed_the_chain_nothing_is_written(settings: Settings) -> None:
    record()
    settings.FIELD_KEYS = [key("new")]

    with pytest.raises(AuditBroken, match="not in FIELD_KEYS"):
        record()

    settings.FIELD_KEYS = [key("new"), DEMO_KEY]
    record()
    assert [head.sequence for head in audit.verify()] == [2]
