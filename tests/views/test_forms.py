"""What holds for every form: posted empty it says beside a field what is missing, posted twice it makes one row."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.forms import Textarea
from django.forms.forms import DeclarativeFieldsMetaclass
from django.http import HttpResponse
from django.urls import reverse

from sessions_log import forms as all_forms
from sessions_log.models import (
    Addendum,
    AuditEntry,
    Client,
    Consent,
    FrameAgreement,
    Instrument,
    Person,
    PracticePrompt,
    RelationalImage,
    SupervisionPair,
    TherapySession,
)
from tests.questionnaires import core_10, file_of
from tests.test_access_matrix import OURS, address_of, may, rows_of_everything
from tests.threads import at_once
from tests.views.people_at_work import Work, at_work, confirmed

PRESSES = {
    # one press: what it does stands in the address, and an empty body is all there is
    *("client_archive", "client_unarchive", "image_delete", "check_invite", "person_link", "pair_end"),
    *("instrument_aside", "instrument_delete", "moment_follow"),
    # a tap on a button that names what it does; without a name nothing is done, and the page is shown again
    *("prompt_decide", "client_prompt_decide", "prompt_answer", "prompt_switch", "episode_reopen"),
    # whatever is asked may be left out
    *("client_list", "safety_text", "keys", "episode_duties", "social"),
    # an instrument is chosen first, on the same page
    "rating_new",
}
FORMS = [name for name, page in OURS.items() if "POST" in page.methods and name not in PRESSES]

HANDS = 8


@pytest.fixture
def work(ana: Person, ben: Person, cleo: Person, dora: Person, otto: Person) -> Work:
    return at_work(ana=ana, ben=ben, cleo=cleo, dora=dora, otto=otto)


def empty_form(name: str, work: Work) -> str:
    """Return the address of a form of Ana's, or of her practice's admin."""
    if name != "check_hand_over":
        return address_of(name, work)
    draft = TherapySession.objects.get(client=work.rows["client"]["ana"], number=2)  # the other one is answered
    return reverse(name, args=[draft.pk])


@pytest.mark.parametrize("name", FORMS)
def test_posted_empty_it_says_beside_a_field_what_is_missing_and_writes_nothing(work: Work, name: str) -> None:
    who = next(who for who in work.people if may(OURS[name], who, "ana"))
    browser, before = confirmed(work.people[who]), rows_of_everything()

    answer = browser.post(empty_form(name, work), {})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert rows_of_everything() == before


VERSIONED: dict[str, dict[str, Any]] = {
    "client_edit": {"code": "A-1", "began_on": "2026-01-05", "usual_minutes": "50", "usual_format": "video"},
    "image_edit": {"text": "People leave"},
    "person": {"roles": ["therapist"], "is_active": "on"},
    "record_rules": {"draft_limit_days": "7", "retention_years": "10"},
    "episode_close": {"status": "repaired"},
}
"""Forms that change a row, filled in."""


@pytest.mark.parametrize("name", VERSIONED)
@pytest.mark.parametrize("version", [{}, {"version": "x"}, {"version": "0"}], ids=["missing", "no number", "nought"])
def test_a_form_that_does_not_say_what_it_was_filled_in_from_is_told_so_and_writes_nothing(
    work: Work, name: str, version: dict[str, str]
) -> None:
    who = next(who for who in work.people if may(OURS[name], who, "ana"))
    browser, before = confirmed(work.people[who]), rows_of_everything()

    answer = browser.post(address_of(name, work), VERSIONED[name] | version)

    assert answer.status_code == 422
    assert answer.content.decode().count("It cannot be told what this form was filled in from") == 1
    assert rows_of_everything() == before


Filled = Callable[[], dict[str, Any]]
"""One form as filled in, to be posted once: a file is read to its end."""


def session_form() -> dict[str, Any]:
    when = {"date": "2026-02-02", "time": "10:00", "minutes": "50", "format": "video", "attendance": "held"}
    return when | {"moments-TOTAL_FORMS": "0", "moments-INITIAL_FORMS": "0", "note": "Once"}


def client_form() -> dict[str, Any]:
    return {"code": "A-77", "began_on": "2026-01-05", "usual_minutes": "50", "usual_format": "video"}


def prompt_form() -> dict[str, Any]:
    words = {"trigger": "forming", "title": "Own", "reflect": "What now?", "follow_up": "And then?"}
    return words | {"sources": "Our own practice"}


def pair_form() -> dict[str, Any]:
    ben, cleo = (Person.objects.get(email=f"{name}@quiet-room.example").pk for name in ("ben", "cleo"))
    return {"supervisor": ben, "therapist": cleo, "starts_on": "2026-01-05"}


def instrument_form() -> dict[str, Any]:
    file = SimpleUploadedFile("questionnaire.json", file_of(core_10(version="7")), "application/json")
    return {"questionnaire": file, "key": "core-10", "code": "", "version": ""}


@dataclass(frozen=True)
class New:
    """A form that makes a row: who fills it in, what it makes, the audit entry of that, and with what."""

    who: str
    makes: type[models.Model]
    action: str
    filled: Filled


NEW = {
    "client_new": New("ana", Client, "client.create", client_form),
    "image_new": New("ana", RelationalImage, "image.create", lambda: {"text": "People leave", "origin": "School"}),
    "frame_new": New(
        "ana", FrameAgreement, "frame.agree", lambda: {"topic": "fee", "text": "45", "agreed_on": "2026-02-02"}
    ),
    "session_new": New("ana", TherapySession, "session.create", session_form),
    "addendum_new": New("ana", Addendum, "session.addendum", lambda: {"text": "It was a Tuesday."}),
    "consents": New(
        "ana", Consent, "consent.give", lambda: {"kind": "research", "given_on": "2026-02-02", "note": "On paper"}
    ),
    "prompt_new": New("dora", PracticePrompt, "prompt.write", prompt_form),
    "person_new": New(
        "dora", Person, "person_created", lambda: {"name": "Eve", "email": "eve@quiet.example", "roles": ["therapist"]}
    ),
    "pair_new": New("dora", SupervisionPair, "supervision_paired", pair_form),
    "instrument_new": New("dora", Instrument, "instrument.load", instrument_form),
}


def test_every_form_that_makes_a_row_stands_here() -> None:
    named_new = {name for name, page in OURS.items() if name.endswith("_new") and "POST" in page.methods}

    assert named_new - NEW.keys() == {"rating_new"}  # one of an instrument, a rater and a session: see its own tests


def presses(name: str, work: Work, times: int) -> list[Callable[[], HttpResponse]]:
    """Return so many presses on the button of one opened form, each in a browser of its own."""
    new, address, same = NEW[name], address_of(name, work), {"submission": str(uuid.uuid4())}
    browsers = [confirmed(work.people[new.who]) for _ in range(times)]
    return [lambda browser=browser: browser.post(address, new.filled() | same) for browser in browsers]


def answered(answers: list[HttpResponse]) -> set[tuple[int, str | None]]:
    return {(answer.status_code, answer.headers.get("Location")) for answer in answers}


def counted(name: str) -> tuple[int, int]:
    """Return how many rows there are of what the form makes, and how many audit entries say that it made one."""
    return NEW[name].makes._base_manager.count(), AuditEntry.objects.filter(action=NEW[name].action).count()


@pytest.mark.parametrize("name", NEW)
def test_a_form_posted_twice_makes_one_row_and_answers_the_same(work: Work, name: str) -> None:
    rows, entries = counted(name)

    answers = [press() for press in presses(name, work, 2)]

    assert counted(name) == (rows + 1, entries + 1)
    assert len(answered(answers)) == 1
    assert answers[0].status_code in (200, 302)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", NEW)
def test_a_form_posted_by_many_hands_at_once_makes_one_row(work: Work, name: str) -> None:
    rows, entries = counted(name)

    answers = at_once(presses(name, work, HANDS))

    assert counted(name) == (rows + 1, entries + 1)
    assert len(answered(answers)) == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("client_new", {"name": "Robin"}),
        ("image_new", {"text": "People stay"}),
        ("frame_new", {"text": "50"}),
        ("prompt_new", {"title": "Another"}),
    ],
)
def test_a_form_posted_again_with_other_words_says_so_and_keeps_them(
    work: Work, name: str, change: dict[str, str]
) -> None:
    rows, entries = counted(name)
    form = NEW[name].filled() | {"submission": str(uuid.uuid4())}
    browser, address = confirmed(work.people[NEW[name].who]), address_of(name, work)
    browser.post(address, form)

    again = browser.post(address, form | change)

    page = again.content.decode()
    assert again.status_code == 422
    assert "This form was saved already, with other words." in page
    assert all(typed in page for typed in change.values())
    assert counted(name) == (rows + 1, entries + 1)


@pytest.mark.parametrize("name", ["client_new", "image_new", "frame_new", "prompt_new"])
def test_a_form_that_is_opened_again_is_another_one(work: Work, name: str) -> None:
    browser, address = confirmed(work.people[NEW[name].who]), address_of(name, work)
    submissions = [browser.get(address).context["form"]["submission"].value() for _ in range(2)]

    assert len(set(submissions)) == 2


def test_no_browser_cuts_off_what_is_pasted_into_a_text_of_several_lines() -> None:
    modules = [import_module(f"sessions_log.forms.{one.name}") for one in iter_modules(all_forms.__path__)]
    forms = {
        form for module in modules for form in vars(module).values() if isinstance(form, DeclarativeFieldsMetaclass)
    }
    texts = {
        f"{form.__name__}.{name}": field.widget.attrs
        for form in forms
        for name, field in form.base_fields.items()
        if isinstance(field.widget, Textarea)
    }

    assert {"SessionForm.note", "ConsentForm.note", "SafetyTextForm.text", "AddendumForm.text"} <= texts.keys()
    assert [name for name, attrs in texts.items() if "maxlength" in attrs] == []
