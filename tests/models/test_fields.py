"""Encrypted columns as the database and the ORM see them."""

from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.db.models import F
from django.test.utils import isolate_apps
from pytest_django import Settings

from sessions_log.errors import DecryptionFailed
from sessions_log.models import Client, ClinicalNote, PrivateReflection, RelationalImage
from sessions_log.models.fields import EncryptedTextField
from sessions_log.services.client import code_indexes
from sessions_log.services.image import add_image
from sessions_log.services.keys import encrypted_columns
from tests.keys import key
from tests.people import log, make_client

COLUMNS = [field for fields in encrypted_columns().values() for field in fields]


def stored(field: EncryptedTextField) -> list[bytes]:
    """Return a column's values as they lie in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{field.column}" FROM {field.model._meta.db_table}')  # noqa: S608 - names of ours
        return [bytes(value) for (value,) in cursor.fetchall()]


def test_these_are_the_encrypted_columns() -> None:
    assert {field.column_label.removeprefix("sessions_log.") for field in COLUMNS} == {
        "Addendum.text",
        "Client.code",
        "Client.name",
        "Client.social_words",
        "ClientAnswers.sentence",
        "Consent.note",
        "ClinicalNote.text",
        "FrameAgreement.text",
        "Moment.before",
        "Person.name",
        "PrivateReflection.text",
        "PromptChoice.what_happened",
        "RelationalImage.belief",
        "RelationalImage.lesson",
        "RelationalImage.origin",
        "RelationalImage.paradox",
        "RelationalImage.strategy",
        "RelationalImage.text",
        "RepairAttempt.client_said",
        "TherapySession.intention",
    }


@pytest.mark.parametrize("text", ["She fell silent.", "静かな部屋 👩‍👧", ""])
def test_the_database_holds_no_plain_text(anas_client: Client, text: str) -> None:
    image = add_image(by=anas_client.therapist, client=anas_client, text="An image", origin=text, is_controlling=False)

    (value,) = stored(RelationalImage._meta.get_field("origin"))
    assert RelationalImage.objects.get(pk=image.pk).origin == text
    assert text.encode() not in value if text else value == b""


@pytest.mark.parametrize(
    ("lookup", "value"),
    [
        ("exact", "Robin"),
        ("iexact", "robin"),
        ("contains", "Rob"),
        ("icontains", "rob"),
        ("startswith", "R"),
        ("endswith", "n"),
        ("in", ["Robin"]),
        ("regex", "R.*"),
        ("gt", "A"),
        ("lte", "Z"),
        ("range", ("A", "Z")),
        ("length", 5),
        ("no_such_lookup", "x"),
    ],
)
@pytest.mark.parametrize("field", COLUMNS, ids=lambda field: field.column_label)
def test_a_text_cannot_be_looked_up(field: EncryptedTextField, lookup: str, value: Any) -> None:
    with pytest.raises(FieldError, match=r"[Uu]nsupported lookup"):
        field.model._base_manager.filter(**{f"{field.name}__{lookup}": value})


def test_an_equal_text_cannot_be_looked_up_by_its_bare_name() -> None:
    with pytest.raises(FieldError):
        Client.objects.filter(name="Robin")
    with pytest.raises(FieldError):
        Client.objects.filter(name=F("code"))


def test_whether_there_is_a_text_can_be_looked_up(anas_client: Client) -> None:
    assert Client.objects.filter(name__isnull=False).get() == anas_client
    assert not Client.objects.filter(name__isnull=True).exists()


def test_a_text_moved_to_another_table_is_refused(anas_client: Client) -> None:
    log(anas_client, note="Note", reflection="Reflection")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sessions_log_privatereflection SET text = (SELECT text FROM sessions_log_clinicalnote LIMIT 1)"
        )

    with pytest.raises(DecryptionFailed, match=r"PrivateReflection\.text"):
        PrivateReflection.objects.get()
    assert ClinicalNote.objects.get().text == "Note"


def test_a_text_moved_to_another_column_of_its_row_is_refused(anas_client: Client) -> None:
    Client.objects.update(name=F("code"))

    with pytest.raises(DecryptionFailed, match=r"Client\.name"):
        Client.objects.get()
    assert Client.objects.values_list("code", flat=True).get() == "A-1"


def test_a_missing_key_is_an_error_and_no_garbled_text(anas_client: Client, settings: Settings) -> None:
    settings.FIELD_KEYS = [key("other")]
    with pytest.raises(DecryptionFailed):
        Client.objects.get()


def test_texts_are_encrypted_by_every_way_of_writing(anas_client: Client) -> None:
    first, second = (
        RelationalImage(practice_id=anas_client.practice_id, client=anas_client, text=text) for text in ("One", "Two")
    )
    RelationalImage.objects.bulk_create([first, second])
    first.text = "Three"
    RelationalImage.objects.bulk_update([first], ["text"])
    RelationalImage.objects.filter(pk=second.pk).update(text="Four")

    assert sorted(RelationalImage.objects.values_list("text", flat=True)) == ["Four", "Three"]
    assert {value[:6] for value in stored(RelationalImage._meta.get_field("text"))} == {b"\x01\x04demo"}


@pytest.mark.parametrize("options", [{"unique": True}, {"db_index": True}])
@isolate_apps("sessions_log")
def test_an_index_on_a_text_is_refused_by_the_checks(options: dict[str, bool]) -> None:
    class Indexed(models.Model):
        text = EncryptedTextField(**options)

        class Meta:
            app_label = "sessions_log"

    found = Indexed._meta.get_field("text").check()

    assert [error.msg for error in found] == ["An encrypted text cannot be indexed; add a blind index."]


def test_a_client_is_found_by_code_in_any_spelling(anas_client: Client) -> None:
    make_client(anas_client.therapist, code="A-2")

    indexes = code_indexes(anas_client.practice_id, " ａ-1 ")

    assert Client.objects.get(code_index__in=indexes) == anas_client
