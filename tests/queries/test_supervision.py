"""What a supervisor sees before the hour."""

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions_log.access import clients_supervised_by
from sessions_log.models import Client, Episode, Person, SupervisionPair
from sessions_log.models.entry import HERE, MomentEntry, SessionEntry
from sessions_log.queries.supervision import Supervision, supervision
from sessions_log.services.client import edit_client
from sessions_log.services.episode import close_episode, record_duties
from sessions_log.services.session import save_draft
from sessions_log.vocabulary import MomentKind
from tests.bulk import fill_caseload
from tests.people import log, make_client

RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response")
BREACH = MomentEntry(kind="breach", actor="therapist", marker="disrespect")
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="clarify", episode=HERE)


def ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def seen_by(person: Person) -> Supervision:
    return supervision(person, clients_supervised_by(person))


def test_breaches_first_then_the_longest_open_each_with_its_reason(ana: Person, ben: Person) -> None:
    long, worked_on, breach, quiet = (make_client(ana, code=code) for code in ("A-1", "A-2", "A-3", "A-4"))
    log(long, RUPTURE, starts_at=ago(40), sign=True)
    log(long, starts_at=ago(33), sign=True)
    log(worked_on, RUPTURE, REPAIR, starts_at=ago(12), sign=True)
    log(breach, RUPTURE, starts_at=ago(50), sign=True)
    log(breach, BREACH, starts_at=ago(1), sign=True)

    seen = seen_by(ben)

    assert [(client.code, client.therapist, client.why) for client in seen.queue] == [
        ("A-3", "Ana", "A breach has been open for 1 day, and 1 more: safety and duties come first."),
        ("A-1", "Ana", "Rupture open for 40 days, no repair logged yet."),
        ("A-2", "Ana", "Rupture open for 12 days, being worked on."),
    ]
    assert [episode.kind for episode in seen.queue[0].episodes] == [MomentKind.BREACH, MomentKind.RUPTURE]
    assert seen.queue[1].episodes[0].sessions_open == 1
    (supervisee,) = seen.supervisees
    assert (supervisee.name, supervisee.quiet) == ("Ana", [(quiet.pk, "A-4")])


@pytest.mark.parametrize(
    ("informed", "status", "stands"), [(0, "unrepaired", 1), (1, "unrepaired", 0), (0, "withdrawn", 0)]
)
def test_a_closed_breach_stands_there_until_the_supervisor_was_informed(
    ana: Person, ben: Person, informed: int, status: str, stands: int
) -> None:
    client = make_client(ana, code="A-1")
    log(client, BREACH, starts_at=ago(9), sign=True)
    episode, on = Episode.objects.get(), timezone.localdate(ago(7))
    days = {"supervisor_informed_on": on if informed else None, "complaints_route_told_on": None}
    episode = record_duties(by=ana, episode=episode, version=1, **days)
    close_episode(by=ana, episode=episode, version=episode.version, status=status, on=on)

    assert [(seen.why, seen.episodes[0].days_open) for seen in seen_by(ben).queue] == [
        ("A breach was closed, and it is not noted yet that you were informed.", 2)
    ] * stands


def test_what_only_a_draft_knows_is_not_there(ana: Person, ben: Person, anas_client: Client) -> None:
    log(anas_client, BREACH, starts_at=ago(3))
    assert (seen_by(ben).queue, seen_by(ben).supervisees[0].quiet) == ([], [(anas_client.pk, "A-1")])

    log(anas_client, RUPTURE, starts_at=ago(2), sign=True)
    rupture = Episode.objects.get(opening__kind="rupture")
    repair = MomentEntry(**vars(REPAIR) | {"episode": str(rupture.pk), "closes_as": "repaired"})
    draft = log(anas_client, repair, starts_at=ago(1))
    assert [client.why for client in seen_by(ben).queue] == ["Rupture open for 2 days, no repair logged yet."]

    save_draft(by=ana, session=draft, version=1, entry=SessionEntry.of(draft), sign=True)
    assert seen_by(ben).queue == []


def test_clients_with_nothing_open_stand_in_the_order_of_their_codes(ana: Person, ben: Person) -> None:
    for code in ("B-2", "A-3", "C-1"):
        make_client(ana, code=code)

    (supervisee,) = seen_by(ben).supervisees

    assert [code for _, code in supervisee.quiet] == ["A-3", "B-2", "C-1"]


def test_nobody_else_s_clients_and_no_ended_ones(ana: Person, ben: Person, cleo: Person) -> None:
    ended = make_client(ana, code="A-1")
    log(ended, RUPTURE, starts_at=ago(3), sign=True)
    edit_client(by=ana, client=ended, version=1, ended_on=timezone.localdate(), ending="agreed")
    log(make_client(cleo, code="C-1"), BREACH, starts_at=ago(3), sign=True)

    seen = seen_by(ben)

    assert seen.queue == []
    assert [supervisee.quiet for supervisee in seen.supervisees] == [[]]


def test_pair_that_is_over_shows_nothing(ana: Person, ben: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, starts_at=ago(3), sign=True)
    SupervisionPair.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    assert seen_by(ben) == Supervision(queue=[], supervisees=[])


@pytest.mark.parametrize("clients", [1, 3, 50])
def test_supervision_takes_three_queries(
    ana: Person, ben: Person, clients: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill_caseload(ana, clients)

    with django_assert_num_queries(3):
        seen = seen_by(ben)

    assert len(seen.queue) == clients
