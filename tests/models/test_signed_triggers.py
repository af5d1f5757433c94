"""What is signed cannot be changed or removed in the database either, on both engines."""

import uuid
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from sessions_log.models import Client, RepairAttempt, TherapySession, triggers
from sessions_log.services.session import add_addendum
from tests.people import log
from tests.services.test_session import REPAIR, RUPTURE

CHANGES: dict[str, Callable[[TherapySession], object]] = {
    "note changed": lambda session: type(session.note).objects.update(text="Other"),
    "note removed": lambda session: type(session.note).objects.all().delete(),
    "reflection changed": lambda session: type(session.reflection).objects.update(text="Other"),
    "reflection removed": lambda session: type(session.reflection).objects.all().delete(),
    "moment changed": lambda session: session.moments.update(kind="breach", marker=""),
    "moment removed": lambda session: session.moments.all()._raw_delete("default"),
    "repair changed": lambda session: RepairAttempt.objects.update(client_said="Other"),
    "repair removed": lambda session: RepairAttempt.objects.all()._raw_delete("default"),
    "addendum changed": lambda session: session.addenda.update(text="Other"),
    "addendum removed": lambda session: session.addenda.all().delete(),
    "intention changed": lambda session: TherapySession.objects.update(intention="Other"),
    "time changed": lambda session: TherapySession.objects.update(minutes=10),
    "unsigned": lambda session: TherapySession.objects.update(status="draft", signed_at=None),
    "session removed": lambda session: TherapySession.objects.all()._raw_delete("default"),
}


def signed(client: Client) -> TherapySession:
    session = log(client, RUPTURE, REPAIR, note="Note", reflection="Mine", intention="Ask", sign=True)
    add_addendum(by=client.therapist, session=session, submission=uuid.uuid4(), text="Later")
    return session


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_to_what_is_signed_is_refused(anas_client: Client, change: Callable[[TherapySession], object]) -> None:
    session = signed(anas_client)

    with pytest.raises(DatabaseError, match=r"not changed|not removed"), transaction.atomic():
        change(session)


def test_a_draft_stays_changeable(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, REPAIR, note="Note", reflection="Mine")

    assert type(session.note).objects.update(text="Other") == 1
    assert session.moments.update(minute=3) == 2
    assert RepairAttempt.objects.update(client_said="Other") == 1
    assert TherapySession.objects.update(minutes=10) == 1


def test_the_guards_are_back_after_they_were_lifted(anas_client: Client) -> None:
    session = signed(anas_client)

    with transaction.atomic(), triggers.lifted(connection):
        assert type(session.note).objects.update(text="Re-encrypted") == 1
        session.reflection.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        type(session.note).objects.update(text="Other")


@pytest.mark.django_db(transaction=True)
def test_the_guards_are_lifted_within_a_transaction_only() -> None:
    with pytest.raises(RuntimeError), triggers.lifted(connection):
        pass
