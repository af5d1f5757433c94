"""The page of an episode, its close, and the duties of a breach."""

import datetime
import re

import pytest
from django.urls import reverse

from sessions_log.models import Client, Episode, Person, Practice
from sessions_log.models.entry import MomentEntry
from sessions_log.services.episode import close_episode
from sessions_log.vocabulary import EpisodeStatus
from tests.people import as_person, log
from tests.writers import REPAIR, RUPTURE

BREACH = MomentEntry(kind="breach", marker="disrespect", actor="therapist")


def address(name: str = "episode") -> str:
    return reverse(name, args=[Episode.objects.get().pk])


def test_the_page_tells_the_whole_course(ana: Person, anas_client: Client) -> None:
    said = MomentEntry(**vars(REPAIR) | {"client_said": "“I thought you would be angry.”"})
    log(anas_client, RUPTURE, said)

    page = as_person(ana).get(address()).content.decode()

    for words in (
        "Rupture, by the client: minimal response",
        "She spoke of the holidays",
        "repair by the therapist, own one’s contribution",
        'The client said: <span class="prose">“I thought you would be angry.”</span>',
        "Resolution 4 of 5",
        "Being worked on",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("actor", "words"),
    [("client", "repair by the client"), ("therapist", "repair by the therapist"), ("both", "repair by both")],
)
def test_a_repair_says_who_moved(ana: Person, anas_client: Client, actor: str, words: str) -> None:
    log(anas_client, RUPTURE, MomentEntry(**vars(REPAIR) | {"actor": actor}))

    assert f"{words}, own one’s contribution" in as_person(ana).get(address()).content.decode()


@pytest.mark.parametrize(
    ("posted", "status", "ending"),
    [
        ({"status": "repaired"}, "repaired", ""),
        ({"status": "partly", "ending": "referred"}, "partly", ""),
        ({"status": "unrepaired", "ending": "change_of_therapist"}, "unrepaired", "change_of_therapist"),
        ({"status": "withdrawn"}, "withdrawn", ""),
    ],
)
def test_an_episode_is_closed_by_a_step_of_its_table(
    ana: Person, anas_client: Client, posted: dict[str, str], status: str, ending: str
) -> None:
    log(anas_client, RUPTURE, REPAIR)

    answer = as_person(ana).post(address("episode_close"), {"version": 2, "on": "2026-01-09", **posted})

    episode = Episode.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, address())
    assert (episode.status, episode.ending, episode.closed_on) == (status, ending, datetime.date(2026, 1, 9))


@pytest.mark.parametrize(
    ("posted", "message"),
    [
        ({"status": "unrepaired"}, "Say how it went on"),
        ({"status": "repaired"}, "not one of the available choices"),
        ({"status": "withdrawn", "on": "2026-01-04"}, "between the rupture and today"),
        ({}, "This is still needed"),
    ],
)
def test_a_close_that_cannot_be_is_named_and_changes_nothing(
    ana: Person, anas_client: Client, posted: dict[str, str], message: str
) -> None:
    log(anas_client, RUPTURE)

    answer = as_person(ana).post(address("episode_close"), {"version": 1, **posted})

    assert (answer.status_code, Episode.objects.get().status) == (422, "open")
    assert message in answer.content.decode()


def test_a_stale_tab_sees_both_and_may_then_close(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, REPAIR)
    browser, posted = as_person(ana), {"status": "partly", "version": 1}

    stale = browser.post(address("episode_close"), posted)

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "Being worked on" in page
    assert "Partly repaired" in page
    assert 'name="version" value="2"' in page
    browser.post(address("episode_close"), posted | {"version": 2})
    assert Episode.objects.get().status == "partly"


def test_a_closed_episode_is_opened_again(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    close_episode(by=ana, episode=Episode.objects.get(), version=1, status="withdrawn")

    as_person(ana).post(address("episode_reopen"), {"version": 2})

    assert Episode.objects.get().status == "open"


def test_a_stale_tab_that_opens_it_again_is_told_how_it_stands(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    close_episode(by=ana, episode=Episode.objects.get(), version=1, status="withdrawn")
    browser = as_person(ana)
    browser.post(address("episode_reopen"), {"version": 2})
    close_episode(by=ana, episode=Episode.objects.get(), version=3, status="unrepaired", ending="ended")

    stale = browser.post(address("episode_reopen"), {"version": 2})

    assert (stale.status_code, Episode.objects.get().status) == (409, "unrepaired")
    assert "Unrepaired at ending" in stale.content.decode()
    assert "Open again" in stale.content.decode()


def test_a_close_that_is_pressed_twice_closes_once_and_names_no_conflict(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, REPAIR)
    browser, press = as_person(ana), {"status": "repaired", "version": Episode.objects.get().version}

    answers = [browser.post(address("episode_close"), press) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Episode.objects.get().version == press["version"] + 1


def test_a_stale_tab_that_closes_otherwise_is_told_that_it_is_closed(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, REPAIR)
    browser, version = as_person(ana), Episode.objects.get().version
    browser.post(address("episode_close"), {"status": "repaired", "version": version})

    stale = browser.post(address("episode_close"), {"status": "partly", "version": version})

    assert (stale.status_code, Episode.objects.get().status) == (422, "repaired")
    assert "It was closed already: repaired. To close it otherwise, open it again first." in stale.content.decode()


@pytest.mark.parametrize(
    ("ended", "went_on"),
    [("early", "ended"), ("agreed", "ended"), ("referred", "referred"), ("change_of_therapist", "change_of_therapist")],
)
def test_when_the_therapy_ends_what_is_open_is_asked_about_and_filled_in(
    ana: Person, anas_client: Client, ended: str, went_on: str
) -> None:
    log(anas_client, RUPTURE)
    browser = as_person(ana)
    assert browser.get(address()).context["closing"]["status"].value() is None
    edit = {"code": "A-1", "began_on": "2026-01-05", "usual_minutes": "50", "usual_format": "video", "version": "1"}

    told = browser.post(
        reverse("client_edit", args=[anas_client.pk]), edit | {"ended_on": "2026-02-02", "ending": ended}, follow=True
    )

    assert "The therapy has ended with something still open" in told.content.decode()
    closing = browser.get(address()).context["closing"]
    assert [closing[name].value() for name in ("status", "ending", "on")] == [
        "unrepaired",
        went_on,
        datetime.date(2026, 2, 2),
    ]
    browser.post(address("episode_close"), {name: closing[name].value() for name in closing.fields})
    assert (Episode.objects.get().ending, Episode.objects.get().closed_on) == (went_on, datetime.date(2026, 2, 2))


@pytest.mark.parametrize(
    ("status", "look"), [("withdrawn", ""), ("unrepaired", ""), ("partly", "chip-closed"), ("repaired", "chip-closed")]
)
def test_only_what_was_repaired_looks_like_good_news(ana: Person, anas_client: Client, status: str, look: str) -> None:
    log(anas_client, RUPTURE, REPAIR)
    close_episode(by=ana, episode=Episode.objects.get(), version=2, status=status)

    for page in (address(), reverse("client", args=[anas_client.pk])):
        label = EpisodeStatus(status).label
        assert f'<span class="chip {look}">{label}</span>' in as_person(ana).get(page).content.decode()


def test_a_breach_is_closed_as_one_and_told_what_is_left_to_note(ana: Person, anas_client: Client) -> None:
    log(anas_client, BREACH)
    browser = as_person(ana)

    page = browser.get(address()).content.decode()
    assert "This breach is" in page
    assert "Not a breach after all" in page
    assert "It is not noted yet that your supervisor was informed. Closing does not settle it." in page

    closing = {"version": 1, "status": "unrepaired", "ending": "ended", "on": "2026-01-06"}
    browser.post(address("episode_close"), closing)
    logging = browser.get(reverse("session_new", args=[anas_client.pk])).content.decode()
    assert "It is closed (unrepaired at ending), and not all is noted." in logging


def test_a_breach_begins_with_safety_and_duties_and_keeps_the_repair_script_away(
    ana: Person, practice: Practice, anas_client: Client
) -> None:
    Practice.objects.filter(pk=practice.pk).update(safety_text="Call the duty line")
    log(anas_client, BREACH)

    page = as_person(ana).get(address()).content.decode()

    assert page.index("Safety and duties first") < page.index("How it opened")
    assert "Call the duty line" in page
    assert "A breach: safety before repair" in page
    assert "When I move away" not in page


def test_a_rupture_shows_no_duties(ana: Person, practice: Practice, anas_client: Client) -> None:
    Practice.objects.filter(pk=practice.pk).update(safety_text="Call the duty line")
    log(anas_client, RUPTURE)

    page = as_person(ana).get(address()).content.decode()

    assert "Safety and duties" not in page
    assert "Call the duty line" not in page


def test_the_days_of_a_breach_are_recorded_and_stand_on_the_logging_page(ana: Person, anas_client: Client) -> None:
    log(anas_client, BREACH)
    browser, logging = as_person(ana), reverse("session_new", args=[anas_client.pk])
    assert "not noted yet that your supervisor was informed" in browser.get(logging).content.decode()

    browser.post(address("episode_duties"), {"version": 1, "supervisor_informed_on": "2026-01-06"})

    page = browser.get(logging).content.decode()
    assert Episode.objects.get().supervisor_informed_on == datetime.date(2026, 1, 6)
    assert "Your supervisor was informed on 6 January 2026." in page
    assert page.index("Breach, by the therapist: disrespect") < page.index("No intention was noted")


def test_a_day_of_duty_before_the_breach_is_named_beside_its_field(ana: Person, anas_client: Client) -> None:
    log(anas_client, BREACH)

    answer = as_person(ana).post(address("episode_duties"), {"version": 1, "supervisor_informed_on": "2025-12-31"})

    assert answer.status_code == 422
    assert answer.context["duties"].errors == {
        "supervisor_informed_on": ["The day must lie between the rupture and today."]
    }


def test_what_the_client_said_is_logged_with_the_repair(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    posted = {
        "submission": "6f7c5c1e-7f57-4d8e-9d38-5f3f1c1f4a11",
        "date": "2026-01-12",
        "time": "10:00",
        "minutes": "50",
        "format": "in_person",
        "attendance": "held",
        "moments-TOTAL_FORMS": "1",
        "moments-INITIAL_FORMS": "0",
        "moments-0-kind": "repair",
        "moments-0-actor": "therapist",
        "moments-0-episode": str(Episode.objects.get().pk),
        "moments-0-client_said": "“You noticed.”",
    }

    as_person(ana).post(reverse("session_new", args=[anas_client.pk]), posted)

    assert Episode.objects.get().attempts.get().client_said == "“You noticed.”"


def test_a_misattunement_of_a_signed_session_is_followed_by_one_press(ana: Person, anas_client: Client) -> None:
    misattunement = MomentEntry(kind="misattunement", actor="therapist")
    session = log(anas_client, misattunement, RUPTURE, sign=True)
    browser, page = as_person(ana), reverse("session", args=[session.pk])
    follow = reverse("moment_follow", args=[session.moments.get(kind="misattunement").pk])
    assert re.findall(r'action="([^"]*/follow/)"', browser.get(page).content.decode()) == [follow]

    answer = browser.post(follow, follow=True)

    episode = Episode.objects.get(opening__kind="misattunement")
    assert answer.redirect_chain == [(reverse("episode", args=[episode.pk]), 302)]
    assert "Misattunement, by the therapist" in answer.content.decode()
    assert "/follow/" not in browser.get(page).content.decode()
    choices = browser.get(reverse("session_new", args=[anas_client.pk])).context["log"].choices.episodes
    assert str(episode.pk) in dict(choices)
