"""Invented rows to measure with: a caseload of fifty clients whose therapy goes on, and one long course."""

import datetime
import random
from itertools import cycle
from typing import cast

from django.db import connection, transaction
from django.utils import timezone

from sessions_log.models import Client, ImageLink, Moment, Person, Practice, RelationalImage, TherapySession, triggers
from sessions_log.services.client import create_client
from sessions_log.services.demo.bulk.ids import Ids
from sessions_log.services.demo.bulk.invent import invent
from sessions_log.services.demo.bulk.world import TABLES, Rows, World
from sessions_log.services.people import create_practice
from sessions_log.services.rating import CHECK, instrument_for
from sessions_log.vocabulary import ImageDirection, SessionStatus

CLIENTS, SESSIONS_EACH, LONG_COURSE = 50, 40, 500
DRAFT_EVERY, LINK_EVERY = 5, 4
SEED = 1


def caseload() -> Person:
    """Write a therapist with fifty clients and forty sessions each; every fifth client's last one is a draft."""
    therapist, world = _therapist("Caseload")
    kept: list[Rows] = []
    while len(kept) < CLIENTS:
        rows = invent(world, therapist, f"C-{len(kept):03}", SESSIONS_EACH)
        if _client_of(rows).ended_on is None:
            kept.append(rows)
    for rows in kept[::DRAFT_EVERY]:
        last = cast(TherapySession, rows[TherapySession][-1])
        last.status, last.signed_at = SessionStatus.DRAFT, None
    _write(kept)
    return therapist


def long_course() -> Client:
    """Write a client with five hundred sessions and three relational images that every fourth moment touches."""
    therapist, world = _therapist("Long course")
    rows = invent(world, therapist, "L-1", LONG_COURSE)
    _write([rows])
    client = _client_of(rows)
    images = [
        RelationalImage(**world.own(), client=client, text=text)
        for text in ("People leave", "I am too much", "Anger breaks things")
    ]
    RelationalImage.objects.bulk_create(images)
    links = [
        ImageLink(**world.own(), moment_id=moment.pk, image=image, direction=direction)
        for moment, image, direction in zip(
            rows[Moment][::LINK_EVERY], cycle(images), cycle(ImageDirection), strict=False
        )
    ]
    with transaction.atomic(), triggers.lifted(connection):
        ImageLink.objects.bulk_create(links)
    return client


def new_clients(name: str) -> list[Client]:
    """Write a caseload of clients without sessions, whose therapist has a practice of their own."""
    therapist, _ = _therapist(name)
    began_on = timezone.localdate() - datetime.timedelta(days=60)
    return [create_client(by=therapist, code=f"N-{number}", name="", began_on=began_on) for number in range(CLIENTS)]


def _therapist(name: str) -> tuple[Person, World]:
    """Return a therapist in a practice of their own, and what is needed to invent therapies there."""
    practice: Practice = create_practice(name=name, by=None)
    email = f"{name.replace(' ', '-').lower()}@bench.example"
    therapist = Person.objects.create_person(
        practice=practice, email=email, name=name, password=None, is_therapist=True
    )
    rng = random.Random(SEED)  # noqa: S311 - invented, and repeatable
    now = timezone.now()
    ids = Ids(rng, int(now.timestamp() * 1000))
    return therapist, World(
        practice=practice, instrument=instrument_for(practice, CHECK), today=now.date(), rng=rng, ids=ids
    )


def _client_of(rows: Rows) -> Client:
    [client] = rows[Client]
    return cast(Client, client)


def _write(many: list[Rows]) -> None:
    with transaction.atomic(), triggers.lifted(connection):
        for table in TABLES:
            table._default_manager.bulk_create(row for rows in many for row in rows[table])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner still believes that the tables are empty
