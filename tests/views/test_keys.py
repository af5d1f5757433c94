"""The list of keys and its switch: one's own, and audited."""

import pytest
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Person
from tests.people import as_person

PAGE = reverse("keys")
ON, OFF = b"The <kbd>?</kbd> key is on", b"The <kbd>?</kbd> key is off"


def switched() -> list[tuple[str, dict]]:
    return [(entry.subject_id, entry.facts) for entry in AuditEntry.objects.filter(action="keys.switch")]


def test_the_switch_is_the_person_s_own_and_each_turn_of_it_is_audited(ana: Person, cleo: Person) -> None:
    browser = as_person(ana)

    for answer in ("no", "no", "yes"):
        assert browser.post(PAGE, {"on": answer}).headers["Location"] == PAGE
        assert (OFF if answer == "no" else ON) in browser.get(PAGE).content
        assert ON in as_person(cleo).get(PAGE).content

    assert switched() == [(str(ana.pk), {"on": False}), (str(ana.pk), {"on": True})]


@pytest.mark.parametrize("posted", [{}, {"on": "perhaps"}])
def test_anything_else_changes_nothing(ana: Person, posted: dict[str, str]) -> None:
    answer = as_person(ana).post(PAGE, posted)

    assert (answer.status_code, Person.objects.get(pk=ana.pk).single_keys, switched()) == (422, True, [])


def test_the_logging_page_switches_in_place(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)
    part = browser.post(PAGE, {"on": "no"}, headers={"X-Requested-With": "fetch"}).content

    assert OFF in part
    assert b"<html" not in part
    assert OFF in browser.get(reverse("session_new", args=[anas_client.pk])).content
