"""Inviting a client to the check and taking their answers, once."""

import datetime
import uuid

import pytest
from django.utils import timezone

from sessions_log.errors import NotAllowedNow
from sessions_log.models import AuditEntry, CheckInvitation, Client, ClientAnswers
from sessions_log.models.entry import NOT_ANSWERED
from sessions_log.services import check as service
from sessions_log.services import session as session_service
from sessions_log.services.erasure import delete_session, erase_client
from tests.people import entry, log
from tests.threads import at_once

ANSWERS = (7, 6, 6, 5, 6, None)


def test_the_answers_reach_the_session_and_close_the_invitation(anas_client: Client) -> None:
    session = log(anas_client)
    token = service.invite(by=anas_client.therapist, session=session)
    invitation = service.find_invitation(token)
    assert invitation is not None

    service.answer(invitation=invitation, check=ANSWERS, answers={"tension": False, "sentence": "It was good."})

    rating = session.ratings.get(rater="client")
    assert (rating.items, rating.score) == ([7, 6, 6, 5, 6, None], 6.0)
    assert ClientAnswers.objects.get().sentence == "It was good."
    assert service.find_invitation(token) is None


def test_a_token_is_kept_nowhere(anas_client: Client) -> None:
    token = service.invite(by=anas_client.therapist, session=log(anas_client))

    assert token not in CheckInvitation.objects.get().token_digest
    assert token not in str(list(AuditEntry.objects.values_list("facts", "subject_id")))


def test_unknown_used_and_expired_tokens_are_all_the_same(anas_client: Client) -> None:
    session = log(anas_client)
    token = service.invite(by=anas_client.therapist, session=session)
    CheckInvitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))

    assert service.find_invitation(token) is None
    assert service.find_invitation("guess") is None


def test_a_new_invitation_ends_the_one_before(anas_client: Client) -> None:
    session = log(anas_client)
    first = service.invite(by=anas_client.therapist, session=session)
    second = service.invite(by=anas_client.therapist, session=session)

    assert service.find_invitation(first) is None
    assert service.find_invitation(second) is not None


def test_answering_twice_is_refused_and_keeps_the_first_answers(anas_client: Client) -> None:
    session = log(anas_client)
    invitation = service.find_invitation(service.invite(by=anas_client.therapist, session=session))
    assert invitation is not None
    service.answer(invitation=invitation, check=ANSWERS, answers={})

    with pytest.raises(NotAllowedNow):
        service.answer(invitation=invitation, check=(1, 1, 1, 1, 1, 1), answers={})

    assert session.ratings.get().score == 6.0


def test_a_client_who_answered_is_not_invited_again(anas_client: Client) -> None:
    session = log(anas_client)
    invitation = service.find_invitation(service.invite(by=anas_client.therapist, session=session))
    assert invitation is not None
    service.answer(invitation=invitation, check=NOT_ANSWERED, answers={})

    with pytest.raises(NotAllowedNow):
        service.invite(by=anas_client.therapist, session=session)


def test_what_the_client_answered_survives_the_therapists_next_save(anas_client: Client) -> None:
    session = log(anas_client, note="Half")
    invitation = service.find_invitation(service.invite(by=anas_client.therapist, session=session))
    assert invitation is not None
    service.answer(invitation=invitation, check=ANSWERS, answers={})

    session_service.save_draft(by=anas_client.therapist, session=session, version=1, entry=entry(note="Whole"))

    assert session.ratings.get(rater="client").score == 6.0


def test_what_the_client_answered_is_no_conflict_when_the_same_form_comes_twice(anas_client: Client) -> None:
    submission = uuid.uuid4()
    whole = entry(note="Whole")
    session = session_service.log_session(
        by=anas_client.therapist, client=anas_client, submission=submission, entry=whole
    )
    invitation = service.find_invitation(service.invite(by=anas_client.therapist, session=session))
    assert invitation is not None
    service.answer(invitation=invitation, check=ANSWERS, answers={})

    again = session_service.log_session(
        by=anas_client.therapist, client=anas_client, submission=submission, entry=whole
    )

    assert again.pk == session.pk


def test_what_the_therapist_entered_for_the_client_stays_where_they_leave_the_six_items_out(
    anas_client: Client,
) -> None:
    session = log(anas_client, client_check=ANSWERS)
    invitation = service.find_invitation(service.invite(by=anas_client.therapist, session=session))
    assert invitation is not None

    service.answer(invitation=invitation, check=NOT_ANSWERED, answers={"genuine": 6})

    assert session.ratings.get(rater="client").score == 6.0


def test_nobody_is_invited_over_a_view_that_was_signed(anas_client: Client) -> None:
    session = log(anas_client, client_check=ANSWERS, sign=True)

    with pytest.raises(NotAllowedNow, match="before it was signed"):
        service.invite(by=anas_client.therapist, session=session)


@pytest.mark.parametrize("gone", ["session", "client"])
def test_answers_to_what_was_deleted_meanwhile_are_refused(anas_client: Client, gone: str) -> None:
    by, session = anas_client.therapist, log(anas_client)
    invitation = service.find_invitation(service.invite(by=by, session=session))
    assert invitation is not None
    if gone == "session":
        delete_session(by=by, session=session, reason="mistake")
    else:
        erase_client(by=by, client=anas_client, reason="request")

    with pytest.raises(NotAllowedNow):
        service.answer(invitation=invitation, check=ANSWERS, answers={})

    assert ClientAnswers.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_one_address_on_two_telephones_at_once_is_answered_once(anas_client: Client) -> None:
    session = log(anas_client)
    invitation = service.find_invitation(service.invite(by=anas_client.therapist, session=session))
    assert invitation is not None

    def answer(value: int) -> bool:
        try:
            service.answer(invitation=invitation, check=(value,) * 6, answers={"genuine": value})
        except NotAllowedNow:
            return False
        return True

    taken = at_once([lambda value=value: answer(value) for value in range(1, 8)])  # type: ignore[misc]

    assert taken.count(True) == 1
    first = taken.index(True) + 1
    assert (ClientAnswers.objects.get().genuine, session.ratings.get().score) == (first, first)
