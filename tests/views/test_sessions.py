"""The logging page and the session page."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions_log.forms.session import SessionForm
from sessions_log.models import Client, Episode, Person, TherapySession
from sessions_log.models.entry import HERE, MomentEntry, SessionEntry
from sessions_log.services.client import agree_frame
from sessions_log.services.episode import close_episode
from sessions_log.services.prompt import decide_prompt
from sessions_log.services.session import save_draft
from tests.people import as_person, log, make_client
from tests.writers import RUPTURE


def posted(**changes: Any) -> dict[str, Any]:
    """Return a form as the logging page posts it: held on 5 January 2026, nothing else answered."""
    usual = {
        "submission": str(uuid.uuid4()),
        "version": "",
        "date": "2026-01-05",
        "time": "10:00",
        "minutes": "50",
        "format": "in_person",
        "attendance": "held",
    }
    return usual | NO_MOMENTS | changes


NO_MOMENTS = {"moments-TOTAL_FORMS": "0", "moments-INITIAL_FORMS": "0"}


def moment(index: int, **values: str) -> dict[str, str]:
    return {f"moments-{index}-{name}": value for name, value in values.items()}


RUPTURE_AND_REPAIR = {
    "moments-TOTAL_FORMS": "2",
    **moment(0, kind="rupture", marker="minimal_response", actor="client", intensity="3"),
    **moment(1, kind="repair", strategy="own_contribution", actor="therapist", episode=HERE, resolution="4"),
}


def test_logging_a_rupture_with_its_repair_makes_one_session_and_one_episode(ana: Person, anas_client: Client) -> None:
    address = reverse("session_new", args=[anas_client.pk])

    answer = as_person(ana).post(address, posted(**RUPTURE_AND_REPAIR, note="She fell silent.", therapist_1="6"))

    session = TherapySession.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("session", args=[session.pk]))
    assert (session.note.text, session.status) == ("She fell silent.", "draft")
    assert session.ratings.get().items == [6, None, None, None, None, None]
    assert Episode.objects.get().attempts.get().resolution == 4


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "draft"])
def test_letting_the_client_answer_saves_the_draft_first(ana: Person, anas_client: Client, is_new: bool) -> None:
    address, changes = reverse("session_new", args=[anas_client.pk]), {}
    if not is_new:
        address, changes = reverse("session", args=[log(anas_client, note="Before").pk]), {"version": "1"}

    answer = as_person(ana).post(address, posted(note="After", action="check", **changes))

    session = TherapySession.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("check_invite", args=[session.pk]))
    assert (session.note.text, session.status) == ("After", "draft")


def test_the_draft_opens_again_as_it_was_typed(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)
    browser.post(
        reverse("session_new", args=[anas_client.pk]),
        posted(**RUPTURE_AND_REPAIR, note="Silent", good_zest="5", view_genuine="6"),
    )
    session = TherapySession.objects.get()

    page = browser.get(reverse("session", args=[session.pk])).content.decode()

    assert '<textarea name="note"' in page
    assert "Silent</textarea>" in page
    assert 'name="good_zest" value="5"' in page
    assert 'name="view_genuine" value="6"' in page
    assert 'name="moments-0-marker" value="minimal_response"' in page
    assert 'name="moments-TOTAL_FORMS" value="2"' in page


def test_saving_the_draft_as_it_opens_changes_nothing_but_the_version(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)
    browser.post(reverse("session_new", args=[anas_client.pk]), posted(**RUPTURE_AND_REPAIR, note="Silent"))
    session = TherapySession.objects.get()
    page = browser.get(reverse("session", args=[session.pk]))
    shown = page.context["log"]
    data = posted(**RUPTURE_AND_REPAIR, note="Silent", version="1")
    data |= {f"moments-{i}-id": form["id"].value() for i, form in enumerate(shown.moments)}

    browser.post(reverse("session", args=[session.pk]), data)

    session.refresh_from_db()
    assert (session.version, session.moments.count(), Episode.objects.count()) == (2, 2, 1)


def test_signing_locks_the_session_and_returns_to_the_client(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)

    answer = browser.post(reverse("session_new", args=[anas_client.pk]), posted(note="Signed text", action="sign"))

    session = TherapySession.objects.get()
    assert answer.headers["Location"] == reverse("client", args=[anas_client.pk])
    assert session.status == "signed"
    page = browser.get(reverse("session", args=[session.pk])).content.decode()
    assert "Signed text" in page
    assert '<textarea name="note"' not in page


def test_signing_before_the_session_is_refused_beside_its_time(ana: Person, anas_client: Client) -> None:
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()

    answer = as_person(ana).post(
        reverse("session_new", args=[anas_client.pk]), posted(date=tomorrow, note="Too early", action="sign")
    )

    assert answer.status_code == 422
    assert answer.context["log"].session.errors["time"] == [
        "This session has not begun yet. Save it as a draft, and sign it afterwards."
    ]
    assert "Too early</textarea>" in answer.content.decode()


def test_a_stale_tab_sees_both_texts_and_may_then_save_its_own(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, note="First")
    address = reverse("session", args=[session.pk])
    browser = as_person(ana)
    browser.post(address, posted(note="From the first tab", version="1"))

    stale = browser.post(address, posted(note="From the second tab", version="1"))

    assert stale.status_code == 409
    page = stale.content.decode()
    assert "From the first tab" in page
    assert "From the second tab</textarea>" in page
    assert 'name="version" value="2"' in page
    session.note.refresh_from_db()
    assert session.note.text == "From the first tab"
    browser.post(address, posted(note="From the second tab", version="2"))
    session.note.refresh_from_db()
    assert session.note.text == "From the second tab"


def test_two_texts_of_a_draft_are_shown_once_and_not_with_each_prompt_that_is_asked_about(
    ana: Person, anas_client: Client
) -> None:
    kept = {"client": anas_client, "episode": None, "code": "forming_check", "decision": "chosen"}
    decide_prompt(by=ana, at=timezone.now() - datetime.timedelta(days=7), **kept)
    draft = log(anas_client, note="Saved elsewhere", starts_at=timezone.now() - datetime.timedelta(hours=1))

    stale = as_person(ana).post(
        reverse("session", args=[draft.pk]), posted(version="0", note="Typed here", submission=draft.submission)
    )

    page = stale.content.decode()
    assert (stale.status_code, "What happened with what you chose?" in page) == (409, True)
    assert page.count('id="conflict-heading"') == 1


def test_a_stale_tab_of_a_signed_session_keeps_what_was_typed(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, note="First", sign=True)

    answer = as_person(ana).post(reverse("session", args=[session.pk]), posted(note="Too late", version="1"))

    assert answer.status_code == 422
    assert "Too late</textarea>" in answer.content.decode()
    assert "Add a dated addendum instead" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("date", "2026-02-30", "Enter a valid date."),
        ("time", "", "This is still needed."),
        ("minutes", "4000", "At most 480, please."),
        ("therapist_1", "8", "not one of the available choices"),
        ("good_zest", "8", "At most 7, please."),
        ("version", "x", "It cannot be told which form this is, so nothing has been saved."),
        ("submission", "x", "It cannot be told which form this is, so nothing has been saved."),
    ],
)
def test_a_bad_entry_is_named_beside_its_field_and_nothing_is_lost_or_saved(
    ana: Person, anas_client: Client, field: str, value: str, message: str
) -> None:
    address = reverse("session_new", args=[anas_client.pk])

    answer = as_person(ana).post(address, posted(note="Long text", **{field: value}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert "Long text</textarea>" in page
    assert TherapySession.objects.count() == 0


def test_a_time_that_the_clocks_jumped_over_is_refused(ana: Person, anas_client: Client) -> None:
    address = reverse("session_new", args=[anas_client.pk])

    answer = as_person(ana).post(address, posted(date="2026-03-29", time="01:30"))

    assert answer.context["log"].session.errors == {
        "time": ["The clocks went forward then: this time did not exist on that day."]
    }


@pytest.mark.parametrize("episode", [{"episode": HERE}, {}])
def test_a_repair_without_any_rupture_above_is_asked_about(
    ana: Person, anas_client: Client, episode: dict[str, str]
) -> None:
    repair = {"moments-TOTAL_FORMS": "1", **moment(0, kind="repair", actor="client", **episode)}

    answer = as_person(ana).post(reverse("session_new", args=[anas_client.pk]), posted(**repair))

    assert answer.status_code == 422
    assert "There is no rupture above this repair." in answer.content.decode()


def test_a_repair_that_names_no_rupture_is_of_the_one_above(ana: Person, anas_client: Client) -> None:
    left_out = {name: value for name, value in RUPTURE_AND_REPAIR.items() if name != "moments-1-episode"}

    as_person(ana).post(reverse("session_new", args=[anas_client.pk]), posted(**left_out))

    assert Episode.objects.get().attempts.get().resolution == 4


def test_a_script_may_send_no_more_than_was_answered(ana: Person) -> None:
    """When it was is as the page is filled in, of a stored session as it is stored."""
    now = timezone.localtime(timezone=ana.practice.zone)
    client = make_client(ana, code="A-2", usual_weekday=now.weekday(), usual_time=datetime.time(0), usual_minutes=80)
    browser = as_person(ana)
    item = next(name for name in SessionForm().fields if name.startswith("therapist_"))
    answered = {"attendance": "held", "note": "Steady.", item: "6"}

    for _ in range(2):
        assert browser.post(reverse("session_new", args=[client.pk]), answered).status_code == 302
    first, second = client.sessions.order_by("number")
    browser.post(reverse("session", args=[first.pk]), answered | {"version": "1", "note": "Steadier."} | NO_MOMENTS)

    midnight = datetime.datetime.combine(now.date(), datetime.time(), now.tzinfo)
    first.refresh_from_db()
    assert (first.starts_at, first.minutes, first.format, first.version) == (midnight, 80, "in_person", 2)
    assert (first.note.text, first.ratings.get().items[0]) == ("Steadier.", 6)
    assert second.number == 2


def test_moments_that_were_not_sent_along_are_not_taken_out(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, note="As it was")
    address = reverse("session", args=[session.pk])

    answer = as_person(ana).post(address, {"version": "1", "attendance": "held", "note": "Other"})

    assert answer.status_code == 422
    assert "The moments were not sent along, so nothing could be saved." in answer.content.decode()
    session.refresh_from_db()
    assert (session.version, session.note.text, session.moments.count()) == (1, "As it was", 1)


def test_another_clients_episode_cannot_be_chosen(ana: Person, anas_client: Client) -> None:
    other = make_client(ana, code="A-2")
    browser = as_person(ana)
    browser.post(reverse("session_new", args=[other.pk]), posted(**RUPTURE_AND_REPAIR))
    foreign = str(Episode.objects.get().pk)
    repair = {"moments-TOTAL_FORMS": "1", **moment(0, kind="repair", actor="client", episode=foreign)}

    answer = browser.post(reverse("session_new", args=[anas_client.pk]), posted(**repair))

    assert answer.status_code == 422
    assert anas_client.sessions.count() == 0


def test_without_javascript_a_moment_is_added_by_posting_and_nothing_is_saved(ana: Person, anas_client: Client) -> None:
    answer = as_person(ana).post(reverse("session_new", args=[anas_client.pk]), posted(note="Typed", add="breach"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="moments-0-kind" value="breach"' in page
    assert "Typed</textarea>" in page
    assert TherapySession.objects.count() == 0


def test_a_moment_that_is_ticked_to_be_taken_out_is_taken_out(ana: Person, anas_client: Client) -> None:
    data = posted(**RUPTURE_AND_REPAIR, **moment(0, remove="on"), **moment(1, remove="on"))

    as_person(ana).post(reverse("session_new", args=[anas_client.pk]), data)

    assert TherapySession.objects.get().moments.count() == 0


def test_an_open_episode_and_the_intention_stand_where_we_left_off(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)
    browser.post(
        reverse("session_new", args=[anas_client.pk]),
        posted(**RUPTURE_AND_REPAIR, intention="Ask about the silence", action="sign"),
    )

    page = browser.get(reverse("session_new", args=[anas_client.pk])).content.decode()

    assert "Ask about the silence" in page
    assert "Rupture, by the client: minimal response" in page
    assert "When the client moves away" in page


def test_a_last_session_that_is_not_signed_yet_is_offered_to_go_on_with(ana: Person, anas_client: Client) -> None:
    browser, address = as_person(ana), reverse("session_new", args=[anas_client.pk])
    draft = log(anas_client)
    link = f'is not signed yet: <a href="{reverse("session", args=[draft.pk])}">go on with it</a>'

    assert link in browser.get(address).content.decode()
    save_draft(by=ana, session=draft, version=1, entry=SessionEntry.of(draft), sign=True)
    assert "go on with it" not in browser.get(address).content.decode()


def test_an_addendum_is_added_once_with_name_and_time(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, note="As it was", sign=True)
    browser, submission = as_person(ana), str(uuid.uuid4())
    for _ in range(2):
        browser.post(
            reverse("addendum_new", args=[session.pk]), {"submission": submission, "text": "It was a Tuesday."}
        )

    page = browser.get(reverse("session", args=[session.pk])).content.decode()

    assert session.addenda.count() == 1
    assert "It was a Tuesday." in page
    assert "Signed, with addenda" in page


def test_another_addendum_from_the_same_form_is_shown_beside_the_first_and_may_be_added(
    ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, note="As it was", sign=True)
    browser, address = as_person(ana), reverse("addendum_new", args=[session.pk])
    sent = {"submission": str(uuid.uuid4()), "text": "It was a Tuesday."}
    browser.post(address, sent)

    answer = browser.post(address, sent | {"text": "It was a Wednesday."})

    page = answer.content.decode()
    assert (answer.status_code, session.addenda.count()) == (409, 1)
    assert "It was a Wednesday.</textarea>" in page
    assert "<pre>It was a Tuesday.</pre>" in page
    browser.post(
        address, {"submission": str(answer.context["form"]["submission"].value()), "text": "It was a Wednesday."}
    )
    assert [addendum.text for addendum in session.addenda.all()] == ["It was a Tuesday.", "It was a Wednesday."]


@pytest.mark.parametrize("time", ["00:30", "01:00", "01:30", "01:59", "02:00"])
def test_an_hour_that_the_clocks_repeat_is_one_time_however_often_it_is_saved(
    ana: Person, anas_client: Client, time: str
) -> None:
    browser, data = as_person(ana), posted(date="2026-10-25", time=time)
    browser.post(reverse("session_new", args=[anas_client.pk]), data)
    session = TherapySession.objects.get()
    first = session.starts_at
    for version in (1, 2):
        shown = browser.get(reverse("session", args=[session.pk])).context["log"].session
        assert shown["time"].value().strftime("%H:%M") == time
        browser.post(
            reverse("session", args=[session.pk]),
            data | {"time": shown["time"].value().strftime("%H:%M"), "version": str(version)},
        )

    session.refresh_from_db()
    assert (session.starts_at, session.version) == (first, 3)


def test_a_session_across_midnight_is_of_the_day_on_which_it_began(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)

    answer = browser.post(
        reverse("session_new", args=[anas_client.pk]),
        posted(date="2026-07-06", time="23:40", minutes="90", note="Late", action="sign"),
    )

    assert answer.status_code == 302
    session = TherapySession.objects.get()
    assert (str(session.local_start), session.minutes) == ("2026-07-06 23:40:00+01:00", 90)
    page = browser.get(reverse("session", args=[session.pk])).content.decode()
    assert "Monday 6 July 2026, 23:40, 90 minutes" in page


def test_a_card_taken_out_in_the_browser_leaves_a_number_free_and_the_form_comes_back(
    ana: Person, anas_client: Client
) -> None:
    fields = {"moments-TOTAL_FORMS": "2", **moment(1, kind="rupture", actor="client")}

    answer = as_person(ana).post(reverse("session_new", args=[anas_client.pk]), posted(**fields, date="", note="Kept"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kept</textarea>" in page
    assert ('name="moments-1-actor"' in page, 'name="moments-0-actor"' in page) == (True, False)


@pytest.mark.parametrize("told", ["abc", "1.5", "\0", "9" * 5000, "100000"])
def test_an_odd_number_of_cards_is_a_page_and_not_a_failure(told: str, ana: Person, anas_client: Client) -> None:
    browser, address = as_person(ana), reverse("session_new", args=[anas_client.pk])
    fields = posted(**{"moments-TOTAL_FORMS": told})

    assert browser.post(address, fields).status_code == 422
    assert browser.post(address, fields | {"add": "rupture"}).status_code == 200


def test_a_kind_that_does_not_exist_is_refused(ana: Person, anas_client: Client) -> None:
    fields = {"moments-TOTAL_FORMS": "1", **moment(0, kind="quarrel", actor="client")}

    assert as_person(ana).post(reverse("session_new", args=[anas_client.pk]), posted(**fields)).status_code == 422


def test_one_stored_moment_on_two_cards_is_refused(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)
    browser.post(reverse("session_new", args=[anas_client.pk]), posted(**RUPTURE_AND_REPAIR))
    session = TherapySession.objects.get()
    twice = [
        moment(i, id=str(session.moments.first().pk), kind="rupture", actor="client", contexts="race") for i in (0, 1)
    ]
    fields = posted(**{"moments-TOTAL_FORMS": "2"}, **twice[0], **twice[1], version="1")

    answer = browser.post(reverse("session", args=[session.pk]), fields)

    assert (answer.status_code, session.moments.count()) == (422, 2)


@pytest.mark.parametrize("day", ["0001-01-01", "0026-02-03", "9999-12-31"])
def test_a_year_typed_by_halves_is_refused(day: str, ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)

    answer = browser.post(reverse("session_new", args=[anas_client.pk]), posted(date=day, time="00:00"))

    assert (answer.status_code, TherapySession.objects.count()) == (422, 0)
    assert "between 1900 and 2199" in answer.content.decode()


def test_an_agreement_that_ended_since_stays_with_the_moment_that_touched_it(ana: Person, anas_client: Client) -> None:
    day = datetime.date(2026, 1, 5)
    fee = agree_frame(by=ana, client=anas_client, topic="fee", text="Forty", agreed_on=day)
    browser, address = as_person(ana), reverse("session_new", args=[anas_client.pk])
    touched = moment(0, kind="rupture", actor="client", frame=str(fee.pk))
    browser.post(address, posted(**{"moments-TOTAL_FORMS": "1"}, **touched))
    agree_frame(by=ana, client=anas_client, topic="fee", text="Fifty", agreed_on=day + datetime.timedelta(days=1))
    session = TherapySession.objects.get()
    address = reverse("session", args=[session.pk])

    page = browser.get(address).content.decode()
    assert re.search(rf'<option value="{fee.pk}" selected>Fee: Forty \(until 6 January 2026\)</option>', page)
    typed = posted(**{"moments-TOTAL_FORMS": "1"}, **touched, **moment(0, id=str(session.moments.get().pk)))
    saved = browser.post(address, typed | {"submission": str(session.submission), "version": "1", "action": "sign"})

    assert saved.status_code == 302
    assert session.moments.get().frame == fee
    assert "Fee: Forty" in browser.get(address).content.decode()


def test_a_rupture_that_another_tab_closed_is_named_and_nothing_typed_is_lost(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    episode, browser = Episode.objects.get(), as_person(ana)
    close_episode(by=ana, episode=episode, version=1, status="withdrawn")
    repair = moment(0, kind="repair", actor="therapist", episode=str(episode.pk), client_said="“You noticed.”")

    answer = browser.post(
        reverse("session_new", args=[anas_client.pk]), posted(**{"moments-TOTAL_FORMS": "1"}, **repair)
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This rupture was closed since this page was opened." in page
    assert str(episode.pk) not in page
    assert "“You noticed.”</textarea>" in page


def test_the_markers_of_a_rupture_stand_by_which_way_somebody_moved(ana: Person, anas_client: Client) -> None:
    browser, address = as_person(ana), reverse("session_new", args=[anas_client.pk])

    for kind, groups in (("rupture", 2), ("misattunement", 2), ("breach", 0), ("connection", 0)):
        form = browser.post(address, posted(add=kind)).context["log"].moments.forms[0]
        names = [[option.data["value"] for option in options] for _words, options in form.marker_groups]
        assert len(names) == groups, kind
        if groups:
            assert [words for words, _options in form.marker_groups] == ["Moving away", "Moving against"]
            assert [name for group in names for name in group] == [option.data["value"] for option in form["marker"]]
            assert (len(names[0]), "denial" in names[0], "controls" in names[1]) == (7, True, True)


def test_a_draft_says_as_what_the_rupture_of_its_repair_was_closed_elsewhere(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    episode = Episode.objects.get()
    draft = log(anas_client, MomentEntry(kind="repair", actor="therapist", episode=str(episode.pk)))
    close_episode(by=ana, episode=episode, version=2, status="partly")

    page = as_person(ana).get(reverse("session", args=[draft.pk])).content.decode()

    assert "Session 1, 5 January: Rupture, by the client: minimal response (partly repaired)</option>" in page


def test_a_signed_breach_says_how_it_stands_in_its_own_words(ana: Person, anas_client: Client) -> None:
    breach = MomentEntry(kind="breach", actor="therapist", clarity="unclear")
    session = log(anas_client, breach, MomentEntry(kind="repair", actor="therapist", episode=HERE), sign=True)
    close_episode(by=ana, episode=Episode.objects.get(), version=2, status="withdrawn")

    page = as_person(ana).get(reverse("session", args=[session.pk])).content.decode()

    assert page.count('The episode</a> <span class="muted">Not a breach after all</span>') == 2
    assert "<dt>Clarity</dt><dd>Unclear</dd>" in page
