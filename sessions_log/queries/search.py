"""Searches the own caseload, encrypted texts included: they are decrypted and read through, within a bound.

The database cannot look into encrypted texts, and an index over their words would give them away. So the texts of
the newest sessions are read, in a fixed number of queries.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Model, QuerySet

from sessions_log.models import (
    Addendum,
    Client,
    ClientAnswers,
    ClinicalNote,
    Consent,
    FrameAgreement,
    Moment,
    Person,
    PrivateReflection,
    PromptChoice,
    RelationalImage,
    RepairAttempt,
    TherapySession,
)
from sessions_log.queries.matching import Piece, excerpt, fold, holds

SESSIONS_SEARCHED = 2000
"""The newest of the caseload: about a year of forty clients."""

TEXTS_OF_A_KIND = 5000
"""Read at most of each kind of text, those added last."""

HITS_SHOWN = 50

READ_AS: Mapping[type[Model], str] = MappingProxyType(
    {PrivateReflection: "reflection.read", ClientAnswers: "answers.read", Consent: "consent.read"}
)
"""What the audit trail calls the reading of these; other texts are part of a session's note, or of a client's page."""


@dataclass(frozen=True)
class Place:
    """A column with texts, as people call it; `owner` is the path from its table to the session or the client."""

    label: str
    model: type[Model]
    field: str
    owner: str
    of_session: bool = False

    @property
    def read_as(self) -> str:
        """What the audit trail calls the reading of such a text; "" where it only says who a client is."""
        if self.model is Client and self.field in ("code", "name"):
            return ""
        return READ_AS.get(self.model, "note.read" if self.of_session else "client.read")


PLACES = (
    Place("Code", Client, "code", "pk"),
    Place("Chosen name", Client, "name", "pk"),
    Place("Power and social context", Client, "social_words", "pk"),
    Place("Frame", FrameAgreement, "text", "client"),
    Place("Relational image", RelationalImage, "text", "client"),
    Place("Origin of an image", RelationalImage, "origin", "client"),
    Place("Belief in an image", RelationalImage, "belief", "client"),
    Place("Life lesson", RelationalImage, "lesson", "client"),
    Place("Strategy of disconnection", RelationalImage, "strategy", "client"),
    Place("Paradox", RelationalImage, "paradox", "client"),
    Place("What followed a prompt", PromptChoice, "what_happened", "client"),
    Place("Consent", Consent, "note", "client"),
    Place("Note", ClinicalNote, "text", "session", of_session=True),
    Place("Private reflection", PrivateReflection, "text", "session", of_session=True),
    Place("Addendum", Addendum, "text", "session", of_session=True),
    Place("Intention for next time", TherapySession, "intention", "pk", of_session=True),
    Place("What the client said", RepairAttempt, "client_said", "moment__session", of_session=True),
    Place("The client’s own sentence", ClientAnswers, "sentence", "session", of_session=True),
    Place("Just before a moment", Moment, "before", "session", of_session=True),
)


@dataclass(frozen=True)
class Hit:
    """A text in which all words occur. `session` is None for what belongs to the client as a whole."""

    place: Place
    client: Client
    session: TherapySession | None
    excerpt: list[Piece]

    @property
    def is_private(self) -> bool:
        return self.place.model is PrivateReflection


@dataclass(frozen=True)
class Found:
    """What a search found: clients before sessions, the newest sessions first, `HITS_SHOWN` at most.

    `total` counts all hits. `since` is when the oldest session that was searched took place, and `is_cut` says that
    older sessions or texts were left out.
    """

    hits: list[Hit]
    total: int
    since: datetime.datetime | None
    is_cut: bool


def search(person: Person, caseload: QuerySet[Client], phrase: str) -> Found:
    """Return where every word of a phrase occurs within one text; two queries, and one for each of PLACES.

    The caller audits what it shows.
    """
    words = fold(phrase).split()
    clients = {client.pk: client for client in caseload}
    newest = TherapySession.objects.filter(client__in=caseload.order_by()).order_by("-starts_at", "-pk")
    rows = list(newest.only("number", "starts_at", "client_id")[: SESSIONS_SEARCHED + 1])
    # Whatever is added while this reads is found the next time.
    sessions = {session.pk: session for session in rows[:SESSIONS_SEARCHED] if session.client_id in clients}
    known = sessions.keys() | clients.keys()
    is_cut = len(rows) > SESSIONS_SEARCHED
    found: list[tuple[Place, Client, TherapySession | None, str]] = []
    for place in PLACES:
        within = newest[:SESSIONS_SEARCHED] if place.of_session else caseload.order_by()
        texts = _texts(place, person, within)
        is_cut |= len(texts) > TEXTS_OF_A_KIND
        for owner, text in texts[:TEXTS_OF_A_KIND]:
            if owner in known and holds(text, words):
                session = sessions[owner] if place.of_session else None
                found.append((place, clients[session.client_id if session else owner], session, text))
    found.sort(key=lambda hit: _newness(hit[2]), reverse=True)
    return Found(
        hits=[Hit(place, client, session, excerpt(text, words)) for place, client, session, text in found[:HITS_SHOWN]],
        total=len(found),
        since=min((session.starts_at for session in sessions.values()), default=None),
        is_cut=is_cut,
    )


def _texts(place: Place, person: Person, owners: QuerySet) -> Sequence[tuple[uuid.UUID, str]]:
    """Return (owner, text) of the texts of one kind; a reflection is found by nobody but its author."""
    rows = place.model._default_manager.filter(**{f"{place.owner}__in": owners.values("pk")})
    if place.model is PrivateReflection:
        rows = rows.filter(author=person)
    return list(rows.order_by("-pk").values_list(place.owner, place.field)[: TEXTS_OF_A_KIND + 1])


def _newness(session: TherapySession | None) -> tuple[bool, datetime.datetime | None]:
    return session is None, session.starts_at if session else None
