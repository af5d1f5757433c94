"""Deleting a session and erasing a client from their pages."""

import uuid

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Episode, Person, TherapySession
from sessions_log.models.entry import MomentEntry
from sessions_log.services import scrub
from sessions_log.services.erasure import erase_client
from tests.people import PASSWORD, as_person, log, make_client
from tests.views.people_at_work import confirmed

SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL cannot be asked to overwrite")
RUPTURE = MomentEntry(kind="rupture", actor="client")


def address(client: Client) -> str:
    return reverse("client_erase", args=[client.pk])


def proof(browser: Browser, pk: uuid.UUID) -> str:
    return browser.get(reverse("erasure", args=[pk])).content.decode()


def test_the_page_says_what_goes_and_changes_nothing(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, note="Note")

    page = confirmed(ana).get(address(anas_client)).content.decode()

    assert "<dt>Clinical notes</dt><dd>1</dd>" in page
    assert "<dt>Episodes</dt><dd>1</dd>" in page
    assert Client.objects.count() == 1


def test_with_reason_and_code_everything_goes_and_the_proof_is_shown(ana: Person, anas_client: Client) -> None:
    log(anas_client, note="Note", sign=True)
    browser = confirmed(ana)

    answer = browser.post(address(anas_client), {"reason": "request", "code": " a-1 "})

    assert answer.headers["Location"] == reverse("erasure", args=[anas_client.pk])
    assert not Client.objects.exists()
    page = proof(browser, anas_client.pk)
    assert "<dt>Therapy sessions</dt><dd>1</dd>" in page
    assert "Reason: the client asked for it." in page
    assert "Backups that were made before still hold the record" in page
    assert AuditEntry.objects.get(action="client.erase").hash in page
    assert "Robin" not in page
    assert "A-1" not in page


def test_the_code_is_typed_as_the_page_shows_it(ana: Person) -> None:
    client = make_client(ana, code="A  1 b", name="Robin")
    browser = confirmed(ana)
    assert '<span class="muted whole">A  1 b</span>' in browser.get(address(client)).content.decode()

    browser.post(address(client), {"reason": "request", "code": "a 1 B"})

    assert not Client.objects.exists()


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"reason": "request", "code": "A-2"}, "This is not the code of this client. Nothing has been erased."),
        ({"reason": "request"}, "This is still needed."),
        ({"code": "A-1"}, "This is still needed."),
        ({"reason": "whim", "code": "A-1"}, "whim is not one of the available choices"),
    ],
)
def test_without_reason_or_code_nothing_is_erased(
    ana: Person, anas_client: Client, posted: dict[str, str], message: str
) -> None:
    answer = confirmed(ana).post(address(anas_client), posted)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Client.objects.exists()


def test_without_the_password_a_post_erases_nothing_and_is_kept_nowhere(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)

    answer = browser.post(address(anas_client), {"reason": "request", "code": "A-1"})

    assert answer.headers["Location"] == address(anas_client)
    assert Client.objects.exists()
    assert [session.get_decoded() for session in Session.objects.all() if "A-1" in str(session.get_decoded())] == []
    asked = browser.get(address(anas_client), follow=True)
    assert asked.redirect_chain[0][0].startswith(reverse("account_reauthenticate"))
    browser.post(asked.redirect_chain[0][0], {"password": PASSWORD})
    assert Client.objects.exists()


def test_the_proof_is_for_whoever_erased(ana: Person, cleo: Person, anas_client: Client) -> None:
    erase_client(by=ana, client=anas_client, reason="mistake")

    assert as_person(cleo).get(reverse("erasure", args=[anas_client.pk])).status_code == 404


@SQLITE
@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        (True, "The database file was then written anew"),
        (False, "has not been written anew, for others were using it"),
    ],
)
def test_the_proof_says_whether_the_file_was_written_anew(
    ana: Person, anas_client: Client, monkeypatch: pytest.MonkeyPatch, done: bool, sentence: str
) -> None:
    erase_client(by=ana, client=anas_client, reason="mistake")
    monkeypatch.setattr(scrub, "rewrite", lambda: done)

    scrub.rewrite_after(by=ana, client_id=anas_client.pk)

    assert sentence in proof(as_person(ana), anas_client.pk)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the file of SQLite is written anew")
def test_on_postgresql_the_proof_says_what_may_remain(ana: Person, anas_client: Client) -> None:
    erase_client(by=ana, client=anas_client, reason="mistake")

    page = proof(as_person(ana), anas_client.pk)

    assert "It keeps deleted rows on its pages until others overwrite them" in page


def test_deleting_a_session_asks_for_a_reason(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, note="Note", sign=True)
    browser, page = as_person(ana), reverse("session_delete", args=[session.pk])
    assert "<dt>Clinical notes</dt><dd>1</dd>" in browser.get(page).content.decode()

    refused = browser.post(page, {})
    answer = browser.post(page, {"reason": "other_client"})

    assert refused.status_code == 422
    assert answer.headers["Location"] == reverse("client", args=[anas_client.pk])
    assert not TherapySession.objects.exists()


def test_a_session_that_others_stand_on_says_why_it_stays(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, sign=True)
    repair = MomentEntry(kind="repair", actor="therapist", episode=str(Episode.objects.get().pk))
    log(anas_client, repair, sign=True)

    answer = as_person(ana).post(reverse("session_delete", args=[session.pk]), {"reason": "mistake"})

    assert answer.status_code == 422
    assert "was worked on in session 2" in answer.content.decode()
    assert TherapySession.objects.count() == 2
