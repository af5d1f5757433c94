"""The search page: what was looked for stays on it, what it shows of notes is audited."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Person, TherapySession
from sessions_log.queries import search as query
from sessions_log.services import check
from sessions_log.services.consent import give_consent
from tests.people import as_person, log

SEARCH = "/search/"


def test_an_empty_page_says_what_will_stand_there(ana: Person) -> None:
    page = as_person(ana).get(reverse("search")).content.decode()

    assert "What you look for will stand here" in page


def test_what_was_found_is_marked_and_leads_to_its_session(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, note="The <b>lighthouse</b> again", sign=True)

    page = as_person(ana).post(SEARCH, {"phrase": "LIGHT"}).content.decode()

    assert "The &lt;b&gt;<mark>light</mark>house&lt;/b&gt; again" in page
    assert f'href="{reverse("session", args=[session.pk])}"' in page
    assert "Found 1 time<" in page


def test_nothing_found_says_what_was_searched(ana: Person, anas_client: Client) -> None:
    page = as_person(ana).post(SEARCH, {"phrase": "lighthouse"}).content.decode()

    assert "Nothing found" in page
    assert "Other therapists’ clients are not searched." in page


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [("", "This is still needed."), ("a", "at least 2 characters"), ("\u0301\u0301", "no letter")],
)
def test_too_little_to_look_for_is_refused(ana: Person, phrase: str, reason: str) -> None:
    answer = as_person(ana).post(SEARCH, {"phrase": phrase})

    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_a_word_in_the_address_is_not_looked_for(ana: Person, anas_client: Client) -> None:
    log(anas_client, note="lighthouse")

    assert "lighthouse" not in as_person(ana).get(SEARCH, {"phrase": "lighthouse"}).content.decode()
    assert not AuditEntry.objects.filter(action="search").exists()


def test_a_search_is_audited_by_its_count_and_each_note_and_reflection_shown_as_read(
    ana: Person, anas_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    both = log(anas_client, note="lighthouse", reflection="lighthouse", intention="lighthouse")
    other = log(anas_client, note="lighthouse")

    as_person(ana).post(SEARCH, {"phrase": "Lighthouse"})

    assert AuditEntry.objects.get(action="search").facts == {"found": 4}
    reads = AuditEntry.objects.filter(action__in=("note.read", "reflection.read"))
    assert sorted(reads.values_list("action", "subject_id")) == [
        *sorted(("note.read", str(session.pk)) for session in (both, other)),
        ("reflection.read", str(both.pk)),
    ]
    assert not [entry for entry in AuditEntry.objects.all() if "ighthouse" in str(entry.facts)]
    assert "ighthouse" not in caplog.text


def test_the_client_s_own_sentence_and_a_consent_that_are_shown_count_as_read(ana: Person, anas_client: Client) -> None:
    session = log(anas_client)
    invitation = check.find_invitation(check.invite(by=ana, session=session))
    assert invitation is not None
    check.answer(invitation=invitation, check=(6,) * 6, answers={"sentence": "the lighthouse"})
    give_consent(by=ana, client=anas_client, kind="treatment", given_on=anas_client.began_on, note="at the lighthouse")

    as_person(ana).post(SEARCH, {"phrase": "lighthouse"})

    reads = AuditEntry.objects.filter(action__endswith=".read").values_list("action", "subject_id")
    assert sorted(reads) == [("answers.read", str(session.pk)), ("consent.read", str(anas_client.pk))]


def test_the_number_of_queries_is_fixed_audit_included(ana: Person, anas_client: Client) -> None:
    browser, counts = as_person(ana), []
    browser.post(SEARCH, {"phrase": "needle"})
    for sessions in (1, 3, 40):
        while TherapySession.objects.count() < sessions:
            log(anas_client, note="needle", reflection="needle")
        with CaptureQueriesContext(connection) as queries:
            browser.post(SEARCH, {"phrase": "needle"})
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_a_search_that_was_cut_does_not_say_that_it_is_nowhere(
    ana: Person, anas_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        log(anas_client, note="Said")
    nowhere = "None of your clients"
    assert nowhere in as_person(ana).post(SEARCH, {"phrase": "lighthouse"}).content.decode()
    monkeypatch.setattr(query, "SESSIONS_SEARCHED", 1)

    page = as_person(ana).post(SEARCH, {"phrase": "lighthouse"}).content.decode()

    assert "Only your newest sessions were read" in page
    assert "Nothing that was read holds this." in page
    assert nowhere not in page
