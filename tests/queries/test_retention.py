"""Which records were kept long enough."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from sessions_log import access
from sessions_log.models import Client, Person, Practice
from sessions_log.queries.caseload import client_list
from sessions_log.queries.retention import due_by_therapist, due_for_erasure
from tests.people import make_client

TODAY = datetime.date(2026, 2, 28)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args, **kwargs: TODAY)


def ended(therapist: Person, code: str, on: datetime.date) -> Client:
    return make_client(therapist, code=code, began_on=on, ended_on=on, ending="agreed")


def test_a_record_is_due_when_the_practices_years_have_passed(ana: Person, practice: Practice) -> None:
    due = ended(ana, "A-1", datetime.date(2016, 2, 28))
    longer = ended(ana, "A-2", datetime.date(2010, 1, 1))
    ended(ana, "A-3", datetime.date(2016, 2, 29))
    make_client(ana, code="A-4", began_on=datetime.date(2001, 1, 1))

    assert [(row.client_id, row.therapist_id) for row in due_for_erasure(practice)] == [
        (longer.pk, ana.pk),
        (due.pk, ana.pk),
    ]


def test_each_practice_has_its_own_time(ana: Person, otto: Person) -> None:
    for therapist in (ana, otto):
        ended(therapist, "X-1", datetime.date(2019, 1, 1))
    Practice.objects.filter(pk=otto.practice_id).update(retention_years=7)

    found = {practice.name: len(due_for_erasure(practice)) for practice in Practice.objects.all()}

    assert found == {"Quiet Room": 0, "Elsewhere": 1}


def test_the_therapists_list_of_ended_therapies_says_so(ana: Person) -> None:
    ended(ana, "A-1", datetime.date(2016, 2, 28))
    ended(ana, "A-2", datetime.date(2016, 3, 1))

    lines = client_list(access.clients_of(ana), ended=True).lines

    assert {line.code: line.is_due for line in lines} == {"A-1": True, "A-2": False}


def test_the_command_prints_identifiers_and_dates_only(ana: Person, capsys: pytest.CaptureFixture[str]) -> None:
    client = ended(ana, "A-1", datetime.date(2010, 1, 1))

    call_command("due_for_erasure")

    printed = f"practice {ana.practice_id} therapist {ana.pk} client {client.pk} ended 2010-01-01\n"
    assert capsys.readouterr().out == printed


def test_the_admin_learns_whose_and_how_many_and_no_more(ana: Person, cleo: Person, practice: Practice) -> None:
    for therapist, code in ((ana, "A-1"), (ana, "A-2"), (cleo, "C-1")):
        ended(therapist, code, datetime.date(2010, 1, 1))

    assert due_by_therapist(practice) == [("Ana", 2), ("Cleo", 1)]
