"""Archiving ended therapies."""

import datetime

import pytest

from sessions_log import access
from sessions_log.errors import NotAllowedNow
from sessions_log.models import AuditEntry, Client, Person
from sessions_log.queries.caseload import client_list
from sessions_log.services.archive import archive_client, unarchive_client
from sessions_log.services.client import edit_client

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
