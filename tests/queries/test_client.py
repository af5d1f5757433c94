"""The list of clients and a client's page."""

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions_log.access import clients_of
from sessions_log.models import Client, Episode, Person
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.queries.caseload import client_list, find_clients
from sessions_log.queries.client import client_page, usual_slot
from sessions_log.services.client import agree_frame, edit_client
from sessions_log.services.episode import close_episode
from sessions_log.services.image import add_image
from sessions_log.vocabulary import MomentKind, Phase
from tests.bulk import fill_caseload
from tests.people import log, make_client

RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response")
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="clarify", episode=HERE)
CONNECTION = MomentEntry(kind="connection", actor="both")


def ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def test_list_holds_those_under_way_or_those_ended(ana: Person, cleo: Person) -> None:
    first, second, ended = (make_client(ana, code=code) for code in ("A-1", "A-2", "A-3"))
    edit_client(by=ana, client=ended, version=1, ended_on=datetime.date(2026, 3, 1), ending="early")
    make_client(cleo, code="C-1")

    under_way, over = (client_list(clients_of(ana), ended=ended) for ended in (False, True))

    assert [line.id for line in under_way.lines] == [second.pk, first.pk]
    assert [(line.code, line.ended_on) for line in over.lines] == [("A-3", datetime.date(2026, 3, 1))]


def test_list_is_paged_by_fifty_without_losing_or_repeating(ana: Person) -> None:
    made = [make_client(ana, code=f"A-{number}").pk for number in range(53)]

    first = client_list(clients_of(ana), ended=False)
    second = client_list(clients_of(ana), ended=False, before=first.earlier)

    assert (len(first.lines), len(second.lines), second.earlier) == (50, 3, None)
    assert [line.id for line in first.lines + second.lines] == made[::-1]


@pytest.mark.parametrize(("text", "found"), [("a-1", 1), (" ROBIN ", 1), ("Rob", 0), ("C-1", 0), ("Kim", 0)])
def test_find_by_exact_code_or_name_among_the_own(ana: Person, cleo: Person, text: str, found: int) -> None:
    make_client(ana, code="A-1", name="Robin")
    make_client(cleo, code="C-1", name="Kim")

    assert len(find_clients(clients_of(ana), ana.practice_id, text)) == found


def test_empty_name_is_not_found_by_empty_text(ana: Person) -> None:
    make_client(ana, code="A-1")

    assert find_clients(clients_of(ana), ana.practice_id, "") == []


def test_usual_slot_in_words(ana: Person) -> None:
    fixed = make_client(ana, code="A-1", usual_weekday=1, usual_time=datetime.time(9, 5), usual_format="video")
    free = make_client(ana, code="A-2", usual_minutes=90)

    assert usual_slot(fixed) == "Tuesday 09:05, 50 minutes, video"
    assert usual_slot(free) == "no fixed time, 90 minutes, in person"


@pytest.mark.parametrize(("sessions", "phase"), [(0, Phase.FORMING), (4, Phase.FORMING), (5, Phase.LATER)])
def test_phase_of_what_comes_next(anas_client: Client, sessions: int, phase: Phase) -> None:
    for day in range(sessions):
        log(anas_client, starts_at=ago(50 - day))

    assert client_page(anas_client).phase is phase


def test_phase_of_an_ended_therapy(ana: Person, anas_client: Client) -> None:
    ended = edit_client(by=ana, client=anas_client, version=1, ended_on=datetime.date(2026, 3, 1), ending="agreed")

    assert client_page(ended).phase is Phase.ENDED


def test_open_episodes_stand_before_closed_ones_with_days_and_sessions(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, starts_at=ago(30))
    log(anas_client, RUPTURE, REPAIR, starts_at=ago(20))
    closing = Episode.objects.get(opening__session__number=2)
    close_episode(by=ana, episode=closing, version=closing.version, status="repaired", on=timezone.localdate(ago(15)))
    log(anas_client, starts_at=ago(10))

    page = client_page(anas_client)

    (still_open,), (closed,) = page.open_episodes, page.closed_episodes
    assert (still_open.kind, still_open.status) == (MomentKind.RUPTURE, "Open")
    assert (still_open.days_open, still_open.sessions_open) == (30, 2)
    assert still_open.title == "Rupture, by the client: minimal response"
    assert (closed.status, closed.days_open) == ("Repaired", 5)


def test_images_with_their_counts_and_frame_in_force(ana: Person, anas_client: Client) -> None:
    image = add_image(by=ana, client=anas_client, text="People leave", origin="Mother", is_controlling=False)
    add_image(by=ana, client=anas_client, text="I am too much", origin="", is_controlling=True)
    for direction in ("re_enacted", "countered", "countered"):
        log(anas_client, MomentEntry(kind="connection", actor="both", image=image.pk, direction=direction))
    agree_frame(by=ana, client=anas_client, topic="fee", text="40", agreed_on=datetime.date(2026, 1, 5))
    agree_frame(by=ana, client=anas_client, topic="fee", text="45", agreed_on=datetime.date(2026, 3, 2))

    page = client_page(anas_client)

    assert [(line.text, line.origin, line.is_controlling) for line in page.images] == [
        ("People leave", "Mother", False),
        ("I am too much", "", True),
    ]
    assert [(line.re_enacted, line.countered) for line in page.images] == [(1, 2), (0, 0)]
    assert [line.agreement.text for line in page.frame] == ["45"]
    assert [line.agreement.text for line in page.earlier_frame] == ["40"]


def test_sessions_the_latest_first_with_the_kinds_of_their_moments(anas_client: Client) -> None:
    log(anas_client, RUPTURE, CONNECTION, starts_at=ago(9), sign=True)
    log(anas_client, starts_at=ago(2), attendance="no_show")

    latest, earlier = client_page(anas_client).sessions

    assert (latest.number, latest.attendance, latest.is_draft, latest.kinds) == (2, "Did not come", True, [])
    assert (earlier.status, earlier.kinds) == ("Signed", [MomentKind.RUPTURE, MomentKind.CONNECTION])


def test_sessions_are_paged_by_twenty_even_where_times_are_equal(ana: Person, anas_client: Client) -> None:
    when = ago(3)
    made = {log(anas_client, starts_at=when).pk for _ in range(23)}

    first = client_page(anas_client)
    second = client_page(anas_client, before=anas_client.sessions.get(pk=first.earlier))

    assert (len(first.sessions), len(second.sessions), second.earlier) == (20, 3, None)
    assert {line.id for line in first.sessions + second.sessions} == made


def test_frame_shows_in_which_sessions_ruptures_and_breaches_touched_it(ana: Person, anas_client: Client) -> None:
    fee = agree_frame(by=ana, client=anas_client, topic="fee", text="40", agreed_on=datetime.date(2026, 1, 5))
    agree_frame(by=ana, client=anas_client, topic="time", text="Tuesdays", agreed_on=datetime.date(2026, 1, 5))
    rupture, breach, warm = (
        MomentEntry(kind=kind, actor="client", frame=fee.pk) for kind in ("rupture", "breach", "connection")
    )
    first = log(anas_client, rupture, breach, warm, starts_at=ago(2))
    log(anas_client, RUPTURE, starts_at=ago(1))
    third = log(anas_client, breach, starts_at=ago(0))

    of_fee, of_time = client_page(anas_client).frame

    assert (of_fee.touched, of_fee.times) == ([(first.pk, 1, 2), (third.pk, 3, 1)], 3)
    assert (of_time.touched, of_time.times) == ([], 0)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_page_of_a_client_takes_nine_queries(
    ana: Person, anas_client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        log(anas_client, RUPTURE, starts_at=ago(rows - number))
        add_image(by=ana, client=anas_client, text="People leave", origin="", is_controlling=False)

    with django_assert_num_queries(9):
        page = client_page(anas_client)

    assert (len(page.open_episodes), len(page.images), len(page.sessions)) == (rows, rows, min(rows, 20))


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_list_takes_one_query(ana: Person, rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    fill_caseload(ana, rows)

    with django_assert_num_queries(1):
        page = client_list(clients_of(ana), ended=False)

    assert [line.open_episodes for line in page.lines] == [1] * rows
