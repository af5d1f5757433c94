"""The clients that a file speaks of: found by their codes, locked, or made ready to be added."""

import datetime
import itertools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from sessions_log.models import Client, Person, TherapySession
from sessions_log.services.import_days import Course, KnownDay

IndexesOf = Callable[[str], list[str]]
"""From a client's code to the blind indexes under which it may be stored, that of the newest key first."""


CHUNK_CLIENTS = 500


@dataclass(slots=True)
class Case:
    """A client of the file. One who is new is stored with their first row, if it can be taken."""

    client: Client
    course: Course
    is_new: bool


class Caseload:
    """All clients of the file, each locked until the transaction ends.

    They are locked before anything is written, as whoever logs a session does; else the two could wait in a circle.
    """

    def __init__(self, by: Person, courses: dict[str, Course], indexes_of: IndexesOf) -> None:
        self._indexes_of = indexes_of
        self._cases: dict[str, Case] = {}
        remaining = iter(courses.items())
        while some := dict(itertools.islice(remaining, CHUNK_CLIENTS)):
            self._load(by, some)

    def case_of(self, code: str) -> Case:
        """Return the client of a code of the file."""
        return self._cases[self._indexes_of(code)[0]]

    def _load(self, by: Person, courses: dict[str, Course]) -> None:
        newest = {index: own for own, course in courses.items() for index in self._indexes_of(course.code)}
        stored = Client.objects.filter(practice=by.practice, code_index__in=newest).select_for_update(no_key=True)
        first_days = _first_days(stored, by.practice.zone)
        for client in stored:
            index = newest[client.code_index]
            self._cases[index] = Case(client, courses[index].after(first_days.get(client.pk)), is_new=False)
        for index in (own for own in courses if own not in self._cases):
            client = Client(practice=by.practice, therapist=by, code=courses[index].code, code_index=index)
            self._cases[index] = Case(client, courses[index], is_new=True)


def _first_days(clients: Iterable[Client], zone: datetime.tzinfo) -> dict[uuid.UUID, KnownDay]:
    """Return the day of each client's session with the lowest number; whoever has no session is left out."""
    lowest = TherapySession.objects.filter(client=OuterRef("client")).order_by("number").values("number")[:1]
    sessions = TherapySession.objects.filter(client__in=list(clients), number=Subquery(lowest))
    values = sessions.values_list("client_id", "number", "starts_at")
    return {client: KnownDay(number, start.astimezone(zone).date()) for client, number, start in values}
