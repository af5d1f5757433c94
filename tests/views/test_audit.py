"""The audit trail's page."""

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sessions_log.models import AuditEntry, Client, Person
from sessions_log.queries.audit import ACTIONS
from sessions_log.services.consent import give_consent
from sessions_log.services.import_records import import_records
from sessions_log.services.people import pair_supervisor
from tests.people import as_person, log, make_client
from tests.services.import_files import csv_file
from tests.writers import REPAIR, RUPTURE

PAGE = reverse("audit")


def what_stands_there(page: str) -> list[str]:
    """Return the words of the column “What”, from top to bottom."""
    return re.findall(r'<span class="audit-what">(.*?)</span>', page)


def test_entries_the_latest_first_in_words_with_nothing_clinical(dora: Person, anas_client: Client) -> None:
    log(anas_client, note="canary")

    page = as_person(dora).get(PAGE).content.decode()

    assert what_stands_there(page) == ["Signed in", "Logged a session", "Added a client"]
    assert str(anas_client.pk) in page
    for word in ("canary", "Robin", "A-1"):
        assert word not in page


def told(page: str) -> list[str]:
    """Return what stands beside the words of “What”, from top to bottom."""
    return re.findall(r'<span class="muted">: (.*?)</span>', page)


def test_entries_say_which_page_and_how_many(dora: Person, ana: Person, ben: Person) -> None:
    as_person(ana).get(PAGE)
    as_person(ana).get(reverse("people"))
    import_records(by=ana, file=csv_file("A,1,2026-01-05,,client,check,5,Note", "A,2,,,client,check,9,"), skip_bad=True)
    pair_supervisor(
        by=dora, supervisor=ben, therapist=ana, starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 2, 1)
    )

    page = as_person(dora).get(PAGE).content.decode()

    assert told(page) == [
        "Ben, Ana",
        "rows added: 1, left out: 1, clients: 1, sessions: 1, ratings: 1, notes: 1",
        "people",
        "audit",
    ]


def test_what_an_admin_has_no_need_of_is_not_told(dora: Person, anas_client: Client) -> None:
    day = datetime.date(2026, 1, 5)
    give_consent(by=anas_client.therapist, client=anas_client, kind="social", given_on=day, note="")
    log(anas_client, RUPTURE, REPAIR)

    page = as_person(dora).get(PAGE).content.decode()

    assert {"Recorded a consent", "Changed an episode’s status"} <= set(what_stands_there(page))
    assert told(page) == []


def test_reading_the_trail_is_in_the_trail(dora: Person) -> None:
    browser = as_person(dora)
    browser.get(PAGE)

    assert what_stands_there(browser.get(PAGE).content.decode()) == ["Read the audit trail", "Signed in"]


def test_narrowed_by_what_and_by_whom(dora: Person, ana: Person, cleo: Person) -> None:
    make_client(ana, code="A-1")
    make_client(cleo, code="C-1")

    page = as_person(dora).get(PAGE, {"action": "client.create", "person": str(ana.pk)}).content.decode()

    assert what_stands_there(page) == ["Added a client"]


def test_other_practice_s_entries_and_people_are_not_there(dora: Person, otto: Person) -> None:
    make_client(otto, code="O-1")

    page = as_person(dora).get(PAGE).content.decode()

    assert what_stands_there(page) == ["Signed in"]
    assert "Otto" not in page


def test_paged_by_fifty_keeping_what_was_chosen(dora: Person, ana: Person) -> None:
    for number in range(52):
        make_client(ana, code=f"A-{number}")
    browser = as_person(dora)

    first = browser.get(PAGE, {"action": "client.create"}).content.decode()
    second = browser.get(PAGE, {"action": "client.create", "before": "3"}).content.decode()

    assert len(what_stands_there(first)) == 50
    assert 'href="?action=client.create&amp;before=3"' in first
    assert len(what_stands_there(second)) == 2


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "-1"}, {"action": "'; DROP"}, {"person": "nobody"}])
def test_what_cannot_be_chosen_is_left_out_of_account(dora: Person, query: dict[str, str]) -> None:
    answer = as_person(dora).get(PAGE, query)

    assert answer.status_code == 200
    assert what_stands_there(answer.content.decode()) == ["Signed in"]


@pytest.mark.parametrize("entries", [1, 3, 50])
def test_page_takes_the_same_queries_however_long_the_trail(
    dora: Person, ana: Person, entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(entries):
        make_client(ana, code=f"A-{number}")
    browser = as_person(dora)
    browser.get(PAGE)

    with django_assert_num_queries(9):  # session, person, names, entries, and the entry that it was read
        browser.get(PAGE)


def test_every_action_that_the_code_records_has_words() -> None:
    sources = [path for part in ("relational", "sessions_log") for path in Path(settings.BASE_DIR, part).rglob("*.py")]
    recorded = re.compile(r'(?:action=|record_about_account\(.*?, |_record_own_act\(user, )"([a-z_.]+)"')
    codes = {code for path in sources for code in recorded.findall(path.read_text())} - {"store_true", "append"}

    assert {"client.create", "signed_in", "sign_in_locked"} <= codes
    assert codes <= set(ACTIONS)
    assert AuditEntry._meta.get_field("action").max_length >= max(map(len, ACTIONS))
