"""Search reads every encrypted text of the own caseload, and of no other, within its bound."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sessions_log import access
from sessions_log.models import Client, Person, PrivateReflection, TherapySession, triggers
from sessions_log.models.entry import MomentEntry
from sessions_log.models.ownership import tables_under
from sessions_log.queries import search as module
from sessions_log.queries.search import PLACES, Found, Place, search
from sessions_log.services.keys import encrypted_columns
from tests.people import log, make_client
from tests.rows import one_of_each


def found_by(person: Person, phrase: str) -> Found:
    return search(person, access.clients_of(person), phrase)


def places(found: Found) -> list[tuple[str, str, int | None]]:
    return [(hit.place.label, hit.client.code, hit.session.number if hit.session else None) for hit in found.hits]


def on(day: int, **values: Any) -> dict[str, Any]:
    return {"starts_at": datetime.datetime(2026, 1, day, 10, tzinfo=datetime.UTC)} | values


def test_every_encrypted_text_of_a_client_is_searched() -> None:
    stored = {(model, field.name) for model, fields in encrypted_columns().items() for field in fields}
    of_clients = {(model, name) for model, name in stored if model in tables_under(Client)}

    assert {(place.model, place.field) for place in PLACES} == of_clients


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.label)
def test_each_kind_of_text_is_found_where_it_stands(ana: Person, anas_client: Client, place: Place) -> None:
    one_of_each(anas_client)
    with transaction.atomic(), triggers.lifted(connection):
        assert place.model.objects.update(**{place.field: "The lighthouse"}) > 0

    hits = found_by(ana, "lighthouse").hits

    assert {hit.place.label for hit in hits} == {place.label}
    assert anas_client in {hit.client for hit in hits}
    assert {hit.session is not None for hit in hits} == {place.of_session}


def test_results_name_client_session_and_place_the_newest_first(ana: Person, anas_client: Client) -> None:
    log(anas_client, **on(5, note="The lighthouse again"))
    before = MomentEntry(kind="connection", actor="both", before="We spoke of lighthouses")
    log(anas_client, before, **on(12, reflection="Why the Lighthouse?"))
    make_client(ana, code="LIGHTHOUSE-1")

    found = found_by(ana, "LIGHTHOUSE")

    assert found.total == 4
    assert places(found)[0] == ("Code", "LIGHTHOUSE-1", None)
    assert sorted(places(found)[1:3]) == [("Just before a moment", "A-1", 2), ("Private reflection", "A-1", 2)]
    assert places(found)[3] == ("Note", "A-1", 1)
    assert "".join(piece.text for piece in found.hits[3].excerpt) == "The lighthouse again"


def test_other_caseloads_are_not_searched(ana: Person, cleo: Person, otto: Person) -> None:
    for therapist, code in ((ana, "A-1"), (cleo, "C-1"), (otto, "O-1")):
        log(make_client(therapist, code=code), note="The same words")

    assert [places(found_by(who, "same words")) for who in (ana, cleo, otto)] == [
        [("Note", "A-1", 1)],
        [("Note", "C-1", 1)],
        [("Note", "O-1", 1)],
    ]


def test_a_reflection_is_found_by_nobody_but_its_author(ana: Person, cleo: Person, anas_client: Client) -> None:
    log(anas_client, reflection="Mine alone")
    PrivateReflection.objects.update(author=cleo)

    assert found_by(ana, "alone").total == 0


def test_archived_clients_are_found(ana: Person, anas_client: Client) -> None:
    day = datetime.date(2026, 3, 1)
    Client.objects.filter(pk=anas_client.pk).update(ended_on=day, ending="agreed", archived_on=day)

    assert places(found_by(ana, "robin")) == [("Chosen name", "A-1", None)]


def test_older_sessions_than_the_bound_are_left_out_and_it_says_so(
    ana: Person, anas_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (5, 6, 7):
        log(anas_client, **on(day, note=f"needle {day}"))
    monkeypatch.setattr(module, "SESSIONS_SEARCHED", 2)

    found = found_by(ana, "needle")

    assert [hit.session.number for hit in found.hits if hit.session] == [3, 2]
    assert (found.is_cut, found.since) == (True, datetime.datetime(2026, 1, 6, 10, tzinfo=datetime.UTC))


def test_within_the_bound_nothing_is_cut(ana: Person, anas_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (5, 6):
        log(anas_client, **on(day, note="needle"))
    monkeypatch.setattr(module, "SESSIONS_SEARCHED", 2)
    monkeypatch.setattr(module, "TEXTS_OF_A_KIND", 2)

    assert not found_by(ana, "needle").is_cut


def test_more_texts_of_a_kind_than_the_bound_are_left_out_and_it_says_so(
    ana: Person, anas_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [MomentEntry(kind="connection", actor="both", before=f"needle {number}") for number in range(3)]
    log(anas_client, *moments)
    monkeypatch.setattr(module, "TEXTS_OF_A_KIND", 2)

    found = found_by(ana, "needle")

    assert (found.total, found.is_cut) == (2, True)


def test_the_first_fifty_are_shown_and_all_are_counted(ana: Person, anas_client: Client) -> None:
    log(anas_client, *(MomentEntry(kind="connection", actor="both", before="needle") for _ in range(51)))

    found = found_by(ana, "needle")

    assert (len(found.hits), found.total) == (50, 51)


def test_the_number_of_queries_is_fixed(ana: Person, anas_client: Client) -> None:
    counts = []
    for sessions in (1, 3, 50):
        while TherapySession.objects.count() < sessions:
            log(anas_client, MomentEntry(kind="connection", actor="both", before="needle"), note="needle")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found_by(ana, "needle")
        counts.append(len(queries))

    assert counts == [2 + len(PLACES)] * 3


def test_what_is_added_while_it_searches_is_found_the_next_time(ana: Person, anas_client: Client) -> None:
    log(anas_client, note="needle")
    waiting = [lambda: log(make_client(ana, code="N-2", name="needle"), note="needle")]

    def in_between(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        found = execute(sql, *more)
        if waiting and "sessions_log_therapysession" in sql:
            waiting.pop()()
        return found

    with connection.execute_wrapper(in_between):
        first = found_by(ana, "needle")

    assert (waiting, places(first)) == ([], [("Note", "A-1", 1)])
    assert found_by(ana, "needle").total == 3


def test_an_empty_caseload_finds_nothing(ana: Person) -> None:
    assert found_by(ana, "needle") == Found(hits=[], total=0, since=None, is_cut=False)
