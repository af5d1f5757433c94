"""A form that nobody took comes back with all that was typed, to be sent once more, with and without scripts."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import reverse
from pytest_django import Settings

from relational.sent import sent_with
from sessions_log.models import Addendum, Client, ClinicalNote, Person
from tests.people import PASSWORD, as_person, log
from tests.views.test_sessions import posted

TYPED = "\n  “It wasn’t</textarea><b>\nTuesday 🙂” & more "
OURS = {"HTTP_ORIGIN": "http://testserver"}


@contextmanager
def disk_full() -> Iterator[None]:
    """Let nothing be written, as a full disk does; what is there can be read."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def form_in(page: str) -> tuple[str, dict[str, str]]:
    """Return address and values of the form that came back, as a browser reads them."""
    form = re.search(r'<form method="post" action="([^"]*)" autocomplete="off" class="panel">(.*?)</form>', page, re.S)
    assert form is not None
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2])
    texts = re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form[2], re.S)
    return unescape(form[1]), {name: unescape(value) for name, value in hidden + texts}


def test_an_addendum_that_met_a_full_disk_comes_back_and_is_added_once(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, sign=True)
    browser, address = as_person(ana), reverse("addendum_new", args=[session.pk])

    with disk_full():
        answer = browser.post(address, {"submission": str(uuid.uuid4()), "text": TYPED})
    page = answer.content.decode()
    again = form_in(page)
    for _ in range(2):
        browser.post(*again)

    assert (answer.status_code, again[0]) == (503, address)
    assert "What you sent is still here." in page
    assert ">Text</label>" in page
    assert [addendum.text for addendum in Addendum.objects.all()] == [TYPED]


def test_a_session_that_met_a_full_disk_comes_back_and_is_signed(ana: Person, anas_client: Client) -> None:
    browser, address = as_person(ana), reverse("session_new", args=[anas_client.pk])

    with disk_full():
        answer = browser.post(address, posted(note=TYPED, reflection="My own part", action="sign"))
    browser.post(*form_in(answer.content.decode()))

    session = anas_client.sessions.get()
    assert (answer.status_code, session.status) == (503, "signed")
    assert (session.note.text, session.reflection.text) == (TYPED, "My own part")


def test_a_form_whose_token_has_run_out_comes_back_with_a_new_one(ana: Person, anas_client: Client) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(ana)
    address = reverse("session_new", args=[anas_client.pk])

    answer = browser.post(address, posted(note=TYPED, csrfmiddlewaretoken="of yesterday"), **OURS)
    assert (answer.status_code, ClinicalNote.objects.count()) == (403, 0)
    browser.post(*form_in(answer.content.decode()), **OURS)

    assert ClinicalNote.objects.get().text == TYPED


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_ORIGIN": "null"}])
def test_what_another_site_sent_is_not_offered_to_be_sent_again(
    ana: Person, anas_client: Client, origin: dict[str, str]
) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(ana)

    answer = browser.post(reverse("session_new", args=[anas_client.pk]), posted(note="Planted from there"), **origin)

    page = answer.content.decode()
    assert (answer.status_code, "Planted from there" in page, "Send it again" in page) == (403, False, False)


@pytest.mark.parametrize("page", ["login/", "password/change/", "reauthenticate/"])
def test_no_page_repeats_a_password(page: str) -> None:
    assert sent_with(RequestFactory().post(f"/accounts/{page}", {"password": PASSWORD})) is None


def test_a_form_with_a_file_and_one_that_broke_off_are_not_repeated(settings: Settings) -> None:
    file = SimpleUploadedFile("past.csv", b"client_code")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    assert sent_with(RequestFactory().post("/import/", {"file": file})) is None
    assert sent_with(RequestFactory().post("/clients/new/", {"name": "Longer than is taken"})) is None
    assert sent_with(RequestFactory().generic("POST", "/", b"half", content_type="multipart/form-data")) is None


def test_no_page_repeats_the_pin_of_a_tablet(ana: Person, anas_client: Client) -> None:
    session, browser = log(anas_client), as_person(ana)

    with disk_full():
        answer = browser.post(reverse("check_hand_over", args=[session.pk]), {"pin": "4711"})

    assert (answer.status_code, "4711" in answer.content.decode()) == (503, False)


def test_a_browser_that_was_handed_to_a_client_repeats_nothing_of_the_therapists(
    ana: Person, anas_client: Client
) -> None:
    session = log(anas_client)
    browser = as_person(ana)
    check = browser.post(reverse("check_hand_over", args=[session.pk]), {"pin": "4711"}).headers["Location"]
    browser.handler.enforce_csrf_checks = True

    stale = browser.post(reverse("session", args=[session.pk]), posted(note=TYPED), **OURS)
    answered = browser.post(check, {"sentence": "I held back"}, **OURS)

    assert (stale.status_code, stale.headers["Location"]) == (302, reverse("check_unlock"))
    assert (answered.status_code, "I held back" in answered.content.decode()) == (403, True)
