"""The page that takes a file of past sessions and ratings."""

import html
import io
import re
from typing import Any

import pytest
from django.core.files import uploadedfile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from sessions_log.forms import import_records as form
from sessions_log.models import AuditEntry, Client, Person, Practice, TherapySession
from sessions_log.services.erasure import delete_session
from tests.people import as_person
from tests.services.import_files import csv_file, study

URL = "/import/"


def send(by: Person, file: io.BytesIO, **fields: Any) -> HttpResponse:
    upload = SimpleUploadedFile("ratings.csv", file.getvalue(), "text/csv")
    return as_person(by).post(URL, {"file": upload, **fields})


def text_of(response: HttpResponse) -> str:
    """Return the words of a page, white space and tags gone."""
    page = html.unescape(response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_explains_the_file_and_its_example_can_be_imported(ana: Person) -> None:
    page = as_person(ana).get(URL)

    assert page.status_code == 200
    example = re.search(r"<pre>(.*?)</pre>", page.content.decode(), re.DOTALL)
    assert example
    answer = send(ana, io.BytesIO(example[1].encode()))
    assert "4 rows added, 0 already here." in text_of(answer)
    assert sorted(client.code for client in Client.objects.all()) == ["K-14", "M-02"]


def test_a_good_file_is_counted_and_leads_to_the_timelines(ana: Person) -> None:
    answer = send(ana, study()[0])

    assert answer.status_code == 200
    assert "855 rows added, 0 already here." in text_of(answer)
    for client in Client.objects.all():
        assert f'href="{reverse("timeline", args=[client.pk])}"' in answer.content.decode()
    assert as_person(ana).get(reverse("timeline", args=[client.pk])).status_code == 200
    assert "0 rows added, 855 already here." in text_of(send(ana, study()[0]))


def test_the_page_says_what_stayed_deleted_and_what_to_do(ana: Person) -> None:
    send(ana, csv_file("A,1,,,client,check,5,", "A,2,,,client,check,5,"))
    delete_session(by=ana, session=TherapySession.objects.get(number=1), reason="request")

    answer = send(ana, csv_file("A,1,,,client,check,5,", "A,2,,,client,check,5,"))

    assert "0 rows added, 1 already here, 1 of sessions that were deleted here." in text_of(answer)
    assert "give it another number in the file" in text_of(answer)


def test_of_very_many_clients_the_first_hundred_are_listed(ana: Person) -> None:
    answer = send(ana, csv_file(*[f"C{number},1,,,client,check,5," for number in range(130)]))

    assert answer.content.decode().count("Timeline") == 100
    assert "These are the first 100 of 130;" in text_of(answer)


CORE_10 = ",".join(["client_code,session_number,rater,instrument,score", *(f"item_{item}" for item in range(1, 11))])


def core_10(number: int, risk: int) -> str:
    return f"A,{number},client,core-10,,0,4,4,0,0,{risk},0,0,0,0"


def test_a_risk_item_in_a_file_opens_the_safety_text_at_once_and_stays_marked_on_its_session(
    ana: Person, practice: Practice
) -> None:
    Practice.objects.filter(pk=practice.pk).update(safety_text="Ring the crisis line.")

    answer = send(ana, csv_file(core_10(1, 0), core_10(2, 3), header=CORE_10))

    calm, raised = TherapySession.objects.order_by("number")
    page = answer.content.decode()
    assert page.index("Ring the crisis line.") < page.index("What is new")
    assert "In 1 of the new ratings a risk item was answered" in text_of(answer)
    assert f'<a href="{reverse("session", args=[raised.pk])}">A, session 2</a>' in page
    assert reverse("session", args=[calm.pk]) not in page
    for session, is_marked in ((calm, False), (raised, True)):
        shown = as_person(ana).get(reverse("session", args=[session.pk])).content.decode()
        assert (reverse("session_safety", args=[session.pk]) in shown) is is_marked
    assert AuditEntry.objects.get(action="records.import").facts["ratings_raised"] == 1
    again = send(ana, csv_file(core_10(1, 0), core_10(2, 3), header=CORE_10)).content.decode()
    assert "Ring the crisis line." not in again


def test_of_very_many_risk_answers_the_first_hundred_are_listed(ana: Person) -> None:
    answer = send(ana, csv_file(*[core_10(number, 1) for number in range(1, 131)], header=CORE_10))

    assert "In 130 of the new ratings" in text_of(answer)
    assert answer.content.decode().count("A, session ") == 100
    assert "These are the first 100;" in text_of(answer)


def test_a_bad_file_is_answered_with_the_form_and_a_table_of_what_is_wrong(ana: Person) -> None:
    answer = send(ana, csv_file("A,1,,,client,check,5,", "A,2,,,client,check,9,A secret note", "A,3"))

    assert answer.status_code == 422
    words = text_of(answer)
    assert "2 rows cannot be taken. Nothing has been imported." in words
    assert "3 score is not between 1 and 7" in words
    assert "4 the whole row has 2 cells, but the header has 8" in words
    assert "secret" not in words
    assert 'type="file"' in answer.content.decode()
    assert TherapySession.objects.count() == 0
    assert not AuditEntry.objects.filter(action="records.import").exists()


def test_more_than_a_hundred_bad_rows_are_counted(ana: Person) -> None:
    answer = send(ana, csv_file(*["A,1,,,client,check,9,"] * 150))

    assert "The first 100 of 150 rows that cannot be taken." in text_of(answer)


def test_the_good_rows_alone_can_be_imported_and_the_bad_ones_are_listed(ana: Person) -> None:
    answer = send(ana, csv_file("A,1,,,client,check,5,", "A,2,,,client,check,9,"), skip_bad="on")

    assert answer.status_code == 200
    assert "1 row added, 0 already here, 1 left out." in text_of(answer)
    assert "3 score is not between 1 and 7" in text_of(answer)
    assert TherapySession.objects.count() == 1


def test_what_was_ticked_stays_ticked_when_the_file_is_refused(ana: Person) -> None:
    answer = send(ana, io.BytesIO(b"nonsense"), skip_bad="on")

    assert answer.status_code == 422
    assert re.search(r'<input[^>]*name="skip_bad"[^>]*checked', answer.content.decode())
    assert "The first line is not the header row." in text_of(answer)


def test_cells_are_escaped_where_they_are_shown(ana: Person) -> None:
    answer = send(ana, csv_file("<script>x</script>,1,,,client,check,5,"))

    assert "<script>x" not in answer.content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in answer.content.decode()


@pytest.mark.parametrize(("content", "sentence"), [(None, "This is still needed."), (b"", "The file is empty.")])
def test_no_file_and_an_empty_one_are_asked_for_again(ana: Person, content: bytes | None, sentence: str) -> None:
    answer = as_person(ana).post(URL, {"file": SimpleUploadedFile("a.csv", content)} if content is not None else {})

    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_file_that_is_too_large_is_refused_with_its_size(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "LARGEST_BYTES", 1000)

    answer = send(ana, io.BytesIO(b"x" * 2048))

    assert answer.status_code == 422
    assert "The file has 2.0 KB, more than the 60 MB that are accepted." in text_of(answer)


def test_a_file_beyond_what_the_installation_takes_is_refused_unread(ana: Person, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = send(ana, io.BytesIO(b"x" * 2048))

    assert answer.status_code == 400
    assert "it may be at most 60 MB" in text_of(answer)


def test_nothing_of_the_file_is_written_to_disk(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the file was about to be written to disk")

    monkeypatch.setattr(uploadedfile.tempfile, "NamedTemporaryFile", refuse)
    rows = [f"A,{number},,,client,check,5,{'n' * 9000}" for number in range(1, 401)]  # Django spills over 2.5 MB

    assert send(ana, csv_file(*rows)).status_code == 200


def test_only_therapists_reach_the_page(ana: Person, ben: Person, dora: Person) -> None:
    assert as_person(ana).get(URL).status_code == 200
    for other in (ben, dora):
        assert as_person(other).get(URL).status_code == 404
        assert send(other, csv_file("A,1,,,client,check,5,")).status_code == 404
    assert Browser().get(URL).status_code == 302
    assert TherapySession.objects.count() == 0


def test_a_post_without_its_token_is_refused(ana: Person) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(ana)

    answer = browser.post(URL, {"file": SimpleUploadedFile("a.csv", csv_file("A,1,,,client,check,5,").getvalue())})

    assert answer.status_code == 403
    assert TherapySession.objects.count() == 0


def test_other_methods_are_not_there(ana: Person) -> None:
    assert as_person(ana).delete(URL).status_code == 405
