"""A session's one note, check or row of good things: put there, changed, taken out, in as few statements as can be."""

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions_log.models import Client, ClinicalNote, TherapySession
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.services.part import put
from tests.people import log

RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response")
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="clarify", episode=HERE)


@pytest.fixture
def session(anas_client: Client) -> TherapySession:
    return log(anas_client)


def put_note(session: TherapySession, text: str | None, *, is_new: bool = False) -> None:
    values = None if text is None else {"text": text}
    put(ClinicalNote, {"session": session}, values, is_new=is_new, practice_id=session.practice_id)


def test_a_part_is_put_there_changed_and_taken_out(
    session: TherapySession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # an update that finds nothing, and the row
        put_note(session, "First")
    first = ClinicalNote.objects.get(session=session)

    with django_assert_num_queries(1):
        put_note(session, "Second")
    second = ClinicalNote.objects.get(session=session)
    assert (second.pk, second.text, second.practice_id) == (first.pk, "Second", session.practice_id)

    with django_assert_num_queries(1):
        put_note(session, None)
    assert not ClinicalNote.objects.exists()


def test_of_a_new_session_nothing_is_looked_for(
    session: TherapySession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        put_note(session, None, is_new=True)
    with django_assert_num_queries(1):
        put_note(session, "First", is_new=True)

    assert ClinicalNote.objects.get(session=session).text == "First"


@pytest.mark.parametrize("ruptures", [1, 3])
def test_a_new_session_is_saved_in_few_statements(
    anas_client: Client, ruptures: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    log(anas_client, client_check=(5,) * 6)  # from here on the practice has the instrument

    # A savepoint's two (the test is a transaction), the client's lock, the form, the number, the session, its note,
    # instrument and check, the moments, and the audit's three; for each rupture with a repair, the episode, the
    # attempt and the episode's move.
    with django_assert_num_queries(13 + 3 * ruptures):
        log(anas_client, *[RUPTURE, REPAIR] * ruptures, note="Said", client_check=(5,) * 6)
