"""Courses of therapy, written in bulk: a rated session a week, every sixth week a rupture, repaired a week later."""

import datetime
import uuid

from django.db import connection, transaction

from sessions_log.models import (
    Client,
    Episode,
    FiveGoodThings,
    ImageLink,
    Moment,
    Rating,
    RelationalImage,
    RepairAttempt,
    TherapySession,
    triggers,
)
from sessions_log.services.rating import instrument_for

LAST = datetime.datetime(2026, 1, 5, 10, tzinfo=datetime.UTC)


def give_course(client: Client, sessions: int) -> list[TherapySession]:
    """Give a client so many signed weekly sessions, the last on 5 January 2026, and all that a timeline shows."""
    with transaction.atomic(), triggers.lifted(connection):
        return _course(client, sessions)


def _course(client: Client, sessions: int) -> list[TherapySession]:
    practice = client.practice
    made = [_session(client, number, LAST - datetime.timedelta(weeks=sessions - number)) for number in _up_to(sessions)]
    TherapySession.objects.bulk_create(made)
    check = instrument_for(practice, "check")
    Rating.objects.bulk_create(
        Rating(practice=practice, session=session, instrument=check, rater=rater, score=score)
        for session in made
        for rater, score in (("client", 4.0), ("therapist", 5.0))
    )
    FiveGoodThings.objects.bulk_create(FiveGoodThings(practice=practice, session=session, zest=5) for session in made)
    image = RelationalImage.objects.create(practice=practice, client=client, text="People leave")
    ruptures = [_moment(session, "rupture", marker="denial", actor="client") for session in made[::6]]
    repairs = [_moment(session, "repair", actor="therapist") for session in made[1::6]]
    Moment.objects.bulk_create([*ruptures, *repairs])
    episodes = [_episode(rupture) for rupture in ruptures]
    Episode.objects.bulk_create(episodes)
    RepairAttempt.objects.bulk_create(
        RepairAttempt(practice=practice, moment=repair, episode=episode, strategy="validate")
        for repair, episode in zip(repairs, episodes, strict=False)
    )
    ImageLink.objects.bulk_create(
        ImageLink(practice=practice, moment=rupture, image=image, direction="re_enacted") for rupture in ruptures
    )
    return made


def _up_to(sessions: int) -> range:
    return range(1, sessions + 1)


def _session(client: Client, number: int, starts_at: datetime.datetime) -> TherapySession:
    return TherapySession(
        practice=client.practice,
        client=client,
        therapist=client.therapist,
        number=number,
        starts_at=starts_at,
        status="signed",
        signed_at=starts_at,
        submission=uuid.uuid4(),
    )


def _moment(session: TherapySession, kind: str, **values: str) -> Moment:
    return Moment(practice=session.practice, session=session, position=0, kind=kind, **values)


def _episode(rupture: Moment) -> Episode:
    session = rupture.session
    closed_on = session.starts_at.date() + datetime.timedelta(weeks=1)
    return Episode(
        practice=session.practice, client=session.client, opening=rupture, status="repaired", closed_on=closed_on
    )
