"""The floors: bare views with hand-written queries and as little of a page as tells the rows."""

import uuid
from typing import Any

from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from sessions_log.models import Client
from sessions_log.models.encryption import decrypt

TODAY = """
SELECT c.id, c.code, c.name,
    (SELECT MAX(s.starts_at) FROM sessions_log_therapysession s WHERE s.client_id = c.id),
    (SELECT COUNT(*) FROM sessions_log_episode e WHERE e.client_id = c.id AND e.status IN ('open', 'worked_on'))
FROM sessions_log_client c WHERE c.therapist_id = %s AND c.ended_on IS NULL ORDER BY c.id
"""

SESSIONS = "SELECT number, starts_at, attendance FROM sessions_log_therapysession WHERE client_id = %s"
RATINGS = """
SELECT s.number, r.rater, r.score
FROM sessions_log_rating r JOIN sessions_log_therapysession s ON s.id = r.session_id WHERE s.client_id = %s
"""
MOMENTS = """
SELECT s.number, m.kind, m.marker
FROM sessions_log_moment m JOIN sessions_log_therapysession s ON s.id = m.session_id WHERE s.client_id = %s
"""
THINGS = """
SELECT s.number, f.zest, f.worth
FROM sessions_log_fivegoodthings f JOIN sessions_log_therapysession s ON s.id = f.session_id WHERE s.client_id = %s
"""
IMAGES = """
SELECT s.number, l.direction, l.image_id
FROM sessions_log_imagelink l JOIN sessions_log_moment m ON m.id = l.moment_id
JOIN sessions_log_therapysession s ON s.id = m.session_id WHERE s.client_id = %s
"""
EPISODES = """
SELECT s.number, e.status, e.closed_on
FROM sessions_log_episode e JOIN sessions_log_moment m ON m.id = e.opening_id
JOIN sessions_log_therapysession s ON s.id = m.session_id WHERE e.client_id = %s
"""


def today(request: HttpRequest, therapist: uuid.UUID) -> HttpResponse:
    """List code, name, last session and number of open episodes, a line for each client."""
    rows = (
        f"<li>{_text('code', code)} {_text('name', name)} {last} {episodes}</li>"
        for _, code, name, last, episodes in _rows(TODAY, therapist)
    )
    return HttpResponse(f"<ol>{''.join(rows)}</ol>")


def timeline(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """Draw a circle for each row of a course, with what it holds as its title."""
    marks = (
        f'<circle cx="{number * 14}" cy="9" r="3"><title>{what} {more}</title></circle>'
        for query in (SESSIONS, RATINGS, MOMENTS, THINGS, IMAGES, EPISODES)
        for number, what, more in _rows(query, client)
    )
    return HttpResponse(f"<svg>{''.join(marks)}</svg>")


def _rows(query: str, pk: uuid.UUID) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [models.UUIDField().get_db_prep_value(pk, connection)])
        return cursor.fetchall()


def _text(field: str, stored: bytes) -> str:
    return escape(decrypt(f"{Client._meta.label}.{field}", bytes(stored)))
