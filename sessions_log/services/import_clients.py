"""The clients that a file speaks of: found by their codes, locked, or made ready to be added."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from sessions_log.models import Client, Person, TherapySession
from sessions_log.services.import_days import Course, KnownDay

IndexesOf = Callable[[str], list[str]]
"""From a client's code to the blind indexes under which it may be stored, that of the newest key first."""


@dataclass(slots=True)
class Case:
    """A client of the file. One who is new is stored with their first row, if it can be taken."""

    client: Client
    course: Course
    is_new: bool


class Caseload:
    """Finds each client once; what it holds grows with the number of clients, not of rows."""

    def __init__(self, by: Person, courses: dict[str, Course], indexes_of: IndexesOf) -> None:
        self._by = by
        self._courses = courses
        self._indexes_of = indexes_of
        self._cases: dict[str, Case] = {}

    def load(self, codes: Iterable[str]) -> None:
        """Lock the clients of these codes; two queries for all who were not met before."""
        unseen = {
            indexes[0]: (code, indexes) for code in codes if (indexes := self._indexes_of(code))[0] not in self._cases
        }
        if not unseen:
            return
        newest = {index: indexes[0] for _, indexes in unseen.values() for index in indexes}
        practice = self._by.practice
        stored = Client.objects.filter(practice=practice, code_index__in=newest).select_for_update(no_key=True)
        first_days = _first_days(stored, practice.zone)
        for client in stored:
            index = newest[client.code_index]
            self._cases[index] = Case(client, self._courses[index].after(first_days.get(client.pk)), is_new=False)
            del unseen[index]
        for index, (code, _) in unseen.items():
            client = Client(practice=practice, therapist=self._by, code=code, code_index=index)
            self._cases[index] = Case(client, self._courses[index], is_new=True)

    def case_of(self, code: str) -> Case:
        """Return the client of a code that was loaded."""
        return self._cases[self._indexes_of(code)[0]]


def _first_days(clients: Iterable[Client], zone: datetime.tzinfo) -> dict[uuid.UUID, KnownDay]:
    """Return the day of each client's session with the lowest number; whoever has no session is left out."""
    lowest = TherapySession.objects.filter(client=OuterRef("client")).order_by("number").values("number")[:1]
    sessions = TherapySession.objects.filter(client__in=list(clients), number=Subquery(lowest))
    values = sessions.values_list("client_id", "number", "starts_at")
    return {client: KnownDay(number, start.astimezone(zone).date()) for client, number, start in values}
