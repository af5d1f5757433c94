"""Reads what Today shows beside the clients themselves, in two hand-written statements for both databases.

The ORM takes several times longer to build them than they take to run. And of its form of the first, PostgreSQL makes
a look-up of the twelfth last session for every session there is, not for every client.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from sessions_log.models import Person
from sessions_log.queries.sparkline import SCORES, Score
from sessions_log.queries.stored import moment_of
from sessions_log.signals.keys import key_of
from sessions_log.signals.scoring import Construct
from sessions_log.vocabulary import ATTENDED

# Times and ids are read as text: few of these times are needed, and turning all of them into times takes longest.
# The index on client and start finds the twelfth last session, and then all that are not before it.
_LATEST = """
WITH recent AS MATERIALIZED (
    SELECT client.id, COALESCE(
        (SELECT starts_at FROM sessions_log_therapysession WHERE client_id = client.id AND starts_at < %(before)s
         ORDER BY starts_at DESC LIMIT 1 OFFSET 11), '0001-01-02 00:00:00') AS since
    FROM sessions_log_client AS client WHERE client.id IN (CLIENTS)
)
SELECT CAST(recent.id AS text), CAST(session.starts_at AS text), session.attendance, session.number,
    rating.score, instrument.key
FROM recent
JOIN sessions_log_therapysession AS session
    ON session.client_id = recent.id AND session.starts_at >= recent.since AND session.starts_at < %(before)s
LEFT JOIN sessions_log_rating AS rating ON rating.session_id = session.id AND rating.score IS NOT NULL
LEFT JOIN sessions_log_instrument AS instrument ON instrument.id = rating.instrument_id
ORDER BY session.starts_at, session.number, rating.rater DESC
"""

_PENDING = """
SELECT CAST(client_id AS text), CAST(id AS text), '' AS kind, CAST(starts_at AS text)
FROM sessions_log_therapysession
WHERE therapist_id = %(person)s AND status = 'draft' AND client_id IN (CLIENTS)
UNION ALL
SELECT CAST(episode.client_id AS text), CAST(episode.id AS text), opening.kind, CAST(session.starts_at AS text)
FROM sessions_log_episode AS episode
JOIN sessions_log_moment AS opening ON opening.id = episode.opening_id
JOIN sessions_log_therapysession AS session ON session.id = opening.session_id
WHERE episode.status IN ('open', 'worked_on') AND episode.client_id IN (CLIENTS)
ORDER BY 4
"""


# Written by hand for the word 'draft' in it: SQLite uses the index on drafts only where it reads that word.
_DRAFTED = "SELECT client_id FROM sessions_log_therapysession WHERE therapist_id = %s AND status = 'draft'"


class Latest(NamedTuple):
    """A client's last twelve sessions, the oldest first: rows of _LATEST, one for each score or with None."""

    rows: list[tuple]

    def start(self) -> datetime.datetime:
        """Return when the client last came."""
        _, start, *_ = self.rows[-1]
        return moment_of(start)

    def held(self) -> Iterator[datetime.datetime]:
        """Yield when the sessions that took place began, the latest first."""
        held = (start for _, start, attendance, *_ in reversed(self.rows) if attendance in ATTENDED)
        return map(moment_of, dict.fromkeys(held))

    def scores(self) -> list[Score | None]:
        """Return the alliance scores of the last ten sessions, oldest first, None for a gap."""
        scores: dict[int, Score | None] = {}
        for _, _, _, number, value, instrument in self.rows:
            scores.setdefault(number)
            if value is not None and (bounds := _bounds(instrument)):
                scores[number] = Score(value, *bounds)  # the client's comes last and stays
        return list(scores.values())[-SCORES:]


class Pending(NamedTuple):
    """An unsigned session, or an open episode, whose `kind` is that of its opening and `starts_at` when that was."""

    id: uuid.UUID
    kind: str
    starts_at: datetime.datetime


def has_a_draft_of(person: Person) -> Q:
    """Return the condition that a session of the person with a client is not signed yet."""
    return Q(pk__in=RawSQL(_DRAFTED, _stored([person.pk])))  # noqa: S611 - a constant


def latest_sessions(clients: Sequence[uuid.UUID], before: datetime.datetime) -> dict[uuid.UUID, Latest]:
    """Return client → the last sessions, for clients who have any.

    One from `before` on, such as the next that was cancelled already, is not the last one yet.
    """
    found = defaultdict(list)
    for row in _rows(_LATEST, clients, before=connection.ops.adapt_datetimefield_value(before)):
        found[row[0]].append(row)
    return {uuid.UUID(client): Latest(rows) for client, rows in found.items()}


def pending(person: Person, clients: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Pending]]:
    """Return client → the person's unsigned sessions and all open episodes, oldest first."""
    found = defaultdict(list)
    for client, pk, kind, starts_at in _rows(_PENDING, clients, person=_stored([person.pk])[0]):
        found[uuid.UUID(client)].append(Pending(uuid.UUID(pk), kind, moment_of(starts_at)))
    return found


def _rows(statement: str, clients: Sequence[uuid.UUID], **values: Any) -> list[tuple]:
    """Return the rows of a statement about CLIENTS and what else it names; none without clients."""
    if not clients:
        return []
    ids = {f"client_{place}": pk for place, pk in enumerate(_stored(clients))}
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("CLIENTS", ", ".join(f"%({name})s" for name in ids)), values | ids)
        return cursor.fetchall()


@lru_cache(maxsize=256)
def _bounds(instrument: str) -> tuple[float, float] | None:
    """Return the lowest and highest score of an instrument, or None for one that is not about the alliance."""
    key = key_of(instrument)
    return (key.score_range.minimum, key.score_range.maximum) if key.construct is Construct.ALLIANCE else None


def _stored(ids: Sequence[uuid.UUID]) -> Sequence[uuid.UUID | str]:
    """Return identifiers as the database takes them: SQLite has no type for them."""
    return ids if connection.features.has_native_uuid_field else [pk.hex for pk in ids]
