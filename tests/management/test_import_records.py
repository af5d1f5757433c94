"""The command that imports past sessions and ratings."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sessions_log.models import Person, TherapySession
from sessions_log.services.erasure import delete_session
from tests.services.import_files import csv_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ratings.csv"


def run(file: Path, *options: str, therapist: str = "ana@quiet-room.example") -> tuple[str, str]:
    said, complained = io.StringIO(), io.StringIO()
    call_command("import_records", file, *options, therapist=therapist, stdout=said, stderr=complained)
    return said.getvalue(), complained.getvalue()


def failure(file: Path, *options: str, therapist: str = "ana@quiet-room.example") -> tuple[str, str]:
    """Return the sentence that the command ends with, and what stands on standard error before it."""
    complained = io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("import_records", file, *options, therapist=therapist, stderr=complained)
    assert failed.value.returncode == 1
    return str(failed.value), complained.getvalue()


def test_a_good_file_is_counted_and_the_second_time_adds_nothing(ana: Person, file: Path) -> None:
    file.write_bytes(csv_file("A,1,,,client,check,5,Note", "A,1,,,therapist,check,5,").getvalue())

    assert run(file, therapist=" Ana@quiet-room.example") == (
        "Rows: 2 added, 0 already here. New: 1 clients, 1 sessions, 2 ratings, 1 notes.\n",
        "",
    )
    assert run(file)[0] == "Rows: 0 added, 2 already here. New: 0 clients, 0 sessions, 0 ratings, 0 notes.\n"


def test_a_risk_item_that_was_answered_is_told(ana: Person, file: Path) -> None:
    header = "client_code,session_number,rater,instrument,score," + ",".join(f"item_{item}" for item in range(1, 10))
    file.write_bytes(csv_file("A,1,client,phq-9,,0,0,0,0,0,0,0,0,1", header=header).getvalue())

    assert run(file)[0].endswith("In 1 of the new ratings a risk item was answered.\n")
    assert "risk" not in run(file)[0]


def test_rows_of_sessions_that_were_deleted_are_counted_apart(ana: Person, file: Path) -> None:
    file.write_bytes(csv_file("A,1,,,client,check,5,Note").getvalue())
    run(file)
    delete_session(by=ana, session=TherapySession.objects.get(), reason="mistake")

    assert run(file)[0] == (
        "Rows: 0 added, 0 already here, 1 of sessions that were deleted here. "
        "New: 0 clients, 0 sessions, 0 ratings, 0 notes.\n"
    )


def test_bad_rows_are_listed_without_what_stands_in_them(ana: Person, file: Path) -> None:
    file.write_bytes(csv_file("A,1,,,client,check,5,First", "A,1,,,client,She wept,5,", "A,1,,,,,,Second").getvalue())

    sentence, complaints = failure(file)

    assert sentence == "2 rows cannot be taken. Nothing has been imported."
    assert complaints == (
        "Line 3, instrument: is not known here; use the code of an instrument, such as wai-sr, or scale:MIN:MAX, "
        "such as scale:1:7.\n"
        "Line 4, note: this session already has another note, in your records or in an earlier row.\n"
    )
    assert TherapySession.objects.count() == 0


def test_bad_rows_may_be_left_out(ana: Person, file: Path) -> None:
    file.write_bytes(csv_file("A,1,,,client,check,5,", "A,2,,,client,check,8,").getvalue())

    assert run(file, "--skip-bad") == (
        "Rows: 1 added, 0 already here, 1 left out. New: 1 clients, 1 sessions, 1 ratings, 0 notes.\n",
        "Line 3, score: is not between 1 and 7.\n",
    )


def test_the_first_fifty_bad_rows_are_listed_and_the_rest_counted(ana: Person, file: Path) -> None:
    file.write_bytes(csv_file(*["A,1,,,client,check,8,"] * 120).getvalue())

    lines = failure(file)[1].splitlines()

    assert len(lines) == 51
    assert lines[49:] == ["Line 51, score: is not between 1 and 7.", "… and 70 more."]


@pytest.mark.parametrize("email", ["nobody@quiet-room.example", "dora@quiet-room.example"])
def test_the_records_need_a_therapist(ana: Person, dora: Person, file: Path, email: str) -> None:
    assert failure(file, therapist=email)[0] == "No therapist signs in with this address."


def test_a_therapist_who_left_takes_no_records(ana: Person, file: Path) -> None:
    Person.objects.filter(pk=ana.pk).update(is_active=False)

    assert failure(file)[0] == "No therapist signs in with this address."


def test_a_file_that_is_not_there_is_said_so(ana: Person, file: Path) -> None:
    assert failure(file)[0] == "The file cannot be read: No such file or directory."
