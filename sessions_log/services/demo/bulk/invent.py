"""Invents one client's therapy as rows that are ready to be written. Reads nothing from the database."""

import datetime

from sessions_log.models import Client, ClinicalNote, FiveGoodThings, Person, Rating, TherapySession
from sessions_log.models.encryption import blind_indexes
from sessions_log.services.client import CODE_COLUMN, NAME_COLUMN
from sessions_log.services.demo.bulk import texts
from sessions_log.services.demo.bulk.moments import add_moments, leave_unrepaired
from sessions_log.services.demo.bulk.world import TABLES, Rows, Therapy, World
from sessions_log.services.demo.calendar import WEEK, slot_day
from sessions_log.services.demo.ratings import BETWEEN, HIGH, LOW, MEAN, MISSING, Course, answers
from sessions_log.signals.scoring import score
from sessions_log.vocabulary import ATTENDED, Attendance, Ending, GoodThing, Rater, SessionFormat, SessionStatus

ENDED, ENDED_WITHIN_WEEKS = 0.6, 150
WEEK_SKIPPED = 0.08
GIVE_GOOD_THINGS, GOOD_FROM, GOOD_GAIN, GOOD_SESSIONS = 0.3, 3.5, 1.5, 40
ATTENDANCES, ATTENDANCE_WEIGHTS = tuple(Attendance), (85, 4, 8, 3)
FORMATS, FORMAT_WEIGHTS = tuple(SessionFormat), (70, 25, 5)
ENDINGS, ENDING_WEIGHTS = tuple(Ending), (55, 35, 6, 4)


def invent(world: World, therapist: Person, code: str, sessions: int) -> Rows:
    """Return the rows of one client with that many sessions, all of them before today."""
    rng = world.rng
    rows: Rows = {table: [] for table in TABLES}
    client = _client(world, therapist, code, days := _days(world, sessions))
    rows[Client].append(client)
    level = rng.gauss(MEAN, BETWEEN)
    therapy = Therapy(
        world=world,
        client=client,
        rows=rows,
        felt=Course(rng, level),
        seen=Course(rng, level + rng.uniform(-0.5, 0.3) * BETWEEN),
        gives_good_things=rng.random() < GIVE_GOOD_THINGS,
    )
    for number, day in enumerate(days, start=1):
        _session(therapy, number, day)
    if client.ended_on:
        leave_unrepaired(therapy, client.ended_on)
    return rows


def _days(world: World, sessions: int) -> list[datetime.date]:
    """Return the days of the sessions, on one weekday; the last lies within the past week, or before if it ended."""
    rng = world.rng
    day = slot_day(world.today, rng.randint(1, 5))
    if rng.random() < ENDED:
        day -= WEEK * rng.randint(2, ENDED_WITHIN_WEEKS)
    days = []
    for _ in range(sessions):
        days.append(day)
        day -= WEEK * (2 if rng.random() < WEEK_SKIPPED else 1)
    return days[::-1]


def _client(world: World, therapist: Person, code: str, days: list[datetime.date]) -> Client:
    rng, practice = world.rng, world.practice
    ended = bool(days) and days[-1] < world.today - WEEK
    name = rng.choice(texts.NAMES)
    return Client(
        **world.own(),
        therapist_id=therapist.pk,
        code=code,
        code_index=blind_indexes(CODE_COLUMN, practice.pk, code)[0],
        name=name,
        name_index=blind_indexes(NAME_COLUMN, practice.pk, name)[0],
        usual_weekday=(days[-1] if days else world.today).weekday(),
        usual_time=datetime.time(rng.randint(8, 18), rng.choice((0, 15, 30))),
        usual_format=rng.choices(FORMATS, FORMAT_WEIGHTS)[0],
        began_on=days[0] if days else world.today,
        ended_on=days[-1] if ended else None,
        ending=rng.choices(ENDINGS, ENDING_WEIGHTS)[0] if ended else "",
    )


def _session(therapy: Therapy, number: int, day: datetime.date) -> None:
    world, client, rows = therapy.world, therapy.client, therapy.rows
    rng = world.rng
    starts_at = datetime.datetime.combine(day, client.usual_time or datetime.time(9), world.zone)
    session = TherapySession(
        **world.own(),
        client_id=client.pk,
        therapist_id=client.therapist_id,
        number=number,
        starts_at=starts_at,
        format=client.usual_format,
        attendance=rng.choices(ATTENDANCES, ATTENDANCE_WEIGHTS)[0],
        status=SessionStatus.SIGNED,
        signed_at=starts_at + datetime.timedelta(hours=1),
        submission=world.ids.next(),
    )
    rows[TherapySession].append(session)
    if session.attendance not in ATTENDED:
        return
    rows[ClinicalNote].append(ClinicalNote(**world.own(), session_id=session.pk, text=texts.note(rng)))
    shift = add_moments(therapy, session, day)
    for rater, course in ((Rater.CLIENT, therapy.felt), (Rater.THERAPIST, therapy.seen)):
        value = course.next(shift)
        if rng.random() >= MISSING:
            rows[Rating].append(_rating(world, session, rater, value))
    if therapy.gives_good_things:
        rows[FiveGoodThings].append(_good_things(world, session, shift))


def _rating(world: World, session: TherapySession, rater: Rater, value: float) -> Rating:
    items = answers(world.rng, value)
    return Rating(
        **world.own(),
        session_id=session.pk,
        instrument_id=world.instrument.pk,
        rater=rater,
        score=score(world.key, items).value,
        items=items,
    )


def _good_things(world: World, session: TherapySession, shift: float) -> FiveGoodThings:
    way = min(1.0, session.number / GOOD_SESSIONS)
    values = {
        thing.value: min(HIGH, max(LOW, round(world.rng.gauss(GOOD_FROM + GOOD_GAIN * way + shift, 1))))
        for thing in GoodThing
    }
    return FiveGoodThings(**world.own(), session_id=session.pk, **values)
