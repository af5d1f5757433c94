"""How long an episode has been open: exact days and sessions, in words, and the same on every page."""

import datetime
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.utils import timezone

from sessions_log.access import clients_supervised_by
from sessions_log.models import Client, Episode, Person
from sessions_log.queries.client import client_page
from sessions_log.queries.episode import episode_page
from sessions_log.queries.open_for import how_long
from sessions_log.queries.supervision import supervision
from sessions_log.services.episode import close_episode
from tests.people import log
from tests.writers import RUPTURE

FIRST = datetime.datetime(2026, 1, 5, 10, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _practice_time(anas_client: Client) -> Iterator[None]:
    with timezone.override(anas_client.practice.zone):
        yield


@pytest.mark.parametrize(
    ("days", "sessions", "words"),
    [
        (0, 0, "less than a day"),
        (0, 1, "less than a day"),
        (1, 0, "1 day"),
        (2, 0, "2 days"),
        (7, 1, "7 days and 1 session"),
        (21, 3, "21 days and 3 sessions"),
    ],
)
def test_days_and_sessions_in_words(days: int, sessions: int, words: str) -> None:
    assert how_long(SimpleNamespace(days_open=days, sessions_open=sessions)) == words


def sessions_open(client: Client, supervisor: Person) -> tuple[int, int, int | None]:
    """Return the count of the client's only episode on its own page, on the client's, and with the supervisor."""
    page, (queued, *_) = client_page(client), [*supervision(supervisor, clients_supervised_by(supervisor)).queue, None]
    (line,) = [*page.open_episodes, *page.closed_episodes]
    alone = episode_page(Episode.objects.get(client=client)).line.sessions_open
    return alone, line.sessions_open, queued.episodes[0].sessions_open if queued else None


def test_only_sessions_that_took_place_count(anas_client: Client, ben: Person) -> None:
    log(anas_client, starts_at=FIRST - WEEK)
    log(anas_client, RUPTURE, starts_at=FIRST, sign=True)
    assert sessions_open(anas_client, ben) == (0, 0, 0)

    for week, attendance in enumerate(("cancelled", "no_show", "late", "held"), start=1):
        log(anas_client, starts_at=FIRST + week * WEEK, attendance=attendance)

    assert sessions_open(anas_client, ben) == (2, 2, 2)


def test_sessions_after_the_close_do_not_count_however_it_was_closed(anas_client: Client, ben: Person) -> None:
    log(anas_client, RUPTURE, starts_at=FIRST, sign=True)
    log(anas_client, starts_at=FIRST + WEEK)
    closing = {"version": 1, "status": "withdrawn", "on": datetime.date(2026, 1, 12)}
    close_episode(by=anas_client.therapist, episode=Episode.objects.get(), **closing)

    log(anas_client, starts_at=FIRST + 2 * WEEK)

    assert sessions_open(anas_client, ben) == (1, 1, None)


def test_a_rupture_whose_session_is_dated_ahead_has_been_open_for_no_days(anas_client: Client) -> None:
    log(anas_client, RUPTURE, starts_at=timezone.now() + 2 * WEEK)

    assert episode_page(Episode.objects.get()).line.days_open == 0
    assert client_page(anas_client).open_episodes[0].days_open == 0
