"""The page of one episode: how it opened, what was tried and what followed."""

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sessions_log.models import Client, Episode
from sessions_log.models.entry import MomentEntry
from sessions_log.queries.episode import episode_page
from sessions_log.services.client import agree_frame
from sessions_log.services.episode import close_episode
from sessions_log.services.image import add_image
from sessions_log.services.prompt import answer_prompt, decide_prompt
from tests.people import log
from tests.writers import RUPTURE

FIRST = datetime.datetime(2026, 1, 5, 10, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _practice_time(anas_client: Client) -> Iterator[None]:
    with timezone.override(anas_client.practice.zone):
        yield


def repair(episode: Episode, week: int, **values: object) -> None:
    moment = MomentEntry(kind="repair", actor="therapist", episode=str(episode.pk), **values)
    log(episode.client, moment, starts_at=FIRST + datetime.timedelta(weeks=week))


def test_how_it_opened_is_told_with_all_that_was_noted(anas_client: Client) -> None:
    by = anas_client.therapist
    image = add_image(by=by, client=anas_client, text="I am too much", origin="", is_controlling=False)
    frame = agree_frame(by=by, client=anas_client, topic="phones", text="Off, in the bag", agreed_on=FIRST.date())
    known = {"minute": 31, "intensity": 4, "contribution": 2, "clarity": "clear", "contexts": ("race", "gender")}
    touched = {"image": image.pk, "direction": "re_enacted", "frame": frame.pk}
    tags = {"tags": ("transference", "countertransference")}
    log(anas_client, MomentEntry(**vars(RUPTURE) | known | touched | tags))

    page = episode_page(Episode.objects.get())

    assert page.line.title == "Rupture, by the client: minimal response"
    assert page.before == "She spoke of the holidays"
    assert page.facts == [
        ("Movement", "Moving away (withdrawal)"),
        ("Minute", "31"),
        ("Intensity", "4 of 5"),
        ("My contribution", "2 of 5"),
        ("Clarity", "Clear"),
        (
            "From elsewhere",
            "Transference: the client met somebody else in me; Countertransference: something of my own was stirred",
        ),
        ("Power and context", "Gender, Race"),
        ("Frame", "Phones: Off, in the bag"),
        ("Re-enacted", "I am too much"),
    ]


def test_attempts_stand_in_the_order_of_sessions_with_what_the_client_said(anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    episode = Episode.objects.get()
    repair(episode, 2, strategy="validate", resolution=4, client_said="“I thought you would be angry.”")
    repair(episode, 1)

    page = episode_page(episode)

    assert [(line.session_number, line.strategy, line.resolution, line.client_said) for line in page.attempts] == [
        (3, "strategy not noted", None, ""),
        (2, "Validate the protective stance", 4, "“I thought you would be angry.”"),
    ]
    assert page.line.sessions_open == 2


def test_an_unrepaired_episode_says_how_it_went_on_and_offers_nothing(anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    episode, on = Episode.objects.get(), datetime.date(2026, 2, 2)
    close_episode(by=anas_client.therapist, episode=episode, version=1, status="unrepaired", on=on, ending="referred")

    page = episode_page(episode)

    assert (page.line.status_label, page.ending, page.closed_on, page.line.days_open, page.offers) == (
        "Unrepaired at ending",
        "Referred to somebody else",
        on,
        28,
        [],
    )


def test_what_was_tried_stands_with_what_followed(anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    episode, by = Episode.objects.get(), anas_client.therapist
    told = {"by": by, "client": anas_client, "episode": episode}
    choice = decide_prompt(**told, code="withdrawal_by_client", decision="chosen")
    decide_prompt(**told, code="power_and_context", decision="dismissed")
    answer_prompt(by=by, choice=choice, version=1, outcome="partly", what_happened="She disagreed, a little")

    (one,) = episode_page(episode).tried

    assert (one.prompt.code, one.outcome_label, one.what_happened) == (
        "withdrawal_by_client",
        "It helped in part",
        "She disagreed, a little",
    )
    assert not one.is_awaited


def test_a_breach_is_offered_its_own_prompt_and_no_repair_script(anas_client: Client) -> None:
    log(anas_client, MomentEntry(kind="breach", marker="disrespect", actor="therapist", contexts=("race",)))
    episode = Episode.objects.get()

    assert [one.offer.prompt.code for one in episode_page(episode).offers] == ["breach_towards_client"]

    told = {"by": anas_client.therapist, "client": anas_client, "episode": episode}
    decide_prompt(**told, code="breach_towards_client", decision="dismissed")
    assert episode_page(episode).offers == []


def test_the_number_of_queries_is_the_same_however_often_repair_was_tried(anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    episode, counts, tried = Episode.objects.get(), set(), 0
    for rows in (1, 3, 50):
        for week in range(tried + 1, rows + 1):
            repair(episode, week, strategy="clarify")
        tried = rows
        with CaptureQueriesContext(connection) as queries:
            assert len(episode_page(episode).attempts) == rows
        counts.add(len(queries))

    assert counts == {8}


def test_sessions_open_are_those_that_took_place_from_the_opening_to_the_close(anas_client: Client) -> None:
    log(anas_client, RUPTURE, starts_at=FIRST)
    episode, weeks = Episode.objects.get(), datetime.timedelta(weeks=1)
    for week, attendance in ((1, "late"), (2, "no_show"), (3, "held"), (4, "held")):
        log(anas_client, starts_at=FIRST + week * weeks, attendance=attendance)
    log(anas_client, starts_at=FIRST - weeks)  # logged last, and before it all

    assert episode_page(episode).line.sessions_open == 3
    on = (FIRST + 3 * weeks).date()  # on its page, in no session
    close_episode(by=anas_client.therapist, episode=episode, version=episode.version, status="withdrawn", on=on)
    assert episode_page(episode).line.sessions_open == 2


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago"])  # 14 hours ahead to 11 behind
def test_sessions_open_count_to_the_end_of_the_day_of_the_close_on_the_practice_s_clock(
    anas_client: Client, zone: str
) -> None:
    midnight = datetime.datetime(2026, 3, 1, tzinfo=ZoneInfo(zone))
    log(anas_client, RUPTURE, starts_at=midnight)
    for minutes in (24 * 60 - 50, 24 * 60, 48 * 60, 72 * 60):
        log(anas_client, starts_at=midnight + datetime.timedelta(minutes=minutes))
    Episode.objects.update(status="withdrawn", closed_on=midnight.date())

    with timezone.override(zone):
        assert episode_page(Episode.objects.get()).line.sessions_open == 1
