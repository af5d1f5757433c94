"""Handing over a whole record: after the password, audited once."""

import json

import pytest
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Person, Practice
from tests.people import as_person, log
from tests.views.people_at_work import confirmed


@pytest.mark.parametrize("name", ["record", "record_json"])
def test_the_password_is_asked_for_first(ana: Person, anas_client: Client, name: str) -> None:
    address = reverse(name, args=[anas_client.pk])

    answer = as_person(ana).get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_the_page_shows_all_and_says_that_reflections_are_left_out(ana: Person, anas_client: Client) -> None:
    log(anas_client, note="She fell <silent>", reflection="Mine alone")

    page = confirmed(ana).get(reverse("record", args=[anas_client.pk])).content.decode()

    assert "She fell &lt;silent&gt;" in page
    assert "Mine alone" not in page
    assert "The therapist keeps private reflections beside 1 session; they are left out" in page


def test_the_page_says_when_reflections_are_part_of_it(ana: Person, anas_client: Client, practice: Practice) -> None:
    Practice.objects.filter(pk=practice.pk).update(reflection_in_record=True)
    log(anas_client, reflection="Mine alone")

    page = confirmed(ana).get(reverse("record", args=[anas_client.pk])).content.decode()

    assert "Mine alone" in page
    assert "private reflections are part of it: 1." in page
    assert "left out" not in page


def test_the_page_says_that_there_are_no_reflections(ana: Person, anas_client: Client) -> None:
    page = confirmed(ana).get(reverse("record", args=[anas_client.pk])).content.decode()

    assert "There are no private reflections." in page
    assert "stirred something of the therapist’s own belongs to them, and is left out." in page


def test_the_file_comes_as_one_without_the_code_in_its_name(ana: Person, anas_client: Client) -> None:
    log(anas_client, note="Größe")

    answer = confirmed(ana).get(reverse("record_json", args=[anas_client.pk]))

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="client-record.json"'
    assert json.loads(answer.content)["tables"]["ClinicalNote"][0]["text"] == "Größe"


@pytest.mark.parametrize(("name", "form"), [("record", "page"), ("record_json", "json")])
def test_handing_over_is_audited(ana: Person, anas_client: Client, name: str, form: str) -> None:
    confirmed(ana).get(reverse(name, args=[anas_client.pk]))

    entry = AuditEntry.objects.get(action="client.record")
    assert (entry.actor_id, entry.subject_id) == (ana.pk, str(anas_client.pk))
    assert entry.facts == {"form": form, "reflections": False}
