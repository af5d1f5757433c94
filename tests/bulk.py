"""Many rows at once, for counting queries: clients with a dozen rated sessions, an open rupture and a draft each."""

import datetime
import uuid

from django.db import connection, transaction
from django.utils import timezone

from sessions_log.models import Client, Episode, Moment, Person, Rating, TherapySession, triggers
from sessions_log.services.rating import instrument_for
from tests.people import make_client

SESSIONS = 12


def fill_caseload(therapist: Person, clients: int) -> list[Client]:
    """Give a therapist clients with twelve weekly sessions up to today; the last is a draft, the sixth a rupture."""
    made = [make_client(therapist, code=f"C-{number:03}", name=f"Name {number}") for number in range(clients)]
    sessions = [_session(client, number) for client in made for number in range(1, SESSIONS + 1)]
    TherapySession.objects.bulk_create(sessions)
    instrument = instrument_for(therapist.practice, "check")
    Rating.objects.bulk_create(
        Rating(practice=therapist.practice, session=session, instrument=instrument, rater=rater, score=4.0)
        for session in sessions
        for rater in ("client", "therapist")
    )
    moments = [
        Moment(practice=therapist.practice, session=session, position=0, kind="rupture", actor="client")
        for session in sessions
        if session.number == 6
    ]
    with transaction.atomic(), triggers.lifted(connection):
        Moment.objects.bulk_create(moments)
    Episode.objects.bulk_create(
        Episode(practice=therapist.practice, client=moment.session.client, opening=moment) for moment in moments
    )
    return made


def _session(client: Client, number: int) -> TherapySession:
    starts_at = timezone.now() - datetime.timedelta(weeks=SESSIONS - number)
    is_draft = number == SESSIONS
    return TherapySession(
        practice=client.practice,
        client=client,
        therapist=client.therapist,
        number=number,
        starts_at=starts_at,
        status="draft" if is_draft else "signed",
        signed_at=None if is_draft else starts_at,
        submission=uuid.uuid4(),
    )
