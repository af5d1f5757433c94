"""Two people, or one impatient one, import at the same time."""

import pytest

from sessions_log.models import Client, Person, Rating, TherapySession
from sessions_log.services.import_records import Imported, import_records
from tests.people import log, make_client
from tests.services.import_files import csv_file, study
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_file_imported_three_times_at_once_is_added_once(ana: Person) -> None:
    def run() -> Imported:
        return import_records(by=ana, file=study()[0])

    results = at_once([run, run, run])

    assert sorted(result.rows_added for result in results if isinstance(result, Imported)) == [0, 0, 855]
    assert (Client.objects.count(), TherapySession.objects.count(), Rating.objects.count()) == (57, 855, 705)


def test_a_session_logged_during_an_import_gets_a_number_of_its_own(ana: Person) -> None:
    client = make_client(ana, code="A-1")
    rows = [f"A-1,{number},2026-01-05,,client,check,5," for number in range(2, 300)]

    at_once([lambda: import_records(by=ana, file=csv_file(*rows)), lambda: log(client, note="By hand")])

    assert client.sessions.count() == 299
    assert client.sessions.get(status="draft").number in (1, 300)
