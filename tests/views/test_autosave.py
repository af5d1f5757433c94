"""A draft that saves itself: all that can be taken, and by name what cannot."""

import datetime
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from sessions_log.models import AuditEntry, Client, Episode, Moment, Person, TherapySession
from sessions_log.models.entry import HERE, MomentEntry, SessionEntry
from sessions_log.services.check import invite
from sessions_log.services.erasure import delete_session
from sessions_log.services.image import add_image
from sessions_log.services.session import save_draft
from tests.people import as_person, entry, log, make_client
from tests.services.test_session import REPAIR, RUPTURE
from tests.views.test_sessions import RUPTURE_AND_REPAIR, moment, posted


def autosaved(browser: Browser, address: str, data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = browser.post(address, data, headers={"X-Requested-With": "fetch"})
    return answer.status_code, answer.json()


def shown(browser: Browser, session: TherapySession, **changes: Any) -> dict[str, Any]:
    """Return what the page of a draft would post as it opens, with changes."""
    log = browser.get(reverse("session", args=[session.pk])).context["log"]
    fields = {form.add_prefix(name): form[name].value() for form in [log.session, *log.moments] for name in form.fields}
    counts = {"moments-TOTAL_FORMS": len(log.moments.forms), "moments-INITIAL_FORMS": 0}
    given = {name: value for name, value in fields.items() if value not in (None, False, [], ())}
    return given | counts | changes


def draft(client: Client, *moments: MomentEntry, **values: Any) -> tuple[Browser, str, TherapySession]:
    session = log(client, *moments, **values)
    return as_person(client.therapist), reverse("session", args=[session.pk]), session


def test_the_answer_says_where_the_draft_is_and_which_card_is_which(ana: Person, anas_client: Client) -> None:
    address = reverse("session_new", args=[anas_client.pk])

    status, saved = autosaved(as_person(ana), address, posted(**RUPTURE_AND_REPAIR, note="Half a sen"))

    session = TherapySession.objects.get()
    rupture, repair = session.moments.all()
    assert status == 200
    assert saved == {
        "address": reverse("session", args=[session.pk]),
        "version": 1,
        "saved_at": timezone.localtime(session.updated_at, session.practice.zone).strftime("%H:%M"),
        "moments": {"moments-0": str(rupture.pk), "moments-1": str(repair.pk)},
        "not_saved": [],
        "has_answered": False,
        "is_signed": False,
    }


def test_a_page_that_is_open_while_the_client_answers_is_told_and_changes_nothing_of_it(anas_client: Client) -> None:
    browser, address, session = draft(anas_client, note="First", client_check=(2,) * 6)
    open_page = shown(browser, session, note="Second")
    check = reverse("check", args=[invite(by=anas_client.therapist, session=session)])
    Browser().post(check, {f"check_{item}": "6" for item in range(1, 7)})

    status, saved = autosaved(browser, address, open_page)

    assert (status, saved["has_answered"], saved["version"]) == (200, True, 2)
    assert session.ratings.get(rater="client").items == [6] * 6


def test_another_tab_is_never_overwritten(anas_client: Client) -> None:
    browser, address, session = draft(anas_client, note="First")
    autosaved(browser, address, posted(note="One", version="1"))

    status, refused = autosaved(browser, address, posted(note="Two", version="1"))

    assert (status, refused["version"]) == (409, 2)
    assert "One" in refused["conflict"]
    assert "Two" in refused["conflict"]
    session.note.refresh_from_db()
    assert session.note.text == "One"


def test_saving_by_itself_never_signs(ana: Person, anas_client: Client) -> None:
    autosaved(as_person(ana), reverse("session_new", args=[anas_client.pk]), posted(action="sign"))

    assert TherapySession.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("field", "value", "label", "why"),
    [
        ("date", "2026-02-30", "Date", "Enter a valid date."),
        ("date", "0026-02-03", "Date", "The year has to lie between 1900 and 2199."),
        ("time", "", "Time", "This is still needed."),
        ("minutes", "4", "Minutes", "At least 5, please."),
        ("format", "telepathy", "Format", "Select a valid choice. telepathy is not one of the available choices."),
        ("good_zest", "9", "Zest", "At most 7, please."),
        ("intention", "x" * 2001, "Intention for next time",
         "This is too long: 2001 characters, and there is room for 2000."),
        ("reflection", "x" * 100_001, "Private reflection",
         "This is too long: 100001 characters, and there is room for 100000."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_stays_as_stored_and_all_else_is_saved(
    anas_client: Client, field: str, value: str, label: str, why: str
) -> None:
    values = {"minutes": 90, "format": "video", "reflection": "Mine", "intention": "Ask", "good_things": {"zest": 3}}
    browser, address, session = draft(anas_client, note="Before", **values)
    stored = SessionEntry.of(session)

    status, saved = autosaved(browser, address, shown(browser, session, note="After", **{field: value}))

    assert (status, saved["version"]) == (200, 2)
    assert saved["not_saved"] == [{"field": field, "label": label, "why": why}]
    assert SessionEntry.of(TherapySession.objects.get()) == replace(stored, note="After")


def test_the_day_is_saved_without_its_time(anas_client: Client) -> None:
    browser, address, session = draft(anas_client)

    autosaved(browser, address, shown(browser, session, date="2026-07-06", time="25:99"))

    session.refresh_from_db()
    assert str(session.local_start) == "2026-07-06 10:00:00+01:00"


def test_a_time_that_the_clocks_jumped_over_is_the_only_thing_not_saved(anas_client: Client) -> None:
    browser, address, session = draft(anas_client)

    _, saved = autosaved(browser, address, shown(browser, session, date="2026-03-29", time="01:30", note="Typed"))

    session.refresh_from_db()
    assert [complaint["field"] for complaint in saved["not_saved"]] == ["time"]
    assert (str(session.local_start), session.note.text) == ("2026-03-29 10:00:00+01:00", "Typed")


@pytest.mark.parametrize("usual_time", [None, datetime.time(1, 30)])
def test_a_new_session_with_a_bad_day_and_time_takes_the_usual_ones(ana: Person, usual_time: datetime.time) -> None:
    client = make_client(ana, code="A-2", usual_weekday=6, usual_time=usual_time, usual_minutes=90)
    address = reverse("session_new", args=[client.pk])

    status, saved = autosaved(as_person(ana), address, posted(date="", time="x", minutes="", note="Typed"))

    session = TherapySession.objects.get()
    assert status == 200
    assert [complaint["field"] for complaint in saved["not_saved"]] == ["date", "time", "minutes"]
    assert (session.note.text, session.minutes) == ("Typed", 90)
    assert session.starts_at <= timezone.now() + datetime.timedelta(hours=2)


def test_a_bad_field_of_a_moment_leaves_the_rest_of_it(anas_client: Client) -> None:
    rupture = replace(RUPTURE, minute=20, before="The holidays")
    browser, address, session = draft(anas_client, rupture, REPAIR)
    changes = {"moments-0-minute": "700", "moments-0-before": "The long holidays", "moments-1-resolution": "9"}

    _, saved = autosaved(browser, address, shown(browser, session, note="Typed", **changes))

    assert [tuple(complaint.values())[:2] for complaint in saved["not_saved"]] == [
        ("moments-0-minute", "Rupture, minute"),
        ("moments-1-resolution", "Repair, how far it went (1 poor, 3 average, 5 very good)"),
    ]
    first, second = SessionEntry.of(TherapySession.objects.get()).moments
    assert (first.minute, first.before, second.resolution) == (20, "The long holidays", REPAIR.resolution)
    assert saved["moments"] == {"moments-0": str(first.id), "moments-1": str(second.id)}
    assert Episode.objects.get().attempts.count() == 1


def test_a_new_card_with_bad_fields_is_kept_without_them(ana: Person, anas_client: Client) -> None:
    card = moment(0, kind="rupture", marker="laughter", actor="", before="The holidays", intensity="3")

    _, saved = autosaved(
        as_person(ana), reverse("session_new", args=[anas_client.pk]), posted(**{"moments-TOTAL_FORMS": "1"}, **card)
    )

    kept = SessionEntry.of(TherapySession.objects.get()).moments[0]
    assert [complaint["field"] for complaint in saved["not_saved"]] == ["moments-0-marker", "moments-0-actor"]
    assert (kept.actor, kept.marker, kept.before, kept.intensity) == ("client", "", "The holidays", 3)
    assert saved["moments"] == {"moments-0": str(kept.id)}


def test_an_image_without_its_direction_keeps_the_link_as_it_was(ana: Person, anas_client: Client) -> None:
    leave, stay = (add_image(by=ana, client=anas_client, text=text) for text in ("People leave", "People stay"))
    touched = replace(RUPTURE, image=leave.pk, direction="re_enacted")
    browser, address, session = draft(anas_client, touched)
    changes = {"moments-0-image": str(stay.pk), "moments-0-direction": "", "moments-0-before": "The boat"}

    _, saved = autosaved(browser, address, shown(browser, session, **changes))

    kept = SessionEntry.of(TherapySession.objects.get()).moments[0]
    assert [complaint["field"] for complaint in saved["not_saved"]] == ["moments-0-direction"]
    assert (kept.image, kept.direction, kept.before) == (leave.pk, "re_enacted", "The boat")


def test_a_new_repair_without_its_rupture_waits_and_the_other_moments_are_saved(anas_client: Client) -> None:
    browser, address, session = draft(anas_client)
    cards = moment(0, kind="repair", actor="therapist", episode=HERE) | moment(1, kind="connection", actor="both")

    _, saved = autosaved(browser, address, shown(browser, session, **cards | {"moments-TOTAL_FORMS": "2"}))

    kept = Moment.objects.get()
    assert [complaint["field"] for complaint in saved["not_saved"]] == ["moments-0-episode"]
    assert (kept.kind, saved["moments"]) == ("connection", {"moments-1": str(kept.pk)})


def test_moments_that_contradict_the_record_stay_and_the_note_is_saved(anas_client: Client) -> None:
    browser, address, session = draft(anas_client, RUPTURE, note="Before")
    log(anas_client, replace(REPAIR, episode=str(Episode.objects.get().pk)))
    data = shown(browser, session, note="After")
    without = {name: value for name, value in data.items() if not name.startswith("moments-0")}

    status, saved = autosaved(browser, address, without | {"moments-TOTAL_FORMS": 0})

    session = TherapySession.objects.get(pk=session.pk)
    why = (
        "Repairs in other sessions belong to this rupture, so it cannot be taken out. "
        "Open the session again, and it is back in its place."
    )
    assert (status, saved["not_saved"]) == (200, [{"field": "", "label": "Moments", "why": why}])
    assert (session.note.text, session.moments.count(), saved["moments"]) == ("After", 1, {})


@pytest.mark.parametrize(
    "odd",
    [
        {"moments-TOTAL_FORMS": "abc"},
        {"moments-TOTAL_FORMS": "61"},
        {"moments-0-id": "no id"},
        {"moments-1-id": "same"},
        {"moments-0-kind": "quarrel"},
    ],
)
def test_cards_that_cannot_be_told_apart_leave_the_moments_as_they_are(
    anas_client: Client, odd: dict[str, str]
) -> None:
    browser, address, session = draft(anas_client, RUPTURE, REPAIR, note="Before")
    stored = SessionEntry.of(session)
    data = shown(browser, session, note="After")
    odd = {name: data["moments-0-id"] if value == "same" else value for name, value in odd.items()}

    status, saved = autosaved(browser, address, data | odd)

    assert (status, saved["not_saved"] != []) == (200, True)
    assert SessionEntry.of(TherapySession.objects.get()) == replace(stored, note="After")


@pytest.mark.parametrize("field", ["submission", "version"])
def test_without_knowing_which_session_nothing_is_saved(anas_client: Client, field: str) -> None:
    browser, address, session = draft(anas_client, note="Before")

    status, answer = autosaved(browser, address, shown(browser, session, note="After", **{field: "x"}))

    assert (status, list(answer)) == (422, ["refused"])
    assert SessionEntry.of(TherapySession.objects.get()).note == "Before"


def test_a_stale_tab_is_told_of_a_conflict_whatever_else_is_wrong(anas_client: Client) -> None:
    browser, address, session = draft(anas_client, note="First")
    data = shown(browser, session, note="Mine", time="")
    save_draft(by=anas_client.therapist, session=session, version=1, entry=entry(note="Elsewhere", minutes=90))

    status, answer = autosaved(browser, address, data)

    assert (status, answer["version"]) == (409, 2)
    assert "Elsewhere" in answer["conflict"]
    assert "Go on with mine" in answer["conflict"]


def test_a_stale_tab_of_a_session_signed_elsewhere_sees_both_and_cannot_choose_its_own(anas_client: Client) -> None:
    browser, address, session = draft(anas_client, note="First")
    data = shown(browser, session, note="Mine")
    save_draft(by=anas_client.therapist, session=session, version=1, entry=entry(note="As signed"), sign=True)

    status, answer = autosaved(browser, address, data)
    page = browser.post(address, data)

    assert status == 409
    for panel in (answer["conflict"], page.content.decode()):
        assert "This session was signed in the meantime" in panel
        assert "As signed" in panel
        assert "Mine" in panel
        assert "Go on with mine" not in panel
        assert f'href="{address}#addenda"' in panel
    assert page.status_code == 409
    assert SessionEntry.of(TherapySession.objects.get()).note == "As signed"


def test_a_stale_tab_whose_very_text_was_signed_elsewhere_learns_that_it_is(anas_client: Client) -> None:
    browser, address, session = draft(anas_client, note="The same")
    data = shown(browser, session)
    save_draft(by=anas_client.therapist, session=session, version=1, entry=SessionEntry.of(session), sign=True)

    status, answer = autosaved(browser, address, data)

    assert (status, answer["is_signed"], answer["version"]) == (200, True, 2)


def test_a_session_that_was_deleted_in_another_tab_does_not_come_back(anas_client: Client) -> None:
    browser, address, session = draft(anas_client, note="First")
    data = shown(browser, session, note="Typed on")
    delete_session(by=anas_client.therapist, session=session, reason="mistake")

    answer = browser.post(address, data, headers={"X-Requested-With": "fetch"})

    assert (answer.status_code, TherapySession.objects.count()) == (404, 0)


def test_the_same_text_sent_again_after_its_answer_got_lost_is_no_conflict(anas_client: Client) -> None:
    browser, address, session = draft(anas_client, note="First")
    data = shown(browser, session, note="Line\r\nline")
    autosaved(browser, address, data)

    status, answer = autosaved(browser, address, data | {"note": "Line\nline"})

    assert (status, answer["version"]) == (200, 2)


def test_what_could_not_be_taken_is_no_reading_and_saves_are_audited(anas_client: Client) -> None:
    session = log(anas_client, note="Before", reflection="Mine")
    data = posted(note="After", reflection="Mine", version="1", submission=str(uuid.uuid4()), time="")

    autosaved(as_person(anas_client.therapist), reverse("session", args=[session.pk]), data)

    actions = AuditEntry.objects.filter(subject_id=str(session.pk)).order_by("sequence")
    assert list(actions.values_list("action", flat=True)) == ["session.create", "session.save"]


TEXTS = {
    "emoji and their joiners": "Family 👨‍👩‍👧‍👦, flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿, skin 👋🏿, heart ❤️",
    "combining marks, not composed": "Zoe\u0308 and Zoë, Ås and A\u030as",
    "right to left": "היא שתקה \u202bואז\u202c دوباره",
    "outside the first plane": "𐍈𝒜𠜎 \U0010ffff \ufffe",
    "control characters": "bell \x07 escape \x1b[31m form feed \x0c separator \x1e",
    "spaces": "  two before\u00a0\u2003\u200b and after  ",
    "lines": "\n\nfirst\n\n\tindented\nlast\n",
    "markup": "</textarea><script>alert(1)</script>&amp;&nbsp;\\u0041",
    "hundred thousand of four bytes": "🙂" * 100_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_texts_come_back_as_they_were_typed(anas_client: Client, text: str) -> None:
    browser, address, session = draft(anas_client, RUPTURE)
    short = text[:2000]
    typed = {"note": text, "reflection": text, "intention": short, "moments-0-before": short}

    status, saved = autosaved(browser, address, shown(browser, session, **typed))

    assert (status, saved["not_saved"]) == (200, [])
    stored = SessionEntry.of(TherapySession.objects.get())
    assert (stored.note, stored.reflection) == (text, text)
    assert (stored.intention, stored.moments[0].before) == (short, short)


@pytest.mark.parametrize(
    ("sent", "stored"), [("one\r\ntwo\rthree", "one\ntwo\nthree"), ("a\0b\0", "ab"), (" \r\n\0", "")]
)
def test_lines_end_in_one_way_and_what_no_page_can_show_is_left_out(
    anas_client: Client, sent: str, stored: str
) -> None:
    browser, address, session = draft(anas_client, note="Before")

    autosaved(browser, address, shown(browser, session, note=sent))

    assert SessionEntry.of(TherapySession.objects.get()).note == stored
