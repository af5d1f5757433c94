"""Every value of every table, decrypted, to compare two runs by; and what must be consistent beyond constraints."""

from typing import Any

from django.utils import timezone

from sessions_log.models import Client, Episode, Moment, TherapySession
from sessions_log.models.entry import SessionEntry
from sessions_log.models.episode import OPENING_KINDS
from sessions_log.services.demo.bulk.world import TABLES
from sessions_log.vocabulary import ATTENDED, EpisodeStatus

OF_THIS_DATABASE = {"practice_id", "instrument_id", "code_index", "name_index", "password"}
"""Holds the practice's own id, or salt: differs from one database to the next."""

OF_THIS_MINUTE = {"created_at", "updated_at", "decided_at"}


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table that bulk runs write to, ids included."""
    left_out = OF_THIS_DATABASE | OF_THIS_MINUTE
    return {
        table.__name__: [
            {name: value for name, value in row.items() if name not in left_out}
            for row in table.objects.order_by("pk").values()
        ]
        for table in TABLES
    }


def told() -> list[tuple[Any, ...]]:
    """Return all that the stories say, without ids, which the clock decides."""
    return [
        (
            (client.name, client.usual_weekday, client.usual_time, client.began_on, client.ended_on),
            [(session.submission, SessionEntry.of(session).in_words()) for session in sessions_of(client)],
            sorted((episode.status, str(episode.closed_on)) for episode in client.episodes.all()),
            sorted((agreement.topic, agreement.text, agreement.agreed_on) for agreement in client.frame.all()),
            sorted((consent.kind, consent.given_on, str(consent.withdrawn_on)) for consent in client.consents.all()),
            (client.social_words, sorted(client.social_categories.values_list("axis", "location"))),
            sorted((image.text, image.origin, image.paradox, image.is_controlling) for image in client.images.all()),
        )
        for client in sorted(Client.objects.all(), key=lambda client: client.code)
    ]


def sessions_of(client: Client) -> list[TherapySession]:
    return list(client.sessions.select_related("practice", "note", "reflection", "good_things").order_by("number"))


def contradictions() -> list[str]:
    """Return what no constraint can forbid and no real record would hold, one line each."""
    return [*_of_sessions(), *_of_moments(), *_of_episodes()]


def _of_sessions() -> list[str]:
    found = []
    for client in Client.objects.all():
        sessions = sessions_of(client)
        starts = [session.starts_at for session in sessions]
        if [session.number for session in sessions] != list(range(1, len(sessions) + 1)) or starts != sorted(starts):
            found.append(f"{client.code}: sessions out of order")
        if starts and (starts[-1] > timezone.now() or client.began_on != sessions[0].local_start.date()):
            found.append(f"{client.code}: sessions before the beginning or still to come")
        if starts and client.ended_on and sessions[-1].local_start.date() > client.ended_on:
            found.append(f"{client.code}: sessions after the end")
    return found


def _of_moments() -> list[str]:
    missed = TherapySession.objects.exclude(attendance__in=ATTENDED)
    opening = Moment.objects.filter(kind__in=OPENING_KINDS, episode__isnull=True)
    repairs = Moment.objects.filter(kind="repair", repair__isnull=True)
    others = Moment.objects.exclude(kind="repair").filter(repair__isnull=False)
    return [
        *(f"{moment.pk}: in a session that did not take place" for moment in Moment.objects.filter(session__in=missed)),
        *(f"{moment.pk}: a rupture without an episode" for moment in opening),
        *(f"{moment.pk}: a repair of nothing, or a repair that is none" for moment in repairs | others),
    ]


def _of_episodes() -> list[str]:
    found = []
    for episode in Episode.objects.select_related("opening__session__practice", "client", "closed_in__practice"):
        attempts = episode.attempts.count()
        if (episode.status, attempts > 0) in ((EpisodeStatus.OPEN, True), (EpisodeStatus.WORKED_ON, False)):
            found.append(f"{episode.pk}: {episode.status} with {attempts} attempts")
        if episode.is_open and episode.client.ended_on:
            found.append(f"{episode.pk}: open, but the client has left")
        if episode.closed_on and episode.closed_on < episode.opening.session.local_start.date():
            found.append(f"{episode.pk}: closed before it opened")
        if episode.closed_in and episode.closed_in.local_start.date() != episode.closed_on:
            found.append(f"{episode.pk}: closed in a session of another day")
    return found
