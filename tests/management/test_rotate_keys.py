import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from sessions_log.models import Client, ClinicalNote
from tests.keys import DEMO_KEY, key
from tests.people import log, make_client


def rotate() -> list[str]:
    """Run the command and return the lines that it prints."""
    output = io.StringIO()
    call_command("rotate_keys", stdout=output, no_color=True)
    return output.getvalue().splitlines()


def test_it_says_what_was_renewed_and_that_no_older_key_is_needed(anas_client: Client, settings: Settings) -> None:
    make_client(anas_client.therapist, code="A-2")
    log(anas_client, note="She fell silent.")
    settings.FIELD_KEYS = [key("new"), DEMO_KEY]

    assert sorted(rotate()) == [
        "Everything is under key new; no older key is needed.",
        "sessions_log.AuditHead: 1 renewed",
        "sessions_log.Client: 2 renewed",
        "sessions_log.ClinicalNote: 1 renewed",
        "sessions_log.Person: 1 renewed",
    ]
    assert rotate() == ["Everything is under key new; no older key is needed."]


def test_it_fails_and_names_the_keys_that_are_still_needed(anas_client: Client, settings: Settings) -> None:
    log(anas_client, note="She fell silent.")
    settings.FIELD_KEYS = [key("new"), DEMO_KEY]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sessions_log_clinicalnote SET text = (SELECT name FROM sessions_log_client)")

    with pytest.raises(CommandError, match=r"key demo: 1 in sessions_log\.ClinicalNote") as failed:
        rotate()
    assert failed.value.returncode == 1

    ClinicalNote.objects.all().delete()
    assert rotate() == ["Everything is under key new; no older key is needed."]
