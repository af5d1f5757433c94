"""Archiving ended therapies, and the rules of a practice for all its records."""

import datetime
from typing import Any

import pytest

from sessions_log import access
from sessions_log.errors import NotAllowedNow, StaleVersion
from sessions_log.forms.erasure import RecordRulesForm
from sessions_log.models import AuditEntry, Client, Person, Practice
from sessions_log.queries.caseload import client_list
from sessions_log.services.archive import LABELS, archive_client, set_record_rules, unarchive_client
from sessions_log.services.client import edit_client
from sessions_log.services.instrument import write_safety_text
from tests.threads import at_once

ENDED = {"ended_on": datetime.date(2026, 3, 1), "ending": "agreed"}


@pytest.fixture
def ended(anas_client: Client) -> Client:
    return edit_client(by=anas_client.therapist, client=anas_client, version=1, **ENDED)


def codes(person: Person, **which: bool) -> list[str]:
    return [line.code for line in client_list(access.clients_of(person), **which).lines]


def test_an_archived_client_is_in_no_list_but_the_archive(ana: Person, ended: Client) -> None:
    archive_client(by=ana, client=ended)
    archive_client(by=ana, client=ended)

    assert (codes(ana, ended=False), codes(ana, ended=True)) == ([], [])
    assert codes(ana, ended=True, archived=True) == ["A-1"]
    assert AuditEntry.objects.filter(action="client.archive").count() == 1


def test_a_client_comes_back_from_the_archive(ana: Person, ended: Client) -> None:
    archive_client(by=ana, client=ended)

    unarchive_client(by=ana, client=ended)

    assert codes(ana, ended=True) == ["A-1"]
    assert AuditEntry.objects.filter(action="client.unarchive").count() == 1


def test_a_therapy_that_goes_on_is_not_archived(ana: Person, anas_client: Client) -> None:
    with pytest.raises(NotAllowedNow, match="This therapy goes on"):
        archive_client(by=ana, client=anas_client)


def test_a_therapy_that_goes_on_again_leaves_the_archive(ana: Person, ended: Client) -> None:
    archive_client(by=ana, client=ended)

    edit_client(by=ana, client=ended, version=2, ended_on=None, ending="")

    assert codes(ana, ended=False) == ["A-1"]


RULES = {"draft_limit_days": 7, "retention_years": 10, "reflection_in_record": False}
"""As they are in a new practice."""


def rules_now() -> dict[str, Any]:
    return Practice.objects.values(*RULES).get()


def set_rules(by: Person, version: int, **changed: Any) -> None:
    set_record_rules(by=by, version=version, **(RULES | changed))


def times_set() -> int:
    return AuditEntry.objects.filter(action="practice.record_rules").count()


def test_a_tab_that_does_not_know_the_latest_rules_is_told_both_and_changes_nothing(dora: Person) -> None:
    set_rules(dora, 1, draft_limit_days=3, reflection_in_record=True)

    with pytest.raises(StaleVersion) as refused:
        set_rules(dora, 1, draft_limit_days=14)

    assert refused.value.differences == {
        "Days that a draft may wait to be signed": ("3", "14"),
        "A client’s right of access covers private reflections here": ("Yes", "No"),
    }
    assert refused.value.version == 2
    assert (rules_now(), times_set()) == (RULES | {"draft_limit_days": 3, "reflection_in_record": True}, 1)

    set_rules(dora, 2, draft_limit_days=14)

    assert (rules_now(), times_set()) == (RULES | {"draft_limit_days": 14}, 2)


def test_the_same_rules_from_two_tabs_are_set_once(dora: Person) -> None:
    for _ in range(2):
        set_rules(dora, 1, retention_years=7)

    assert (Practice.objects.get().rules_version, times_set()) == (2, 1)


def test_another_safety_text_makes_no_rules_stale_nor_they_it(dora: Person) -> None:
    write_safety_text(by=dora, text="Ring the crisis team.", seen="")
    set_rules(dora, 1, retention_years=7)
    write_safety_text(by=dora, text="Ring the crisis team first.", seen="Ring the crisis team.")

    assert rules_now() == RULES | {"retention_years": 7}
    assert Practice.objects.get().safety_text == "Ring the crisis team first."


def test_rules_are_called_the_same_beside_one_another_as_in_the_form() -> None:
    labels = {name: field.label for name, field in RecordRulesForm.base_fields.items() if name != "version"}

    assert labels == LABELS


@pytest.mark.django_db(transaction=True)
def test_of_several_rules_set_at_once_one_is_kept_and_the_others_are_told(dora: Person) -> None:
    def save(years: int) -> int | None:
        try:
            set_rules(dora, 1, retention_years=years)
        except StaleVersion:
            return None
        return years

    (saved,) = [years for years in at_once([lambda years=years: save(years) for years in (6, 7, 8, 9)]) if years]

    assert (rules_now(), times_set()) == (RULES | {"retention_years": saved}, 1)
