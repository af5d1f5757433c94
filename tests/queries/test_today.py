"""Today: whose note is due, what is open, how the alliance went. It is Wednesday, 25 March 2026, 11:05 in London."""

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions_log.access import clients_of, clients_supervised_by
from sessions_log.models import Client, Person, Practice, Rating
from sessions_log.models.entry import MomentEntry
from sessions_log.queries.session import prefill
from sessions_log.queries.today import TodayRow, caseload_today, supervised_today
from sessions_log.services.archive import archive_client
from sessions_log.services.client import edit_client
from sessions_log.services.rating import instrument_for
from sessions_log.services.session import save_draft
from sessions_log.vocabulary import MomentKind
from tests.bulk import fill_caseload
from tests.people import entry, log, make_client

NOW = datetime.datetime(2026, 3, 25, 11, 5, tzinfo=datetime.UTC)
RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response")
BREACH = MomentEntry(kind="breach", actor="therapist", marker="disrespect")
SIX, TWO = (6, 6, 6, 6, 6, 6), (2, 2, 2, 2, 2, 2)


@pytest.fixture
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def days_ago(days: int, hour: int = 10) -> datetime.datetime:
    return NOW.replace(hour=hour, minute=0) - datetime.timedelta(days=days)


def today_of(person: Person) -> list[TodayRow]:
    return caseload_today(person, clients_of(person))


@pytest.mark.usefixtures("wednesday")
def test_order_with_its_reason_and_no_ended_client(ana: Person, cleo: Person) -> None:
    long_ago = make_client(ana, code="A-1", name="Robin")
    log(long_ago, starts_at=days_ago(12), sign=True)
    draft = make_client(ana, code="A-2")
    log(draft, starts_at=days_ago(1))
    make_client(ana, code="A-3", usual_weekday=2, usual_time=datetime.time(10))
    ended = make_client(ana, code="A-4")
    edit_client(by=ana, client=ended, version=1, ended_on=NOW.date(), ending="agreed")
    make_client(cleo, code="C-1")

    rows = today_of(ana)

    assert [(row.code, row.name, row.need.why) for row in rows] == [
        ("A-3", "", "usual time 10:00 today"),
        ("A-2", "", ""),  # its draft stands there and says it
        ("A-1", "Robin", "last session 12 days ago"),
    ]


@pytest.mark.usefixtures("wednesday")
def test_usual_time_is_read_off_the_practice_s_clock(otto: Person) -> None:
    make_client(otto, code="O-1", usual_weekday=2, usual_time=datetime.time(12))  # 11:05 in London is 12:05 in Paris

    assert [row.need.why for row in today_of(otto)] == ["usual time 12:00 today"]


@pytest.mark.usefixtures("wednesday")
def test_open_ruptures_with_days_open_and_late_drafts(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, starts_at=days_ago(20), sign=True)
    log(anas_client, BREACH, starts_at=days_ago(8))
    log(anas_client, starts_at=days_ago(7))

    (row,) = today_of(ana)

    assert [(rupture.kind, rupture.days_open) for rupture in row.ruptures] == [
        (MomentKind.RUPTURE, 20),
        (MomentKind.BREACH, 8),
    ]
    # The practice lets drafts wait for seven days.
    assert [(draft.day, draft.late) for draft in row.drafts] == [("17 March", True), ("18 March", False)]


@pytest.mark.usefixtures("wednesday")
def test_of_todays_drafts_the_last_one_is_gone_on_with_and_none_of_another_day(
    ana: Person, anas_client: Client
) -> None:
    other = make_client(ana, code="A-2")
    log(other, starts_at=days_ago(1))
    log(anas_client, starts_at=days_ago(0, hour=8), sign=True)
    log(anas_client, starts_at=days_ago(0, hour=9))
    latest = log(anas_client, starts_at=days_ago(0, hour=10))

    assert {row.id: row.begun for row in today_of(ana)} == {anas_client.pk: latest.pk, other.pk: None}


@pytest.mark.usefixtures("wednesday")
@pytest.mark.parametrize(
    ("limit", "days", "late"), [(7, 6, False), (7, 7, False), (7, 8, True), (0, 0, False), (0, 1, True)]
)
def test_a_draft_is_late_on_the_day_after_the_practice_s_limit(
    ana: Person, anas_client: Client, limit: int, days: int, late: bool
) -> None:
    Practice.objects.filter(pk=ana.practice_id).update(draft_limit_days=limit)
    log(anas_client, starts_at=days_ago(days))

    (row,) = today_of(Person.objects.get(pk=ana.pk))

    assert [draft.late for draft in row.drafts] == [late]


@pytest.mark.usefixtures("wednesday")
def test_a_draft_s_days_are_counted_on_the_practice_s_calendar(ana: Person, otto: Person) -> None:
    evening = datetime.datetime(2026, 3, 17, 23, 30, tzinfo=datetime.UTC)  # in Paris it is the 18th already
    for person in (ana, otto):
        log(make_client(person, code="Z-1"), starts_at=evening)

    drafts = {person.name: draft for person in (ana, otto) for draft in today_of(person)[0].drafts}

    assert {name: (draft.day, draft.late) for name, draft in drafts.items()} == {
        "Ana": ("17 March", True),
        "Otto": ("18 March", False),
    }


@pytest.mark.usefixtures("wednesday")
def test_a_draft_stands_until_it_is_signed_even_when_the_therapy_has_ended(ana: Person) -> None:
    ended = make_client(ana, code="E-1", usual_weekday=2, usual_time=datetime.time(10))
    draft, signed = log(ended, starts_at=days_ago(14)), make_client(ana, code="E-2")
    log(signed, starts_at=days_ago(14), sign=True)
    for client in (ended, signed):
        edit_client(by=ana, client=client, version=1, ended_on=days_ago(14).date(), ending="agreed")
    archive_client(by=ana, client=ended)

    assert [(row.code, row.need.why, row.drafts[0].late) for row in today_of(ana)] == [
        ("E-1", "the therapy has ended", True)
    ]
    save_draft(by=ana, session=draft, version=1, entry=entry(starts_at=days_ago(14)), sign=True)
    assert today_of(ana) == []


def test_alliance_is_the_client_s_view_else_the_therapist_s_else_a_gap(ana: Person, anas_client: Client) -> None:
    log(anas_client, starts_at=days_ago(28), therapist_check=TWO, client_check=SIX)
    log(anas_client, starts_at=days_ago(21))
    log(anas_client, starts_at=days_ago(14), therapist_check=TWO)

    (row,) = today_of(ana)

    assert row.alliance is not None
    assert row.alliance.words == "Alliance: 2 of the last 3 sessions rated, lately 2 on a scale of 1 to 7"
    assert row.alliance.path == "M73.0 6.0m-1.5 0h3M93.0 18.0m-1.5 0h3"


def test_only_the_last_ten_sessions_and_only_alliance_scores_count(ana: Person, anas_client: Client) -> None:
    sessions = [log(anas_client, starts_at=days_ago(100 - day), client_check=SIX) for day in range(12)]
    distress = instrument_for(ana.practice, "core-10")
    Rating.objects.filter(session=sessions[-1]).update(instrument=distress, score=12)

    (row,) = today_of(ana)

    assert row.alliance is not None
    assert row.alliance.words.startswith("Alliance: 9 of the last 10 sessions rated")


def test_client_without_sessions_has_no_line(ana: Person, anas_client: Client) -> None:
    (row,) = today_of(ana)

    assert (row.alliance, row.ruptures, row.drafts, row.need.why) == (None, [], [], "no session yet")


@pytest.mark.parametrize("clients", [1, 3, 50])
def test_caseload_takes_three_queries(
    ana: Person, clients: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill_caseload(ana, clients)

    with django_assert_num_queries(3):
        rows = today_of(ana)

    assert len(rows) == clients


def test_supervisor_s_count_holds_supervisees_open_episodes_only(
    ana: Person, ben: Person, cleo: Person, anas_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    log(anas_client, RUPTURE, BREACH, sign=True)
    log(anas_client, BREACH)  # may still be taken back
    log(make_client(cleo, code="C-1"), BREACH, sign=True)
    supervised = clients_supervised_by(ben)

    with django_assert_num_queries(1):
        found = supervised_today(supervised)

    assert (found.episodes, found.breaches) == (2, 1)


def test_slot_is_learned_by_the_clock_on_the_wall_over_the_change_of_clocks(
    ana: Person, anas_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = ana.practice.zone
    now = datetime.datetime(2026, 4, 9, 12, tzinfo=zone)
    for day in (17, 24, 31):  # the clocks went forward on 29 March 2026
        log(anas_client, starts_at=datetime.datetime(2026, 3, day, 10, tzinfo=zone), sign=True)
    log(anas_client, starts_at=datetime.datetime(2026, 4, 1, 12, tzinfo=zone), attendance="no_show", sign=True)

    with timezone.override(zone):
        filled = prefill(anas_client, now)
    monkeypatch.setattr(timezone, "now", lambda: now)
    (row,) = today_of(ana)

    assert (filled["date"], filled["time"]) == (datetime.date(2026, 4, 7), datetime.time(10))
    assert row.need.why.startswith("usually Tuesdays 10:00")


@pytest.mark.parametrize(("opened_at", "filled_in"), [((9, 29), 9), ((9, 30), 10), ((10, 50), 10)])
def test_a_usual_time_hours_ahead_is_not_the_session_that_is_being_logged(
    ana: Person, opened_at: tuple[int, int], filled_in: int
) -> None:
    client = make_client(ana, code="A-9", usual_weekday=2, usual_time=datetime.time(10))

    filled = prefill(client, datetime.datetime(2026, 3, 25, *opened_at, tzinfo=ana.practice.zone))

    assert (filled["date"], filled["time"]) == (datetime.date(2026, 3, 25), datetime.time(filled_in))


def test_a_usual_day_before_the_therapy_began_is_not_filled_in(ana: Person) -> None:
    began_on, tuesday = datetime.date(2026, 3, 26), 1
    client = make_client(ana, code="A-7", began_on=began_on, usual_weekday=tuesday, usual_time=datetime.time(9))

    filled = prefill(client, datetime.datetime(2026, 3, 26, 14, 20, tzinfo=ana.practice.zone))

    assert (filled["date"], filled["time"]) == (began_on, datetime.time(14))


@pytest.mark.parametrize(
    ("logged", "filled_in"),
    [
        ((), (datetime.date(2026, 3, 24), 10)),  # yesterday's usual hour
        (((17, 10),), (datetime.date(2026, 3, 24), 10)),
        (((24, 15),), (datetime.date(2026, 3, 25), 11)),  # came on the usual day, at another hour
        (((25, 9),), (datetime.date(2026, 3, 25), 11)),  # has come since
        (((31, 10),), (datetime.date(2026, 3, 24), 10)),  # next week's is cancelled already
    ],
)
def test_an_hour_that_is_logged_already_is_not_filled_in_again(
    ana: Person, logged: tuple[tuple[int, int], ...], filled_in: tuple[datetime.date, int]
) -> None:
    client = make_client(ana, code="A-8", usual_weekday=1, usual_time=datetime.time(10))
    for day, hour in logged:
        log(client, starts_at=NOW.replace(day=day, hour=hour, minute=0))

    filled = prefill(client, NOW.astimezone(ana.practice.zone))

    assert (filled["date"], filled["time"]) == (filled_in[0], datetime.time(filled_in[1]))


@pytest.mark.usefixtures("wednesday")
def test_a_session_that_is_cancelled_ahead_does_not_stand_for_the_one_that_is_due(ana: Person) -> None:
    client = make_client(ana, code="A-8", usual_weekday=2, usual_time=datetime.time(10))
    other = make_client(ana, code="A-9")
    for one, days in ((client, -7), (other, -1)):
        log(one, starts_at=days_ago(days), attendance="cancelled")

    assert [(row.need.why, [draft.day for draft in row.drafts]) for row in today_of(ana)] == [
        ("usual time 10:00 today", ["1 April"]),
        ("no session yet", ["tomorrow"]),
    ]


@pytest.mark.usefixtures("wednesday")
def test_clients_of_whom_nothing_tells_them_apart_stand_by_code(ana: Person) -> None:
    for code in ("B-2", "A-1", "C-3"):
        make_client(ana, code=code, usual_weekday=2, usual_time=datetime.time(10))

    assert [row.code for row in today_of(ana)] == ["A-1", "B-2", "C-3"]
