"""Compares a batch of rows with what is stored and adds what is new, in a fixed number of queries."""

import datetime
import enum
import math
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db import IntegrityError
from django.db.models import Model, Q

from sessions_log.errors import BadRow, ImportRefused
from sessions_log.models import Client, ClinicalNote, DeletedSession, Person, Rating, TherapySession
from sessions_log.services.import_clients import Case, Caseload
from sessions_log.services.import_days import start_of
from sessions_log.services.import_rows import FIRST_DAY, BadCell, GivenRating, Row
from sessions_log.vocabulary import Attendance, SessionStatus

BATCH_ROWS = 500
"""Each client of a batch is one OR of a query, and SQLite takes fewer than 1000 of them."""

TABLES: dict[str, type[Model]] = {
    "clients": Client,
    "sessions": TherapySession,
    "ratings": Rating,
    "notes": ClinicalNote,
}
"""What an import adds to, in the order in which rows refer to one another."""

COMPARED = ("client_id", "number", "starts_at", "attendance", "status", "signed_at", "practice_id")
"""What is read of a session that is here already."""

NOON = datetime.time(12)


class Raised(NamedTuple):
    """A session in which a risk item was answered with more than its lowest answer, and whose it is."""

    session: uuid.UUID
    code: str
    number: int


class Fate(enum.Enum):
    """What becomes of a row that can be taken: it adds something, all of it is here, or its session was deleted."""

    ADDED = "added"
    KNOWN = "known"
    DELETED = "deleted"


class Batch:
    """Up to BATCH_ROWS rows. Take each, then write what they add; a row that is refused adds nothing.

    `at` is the moment of the import: it signs every session that the import adds, and tells them from older ones.
    """

    def __init__(self, *, by: Person, at: datetime.datetime, caseload: Caseload, rows: Sequence[Row]) -> None:
        self._by, self._at, self._zone, self._caseload = by, at, by.practice.zone, caseload
        wanted = _numbered((caseload.case_of(row.code).client.pk, row.number) for row in rows)
        sessions = list(TherapySession.objects.filter(wanted).only(*COMPARED))
        self._deleted = set(DeletedSession.objects.filter(wanted).order_by().values_list("client_id", "number"))
        ratings = Rating.objects.filter(session__in=sessions).select_related("instrument")
        notes = ClinicalNote.objects.filter(session__in=sessions)
        self._sessions = {(session.client_id, session.number): session for session in sessions}
        # By the instrument's code, as the file has it: whichever of its versions was the latest then, it is known.
        self._ratings = {(rating.session_id, rating.instrument.code, rating.rater): rating for rating in ratings}
        self._notes = dict(notes.values_list("session_id", "text"))
        self.clients: dict[uuid.UUID, str] = {}
        self.raised: list[Raised] = []
        self._new: dict[str, list[Model]] = {name: [] for name in TABLES}

    def take(self, row: Row) -> Fate | BadRow:
        """Return what becomes of the row, or why it contradicts the records."""
        case = self._caseload.case_of(row.code)
        try:
            if case.client.therapist_id != self._by.pk:
                raise BadCell("client_code", "is used by another therapist of this practice")
            fate = self._add(case, row)
        except BadCell as cell:
            return BadRow(row.line, cell.column, cell.reason)
        self.clients[case.client.pk] = case.client.code
        return fate

    def write(self) -> dict[str, int]:
        """Store what the rows add; return how many rows of each of TABLES that was.

        Raises ImportRefused if a client's code was taken by somebody else at this very moment.
        """
        try:
            for name, model in TABLES.items():
                model._default_manager.bulk_create(self._new[name])
        except IntegrityError as error:
            raise ImportRefused("Your records changed during the import. Nothing was imported; try again.") from error
        return {name: len(added) for name, added in self._new.items()}

    def _add(self, case: Case, row: Row) -> Fate:
        """Keep what the row adds, after all of it was compared. A session that was deleted does not come back."""
        stored = self._sessions.get((case.client.pk, row.number))
        if not stored and (case.client.pk, row.number) in self._deleted:
            return Fate.DELETED
        session = stored or self._session(case, row)
        if stored:
            self._compare_session(stored, row)
        rated = row.rating is not None and self._rating_is_new(session, row.rating)
        noted = bool(row.note) and self._note_is_new(session, row.note)
        if session.is_draft and (rated or noted):
            raise BadCell("session_number", "is a session that you have not signed yet; sign it, then import this row")
        if case.is_new:
            self._add_client(case, session)
        if not stored:
            self._new["sessions"].append(session)
            self._sessions[case.client.pk, row.number] = session
        if rated and row.rating:
            self._add_rating(case, session, row.rating)
        if noted:
            self._add_note(session, row.note)
        return Fate.ADDED if not stored or rated or noted else Fate.KNOWN

    def _session(self, case: Case, row: Row) -> TherapySession:
        client = case.client
        day = row.day or case.course.day_of(row.number, self._today)
        if day is None:
            raise BadCell(
                "date",
                f"is empty, and counted in weeks it would lie in the future or before {FIRST_DAY.year}; give the day",
            )
        return TherapySession(
            practice_id=client.practice_id,
            client_id=client.pk,
            therapist_id=self._by.pk,
            number=row.number,
            starts_at=start_of(day, client.usual_time or NOON, self._zone),
            minutes=client.usual_minutes,
            format=client.usual_format,
            attendance=row.attendance or Attendance.HELD,
            status=SessionStatus.SIGNED,
            signed_at=self._at,
            submission=uuid.uuid4(),
        )

    @property
    def _today(self) -> datetime.date:
        return self._at.astimezone(self._zone).date()

    def _compare_session(self, stored: TherapySession, row: Row) -> None:
        if row.day and row.day != stored.starts_at.astimezone(self._zone).date():
            raise BadCell("date", "differs from the day of this session in your records or in an earlier row")
        if row.attendance and row.attendance != stored.attendance:
            raise BadCell("attendance", "differs from that of this session in your records or in an earlier row")

    def _rating_is_new(self, session: TherapySession, given: GivenRating) -> bool:
        stored = self._ratings.get((session.pk, given.instrument.code, given.rater))
        if stored is None:
            if given.instrument.is_aside:
                raise BadCell("instrument", "was put aside by your practice; an admin can offer it again")
            return True
        if not _same(stored.score, given.score):
            raise BadCell("score", "is already here with another score, in your records or in an earlier row")
        if given.items and given.items != stored.items:
            raise BadCell("score", "is already here with other answers, in your records or in an earlier row")
        return False

    def _note_is_new(self, session: TherapySession, note: str) -> bool:
        stored = self._notes.get(session.pk)
        if stored is not None and stored != note:
            raise BadCell("note", "this session already has another note, in your records or in an earlier row")
        if stored is None and not session.is_draft and session.signed_at != self._at:
            raise BadCell("note", "this session is signed without a note, and signed text is locked; add an addendum")
        return stored is None

    def _add_client(self, case: Case, session: TherapySession) -> None:
        first = case.course.day_of(case.course.lowest, self._today)
        case.client.began_on = first or session.starts_at.astimezone(self._zone).date()
        case.is_new = False
        self._new["clients"].append(case.client)

    def _add_rating(self, case: Case, session: TherapySession, given: GivenRating) -> None:
        if given.is_raised:
            self.raised.append(Raised(session.pk, case.client.code, session.number))
        rating = Rating(
            practice_id=session.practice_id,
            session_id=session.pk,
            instrument_id=given.instrument.pk,
            rater=given.rater,
            score=given.score,
            items=given.items,
        )
        self._new["ratings"].append(rating)
        self._ratings[session.pk, given.instrument.code, given.rater] = rating

    def _add_note(self, session: TherapySession, note: str) -> None:
        self._new["notes"].append(ClinicalNote(practice_id=session.practice_id, session_id=session.pk, text=note))
        self._notes[session.pk] = note


def _numbered(wanted: Iterable[tuple[uuid.UUID, int]]) -> Q:
    """Return the condition that a row is about one of these sessions, each a client and a number."""
    numbers: dict[uuid.UUID, set[int]] = defaultdict(set)
    for client, number in wanted:
        numbers[client].add(number)
    return reduce(or_, (Q(client=client, number__in=those) for client, those in numbers.items()), Q(pk__in=[]))


def _same(stored: float | None, given: float | None) -> bool:
    if stored is None or given is None:
        return stored is given
    return math.isclose(stored, given, rel_tol=1e-9, abs_tol=1e-9)
