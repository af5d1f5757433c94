"""The client's check: by address, on a handed-over tablet, and who may not."""

import io
from types import SimpleNamespace
from typing import cast

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client as Browser
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, ClientAnswers, Person, TherapySession
from sessions_log.services.check import invite
from sessions_log.services.erasure import delete_session
from sessions_log.views import handed_over
from tests.people import as_person, log
from tests.relational.test_log_redaction import log as log_lines  # noqa: F401 - a fixture
from tests.relational.test_middleware import Clock, clock  # noqa: F401 - a fixture


@pytest.fixture
def session(anas_client: Client) -> TherapySession:
    return log(anas_client, note="canary-note", reflection="canary-reflection", sign=True)


def test_a_client_answers_without_an_account_and_the_therapist_reads_it(ana: Person, session: TherapySession) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])
    stranger = Browser()

    page = stranger.get(address)
    answer = stranger.post(
        address,
        {"check_1": "6", "check_2": "6", "check_3": "5", "check_4": "5", "sentence": "I held back.", "zest": "0"},
    )

    assert (page.status_code, answer.status_code) == (200, 200)
    assert "Ana will read your answers." in page.content.decode()
    assert "canary" not in page.content.decode()
    assert "Robin" not in page.content.decode()
    assert session.ratings.get().score == 5.5
    shown = as_person(ana).get(reverse("session", args=[session.pk])).content.decode()
    assert "I held back." in shown


@pytest.mark.parametrize("sign", [False, True], ids=["draft", "signed"])
def test_the_therapist_reads_every_answer_on_the_session_page(ana: Person, anas_client: Client, sign: bool) -> None:
    session = log(anas_client, sign=sign)
    address = reverse("check", args=[invite(by=ana, session=session)])
    Browser().post(address, {"check_1": "6", "check_4": "2", "realistic": "3", "worth": "5", "tension": "no"})

    page = as_person(ana).get(reverse("session", args=[session.pk]))

    assert page.context["answers"].facts == [
        ("I felt understood today", "6 of 7"),
        ("Our way of working suits me", "2 of 7"),
        ("Saw one another as we are", "3 of 7"),
        ("Sense of worth", "5 of 7"),
        ("A tension today", "no"),
    ]
    assert "<dt>Our way of working suits me</dt><dd>2 of 7</dd>" in page.content.decode()


def test_a_used_address_is_closed_and_a_replay_changes_nothing(ana: Person, session: TherapySession) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])
    stranger = Browser()
    stranger.post(address, {"genuine": "6"})

    replay = stranger.post(address, {"genuine": "1"})

    assert (replay.status_code, stranger.get(address).status_code) == (410, 410)
    assert ClientAnswers.objects.get().genuine == 6


def test_a_guessed_address_is_closed(db: None) -> None:
    assert Browser().get(reverse("check", args=["a" * 43])).status_code == 410


def test_an_answer_out_of_range_is_named_and_the_address_stays_open(ana: Person, session: TherapySession) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])

    answer = Browser().post(address, {"genuine": "8"})

    assert answer.status_code == 422
    assert ClientAnswers.objects.count() == 0
    assert Browser().get(address).status_code == 200


@pytest.mark.parametrize("strength", ["1", "5"])
def test_a_tension_is_as_slight_or_strong_as_the_client_says(
    ana: Person, session: TherapySession, strength: str
) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])

    Browser().post(address, {"tension": "yes", "tension_strength": strength, "resolved": strength})

    answers = ClientAnswers.objects.get()
    assert (answers.tension_strength, answers.resolved) == (int(strength), int(strength))


def test_without_a_tension_nothing_is_kept_about_one(ana: Person, session: TherapySession) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])

    Browser().post(address, {"tension": "no", "tension_strength": "4", "talked_about": "yes"})

    answers = ClientAnswers.objects.get()
    assert (answers.tension, answers.tension_strength, answers.talked_about) == (False, None, None)


@pytest.mark.parametrize("about", [{"tension_strength": "4"}, {"talked_about": "no"}, {"resolved": "5"}])
def test_what_is_said_about_a_tension_is_not_dropped_without_asking_whether_there_was_one(
    ana: Person, session: TherapySession, about: dict[str, str]
) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])

    answer = Browser().post(address, {"genuine": "6", **about})

    assert answer.status_code == 422
    assert "Was there one?" in answer.content.decode()
    assert "Nothing is answered yet." not in answer.content.decode()
    assert Browser().post(address, {"genuine": "6", "tension": "yes", **about}).status_code == 200
    assert ClientAnswers.objects.get().tension is True


def test_a_sentence_is_kept_to_the_letter_and_a_long_one_is_not_cut(ana: Person, session: TherapySession) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])

    too_long = Browser().post(address, {"sentence": "x" * 1001})
    Browser().post(address, {"sentence": "You said “soon”.\r\nIt was\0 not. 🙈"})

    assert "1001 characters, and there is room for 1000" in too_long.content.decode()
    assert "maxlength" not in too_long.content.decode()
    assert ClientAnswers.objects.get().sentence == "You said “soon”.\nIt was not. 🙈"


def test_an_empty_form_does_not_use_the_address_up(ana: Person, session: TherapySession) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])

    answer = Browser().post(address, {"zest": "0", "sentence": "  "})

    assert answer.status_code == 422
    assert "Nothing is answered yet." in answer.content.decode()
    assert Browser().get(address).status_code == 200


def test_an_address_of_a_deleted_session_is_closed(ana: Person, session: TherapySession) -> None:
    address = reverse("check", args=[invite(by=ana, session=session)])
    delete_session(by=ana, session=session, reason="mistake")

    assert [Browser().get(address).status_code, Browser().post(address, {"genuine": "6"}).status_code] == [410, 410]


def test_no_address_stands_in_a_log(
    ana: Person,
    session: TherapySession,
    log_lines: io.StringIO,  # noqa: F811
) -> None:
    token = invite(by=ana, session=session)
    for stranger in (Browser(), Browser(enforce_csrf_checks=True)):
        stranger.post(reverse("check", args=[token]), {"genuine": "6"})
        stranger.get(reverse("check", args=[token]))

    assert "check/<str:token>/" in log_lines.getvalue()
    assert token not in log_lines.getvalue()


def test_a_client_s_own_telephone_is_given_no_session(ana: Person, session: TherapySession) -> None:
    telephone = Browser()
    telephone.get(reverse("check", args=[invite(by=ana, session=session)]))

    assert set(telephone.cookies) == {"csrftoken"}


def test_a_handed_over_tablet_opens_nothing_but_the_check(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)

    handed = tablet.post(reverse("check_hand_over", args=[session.pk]), {"pin": "2580"})

    assert handed.headers["Location"].startswith("/check/")
    assert tablet.get(handed.headers["Location"]).status_code == 200
    for name, args in (("today", []), ("client_list", []), ("session", [session.pk]), ("account_logout", [])):
        for answer in (tablet.get(reverse(name, args=args)), tablet.post(reverse(name, args=args))):
            assert (answer.status_code, answer.headers["Location"]) == (302, reverse("check_unlock"))


def hand_over(tablet: Browser, session: TherapySession) -> str:
    """Hand a tablet over with the PIN 2580, and return the address of the check."""
    return tablet.post(reverse("check_hand_over", args=[session.pk]), {"pin": "2580"}).headers["Location"]


def test_a_handed_over_tablet_says_nothing_of_its_owner(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)
    tablet.post(reverse("session", args=[session.pk]), {})
    address = hand_over(tablet, session)
    Person.objects.filter(pk=ana.pk).update(email="private@quiet-room.example")

    for path in (address, reverse("check_unlock"), "/nothing-here/"):
        shown = tablet.get(path).content.decode()
        assert [word for word in ("private@quiet-room.example", "Sign out", "Clients", "canary") if word in shown] == []


def test_a_client_who_went_astray_finds_back_to_the_questions(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)
    address = hand_over(tablet, session)

    assert f'href="{address}"' in tablet.get(reverse("today"), follow=True).content.decode()
    assert reverse("check_unlock") in tablet.get(address).content.decode()


def test_the_address_lies_readable_in_no_stored_session(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)
    token = hand_over(tablet, session).split("/")[2]

    assert token not in str(Session.objects.get().get_decoded())


def test_the_pin_opens_a_tablet_whose_check_can_no_longer_be_found(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)
    hand_over(tablet, session)
    stored = tablet.session
    stored[handed_over.LOCK] |= {"to": "a key that is gone"}
    stored.save()

    assert tablet.get(reverse("check_unlock")).status_code == 200
    assert tablet.post(reverse("check_unlock"), {"pin": "2580"}).status_code == 302


def test_patience_wins_no_more_than_five_pins(
    ana: Person,
    session: TherapySession,
    clock: Clock,  # noqa: F811
) -> None:
    tablet = as_person(ana)
    hand_over(tablet, session)

    for _ in range(5):
        clock.pass_minutes(2)
        tablet.post(reverse("check_unlock"), {"pin": "0000"})

    assert "_auth_user_id" not in tablet.session


def test_a_tablet_that_nobody_gives_back_is_signed_out(
    ana: Person,
    session: TherapySession,
    clock: Clock,  # noqa: F811
) -> None:
    tablet = as_person(ana)
    address = hand_over(tablet, session)
    for _ in range(4):
        clock.pass_minutes(4)
        assert tablet.get(address).status_code == 200  # the client goes on answering

    assert tablet.get(reverse("today")).headers["Location"].startswith(reverse("account_login"))
    assert tablet.post(address, {"genuine": "6"}).status_code == 200


def test_the_right_pin_leads_back_to_the_session(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)
    tablet.post(reverse("check_hand_over", args=[session.pk]), {"pin": "2580"})

    wrong = tablet.post(reverse("check_unlock"), {"pin": "0000"})
    right = tablet.post(reverse("check_unlock"), {"pin": "2580"})

    assert wrong.status_code == 422
    assert right.headers["Location"] == reverse("session", args=[session.pk])
    assert tablet.get(reverse("today")).status_code == 200


def test_five_wrong_pins_sign_the_therapist_out(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)
    tablet.post(reverse("check_hand_over", args=[session.pk]), {"pin": "2580"})

    answers = [tablet.post(reverse("check_unlock"), {"pin": "0000"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 302]
    assert answers[-1].headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in tablet.session
    assert AuditEntry.objects.get(action="signed_out").facts == {"because": "wrong_pin"}


def test_what_stands_against_a_check_is_said_before_anything_is_pressed(ana: Person, anas_client: Client) -> None:
    missed = log(anas_client, attendance="no_show")
    signed = log(anas_client, client_check=(6,) * 6, sign=True)
    answered = log(anas_client)
    Browser().post(reverse("check", args=[invite(by=ana, session=answered)]), {"genuine": "6"})

    pages = [as_person(ana).get(reverse("check_invite", args=[one.pk])) for one in (missed, signed, answered)]

    shown = [page.content.decode() for page in pages]
    assert "This session did not take place." in shown[0]
    assert "before it was signed" in shown[1]
    assert "The client has answered" in shown[2]
    assert [page for page in shown if "Lock and hand over" in page] == []


def test_an_address_is_shown_once_as_text_and_as_a_code(ana: Person, session: TherapySession) -> None:
    browser = as_person(ana)

    offered = browser.get(reverse("check_invite", args=[session.pk])).content.decode()
    made = browser.post(reverse("check_invite", args=[session.pk])).content.decode()

    assert "/check/" not in offered.replace(reverse("check_hand_over", args=[session.pk]), "").replace(
        reverse("check_invite", args=[session.pk]), ""
    )
    assert "http://testserver/check/" in made
    assert "<svg" in made


def test_a_request_from_before_the_handing_over_cannot_take_the_lock_away(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)
    slow = SessionStore(tablet.session.session_key)
    slow["loaded"] = "before"
    tablet.post(reverse("check_hand_over", args=[session.pk]), {"pin": "2580"})

    with pytest.raises(UpdateError):
        slow.save()

    assert tablet.get(reverse("client_list")).headers["Location"] == reverse("check_unlock")


def test_tries_that_come_at_once_are_all_counted(ana: Person, session: TherapySession) -> None:
    tablet = as_person(ana)
    tablet.post(reverse("check_hand_over", args=[session.pk]), {"pin": "2580"})
    requests = [SimpleNamespace(session=SessionStore(tablet.session.session_key)) for _ in range(6)]
    assert all(handed_over.LOCK in request.session for request in requests)  # all loaded before the first try

    tries = [handed_over.unlock(cast(HttpRequest, request), pin="0000") for request in requests]

    assert [tried.is_last for tried in tries] == [False, False, False, False, True, True]
