"""Erasing a client leaves no row, no text and no trace but the audit trail; deleting a session has its reason."""

import logging
from pathlib import Path

import pytest
from django.db import connection

from sessions_log.errors import InvalidEntry, NotAllowedNow
from sessions_log.models import (
    AuditEntry,
    Client,
    ClinicalNote,
    Consent,
    DeletedSession,
    Episode,
    Person,
    PrivateReflection,
    RepairAttempt,
    TherapySession,
)
from sessions_log.models.entry import MomentEntry
from sessions_log.models.ownership import mentions, rows_under
from sessions_log.services import audit, erasure
from sessions_log.services.keys import encrypted_columns
from tests.people import log, make_client
from tests.rows import one_of_each

PART = 32
RUPTURE = MomentEntry(kind="rupture", marker="minimal_response", actor="client", before="canary-before")
SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL cannot be asked to overwrite")


def repair_of(episode: Episode, **values: str) -> MomentEntry:
    return MomentEntry(kind="repair", actor="therapist", episode=str(episode.pk), **values)


def test_erasing_leaves_no_row_of_the_client_and_every_row_of_others(ana: Person, cleo: Person) -> None:
    gone, stays = make_client(ana, code="A-1"), make_client(cleo, code="C-1")
    log(stays, RUPTURE, note="stays", sign=True)
    before = {model.__name__: rows.count() for model, rows in rows_under(stays).items()}
    one_of_each(gone)

    counts = erasure.erase_client(by=ana, client=gone, reason="request")

    assert mentions([str(gone.pk)]) == {}
    assert {rows.count() for rows in rows_under(gone).values()} == {0}
    assert {model.__name__: rows.count() for model, rows in rows_under(stays).items()} == before
    assert counts["Client"] == 1
    assert set(counts) == {model.__name__ for model in rows_under(gone)}


def test_the_audit_trail_keeps_reason_and_counts_and_stays_unbroken(ana: Person, anas_client: Client) -> None:
    log(anas_client, note="Note")

    erasure.erase_client(by=ana, client=anas_client, reason="retention")

    entry = AuditEntry.objects.get(action="client.erase")
    assert (entry.actor_id, entry.subject_id, entry.subject_type) == (ana.pk, str(anas_client.pk), "Client")
    assert entry.facts == {
        "reason": "retention",
        "engine": connection.vendor,
        "Client": 1,
        "TherapySession": 1,
        "ClinicalNote": 1,
    }
    assert len(audit.verify()) == 1


def test_an_unknown_reason_erases_nothing(ana: Person, anas_client: Client) -> None:
    with pytest.raises(InvalidEntry):
        erasure.erase_client(by=ana, client=anas_client, reason="because")

    assert Client.objects.filter(pk=anas_client.pk).exists()


def test_if_the_audit_fails_nothing_is_erased(
    ana: Person, anas_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(anas_client, note="Note", sign=True)

    def fail(**values: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        erasure.erase_client(by=ana, client=anas_client, reason="request")

    assert ClinicalNote.objects.get().text == "Note"


def test_erasing_twice_is_refused(ana: Person, anas_client: Client) -> None:
    erasure.erase_client(by=ana, client=anas_client, reason="request")

    with pytest.raises(NotAllowedNow, match="erased already"):
        erasure.erase_client(by=ana, client=anas_client, reason="request")

    assert AuditEntry.objects.filter(action="client.erase").count() == 1


def test_what_still_mentions_the_client_takes_the_erasure_back(
    ana: Person, anas_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "mentions", lambda identifiers: {"Stray.client_id": 1})

    with pytest.raises(RuntimeError, match=r"still mentioned in Stray\.client_id"):
        erasure.erase_client(by=ana, client=anas_client, reason="request")

    assert Client.objects.filter(pk=anas_client.pk).exists()


def test_a_text_that_cannot_be_decrypted_does_not_stop_the_erasure(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, note="Note")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sessions_log_clinicalnote SET text = %s", [b"damaged"])

    erasure.erase_client(by=ana, client=anas_client, reason="request")

    assert not TherapySession.objects.filter(pk=session.pk).exists()


def test_whoever_writes_to_an_erased_client_is_told_so(ana: Person, anas_client: Client) -> None:
    session = log(anas_client)
    erasure.erase_client(by=ana, client=anas_client, reason="mistake")

    with pytest.raises(NotAllowedNow, match="was erased"):
        log(anas_client)
    assert not TherapySession.objects.filter(pk=session.pk).exists()


@SQLITE
@pytest.mark.django_db(transaction=True)
def test_no_byte_of_what_was_erased_is_left_in_the_database_files_or_the_logs(
    ana: Person, anas_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one_of_each(anas_client)
    rewritten = log(anas_client, note="first draft " * 400)
    ClinicalNote.objects.filter(session=rewritten).update(text="second draft " * 400)
    stored = ciphertexts(anas_client)
    assert len(stored) > 20
    assert all(is_on_disk(token) for token in stored[:5])

    erasure.erase_client(by=ana, client=anas_client, reason="request")

    plain = [b"She fell silent", b"second draft", b"I am too much", anas_client.code_index.encode()]
    assert [token for token in stored if is_on_disk(token)] == []
    assert [text for text in plain if is_on_disk(text) or text.decode() in caplog.text] == []
    assert AuditEntry.objects.get(action="client.erase_rewrite").facts == {"done": True}


@SQLITE
@pytest.mark.django_db(transaction=True)
def test_the_first_version_of_a_rewritten_text_is_gone_too(ana: Person, anas_client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = OFF")  # some builds of SQLite have it on from the start
    session = log(anas_client, note="first draft " * 4000)
    first = stored_notes()
    ClinicalNote.objects.filter(session=session).update(text="second and shorter")

    erasure.erase_client(by=ana, client=anas_client, reason="request")

    assert [token for token in first if is_on_disk(token)] == []


def ciphertexts(client: Client) -> list[bytes]:
    """Return every encrypted value of a client's rows as it is stored, whole."""
    found = []
    for model, rows in rows_under(client).items():
        for field in encrypted_columns().get(model, []):
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT "{field.column}" FROM {model._meta.db_table} WHERE id IN '  # noqa: S608 - names of ours
                    f"({', '.join(['%s'] * rows.count())})",
                    [pk.hex for pk in rows.values_list("pk", flat=True)],
                )
                found += [bytes(value) for (value,) in cursor.fetchall() if value]
    return found


def stored_notes() -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM sessions_log_clinicalnote")
        return [bytes(value) for (value,) in cursor.fetchall()]


def is_on_disk(token: bytes) -> bool:
    """Return whether any part of a value lies in the database file, its log or its index.

    Parts, because a long value is spread over pages.
    """
    files = (Path(f"{connection.settings_dict['NAME']}{end}") for end in ("", "-wal", "-shm"))
    parts = [token[start : start + PART] for start in range(0, max(len(token) - PART, 0) + 1, PART)]
    return any(part in content for content in (file.read_bytes() for file in files if file.exists()) for part in parts)


def test_a_deleted_session_takes_all_its_rows_and_leaves_its_number_and_the_reason(
    ana: Person, anas_client: Client
) -> None:
    kept = log(anas_client, note="kept")
    session = log(anas_client, RUPTURE, note="gone", reflection="gone", sign=True, therapist_check=(6,) * 6)

    erasure.delete_session(by=ana, session=session, reason="twice")

    assert list(TherapySession.objects.all()) == [kept]
    assert list(ClinicalNote.objects.values_list("text", flat=True)) == ["kept"]
    assert (PrivateReflection.objects.count(), Episode.objects.count()) == (0, 0)
    trace = DeletedSession.objects.get()
    assert (trace.number, trace.reason, trace.deleted_by) == (2, "twice", ana)
    assert AuditEntry.objects.get(action="session.delete").facts["reason"] == "twice"


@pytest.mark.parametrize("sign", [True, False])
def test_the_number_of_a_deleted_session_is_not_given_again(ana: Person, anas_client: Client, sign: bool) -> None:
    log(anas_client)
    erasure.delete_session(by=ana, session=log(anas_client, sign=sign), reason="mistake")

    assert log(anas_client).number == 3


def test_a_session_whose_rupture_was_worked_on_later_is_not_deleted(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, sign=True)
    log(anas_client, repair_of(Episode.objects.get()), sign=True)

    with pytest.raises(NotAllowedNow, match="was worked on in session 2, so it cannot be deleted by itself"):
        erasure.delete_session(by=ana, session=session, reason="mistake")

    assert TherapySession.objects.count() == 2


def test_an_earlier_episode_is_open_again_without_the_session_that_closed_it(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, sign=True)
    closing = log(anas_client, repair_of(Episode.objects.get(), closes_as="repaired"), sign=True)
    assert Episode.objects.get().status == "repaired"

    erasure.delete_session(by=ana, session=closing, reason="mistake")

    episode = Episode.objects.get()
    assert (episode.status, episode.closed_on, RepairAttempt.objects.count()) == ("open", None, 0)


def test_an_earlier_episode_stays_worked_on_by_the_other_repair(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, sign=True)
    episode = Episode.objects.get()
    log(anas_client, repair_of(episode), sign=True)
    second = log(anas_client, repair_of(episode, closes_as="partly"), sign=True)

    erasure.delete_session(by=ana, session=second, reason="mistake")

    assert Episode.objects.get().status == "worked_on"


def test_an_unknown_reason_deletes_no_session(ana: Person, anas_client: Client) -> None:
    session = log(anas_client)

    with pytest.raises(InvalidEntry):
        erasure.delete_session(by=ana, session=session, reason="She asked on Tuesday")

    assert TherapySession.objects.filter(pk=session.pk).exists()


def test_erasing_takes_consents_and_traces_of_deleted_sessions_along(ana: Person, anas_client: Client) -> None:
    one_of_each(anas_client)
    assert Consent.objects.exists()
    assert DeletedSession.objects.exists()

    erasure.erase_client(by=ana, client=anas_client, reason="request")

    assert (Consent.objects.count(), DeletedSession.objects.count()) == (0, 0)
