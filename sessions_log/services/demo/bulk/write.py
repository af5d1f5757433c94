"""Writes invented therapies in bulk: whole clients at a time, in batches that bound the memory."""

import datetime
import random
from collections.abc import Callable, Iterator

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from sessions_log.errors import NotAllowedNow
from sessions_log.models import AuditEntry, Person, Practice, TherapySession, triggers
from sessions_log.services import audit
from sessions_log.services.demo.bulk.ids import Ids
from sessions_log.services.demo.bulk.invent import invent
from sessions_log.services.demo.bulk.world import TABLES, Rows, World
from sessions_log.services.demo.people import PASSWORD
from sessions_log.services.rating import CHECK, instrument_for

CASELOAD = 50
ROWS_PER_STATEMENT = 2_000
SESSIONS_PER_TRANSACTION = 2_000
REPORT_EVERY = 50_000
DONE = "demo.bulk"

Report = Callable[[int], None]


def seed_bulk(
    *, practice: Practice, today: datetime.date, clients: int, sessions: int, seed: int, report: Report
) -> bool:
    """Write `sessions` sessions of `clients` clients, 50 to a therapist, into the practice.

    `report` is told now and then how many sessions have been written. Returns False where a bulk run has been made
    already. Raises NotAllowedNow where one was broken off: what is missing cannot be told any more.
    """
    if AuditEntry.objects.filter(practice_id=practice.pk, action=DONE).exists():
        return False
    if Person.objects.filter(email=_address(1)).exists():
        raise NotAllowedNow("An earlier bulk run was broken off. Begin again with an empty database.")
    world = _world(practice, today, seed)
    written = 0
    for rows in _batches(_therapies(world, clients, sessions)):
        with transaction.atomic(), triggers.lifted(connection):  # the sessions come signed
            for table in TABLES:
                table._default_manager.bulk_create(rows[table], batch_size=ROWS_PER_STATEMENT)
        before, written = written, written + len(rows[TherapySession])
        if written // REPORT_EVERY > before // REPORT_EVERY:
            report(written)
    with transaction.atomic():
        audit.record(by=None, action=DONE, subject=practice, practice_id=practice.pk, clients=clients, sessions=written)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner still believes that the tables are empty
    return True


def _world(practice: Practice, today: datetime.date, seed: int) -> World:
    rng = random.Random(seed)  # noqa: S311 - invented, and repeatable
    start = datetime.datetime.combine(today - datetime.timedelta(days=2), datetime.time(), datetime.UTC)
    ids = Ids(rng, int(start.timestamp() * 1000))
    return World(practice=practice, instrument=instrument_for(practice, CHECK), today=today, rng=rng, ids=ids)


def _therapies(world: World, clients: int, sessions: int) -> Iterator[Rows]:
    """Yield the rows of one client after another; those of a therapist's first client hold the therapist too."""
    password = make_password(PASSWORD)  # once: Argon2 takes its time, and nobody real signs in with it
    for index, share in enumerate(_shares(world.rng, clients, sessions)):
        number, place = index // CASELOAD + 1, index % CASELOAD + 1
        if place == 1:
            therapist = _therapist(world, number, password)
        rows = invent(world, therapist, f"T{number:04d}-{place:02d}", share)
        if place == 1:
            rows[Person].append(therapist)
        yield rows


def _shares(rng: random.Random, clients: int, sessions: int) -> Iterator[int]:
    """Yield how many sessions each client has, around the mean; together exactly `sessions`."""
    left = sessions
    for others in range(clients - 1, -1, -1):
        share = left if others == 0 else min(left, round(left / (others + 1) * rng.uniform(0.2, 1.8)))
        left -= share
        yield share


def _batches(therapies: Iterator[Rows]) -> Iterator[Rows]:
    """Join the rows of whole clients until there are enough sessions for a transaction."""
    batch: Rows = {table: [] for table in TABLES}
    for rows in therapies:
        for table in TABLES:
            batch[table] += rows[table]
        if len(batch[TherapySession]) >= SESSIONS_PER_TRANSACTION:
            yield batch
            batch = {table: [] for table in TABLES}
    yield batch


def _therapist(world: World, number: int, password: str) -> Person:
    return Person(
        **world.own(),
        email=_address(number),
        name=f"Therapist {number}",
        password=password,
        is_therapist=True,
    )


def _address(number: int) -> str:
    return f"t{number:04d}@demo.example"
