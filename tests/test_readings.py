"""Which page shows whose words to whom, and that whoever was shown any stands in the audit trail.

Every encrypted column of every row holds its own name, so that a page tells which of them it shows.
"""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Person, RelationalImage, TherapySession
from sessions_log.models.entry import MomentEntry
from sessions_log.services.keys import encrypted_columns
from sessions_log.services.prompt import answer_prompt
from sessions_log.services.session import add_addendum
from sessions_log.vocabulary import SocialLocation
from tests.people import log
from tests.rows import sing
from tests.test_access_matrix import OURS, address_of
from tests.views.people_at_work import Work, at_work, confirmed

WHO = {"Client.code", "Client.name"}
"""Of whom a page is. All else was said or written in confidence."""

ALL = {f"{model.__name__}.{field.name}" for model, fields in encrypted_columns().items() for field in fields}


@pytest.fixture
def work(ana: Person, ben: Person, cleo: Person, dora: Person, otto: Person) -> Work:
    """Return the practice at work, with an addendum, an image that was touched and a prompt that was answered."""
    work = at_work(ana=ana, ben=ben, cleo=cleo, dora=dora, otto=otto)
    signed = TherapySession.objects.get(pk=work.rows["session"]["ana"])
    add_addendum(by=ana, session=signed, submission=uuid.uuid4(), text="Later")
    image = RelationalImage.objects.get(pk=work.rows["image"]["ana"])
    log(signed.client, MomentEntry(kind="connection", actor="both", image=image.pk, direction="countered"))
    choice = signed.client.prompt_choices.get()
    answer_prompt(by=ana, choice=choice, version=choice.version, outcome="helped", what_happened="It did")
    sing(lambda column: f"[{column}] sung")
    return work


def addresses(work: Work) -> Iterator[tuple[str, str]]:
    """Yield the name and address of every page that can be opened, with each row that there is."""
    for name, page in OURS.items():
        if "GET" in page.methods:
            for whose in work.rows.get(page.row, ["nobody"]):
                yield name, address_of(name, work, whose)
    for draft in TherapySession.objects.filter(status="draft"):
        yield "session", reverse("session", args=[draft.pk])


def columns_in(answer: HttpResponse) -> set[str]:
    return set(re.findall(r"\[([A-Za-z]+\.[a-z_]+)\]", re.sub(r"</?mark>", "", answer.content.decode())))


def test_a_supervisor_reads_codes_alone_and_an_admin_nothing(work: Work) -> None:
    """What a therapist shares with a supervisor is for another day."""
    for who, may_read in (("ben", {"Client.code"}), ("dora", set())):
        browser, read = confirmed(work.people[who]), set()
        for name, address in addresses(work):
            answer = browser.get(address)
            read |= columns_in(answer)
            assert SocialLocation.MARGIN.label not in answer.content.decode(), f"{name} to {who}"
        assert read == may_read


def test_whoever_was_shown_what_was_written_stands_in_the_audit_trail(work: Work) -> None:
    browser, read = confirmed(work.people["ana"]), set()
    unaudited = {}
    for name, address in addresses(work):
        before = AuditEntry.objects.count()
        shown = columns_in(browser.get(address))
        actions = AuditEntry.objects.order_by("pk")[before:].values_list("action", flat=True)
        read |= shown
        if shown - WHO and not any(action.endswith((".read", ".record")) for action in actions):
            unaudited[name] = shown - WHO

    assert unaudited == {}
    assert read == ALL - {"Person.name"}


def test_what_a_search_shows_is_audited_as_its_own_page_would_be(work: Work) -> None:
    client = Client.objects.get(pk=work.rows["client"]["ana"])
    ours = {str(pk) for pk in (client.pk, *client.sessions.values_list("pk", flat=True))}

    shown = columns_in(confirmed(work.people["ana"]).post(reverse("search"), {"phrase": "sung"}))

    assert shown == ALL - {"Person.name"}
    after = AuditEntry.objects.get(action="search").sequence
    reads = AuditEntry.objects.filter(sequence__gt=after, practice_id=client.practice_id)
    assert set(reads.values_list("action", flat=True)) == {
        *("note.read", "reflection.read", "answers.read", "consent.read", "client.read"),
    }
    assert set(reads.values_list("subject_id", flat=True)) == ours


def test_no_title_says_who_a_client_is(work: Work) -> None:
    """Browsers keep titles in their history, and name after them what is printed to a file."""
    browser = confirmed(work.people["ana"])

    titles = set()
    for name, address in addresses(work):
        title = browser.get(address).content.decode().partition("<title>")[2].partition("</title>")[0]
        titles.add((name, title))

    assert {(name, title) for name, title in titles if "sung" in title} == set()
    assert ("record", "The whole record · Relational") in titles
