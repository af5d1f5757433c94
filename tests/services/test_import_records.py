"""Importing whole files: all or nothing, and a second time nothing more."""

import datetime
import io
from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions_log.errors import DomainError, ImportRefused
from sessions_log.models import AuditEntry, Client, ClinicalNote, Instrument, Person, Rating, TherapySession
from sessions_log.services import audit
from sessions_log.services.erasure import delete_session
from sessions_log.services.import_records import import_records
from tests.people import log, make_client
from tests.services.import_files import HEADER, csv_file, long_therapy, study

NOTHING = Counter(clients=0, sessions=0, ratings=0, notes=0)


def rows_in_tables() -> Counter[str]:
    models = {"clients": Client, "sessions": TherapySession, "ratings": Rating, "notes": ClinicalNote}
    return Counter({name: model._default_manager.count() for name, model in models.items()})


def refusals(by: Person, *rows: str, skip_bad: bool = False) -> list[tuple[int, str, str]]:
    """Import rows and return what was refused; nothing of them is stored."""
    before = rows_in_tables()
    with pytest.raises(ImportRefused) as refused:
        import_records(by=by, file=csv_file(*rows), skip_bad=skip_bad)
    assert rows_in_tables() == before
    assert refused.value.count == len(refused.value.rows)
    return [tuple(row) for row in refused.value.rows]


def test_a_study_of_57_clients_with_gaps_comes_in_whole(ana: Person) -> None:
    file, rated = study()

    imported = import_records(by=ana, file=file)

    assert (imported.rows_added, imported.rows_known, imported.bad_count) == (855, 0, 0)
    assert rated == 705
    assert imported.tables == rows_in_tables() == Counter(clients=57, sessions=855, ratings=705, notes=0)
    assert len(imported.clients) == 57
    in_order = Client.objects.order_by("pk")
    assert [client.code for client in in_order] == [f"P{number:02}" for number in range(1, 58)]
    assert Client.objects.get(pk=next(iter(imported.clients))).code == "P01"


def test_the_same_file_a_second_time_adds_nothing(ana: Person) -> None:
    file, _ = study()
    import_records(by=ana, file=file)
    before = rows_in_tables()

    imported = import_records(by=ana, file=file)

    assert (imported.rows_added, imported.rows_known, imported.bad_count) == (0, 855, 0)
    assert imported.tables == NOTHING
    assert rows_in_tables() == before


def test_a_deleted_session_does_not_come_back_with_its_file(ana: Person) -> None:
    rows = ["A,1,2026-01-05,,client,check,5,Note", "A,2,2026-01-12,,client,check,5,", "A,2,,,therapist,check,6,"]
    import_records(by=ana, file=csv_file(*rows))
    delete_session(by=ana, session=TherapySession.objects.get(number=2), reason="request")

    imported = import_records(by=ana, file=csv_file(*rows))

    assert (imported.rows_added, imported.rows_known, imported.rows_deleted) == (0, 1, 2)
    assert (imported.tables, rows_in_tables()) == (NOTHING, Counter(clients=1, sessions=1, ratings=1, notes=1))
    again = import_records(by=ana, file=csv_file(*rows, "A,3,2026-01-19,,client,check,5,"))
    assert (again.rows_added, again.rows_deleted) == (1, 2)
    alone = import_records(by=ana, file=csv_file(rows[1]))
    assert (alone.rows_added, alone.rows_deleted) == (0, 1)


def test_the_number_of_a_session_that_was_deleted_with_another_client_is_free(ana: Person) -> None:
    for code in ("A", "B"):
        import_records(by=ana, file=csv_file(f"{code},1,2026-01-05,,client,check,5,"))
    delete_session(
        by=ana, session=TherapySession.objects.get(client__pk=Client.objects.earliest("pk").pk), reason="twice"
    )

    imported = import_records(by=ana, file=csv_file("A,2,,,client,check,5,", "B,1,,,therapist,check,6,"))

    assert (imported.rows_added, imported.rows_deleted) == (2, 0)


def test_500_sessions_of_one_client_rated_by_both(ana: Person) -> None:
    imported = import_records(by=ana, file=long_therapy())

    assert imported.rows_added == 980
    assert rows_in_tables() == Counter(clients=1, sessions=500, ratings=960, notes=50)
    client = Client.objects.get()
    assert (client.code, client.therapist, client.began_on) == ("L-1", ana, datetime.date(2012, 1, 16))
    assert client.sessions.filter(attendance="cancelled").count() == 20
    assert client.sessions.get(number=11).note.text == 'Quiet, at first.\nThen "the dream" again.'
    assert import_records(by=ana, file=long_therapy()).rows_known == 980


def test_imported_sessions_are_signed_and_belong_to_therapist_and_practice(ana: Person) -> None:
    before = timezone.now()
    import_records(by=ana, file=csv_file("A,3,2026-01-05,late,client,check,5,Note", "A,3,,,therapist,check,6,"))

    session = TherapySession.objects.get()
    assert (session.number, session.attendance, session.status, session.therapist) == (3, "late", "signed", ana)
    assert session.signed_at is not None
    assert before <= session.signed_at <= timezone.now()
    assert session.starts_at == datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)
    assert {rating.rater: rating.score for rating in session.ratings.all()} == {"client": 5, "therapist": 6}
    owned = [session, session.note, session.client, *session.ratings.all(), *Instrument.objects.all()]
    assert {row.practice_id for row in owned} == {ana.practice_id}


def test_a_client_who_is_here_already_is_found_in_any_spelling_and_keeps_their_slot(ana: Person) -> None:
    client = make_client(ana, code="K-14", usual_time=datetime.time(18, 30), usual_minutes=90, usual_format="video")

    import_records(by=ana, file=csv_file("k-14,1,2026-07-06,,client,check,5,", " K-14 ,2,,,client,check,5,"))

    assert Client.objects.count() == 1
    assert [(s.number, str(s.local_start), s.minutes, s.format) for s in client.sessions.order_by("number")] == [
        (1, "2026-07-06 18:30:00+01:00", 90, "video"),
        (2, "2026-07-13 18:30:00+01:00", 90, "video"),
    ]


def test_days_that_are_left_open_go_on_from_the_sessions_here(anas_client: Client) -> None:
    log(anas_client)  # on 5 January 2026

    import_records(by=anas_client.therapist, file=csv_file("A-1,3,,,client,check,5,"))

    assert str(anas_client.sessions.get(number=3).local_start) == "2026-01-19 12:00:00+00:00"


def test_without_any_day_the_last_session_was_today(ana: Person) -> None:
    import_records(by=ana, file=csv_file("A,2,,,client,check,5,", "A,1,,,client,check,5,"))

    today = timezone.localdate(timezone=ana.practice.zone)
    days = [session.local_start.date() for session in TherapySession.objects.order_by("number")]
    assert days == [today - datetime.timedelta(days=7), today]
    assert Client.objects.get().began_on == days[0]


def test_all_bad_rows_are_named_by_line_and_nothing_is_written(ana: Person, cleo: Person) -> None:
    make_client(cleo, code="C-1")

    assert refusals(
        ana,
        "A,1,2026-01-05,,client,check,5,",
        "A,1,2026-01-05,,client,check,5,",  # the same again is no contradiction
        "A,1,2026-01-05,,client,check,6,",
        'A,2,2026-01-12,,client,check,8,"A note',
        'of two lines"',
        "A,1,2026-01-06,,therapist,check,5,",
        "A,1,,no_show,therapist,check,5,",
        "c-1,1,,,client,check,5,",
        "A,1,,,,,,One note",
        "A,1,,,,,,Another note",
        "A,2",
    ) == [
        (4, "score", "is already here with another score, in your records or in an earlier row"),
        (5, "score", "is not between 1 and 7"),
        (7, "date", "differs from the day of this session in your records or in an earlier row"),
        (8, "attendance", "differs from that of this session in your records or in an earlier row"),
        (9, "client_code", "is used by another therapist of this practice"),
        (11, "note", "this session already has another note, in your records or in an earlier row"),
        (12, "", "has 2 cells, but the header has 8"),
    ]
    assert Instrument.objects.count() == 0


def test_bad_rows_may_be_left_out_and_are_still_listed(ana: Person) -> None:
    file = csv_file("A,1,,,client,check,5,", "B,1,,,client,check,9,", "A,2,,,client,check,6,")

    imported = import_records(by=ana, file=file, skip_bad=True)

    assert (imported.rows_added, imported.bad_count) == (2, 1)
    assert [row.line for row in imported.bad_rows] == [3]
    assert rows_in_tables() == Counter(clients=1, sessions=2, ratings=2, notes=0)
    assert list(imported.clients.values()) == ["A"]


def test_only_bad_rows_are_refused_even_if_they_may_be_left_out(ana: Person) -> None:
    assert refusals(ana, "A,1,,,client,check,9,", skip_bad=True) == [(2, "score", "is not between 1 and 7")]


def test_the_first_hundred_bad_rows_are_kept_and_all_are_counted(ana: Person) -> None:
    with pytest.raises(ImportRefused, match=r"^1200 rows cannot be taken\. Nothing has been imported\.$") as refused:
        import_records(by=ana, file=csv_file(*["A,1,,,client,check,9,"] * 1200))

    assert refused.value.count == 1200
    assert [row.line for row in refused.value.rows] == list(range(2, 102))


def test_another_score_or_other_answers_than_those_stored_are_refused(ana: Person) -> None:
    header = HEADER.replace("score", "score,item_1,item_2,item_3,item_4")
    import_records(by=ana, file=csv_file("A,1,,,client,srs-3,,9,9,9,9,", "A,2,,,client,srs-3,36,,,,,", header=header))

    again = ["A,1,,,client,srs-3,36,,,,,", "A,1,,,client,srs-3,,9,9,9,9,"]
    assert import_records(by=ana, file=csv_file(*again, header=header)).rows_known == 2
    other = ["A,1,,,client,srs-3,35,,,,,", "A,1,,,client,srs-3,,10,8,9,9,", "A,2,,,client,srs-3,,9,9,9,9,"]
    with pytest.raises(ImportRefused) as refused:
        import_records(by=ana, file=csv_file(*other, header=header))
    assert [row.reason.split(",")[0] for row in refused.value.rows] == [
        "is already here with another score",
        "is already here with other answers",
        "is already here with other answers",
    ]


def test_a_draft_is_left_to_its_writer(anas_client: Client) -> None:
    log(anas_client, client_check=(5, 5, 5, 5, 5, 5))
    ana = anas_client.therapist

    known = import_records(by=ana, file=csv_file("A-1,1,2026-01-05,held,client,check,5,"))
    assert (known.rows_added, known.rows_known) == (0, 1)
    reason = "is a session that you have not signed yet; sign it, then import this row"
    assert refusals(ana, "A-1,1,,,therapist,check,5,", "A-1,1,,,,,,A note") == [
        (2, "session_number", reason),
        (3, "session_number", reason),
    ]


def test_a_signed_session_takes_ratings_and_no_note(anas_client: Client) -> None:
    log(anas_client, sign=True)

    assert refusals(anas_client.therapist, "A-1,1,,,,,,Afterwards") == [
        (2, "note", "this session is signed without a note, and signed text is locked; add an addendum")
    ]
    import_records(by=anas_client.therapist, file=csv_file("A-1,1,,,client,scale:1:5,4.5,"))
    assert Rating.objects.get().score == 4.5


def test_a_note_may_stand_on_a_later_row_of_its_session_in_another_batch(ana: Person) -> None:
    rows = [f"A,{number},,,client,check,5," for number in range(1, 601)]

    import_records(by=ana, file=csv_file(*rows, "A,1,,,,,,At the end"))

    assert ClinicalNote.objects.get().session.number == 1


def test_an_open_day_that_would_lie_in_the_future_is_asked_for(ana: Person) -> None:
    today = timezone.localdate(timezone=ana.practice.zone)

    assert refusals(ana, f"A,1,{today},,client,check,5,", "A,2,,,client,check,5,") == [
        (3, "date", "is empty, and counted in weeks it would lie in the future or before 1900; give the day")
    ]


def test_one_scale_written_in_two_ways_is_one_instrument(ana: Person) -> None:
    import_records(by=ana, file=csv_file("A,1,,,client,scale:1:7,5,", "A,1,,,client,scale:1.0:7.0,5,"))

    assert [instrument.code for instrument in Instrument.objects.all()] == ["scale:1:7"]
    assert Rating.objects.count() == 1


def test_an_instrument_that_the_practice_loaded_keeps_its_own_range(ana: Person) -> None:
    Instrument.objects.create(practice=ana.practice, code="Our-6", title="Ours", key="check", score_min=2, score_max=6)

    assert refusals(ana, "A,1,,,client,Our-6,6.5,") == [(2, "score", "is not between 2 and 6")]
    assert import_records(by=ana, file=csv_file("A,1,,,client,Our-6,6,")).rows_added == 1


def test_the_import_is_audited_once_with_counts_and_the_files_digest(ana: Person) -> None:
    import_records(by=ana, file=csv_file("A,1,,,client,check,5,Private words", "A,1,,,client,check,9,"), skip_bad=True)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.practice_id) == ("records.import", ana.pk, ana.practice_id)
    digest = entry.facts.pop("file_sha256")
    assert len(digest) == 64
    assert entry.facts == {
        "rows_added": 1, "rows_known": 0, "rows_deleted": 0, "rows_left_out": 1,
        "clients": 1, "sessions": 1, "ratings": 1, "notes": 1, "ratings_raised": 0,
    }  # fmt: skip


def test_an_audit_that_fails_takes_the_import_back(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("the audit trail is full")

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        import_records(by=ana, file=csv_file("A,1,,,client,check,5,"))

    assert rows_in_tables() == NOTHING
    assert Instrument.objects.count() == 0


def test_a_code_that_somebody_else_takes_at_that_moment_refuses_the_import(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_: Any, **__: Any) -> None:
        raise IntegrityError("client_code_once")

    monkeypatch.setattr(Client.objects, "bulk_create", taken)
    with pytest.raises(ImportRefused, match=r"^Your records changed during the import\."):
        import_records(by=ana, file=csv_file("A,1,,,client,check,5,"))

    assert rows_in_tables() == NOTHING


def test_the_same_code_in_another_practice_is_another_client(otto: Person, anas_client: Client) -> None:
    import_records(by=otto, file=csv_file("A-1,1,,,client,check,5,"))

    assert TherapySession.objects.get().client.practice == otto.practice
    assert Client.objects.count() == 2


def test_notes_and_codes_lie_encrypted(ana: Person) -> None:
    import_records(by=ana, file=csv_file("CANARY-7,1,,,client,check,5,canary in a note"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT c.code, n.text FROM sessions_log_client c, sessions_log_clinicalnote n")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"anary" not in stored
    assert b"CANARY" not in stored


def reads(by: Person, rows: int, clients: int) -> int:
    """Return how many SELECTs it takes to import rows that are spread over so many clients."""
    lines = [f"{rows}-{clients}-{row % clients},{row // clients + 1},,,client,check,5," for row in range(rows)]
    with CaptureQueriesContext(connection) as queries:
        import_records(by=by, file=csv_file(*lines))
    return sum(query["sql"].startswith("SELECT") for query in queries)


def test_a_batch_takes_the_same_number_of_reads_whatever_is_in_it(ana: Person) -> None:
    reads(ana, 2, 1)  # adds the instrument

    assert reads(ana, 1, 1) == reads(ana, 500, 1) == reads(ana, 500, 500)
    again = reads(ana, 500, 1)
    assert again == reads(ana, 1, 1) == reads(ana, 500, 500)
    assert reads(ana, 500, 3) < reads(ana, 1000, 3) < reads(ana, 1500, 3)
    assert reads(ana, 1500, 3) - reads(ana, 1000, 3) == reads(ana, 1000, 3) - reads(ana, 500, 3)


def test_a_header_without_rows_is_refused(ana: Person) -> None:
    with pytest.raises(ImportRefused, match=r"^The file has a header and no rows below it\.$"):
        import_records(by=ana, file=csv_file())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.lists(st.text(alphabet='A1,;"\n\r\t=-.5\0é٥', max_size=30), max_size=8).map("\n".join).map(str.encode),
    ),
    below_header=st.booleans(),
)
def test_whatever_the_bytes_are_they_are_imported_or_refused(ana: Person, content: bytes, below_header: bool) -> None:
    header = HEADER.encode() + b"\nA,1,,,client,check,5,\n" if below_header else b""
    try:
        imported = import_records(by=ana, file=io.BytesIO(header + content), skip_bad=True)
    except DomainError:
        return
    assert imported.rows_added + imported.rows_known > 0
