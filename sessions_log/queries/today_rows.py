"""Reads what Today shows beside the clients themselves, in two hand-written statements for both databases.

The ORM takes several times longer to build them than they take to run. And of its form of the first, PostgreSQL makes
a look-up of the twelfth last session for every session there is, not for every client.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from sessions_log.models import Person
from sessions_log.queries.sparkline import SCORES, Score
from sessions_log.signals.keys import key_of
from sessions_log.signals.scoring import Construct
from sessions_log.vocabulary import ATTENDED, Rater

Stored = uuid.UUID | str
"""An identifier as the database gives it: SQLite has no type for it."""

# Times are read as text, because few of them are needed and turning all of them into times takes longest of all.
# The index on client and start finds the twelfth last session, and then all that are not before it.
_LATEST = """
WITH recent AS MATERIALIZED (
    SELECT client.id, COALESCE(
        (SELECT starts_at FROM sessions_log_therapysession WHERE client_id = client.id
         ORDER BY starts_at DESC LIMIT 1 OFFSET 11), '0001-01-02 00:00:00') AS since
    FROM sessions_log_client AS client WHERE client.id IN (CLIENTS)
)
SELECT recent.id, CAST(session.starts_at AS text), session.attendance, session.number,
    rating.rater, rating.score, instrument.key
FROM recent
JOIN sessions_log_therapysession AS session ON session.client_id = recent.id AND session.starts_at >= recent.since
LEFT JOIN sessions_log_rating AS rating ON rating.session_id = session.id AND rating.score IS NOT NULL
LEFT JOIN sessions_log_instrument AS instrument ON instrument.id = rating.instrument_id
ORDER BY session.starts_at, session.number
"""

_PENDING = """
SELECT client_id, id, '' AS kind, CAST(starts_at AS text) FROM sessions_log_therapysession
WHERE therapist_id = %s AND status = 'draft' AND client_id IN (CLIENTS)
UNION ALL
SELECT episode.client_id, episode.id, opening.kind, CAST(session.starts_at AS text)
FROM sessions_log_episode AS episode
JOIN sessions_log_moment AS opening ON opening.id = episode.opening_id
JOIN sessions_log_therapysession AS session ON session.id = opening.session_id
WHERE episode.status IN ('open', 'worked_on') AND episode.client_id IN (CLIENTS)
ORDER BY 4
"""


# Written by hand for the word 'draft' in it: SQLite uses the index on drafts only where it reads that word.
_DRAFTED = "SELECT client_id FROM sessions_log_therapysession WHERE therapist_id = %s AND status = 'draft'"


class Latest(NamedTuple):
    """When a client last came, and the alliance scores of the last ten sessions, oldest first, None for a gap.

    `held_at` says, as text, when those of the last twelve sessions began that took place, oldest first.
    """

    start: datetime.datetime
    held_at: list[str]
    scores: list[Score | None]

    def held(self) -> Iterator[datetime.datetime]:
        """Yield when the sessions that took place began, the latest first."""
        return map(_aware, reversed(self.held_at))


class Pending(NamedTuple):
    """An unsigned session, or an open episode, whose `kind` is that of its opening and `starts_at` when that was."""

    id: uuid.UUID
    kind: str
    starts_at: datetime.datetime


def has_a_draft_of(person: Person) -> Q:
    """Return the condition that a session of the person with a client is not signed yet."""
    return Q(pk__in=RawSQL(_DRAFTED, [_stored(person.pk)]))  # noqa: S611 - a constant


def latest_sessions(clients: Sequence[uuid.UUID], before: datetime.datetime) -> dict[uuid.UUID, Latest]:
    """Return client → the last sessions, for clients who have any. A client's score counts before a therapist's.

    One from `before` on, such as the next that was cancelled already, is not the last one yet.
    """
    ahead = f"{before.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S}"
    starts: dict[Stored, str] = {}
    held: dict[Stored, dict[str, None]] = defaultdict(dict)
    scores: dict[Stored, dict[int, Score | None]] = defaultdict(dict)
    for client, start, attendance, number, rater, value, instrument in _rows(_LATEST, clients):
        if start >= ahead:  # both are in UTC, and written alike as far as seconds go
            break
        starts[client] = start  # the last one stays
        if attendance in ATTENDED:
            held[client][start] = None
        known = scores[client].setdefault(number, None)
        if value is not None and (known is None or rater == Rater.CLIENT) and (bounds := _bounds(instrument)):
            scores[client][number] = Score(value, *bounds)
    return {
        _uuid(client): Latest(_aware(start), list(held[client]), list(scores[client].values())[-SCORES:])
        for client, start in starts.items()
    }


def pending(person: Person, clients: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Pending]]:
    """Return client → the person's unsigned sessions and all open episodes, oldest first."""
    found = defaultdict(list)
    for client, pk, kind, starts_at in _rows(_PENDING, clients, person.pk):
        found[_uuid(client)].append(Pending(_uuid(pk), kind, _aware(starts_at)))
    return found


def _rows(statement: str, clients: Sequence[uuid.UUID], *before: uuid.UUID) -> list[tuple]:
    """Return the rows of a statement about CLIENTS, whatever it asks for before them; none without clients."""
    if not clients:
        return []
    ids = [_stored(pk) for pk in clients]
    values = [*map(_stored, before), *ids * statement.count("CLIENTS")]
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("CLIENTS", ", ".join(["%s"] * len(ids))), values)
        return cursor.fetchall()


@lru_cache(maxsize=256)
def _bounds(instrument: str) -> tuple[float, float] | None:
    """Return the lowest and highest score of an instrument, or None for one that is not about the alliance."""
    key = key_of(instrument)
    return (key.score_range.minimum, key.score_range.maximum) if key.construct is Construct.ALLIANCE else None


def _stored(pk: uuid.UUID) -> Stored:
    return pk if connection.features.has_native_uuid_field else pk.hex


def _uuid(value: Stored) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _aware(text: str) -> datetime.datetime:
    """Return a moment from its text, which on SQLite is in UTC and does not say so."""
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
