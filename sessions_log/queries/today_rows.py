"""Reads what Today shows beside the clients themselves, in two hand-written statements for both databases.

The ORM takes several times longer to build them than they take to run. And of its form of the first, PostgreSQL makes
a look-up of the tenth last session for every session there is, not for every client.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db import connection

from sessions_log.models import Person

# The index on client and start finds the tenth last session, and then all that are not before it.
_LATEST = """
WITH recent AS MATERIALIZED (
    SELECT client.id, COALESCE(
        (SELECT starts_at FROM sessions_log_therapysession WHERE client_id = client.id
         ORDER BY starts_at DESC LIMIT 1 OFFSET 9), '0001-01-02 00:00:00') AS since
    FROM sessions_log_client AS client WHERE client.id IN (CLIENTS)
)
SELECT recent.id, session.starts_at, session.number, rating.rater, rating.score, instrument.key
FROM recent
JOIN sessions_log_therapysession AS session ON session.client_id = recent.id AND session.starts_at >= recent.since
LEFT JOIN sessions_log_rating AS rating ON rating.session_id = session.id AND rating.score IS NOT NULL
LEFT JOIN sessions_log_instrument AS instrument ON instrument.id = rating.instrument_id
ORDER BY session.starts_at, session.number
"""

_PENDING = """
SELECT client_id, id, '' AS kind, starts_at FROM sessions_log_therapysession
WHERE therapist_id = %s AND status = 'draft' AND client_id IN (CLIENTS)
UNION ALL
SELECT episode.client_id, episode.id, opening.kind, session.starts_at
FROM sessions_log_episode AS episode
JOIN sessions_log_moment AS opening ON opening.id = episode.opening_id
JOIN sessions_log_therapysession AS session ON session.id = opening.session_id
WHERE episode.status IN ('open', 'worked_on') AND episode.client_id IN (CLIENTS)
ORDER BY 4
"""


class Rated(NamedTuple):
    """A session with one of its scores and the key of its instrument; without any, the last three are None."""

    number: int
    rater: str | None
    score: float | None
    instrument: str | None


class Latest(NamedTuple):
    """A client's last ten sessions, oldest first, each as often as it has scores but once at least."""

    last_start: datetime.datetime
    sessions: list[Rated]


class Pending(NamedTuple):
    """An unsigned session, or an open episode, whose `kind` is that of its opening and `starts_at` when that was."""

    id: uuid.UUID
    kind: str
    starts_at: datetime.datetime


def latest_sessions(clients: Sequence[uuid.UUID]) -> dict[uuid.UUID, Latest]:
    """Return client → the last ten sessions, for clients who have any."""
    found: dict[uuid.UUID, list[list]] = defaultdict(list)
    for client, *row in _rows(_LATEST, [], clients):
        found[client].append(row)
    return {
        client: Latest(_aware(rows[-1][0]), [Rated(*rated) for _, *rated in rows]) for client, rows in found.items()
    }


def pending(person: Person, clients: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Pending]]:
    """Return client → the person's unsigned sessions and all open episodes, oldest first."""
    found = defaultdict(list)
    for client, pk, kind, starts_at in _rows(_PENDING, [person.pk], clients):
        found[client].append(Pending(_uuid(pk), kind, _aware(starts_at)))
    return found


def _rows(statement: str, before: Sequence[uuid.UUID], clients: Sequence[uuid.UUID]) -> Iterator[tuple]:
    """Yield the rows of a statement about clients, which come first in a row; none without clients."""
    if not clients:
        return
    known = {_stored(pk): pk for pk in clients}
    places = ", ".join(["%s"] * len(known))
    values = [*map(_stored, before), *list(known) * statement.count("CLIENTS")]
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("CLIENTS", places), values)
        for client, *row in cursor.fetchall():
            yield known[client], *row


def _stored(pk: uuid.UUID) -> uuid.UUID | str:
    return pk if connection.features.has_native_uuid_field else pk.hex


def _uuid(value: uuid.UUID | str) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _aware(value: datetime.datetime | str) -> datetime.datetime:
    """Return a time as PostgreSQL gives it; SQLite gives text, in UTC."""
    if isinstance(value, datetime.datetime):
        return value
    return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC)
