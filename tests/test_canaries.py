"""What people typed in confidence lies readable in no database file, audit row, error or log line.

The canaries are planted through the services into every encrypted column. Which pages show them, and to whom, is
tested with the pages.
"""

import logging
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from relational.log_redaction import RedactingFormatter
from sessions_log.errors import DomainError, StaleVersion
from sessions_log.models import AuditEntry, Client, Episode, Moment, Person, Practice, TherapySession
from sessions_log.models.entry import MomentEntry, SessionEntry
from sessions_log.services import check as checks
from sessions_log.services import client as clients
from sessions_log.services import consent as consents
from sessions_log.services import prompt as prompts
from sessions_log.services import session as sessions
from sessions_log.services.image import add_image
from sessions_log.services.keys import encrypted_columns
from sessions_log.services.people import create_person
from sessions_log.vocabulary import Role
from tests.people import entry
from tests.rows import CODE
from tests.writers import DAY, REPAIR, RUPTURE

IN_THE_OPEN = "a-practice-name-in-the-open"
COLUMNS = [field for fields in encrypted_columns().values() for field in fields]

pytestmark = pytest.mark.django_db(transaction=True)


SONG = "sung-7f3a"
"""What every canary holds and nothing else."""


def canary(column: str) -> str:
    """Return the text to type into a column, `Model.field`."""
    return f"{SONG} in {column}"


def typed() -> SessionEntry:
    """Return a session as entered, a canary in every text of it."""
    rupture = MomentEntry(**vars(RUPTURE) | {"before": canary("Moment.before")})
    repair = MomentEntry(**vars(REPAIR) | {"client_said": canary("RepairAttempt.client_said")})
    return entry(
        rupture,
        repair,
        note=canary("ClinicalNote.text"),
        reflection=canary("PrivateReflection.text"),
        intention=canary("TherapySession.intention"),
    )


@pytest.fixture
def planted() -> Client:
    return plant()


def plant() -> Client:
    """Return a client of a therapist, a canary in every encrypted column of all there is about the two."""
    practice = Practice.objects.create(name=IN_THE_OPEN)
    by = create_person(
        practice=practice,
        email="ana@quiet-room.example",
        name=canary("Person.name"),
        roles={Role.THERAPIST},
        password="a long enough quiet passphrase",
        by=None,
    )
    client = clients.create_client(by=by, code=canary("Client.code"), name=canary("Client.name"), began_on=DAY)
    clients.edit_client(by=by, client=client, version=1, social_words=canary("Client.social_words"))
    plant_beside_sessions(by, client)
    session = sessions.log_session(by=by, client=client, submission=uuid.uuid4(), entry=typed(), sign=True)
    sessions.add_addendum(by=by, session=session, submission=uuid.uuid4(), text=canary("Addendum.text"))
    invitation = checks.find_invitation(checks.invite(by=by, session=session))
    assert invitation is not None
    answers = {"sentence": canary("ClientAnswers.sentence")}
    checks.answer(invitation=invitation, check=(6,) * 6, answers=answers)
    choice = prompts.decide_prompt(by=by, client=client, episode=Episode.objects.get(), code=CODE, decision="chosen")
    what_happened = canary("PromptChoice.what_happened")
    prompts.answer_prompt(by=by, choice=choice, version=1, outcome="helped", what_happened=what_happened)
    sessions.read_session(by=by, session=session)
    return client


def plant_beside_sessions(by: Person, client: Client) -> None:
    clients.agree_frame(by=by, client=client, topic="fee", text=canary("FrameAgreement.text"), agreed_on=DAY)
    consents.give_consent(by=by, client=client, kind="treatment", given_on=DAY, note=canary("Consent.note"))
    parts = ("text", "origin", "belief", "lesson", "strategy", "paradox")
    add_image(by=by, client=client, **{part: canary(f"RelationalImage.{part}") for part in parts})


def raw_database() -> Iterator[bytes]:
    """Yield all that the database keeps: its files, or every row of every table as text (bytes in hexadecimal)."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        yield from (Path(f"{name}{end}").read_bytes() for end in ("", "-wal", "-shm") if Path(f"{name}{end}").exists())
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT kept::text FROM "{table}" AS kept')  # noqa: S608 - a name from the database itself
            yield from (text.encode() for (text,) in cursor.fetchall())


def lies_open(text: str) -> bool:
    """Return whether a text can be read in the database, in any case, as it is or in hexadecimal."""
    forms = (text.lower().encode(), text.encode().hex().encode())
    return any(form in kept.lower() for kept in raw_database() for form in forms)


def test_a_canary_is_in_every_encrypted_column(planted: Client) -> None:
    sung = {
        column.column_label: canary(column.column_label.removeprefix("sessions_log."))
        in column.model._base_manager.values_list(column.name, flat=True)
        for column in COLUMNS
    }
    assert sung == dict.fromkeys(sung, True)


def test_no_canary_can_be_read_in_the_database(planted: Client) -> None:
    assert lies_open(IN_THE_OPEN)
    assert not lies_open(SONG)


def test_a_text_that_lay_open_in_an_encrypted_column_would_be_found(planted: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sessions_log_person SET name = %s", [connection.Database.Binary(SONG.encode())])
    assert lies_open(SONG)


def test_no_canary_is_in_the_audit_trail(planted: Client) -> None:
    trail = str(list(AuditEntry.objects.values_list()))
    assert "note.read" in trail
    assert SONG not in trail


def test_no_canary_is_in_a_log_line_with_every_statement_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django")
    monkeypatch.setattr(logging.getLogger("django"), "propagate", True)
    with CaptureQueriesContext(connection):
        client = plant()
        submission = TherapySession.objects.get().submission
        try:
            sessions.log_session(by=client.therapist, client=client, submission=submission, entry=entry(note=SONG))
        except DomainError:
            logging.getLogger("sessions_log").exception("refused")

    lines = [RedactingFormatter().format(record) for record in caplog.records]
    statements = [record.getMessage() for record in caplog.records if record.name == "django.db.backends"]
    assert any("INSERT INTO" in statement for statement in statements)
    assert any("StaleVersion" in line for line in lines)
    assert not [line for line in lines + statements if SONG in line]


def test_no_canary_is_in_what_an_error_says(planted: Client) -> None:
    session = TherapySession.objects.get()
    with pytest.raises(StaleVersion) as stale:
        sessions.log_session(
            by=planted.therapist, client=planted, submission=session.submission, entry=entry(note=SONG)
        )
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Moment.objects.create(
            practice=planted.practice, session=session, position=9, kind="rupture", actor="nobody", before=SONG
        )
    assert SONG not in str(stale.value)
    assert SONG not in str(refused.value)
    assert SONG.encode().hex() not in str(refused.value)
