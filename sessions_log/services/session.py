"""Logs, saves, signs and reads sessions. One form posted many times is one session; nothing is overwritten unseen."""

import uuid
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import (
    Addendum,
    Client,
    ClientAnswers,
    ClinicalNote,
    DeletedSession,
    Episode,
    FrameAgreement,
    Person,
    PrivateReflection,
    RelationalImage,
    TherapySession,
)
from sessions_log.models.entry import SessionEntry
from sessions_log.models.prepared import Given, Prepared
from sessions_log.models.session import SESSION_TRANSITIONS
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.services.moment import write_moments
from sessions_log.services.part import put
from sessions_log.services.rating import write_check, write_good_things, write_relationship
from sessions_log.vocabulary import Rater, SessionStatus

SUBMITTED = Prepared(
    lambda: TherapySession.objects.filter(therapist=Given("therapist"), submission=Given("submission"))
)
NUMBERS = Prepared(lambda: _numbers(TherapySession).union(_numbers(DeletedSession)).order_by("-number")[:1])


def log_session(
    *,
    by: Person,
    client: Client,
    submission: uuid.UUID,
    entry: SessionEntry,
    version: int | None = None,
    sign: bool = False,
) -> TherapySession:
    """Create a session as a draft, or signed at once.

    The same `submission` posted again is the same session: with the same content nothing changes, with another it
    is saved over `version` as `save_draft` would. Raises StaleVersion, InvalidEntry and NotAllowedNow.
    """
    with transaction.atomic(), audit.together():
        lock_client(client.pk)
        known = SUBMITTED.one(therapist=by.pk, submission=submission)
        if known and known.client_id != client.pk:
            raise InvalidEntry("This form was already used for another client. Open a new one.")
        outcome = _save(by, known, version or 0, entry, sign) if known else _create(by, client, submission, entry, sign)
    return _unless_stale(outcome)


def save_draft(
    *, by: Person, session: TherapySession, version: int, entry: SessionEntry, sign: bool = False
) -> TherapySession:
    """Save an unsigned session over `version`, and sign it if asked.

    Raises StaleVersion, with both texts, if it was saved elsewhere in between, unless it was saved with the same
    content; NotAllowedNow if it is signed.
    """
    with transaction.atomic(), audit.together():
        lock_client(session.client_id)
        outcome = _save(by, session, version, entry, sign)
    return _unless_stale(outcome)


def add_addendum(*, by: Person, session: TherapySession, submission: uuid.UUID, text: str) -> Addendum:
    """Add a dated correction to a signed session; the same `submission` again returns the same addendum."""
    with transaction.atomic():
        lock_client(session.client_id)
        session = _present(session)
        known = session.addenda.filter(submission=submission).first()
        if known:
            if known.text != text:
                raise StaleVersion({"Addendum": (known.text, text)}, session.version)
            return known
        if session.is_draft:
            raise NotAllowedNow("This session is not signed yet; change the draft itself.")
        addendum = Addendum.objects.create(
            practice_id=session.practice_id, session=session, author=by, text=text, submission=submission
        )
        _move(session, SessionStatus.ADDENDED)
        session.save(update_fields=["status", "updated_at"])
        audit.record(by=by, action="session.addendum", subject=session)
    return addendum


def read_session(*, by: Person, session: TherapySession) -> SessionEntry:
    """Return all that was logged, decrypted; the reading of what was written is audited with it."""
    with transaction.atomic():
        entry = SessionEntry.of(session)
        _record_reading(by, session, entry)
    return entry


def differences(session: TherapySession, entry: SessionEntry) -> dict[str, tuple[str, str]]:
    """Return the parts in which the stored session differs from an entry, as words: label → (saved, entered)."""
    stored = SessionEntry.of(session)
    if hasattr(session, "client_answers"):  # theirs, and not part of what the therapist enters
        entry = replace(entry, client_check=stored.client_check)
    names = _names(session.client_id)
    saved, entered = stored.in_words(names), entry.in_words(names)
    return {label: (saved[label], entered[label]) for label in saved if saved[label] != entered[label]}


def _names(client_id: uuid.UUID) -> dict[str, str]:
    """Return words for what a client's moments may refer to, by id."""
    images = RelationalImage.objects.filter(client=client_id)
    agreements = FrameAgreement.objects.filter(client=client_id)
    episodes = Episode.objects.filter(client=client_id).select_related("opening__session")
    return (
        {str(image.pk): image.text for image in images}
        | {str(agreement.pk): agreement.text for agreement in agreements}
        | {str(episode.pk): f"the rupture of session {episode.opening.session.number}" for episode in episodes}
    )


def _create(by: Person, client: Client, submission: uuid.UUID, entry: SessionEntry, sign: bool) -> TherapySession:
    session = TherapySession(
        practice=client.practice,
        client=client,
        therapist=by,
        number=_next_number(client),
        submission=submission,
    )
    _write(by, session, entry, is_new=True)
    audit.record(by=by, action="session.create", subject=session)
    if sign:
        _sign(by, session)
    return session


def _save(
    by: Person, session: TherapySession, version: int, entry: SessionEntry, sign: bool
) -> TherapySession | StaleVersion:
    """Save over `version`, or return what stands against it; the caller holds the client's lock."""
    session = _present(session)
    if session.version != version:
        differing = differences(session, entry)
        if differing:
            _record_reading(by, session, SessionEntry.of(session))
            return StaleVersion(differing, session.version, is_signed=not session.is_draft)
        if not session.is_draft or not sign:
            return session  # the same press of the same button, twice
    if not session.is_draft:
        raise NotAllowedNow("This session is signed and cannot be changed. Add a dated addendum instead.")
    session.version += 1
    _write(by, session, entry, is_new=False)
    audit.record(by=by, action="session.save", subject=session, version=session.version)
    if sign:
        _sign(by, session)
    return session


def _present(session: TherapySession) -> TherapySession:
    """Return the session as it is stored now. Raises NotAllowedNow if it was deleted since the page was opened."""
    present = TherapySession.objects.select_related("practice", "client").filter(pk=session.pk).first()
    if present is None:
        raise NotAllowedNow("This session was deleted. Nothing has been saved.")
    return present


def _unless_stale(outcome: TherapySession | StaleVersion) -> TherapySession:
    """Raise only now that the transaction is through: showing the saved text was a reading, and stays audited."""
    if isinstance(outcome, StaleVersion):
        raise outcome
    return outcome


def _record_reading(by: Person, session: TherapySession, entry: SessionEntry) -> None:
    if entry.has_words or session.status == SessionStatus.ADDENDED:
        audit.record(by=by, action="note.read", subject=session)
    if entry.reflection:
        audit.record(by=by, action="reflection.read", subject=session)
    if ClientAnswers.objects.filter(session=session).exists():
        audit.record(by=by, action="answers.read", subject=session)


def _write(by: Person, session: TherapySession, entry: SessionEntry, *, is_new: bool) -> None:
    """Write the session and all its parts; of one that `is_new`, none is looked for."""
    session.starts_at, session.minutes = entry.starts_at, entry.minutes
    session.format, session.attendance = entry.format, entry.attendance
    session.intention = entry.intention
    session.save()
    write_moments(by=by, session=session, entries=entry.moments, is_new=is_new)  # first: they alone can be refused
    _write_text(ClinicalNote, session, entry.note, is_new)
    _write_text(PrivateReflection, session, entry.reflection, is_new, author=by)
    write_check(session, Rater.THERAPIST, entry.therapist_check, is_new=is_new)
    # What the client answered is not the therapist's.
    if is_new or not ClientAnswers.objects.filter(session=session).exists():
        write_check(session, Rater.CLIENT, entry.client_check, is_new=is_new)
    write_good_things(session, entry.good_things, is_new=is_new)
    write_relationship(session, entry.relationship, is_new=is_new)


def _write_text(
    model: type[ClinicalNote | PrivateReflection], session: TherapySession, text: str, is_new: bool, **created: Person
) -> None:
    values = {"text": text} if text else None
    put(model, {"session": session}, values, is_new=is_new, practice_id=session.practice_id, **created)


def _sign(by: Person, session: TherapySession) -> None:
    if session.starts_at > timezone.now():
        raise InvalidEntry("This session has not begun yet. Save it as a draft, and sign it afterwards.", "starts_at")
    _move(session, SessionStatus.SIGNED)
    session.signed_at = timezone.now()
    session.save(update_fields=["status", "signed_at", "updated_at"])
    audit.record(by=by, action="session.sign", subject=session)


def _move(session: TherapySession, to: SessionStatus) -> None:
    if to not in SESSION_TRANSITIONS[SessionStatus(session.status)]:
        raise NotAllowedNow(
            f"A session that is “{session.get_status_display().lower()}” cannot become “{to.label.lower()}”."
        )
    session.status = to


def _numbers(model: type[TherapySession | DeletedSession]) -> QuerySet[Any, int]:
    return model.objects.filter(client=Given("client")).order_by().values_list("number", flat=True)


def _next_number(client: Client) -> int:
    """Return the number after the highest that was ever given; that of a deleted session is not given again."""
    return (NUMBERS.one(client=client.pk) or 0) + 1
