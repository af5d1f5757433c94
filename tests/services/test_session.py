"""Logging, saving and signing sessions."""

import datetime
import uuid

import pytest

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Client, Episode, TherapySession
from sessions_log.models.entry import HERE, MomentEntry, SessionEntry
from sessions_log.services import session as service
from sessions_log.services.erasure import delete_session
from sessions_log.services.image import add_image
from tests.people import entry, log

RUPTURE = MomentEntry(kind="rupture", marker="minimal_response", actor="client", minute=20, intensity=3)
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="own_contribution", resolution=4, episode=HERE)


def test_a_session_with_a_rupture_and_its_repair_opens_and_works_on_an_episode(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, REPAIR, note="She fell silent.", therapist_check=(6, 6, 5, 5, 4, None))

    episode = Episode.objects.get()
    assert (session.number, session.status) == (1, "draft")
    assert episode.opening.session == session
    assert (episode.status, episode.closed_on) == ("worked_on", None)
    assert episode.attempts.get().strategy == "own_contribution"
    assert session.ratings.get().score == pytest.approx(5.2)


def test_what_was_logged_reads_back_as_it_was_entered(anas_client: Client) -> None:
    typed = entry(
        RUPTURE,
        REPAIR,
        note="Note",
        reflection="Mine",
        intention="Ask",
        good_things={"zest": 3},
        relationship={"genuine": 6},
    )

    session = service.log_session(by=anas_client.therapist, client=anas_client, submission=uuid.uuid4(), entry=typed)

    assert SessionEntry.of(session).in_words() == typed.in_words()


def test_the_same_form_posted_again_makes_no_second_session(anas_client: Client) -> None:
    submission = uuid.uuid4()
    first, second = (
        service.log_session(
            by=anas_client.therapist, client=anas_client, submission=submission, entry=entry(RUPTURE, note="Once")
        )
        for _ in range(2)
    )

    assert first.pk == second.pk
    assert TherapySession.objects.count() == 1
    assert Episode.objects.count() == 1


def test_the_same_form_with_another_text_is_refused_and_shows_both(anas_client: Client) -> None:
    submission = uuid.uuid4()
    service.log_session(by=anas_client.therapist, client=anas_client, submission=submission, entry=entry(note="One"))

    with pytest.raises(StaleVersion) as refused:
        service.log_session(
            by=anas_client.therapist, client=anas_client, submission=submission, entry=entry(note="Two")
        )

    assert refused.value.differences == {"Note": ("One", "Two")}


def test_a_stale_draft_is_refused_with_both_texts_and_nothing_changes(anas_client: Client) -> None:
    session = log(anas_client, note="First")
    service.save_draft(by=anas_client.therapist, session=session, version=1, entry=entry(note="Second"))

    with pytest.raises(StaleVersion) as refused:
        service.save_draft(by=anas_client.therapist, session=session, version=1, entry=entry(note="Third"))

    assert refused.value.differences == {"Note": ("Second", "Third")}
    assert refused.value.version == 2
    assert SessionEntry.of(TherapySession.objects.get()).note == "Second"


def test_a_signed_session_takes_addenda_and_no_change(anas_client: Client) -> None:
    session = log(anas_client, note="As it was", sign=True)

    with pytest.raises(NotAllowedNow):
        service.save_draft(by=anas_client.therapist, session=session, version=1, entry=entry(note="Otherwise"))
    service.add_addendum(by=anas_client.therapist, session=session, submission=uuid.uuid4(), text="It was Tuesday.")

    session.refresh_from_db()
    assert (session.status, session.note.text) == ("addended", "As it was")
    assert [addendum.text for addendum in session.addenda.all()] == ["It was Tuesday."]


def test_a_session_that_was_deleted_meanwhile_takes_nothing_and_says_so(anas_client: Client) -> None:
    draft, signed = log(anas_client, note="Draft"), log(anas_client, sign=True)
    for session in (draft, signed):
        delete_session(by=anas_client.therapist, session=TherapySession.objects.get(pk=session.pk), reason="mistake")

    with pytest.raises(NotAllowedNow, match="This session was deleted"):
        service.save_draft(by=anas_client.therapist, session=draft, version=1, entry=entry(note="Typed on"))
    with pytest.raises(NotAllowedNow, match="This session was deleted"):
        service.add_addendum(by=anas_client.therapist, session=signed, submission=uuid.uuid4(), text="Typed on")
    assert TherapySession.objects.count() == 0


def test_a_session_that_has_not_begun_cannot_be_signed(anas_client: Client) -> None:
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)

    with pytest.raises(InvalidEntry) as refused:
        log(anas_client, starts_at=tomorrow, sign=True)

    assert refused.value.field == "starts_at"
    assert TherapySession.objects.count() == 0


def test_a_repair_that_closes_its_episode_reopens_it_when_the_draft_says_otherwise(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, MomentEntry(**{**vars(REPAIR), "closes_as": "repaired"}))
    assert Episode.objects.get().status == "repaired"

    stored = SessionEntry.of(session)
    kept = [MomentEntry(**{**vars(moment), "closes_as": ""}) for moment in stored.moments]
    service.save_draft(by=anas_client.therapist, session=session, version=1, entry=entry(*kept))
    assert Episode.objects.get().status == "worked_on"

    service.save_draft(by=anas_client.therapist, session=session, version=2, entry=entry(kept[0]))
    assert Episode.objects.get().status == "open"


def test_a_rupture_with_a_later_repair_cannot_be_taken_out_of_its_draft(anas_client: Client) -> None:
    first = log(anas_client, RUPTURE)
    episode = Episode.objects.get()
    log(anas_client, MomentEntry(**{**vars(REPAIR), "episode": str(episode.pk)}))

    with pytest.raises(InvalidEntry):
        service.save_draft(by=anas_client.therapist, session=first, version=1, entry=entry())

    assert Episode.objects.get().status == "worked_on"


def test_reading_a_session_is_audited_for_note_and_reflection(anas_client: Client) -> None:
    session = log(anas_client, note="Note", reflection="Reflection")

    service.read_session(by=anas_client.therapist, session=session)

    actions = list(
        AuditEntry.objects.filter(subject_id=str(session.pk)).order_by("sequence").values_list("action", flat=True)
    )
    assert actions == ["session.create", "note.read", "reflection.read"]


def test_a_stale_tab_that_differs_only_in_its_image_is_told(anas_client: Client) -> None:
    ana = anas_client.therapist
    leave, stay = (add_image(by=ana, client=anas_client, text=text) for text in ("People leave", "People stay"))
    touched = MomentEntry(kind="connection", actor="both", image=leave.pk, direction="countered")
    session = log(anas_client, touched)
    kept = SessionEntry.of(session).moments[0]
    service.save_draft(by=ana, session=session, version=1, entry=entry(kept, note="Elsewhere"))

    other = MomentEntry(**{**vars(kept), "image": stay.pk})
    with pytest.raises(StaleVersion) as refused:
        service.save_draft(by=ana, session=session, version=1, entry=entry(other, note="Elsewhere"))

    assert refused.value.differences == {
        "Moments": ("Connection · Both · Countered: People leave", "Connection · Both · Countered: People stay")
    }
