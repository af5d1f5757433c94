"""The whole record of a client: nothing of theirs is missing, nothing of others is in it."""

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import ForeignKey, PositiveSmallIntegerField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sessions_log.models import (
    Client,
    ClientAnswers,
    Person,
    Practice,
    PrivateReflection,
    RepairAttempt,
    TherapySession,
    triggers,
)
from sessions_log.models.fields import EncryptedTextField
from sessions_log.models.ownership import tables_under
from sessions_log.queries.record import HOUSEKEEPING, NAMED, Record, columns_of, record_of
from sessions_log.queries.record_json import FORMAT, as_data
from sessions_log.queries.record_labels import GROUPS, OUT_OF
from sessions_log.queries.record_words import Entry, in_words
from sessions_log.services import check
from sessions_log.services.client import agree_frame, edit_client
from sessions_log.services.import_records import import_records
from sessions_log.services.instrument import load_instrument
from sessions_log.services.rating import save_rating
from sessions_log.signals.questionnaire import Questionnaire
from sessions_log.vocabulary import ClientQuestion, Rater
from tests.people import log, make_client
from tests.questionnaires import core_10, file_of
from tests.rows import one_of_each
from tests.services.import_files import HEADER, csv_file
from tests.writers import REPAIR, RUPTURE, place_client

FORMAT_DESCRIPTION = Path(__file__).parents[2] / "docs" / "record-format.md"


def record(client: Client) -> Record:
    return record_of(Client.objects.select_related("practice").get(pk=client.pk))


def texts(entry: Entry) -> Iterator[str]:
    """Yield every word of an entry and of all under it."""
    yield entry.heading
    yield from (value for _, value in (*entry.facts, *entry.texts))
    for _, children in entry.groups:
        for child in children:
            yield from texts(child)


def group(entry: Entry, name: str) -> list[Entry]:
    return dict(entry.groups)[name]


def plant_canaries(client: Client) -> set[str]:
    """Write another text into every encrypted column of the client's rows, and return these texts."""
    canaries = set()
    one_of_each(client)
    with transaction.atomic(), triggers.lifted(connection):
        for table in tables_under(Client):
            for field in table._meta.local_concrete_fields:
                if isinstance(field, EncryptedTextField):
                    canary = f"canary-{table.__name__}-{field.name}"
                    assert table.objects.update(**{field.name: canary}) > 0, canary
                    canaries.add(canary)
    return canaries


def allow_reflections(practice: Practice) -> None:
    Practice.objects.filter(pk=practice.pk).update(reflection_in_record=True)


def test_every_text_is_on_the_page_and_in_the_file(anas_client: Client, practice: Practice) -> None:
    allow_reflections(practice)
    canaries = plant_canaries(anas_client)

    found = record(anas_client)

    page, file = "\n".join(texts(in_words(found))), json.dumps(as_data(found))
    assert [canary for canary in canaries if canary not in page] == []
    assert [canary for canary in canaries if canary not in file] == []


def left_out_of(found: Record) -> set[str]:
    """Return the columns, as Table.column, that a record leaves out although they are no housekeeping."""
    every = {(table, field) for table in tables_under(Client) for field in table._meta.concrete_fields}
    told = {(table, field) for table in tables_under(Client) for field in found.columns(table)}
    return {f"{table.__name__}.{field.name}" for table, field in every - told if field.name not in HOUSEKEEPING}


def test_every_table_and_every_column_is_in_the_file(anas_client: Client, practice: Practice) -> None:
    allow_reflections(practice)

    found = record(anas_client)

    assert set(as_data(found)["tables"]) == {table.__name__ for table in tables_under(Client)}
    assert left_out_of(found) == set()


@pytest.mark.parametrize("included", [False, True])
def test_the_therapists_own_side_of_a_moment_goes_where_the_reflections_go(
    anas_client: Client, practice: Practice, included: bool
) -> None:
    log(anas_client, replace(RUPTURE, tags=("transference", "countertransference")))
    if included:
        allow_reflections(practice)

    found = record(anas_client)

    assert left_out_of(found) == (set() if included else {"Moment.countertransference"})
    (moment,) = as_data(found)["tables"]["Moment"]
    assert (moment["transference"], moment.get("countertransference")) == (True, True if included else None)
    assert ("countertransference" in json.dumps(as_data(found))) is included
    (told,) = group(group(in_words(found), "Sessions")[0], "Moments")
    assert [label for label, _ in told.facts if "ransference" in label] == (
        ["Transference", "Countertransference"] if included else ["Transference"]
    )


def test_every_table_has_its_own_name_on_the_page() -> None:
    assert {table.__name__ for table in tables_under(Client)} - {"Client"} == set(GROUPS)


def test_whatever_the_record_refers_to_outside_is_named() -> None:
    outside = {
        field.related_model
        for table in tables_under(Client)
        for field in table._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model not in tables_under(Client)
    }

    assert outside == {*NAMED, Practice}


@pytest.mark.parametrize("included", [False, True])
def test_private_reflections_are_in_the_record_by_the_practices_setting(
    anas_client: Client, practice: Practice, included: bool
) -> None:
    log(anas_client, note="Note", reflection="Mine alone")
    if included:
        allow_reflections(practice)

    found = record(anas_client)

    assert (found.reflections, found.has_reflections) == (1, included)
    assert ("Mine alone" in "\n".join(texts(in_words(found)))) is included
    assert as_data(found)["private_reflections"] == {"held": 1, "included": included}
    assert ("Mine alone" in json.dumps(as_data(found))) is included
    assert (PrivateReflection in found.rows) is included


def test_nothing_of_another_client_is_in_it(anas_client: Client, ana: Person) -> None:
    other = make_client(ana, code="A-2", name="Kim")
    log(other, RUPTURE, REPAIR, note="Kim's note")
    log(anas_client, note="Robin's note")

    found = record(anas_client)

    words = "\n".join(texts(in_words(found)))
    assert "Robin's note" in words
    assert "Kim" not in words
    assert "Kim" not in json.dumps(as_data(found))


def test_the_page_reads_in_the_order_of_the_therapy(anas_client: Client) -> None:
    later = datetime.datetime(2026, 2, 2, 10, tzinfo=datetime.UTC)
    log(anas_client, starts_at=later, note="Second")
    log(anas_client, RUPTURE, REPAIR, note="First", intention="Ask")

    client = in_words(record(anas_client))

    first, second = group(client, "Sessions")
    assert (first.heading, second.heading) == ("Session 2, 5 January 2026, 10:00", "Session 1, 2 February 2026, 10:00")
    assert ("Intention for next time", "Ask") in first.texts
    assert group(first, "Note")[0].texts == [("", "First")]
    rupture, repair = group(first, "Moments")
    assert (rupture.kind, rupture.heading) == ("rupture", "Rupture, by the client: minimal response")
    assert group(repair, "Repair")[0].facts == [
        ("Rupture", "Rupture, by the client: minimal response, in session 2, 5 January 2026, 10:00"),
        ("Strategy", "Own one’s contribution"),
        ("Resolution", "4 of 5"),
    ]


def test_times_are_told_on_the_practices_clock(anas_client: Client, ana: Person) -> None:
    log(anas_client, starts_at=datetime.datetime(2026, 7, 6, 9, tzinfo=datetime.UTC))

    with timezone.override(ana.practice.zone):
        client = in_words(record(anas_client))

    assert group(client, "Sessions")[0].heading == "Session 1, 6 July 2026, 10:00"


def test_a_frame_agreement_reads_as_a_heading_and_a_text(anas_client: Client, ana: Person) -> None:
    agree_frame(by=ana, client=anas_client, topic="fee", text="Sixty", agreed_on=datetime.date(2026, 1, 5))

    (frame,) = group(in_words(record(anas_client)), "Frame")

    assert (frame.heading, frame.facts, frame.texts) == ("Fee", [("Agreed on", "5 January 2026")], [("", "Sixty")])


def test_it_begins_with_who_it_is_about(anas_client: Client) -> None:
    client = in_words(record(anas_client))

    assert client.facts[:3] == [("Chosen name", "Robin"), ("Code", "A-1"), ("Therapist", "Ana")]


def test_each_answer_stands_beside_what_was_asked_in_the_words_of_who_was_asked(anas_client: Client) -> None:
    log(anas_client, therapist_check=(5, None, 6, 7, 1, 2), client_check=(6,) * 6)

    by_therapist, by_client = group(group(in_words(record(anas_client)), "Sessions")[0], "Ratings")

    assert by_client.facts[:4] == [
        ("Instrument", "Alliance check, from 1 to 7"),
        ("Who answered", "Client"),
        ("Score", "6"),
        ("I felt understood today", "6 of 7"),
    ]
    assert by_therapist.facts[3:5] == [
        ("We understood one another today", "5 of 7"),
        ("There was trust between us", "left out"),
    ]


def test_answers_to_a_loaded_instrument_read_in_the_practices_own_wording(
    anas_client: Client, ana: Person, dora: Person
) -> None:
    loaded = load_instrument(by=dora, questionnaire=Questionnaire.read(file_of(core_10())), key="core-10")
    answers = [0, 1, 2, 3, 4, 0, None, 1, 1, 1]
    save_rating(by=ana, session=log(anas_client), instrument=loaded, rater=Rater.CLIENT, items=answers)

    found = record(anas_client)

    (rating,) = group(group(in_words(found), "Sessions")[0], "Ratings")
    assert rating.facts[3:5] == [("Invented item 1", "Never"), ("Invented item 2", "Rarely")]
    assert rating.facts[9] == ("Invented item 7", "left out")
    wording = as_data(found)["named"]["Instrument"][str(loaded.pk)]["wording"]["client"]
    assert (wording[1]["text"], wording[1]["answers"]["1"]) == ("Invented item 2", "Rarely")


def test_imported_answers_without_a_wording_are_numbered(ana: Person) -> None:
    header = HEADER.replace("score", "score,item_1,item_2,item_3,item_4")
    import_records(by=ana, file=csv_file("A,1,2026-01-05,,client,srs-3,,9,8.5,9,9,", header=header))

    (rating,) = group(group(in_words(record(Client.objects.get())), "Sessions")[0], "Ratings")

    assert rating.facts[3:] == [("Item 1", "9"), ("Item 2", "8.5"), ("Item 3", "9"), ("Item 4", "9")]


def test_what_the_client_answered_stands_beside_the_questions_as_they_were_put(anas_client: Client) -> None:
    session = log(anas_client)
    invitation = check.find_invitation(check.invite(by=anas_client.therapist, session=session))
    assert invitation is not None
    check.answer(invitation=invitation, check=(6,) * 6, answers={"zest": 2, "tension": True, "sentence": "I held back"})

    found = record(anas_client)

    (answers,) = group(group(in_words(found), "Sessions")[0], "What the client answered")
    tension = "Was there a tension or misunderstanding between you today?"
    assert {("I felt alive", "2 of 7"), (tension, "Yes")} <= set(answers.facts)
    assert answers.texts == [("Anything you would like to add, in a sentence", "I held back")]
    assert as_data(found)["labels"]["ClientAnswers.zest"] == "I felt alive"
    asked = {question.value for question in ClientQuestion}
    assert {field.name for field in columns_of(ClientAnswers, own_side=True)} - asked == {
        "id",
        "session",
        "answered_at",
    }


def test_every_step_of_a_scale_is_told_with_its_highest() -> None:
    steps = {
        f"{table.__name__}.{field.name}"
        for table in tables_under(Client)
        for field in columns_of(table, own_side=True)
        if isinstance(field, PositiveSmallIntegerField) and not field.choices
    }

    assert steps - set(OUT_OF) == {
        *("Client.usual_minutes", "TherapySession.minutes", "Moment.minute", "Moment.position"),
    }


def test_own_words_and_categories_say_what_they_are(anas_client: Client) -> None:
    edit_client(by=anas_client.therapist, client=anas_client, version=1, social_words="The first to study")
    place_client(anas_client)()

    client = in_words(record(anas_client))

    assert ("Power and social context, in the client’s own words", "The first to study") in client.texts
    categories = group(client, "Social categories, for reports alone")
    assert [(row.heading, row.facts) for row in categories] == [
        ("Class", [("In the society around them", "In between, or both")]),
        ("Gender", [("In the society around them", "At the margin")]),
    ]


def test_the_file_says_its_format_and_explains_codes_and_references(anas_client: Client, ana: Person) -> None:
    log(anas_client, RUPTURE, therapist_check=(6,) * 6)

    data: dict[str, Any] = as_data(record(anas_client))

    assert (data["format"], data["version"], data["practice"]) == (FORMAT, 1, "Quiet Room")
    assert data["terms"]["Moment.kind"]["rupture"] == "Rupture"
    assert data["named"]["Person"] == {str(ana.pk): {"name": "Ana"}}
    (rating,) = data["tables"]["Rating"]
    assert data["named"]["Instrument"][rating["instrument"]]["title"] == "Alliance check"
    (session,) = data["tables"]["TherapySession"]
    assert rating["session"] == session["id"]
    assert session["starts_at"] == "2026-01-05T10:00:00+00:00"
    json.dumps(data)


def test_the_format_is_described_table_by_table() -> None:
    description = FORMAT_DESCRIPTION.read_text()

    assert [table.__name__ for table in tables_under(Client) if f"`{table.__name__}`" not in description] == []


def test_the_number_of_queries_is_fixed(anas_client: Client) -> None:
    counts = []
    for sessions in (1, 3, 50):
        while TherapySession.objects.count() < sessions:
            log(anas_client, RUPTURE, REPAIR, note="Note", therapist_check=(6,) * 6)
        client = Client.objects.select_related("practice").get(pk=anas_client.pk)
        with CaptureQueriesContext(connection) as queries:
            in_words(record_of(client))
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= len(tables_under(Client)) + len(NAMED)


def test_a_repair_that_is_logged_while_the_record_is_read_leads_to_what_it_repairs(anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    waiting = [lambda: log(anas_client, RUPTURE, REPAIR)]

    def in_between(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if waiting and 'FROM "sessions_log_repairattempt"' in sql:
            waiting.pop()()
        return execute(sql, *more)

    with connection.execute_wrapper(in_between):
        read = record(anas_client)

    assert waiting == []
    (repair,) = read.rows[RepairAttempt]
    assert {repair.moment_id, repair.episode_id} <= read.by_id.keys()
    in_words(read)
