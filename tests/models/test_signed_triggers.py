"""What is signed cannot be changed or removed in the database either, on both engines."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from sessions_log.models import (
    Client,
    ClientAnswers,
    ClinicalNote,
    Episode,
    FiveGoodThings,
    ImageLink,
    Moment,
    MomentContext,
    PrivateReflection,
    Rating,
    RelationshipView,
    RepairAttempt,
    TherapySession,
    triggers,
)
from sessions_log.models.entry import SessionEntry
from sessions_log.models.ownership import tables_under
from sessions_log.services.check import answer, find_invitation, invite
from sessions_log.services.episode import close_episode
from sessions_log.services.image import add_image
from sessions_log.services.rating import instrument_for, save_rating
from sessions_log.services.session import add_addendum, save_draft
from sessions_log.vocabulary import Rater
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
    "context changed": lambda session: MomentContext.objects.update(axis="race"),
    "context removed": lambda session: MomentContext.objects.all().delete(),
    "image's part changed": lambda session: ImageLink.objects.update(direction="countered"),
    "image's part removed": lambda session: ImageLink.objects.all().delete(),
    "good things changed": lambda session: FiveGoodThings.objects.update(zest=1),
    "good things removed": lambda session: FiveGoodThings.objects.all().delete(),
    "view changed": lambda session: RelationshipView.objects.update(genuine=1),
    "view removed": lambda session: RelationshipView.objects.all().delete(),
    "rating changed": lambda session: session.ratings.filter(rater="therapist").update(score=1),
    "rating turned into the client's": lambda session: session.ratings.filter(rater="therapist").update(rater="client"),
    "rating removed": lambda session: session.ratings.filter(rater="client").delete(),
    "client's other rating changed": lambda session: Rating.objects.filter(instrument__key="core-10").update(score=1),
    "note added": lambda session: add(ClinicalNote, session=unnoted(session), text="More"),
    "reflection added": lambda session: add(
        PrivateReflection, session=unnoted(session), author=session.therapist, text="More"
    ),
    "moment added": lambda session: add(Moment, session=session, position=9, kind="connection", actor="both"),
    "good things added": lambda session: add(FiveGoodThings, session=unnoted(session), zest=7),
    "view added": lambda session: add(RelationshipView, session=unnoted(session), genuine=7),
    "repair added": lambda session: add(
        RepairAttempt, moment=session.moments.get(kind="rupture"), episode=session.client.episodes.first()
    ),
    "context added": lambda session: add(MomentContext, moment=session.moments.get(kind="repair"), axis="race"),
    "image's part added": lambda session: add(
        ImageLink, moment=session.moments.get(kind="repair"), image=session.client.images.first(), direction="countered"
    ),
    "note moved in": lambda session: ClinicalNote.objects.filter(session=drafted(session)).update(
        session=unnoted(session)
    ),
    "moment moved in": lambda session: drafted(session).moments.update(session=session),
    "client's own check changed": lambda session: answered(session).ratings.update(score=1),
    "client's answers changed": lambda session: answered(session) and ClientAnswers.objects.update(sentence="Other"),
    "client's answers removed": lambda session: (
        answered(session) and ClientAnswers.objects.all()._raw_delete("default")
    ),
    "addendum changed": lambda session: session.addenda.update(text="Other"),
    "addendum removed": lambda session: session.addenda.all().delete(),
    "intention changed": lambda session: TherapySession.objects.update(intention="Other"),
    "time changed": lambda session: TherapySession.objects.update(minutes=10),
    "signed at another time": lambda session: TherapySession.objects.update(signed_at=session.starts_at),
    "created at another time": lambda session: TherapySession.objects.update(created_at=session.starts_at),
    "said to come from another form": lambda session: TherapySession.objects.update(submission=uuid.uuid4()),
    "addenda hidden": lambda session: TherapySession.objects.filter(pk=session.pk).update(status="signed"),
    "unsigned": lambda session: TherapySession.objects.update(status="draft", signed_at=None),
    "session removed": lambda session: TherapySession.objects.all()._raw_delete("default"),
}


def signed(client: Client) -> TherapySession:
    """Return a signed session with something in every part, and an addendum."""
    image = add_image(by=client.therapist, client=client, text="People leave")
    rupture = replace(RUPTURE, contexts=("gender",), image=image.pk, direction="re_enacted")
    texts = {"note": "Note", "reflection": "Mine", "intention": "Ask"}
    rated = {"good_things": {"zest": 5}, "relationship": {"genuine": 5}}
    checks = {"therapist_check": (5,) * 6, "client_check": (6,) * 6}
    session = log(client, rupture, REPAIR, **texts, **rated, **checks, sign=True)
    core = instrument_for(client.practice, "core-10")
    save_rating(by=client.therapist, session=session, instrument=core, rater=Rater.CLIENT, items=[1] * 10)
    add_addendum(by=client.therapist, session=session, submission=uuid.uuid4(), text="Later")
    session.refresh_from_db()
    return session


def unnoted(session: TherapySession) -> TherapySession:
    """Return another session of the client that was signed without a word."""
    return log(session.client, sign=True)


def answered(session: TherapySession) -> TherapySession:
    """Return another session of the client, signed before the client answered."""
    draft = log(session.client)
    invitation = find_invitation(invite(by=session.therapist, session=draft))
    assert invitation is not None
    save_draft(by=session.therapist, session=draft, version=1, entry=SessionEntry.of(draft), sign=True)
    answer(invitation=invitation, check=(2,) * 6, answers={"sentence": "It was good"})
    return draft


def drafted(session: TherapySession) -> TherapySession:
    """Return another session of the client that is not signed."""
    return log(session.client, RUPTURE, note="Draft")


def add(model: type[Model], **values: Any) -> Model:
    practice = next(iter(values.values())).practice
    return model._default_manager.create(practice=practice, **values)


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


def test_what_comes_later_stays_open(anas_client: Client) -> None:
    ana, checks = anas_client.therapist, {"therapist_check": (5,) * 6, "client_check": (6,) * 6}
    session = log(anas_client, RUPTURE, REPAIR, **checks)
    invitation = find_invitation(invite(by=ana, session=session))
    assert invitation is not None
    stored = SessionEntry.of(session)
    save_draft(by=ana, session=session, version=1, entry=stored, sign=True)

    answer(invitation=invitation, check=(2,) * 6, answers={"sentence": "It was good"})
    instrument = instrument_for(anas_client.practice, "wai-sr")
    save_rating(by=ana, session=session, instrument=instrument, rater=Rater.CLIENT, items=[3] * 12)
    add_addendum(by=ana, session=session, submission=uuid.uuid4(), text="Later")
    episode = Episode.objects.get()
    close_episode(by=ana, episode=episode, version=episode.version, status="partly")

    signed_entry = SessionEntry.of(TherapySession.objects.get())
    assert signed_entry == replace(stored, client_check=(2,) * 6)
    assert (session.addenda.count(), session.ratings.count()) == (1, 3)


def test_every_table_of_a_session_is_guarded_or_known_to_be_about_what_follows() -> None:
    guarded = {guard.table for guard in triggers.GUARDS}
    tables = {table for table in tables_under(TherapySession) if table._meta.db_table not in guarded}

    assert {table.__name__ for table in tables} == {"CheckInvitation", "Episode", "PromptChoice"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize(
    "table", ["clinicalnote", "rating", "momentcontext", "clientanswers", "therapysession", "auditentry"]
)
def test_no_table_with_signed_rows_is_emptied_at_once(anas_client: Client, table: str) -> None:
    signed(anas_client)
    connection.check_constraints()  # nothing else stands against emptying the table

    with pytest.raises(DatabaseError, match=r"not removed|append-only"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE sessions_log_{table} CASCADE")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can replace a row")
@pytest.mark.parametrize("table", triggers.LASTING)
def test_no_signed_row_is_replaced_by_another(anas_client: Client, table: str) -> None:
    answered(signed(anas_client))

    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        connection.cursor().execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can replace a row")
@pytest.mark.parametrize(
    ("table", "key"),
    [("therapysession", "number = 1"), ("therapysession", "id = '{signed}'"), ("rating", "id = '{rated}'")],
)
def test_no_draft_takes_the_place_of_what_is_signed(anas_client: Client, table: str, key: str) -> None:
    session = signed(anas_client)
    draft = log(anas_client, therapist_check=(1,) * 6)
    rated = session.ratings.get(rater="therapist")
    row = {"therapysession": draft, "rating": draft.ratings.get()}[table]
    change = f"SET {key.format(signed=session.pk.hex, rated=rated.pk.hex)} WHERE id = '{row.pk.hex}'"

    with pytest.raises(DatabaseError, match="not changed by another row"), transaction.atomic():
        connection.cursor().execute(f"UPDATE OR REPLACE sessions_log_{table} {change}")


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
