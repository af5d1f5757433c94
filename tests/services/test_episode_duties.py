"""How an unrepaired episode went on, and what was done about a breach."""

import datetime

import pytest
from django.utils import timezone

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Client, Episode
from sessions_log.models.entry import MomentEntry
from sessions_log.services.episode import close_episode, record_duties, reopen_episode
from tests.people import log
from tests.writers import REPAIR, RUPTURE

BREACH = MomentEntry(kind="breach", marker="disrespect", actor="therapist")
DAY = datetime.date(2026, 1, 6)


@pytest.fixture
def breach(anas_client: Client) -> Episode:
    log(anas_client, BREACH)
    return Episode.objects.get()


def record(episode: Episode, informed: datetime.date | None, told: datetime.date | None, version: int) -> Episode:
    return record_duties(
        by=episode.client.therapist,
        episode=episode,
        version=version,
        supervisor_informed_on=informed,
        complaints_route_told_on=told,
    )


@pytest.mark.parametrize("ending", ["ended", "referred", "change_of_therapist"])
def test_an_unrepaired_episode_keeps_how_it_went_on_until_it_is_opened_again(anas_client: Client, ending: str) -> None:
    log(anas_client, RUPTURE, REPAIR)
    episode, by = Episode.objects.get(), anas_client.therapist

    closed = close_episode(by=by, episode=episode, version=episode.version, status="unrepaired", ending=ending)
    assert Episode.objects.get().ending == ending

    reopen_episode(by=by, episode=closed, version=closed.version)
    assert Episode.objects.get().ending == ""


def test_how_it_went_on_is_asked_of_an_unrepaired_episode_only(breach: Episode) -> None:
    with pytest.raises(InvalidEntry) as refused:
        close_episode(
            by=breach.client.therapist, episode=breach, version=breach.version, status="withdrawn", ending="ended"
        )
    assert refused.value.field == "ending"
    assert Episode.objects.get().is_open


def test_the_days_of_a_breach_are_recorded_and_audited(breach: Episode) -> None:
    recorded = record(breach, DAY, None, version=1)

    assert (recorded.supervisor_informed_on, recorded.complaints_route_told_on) == (DAY, None)
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.facts) == ("episode.duties", {"informed": True, "told": False})


def test_the_same_days_again_change_nothing(breach: Episode) -> None:
    record(breach, DAY, DAY, version=1)

    assert record(breach, DAY, DAY, version=1).version == 2
    assert AuditEntry.objects.filter(action="episode.duties").count() == 1


def test_other_days_over_a_stale_version_are_refused_with_both(breach: Episode) -> None:
    record(breach, DAY, None, version=1)

    with pytest.raises(StaleVersion) as refused:
        record(breach, None, None, version=1)

    assert refused.value.differences == {"Supervisor informed": ("6 January 2026", "not yet")}
    assert Episode.objects.get().supervisor_informed_on == DAY


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_before_the_breach_or_to_come_is_refused(breach: Episode, days: int) -> None:
    edge = datetime.date(2026, 1, 5) if days < 0 else timezone.localdate(timezone=breach.practice.zone)

    with pytest.raises(InvalidEntry) as refused:
        record(breach, DAY, edge + datetime.timedelta(days=days), version=1)

    assert refused.value.field == "complaints_route_told_on"
    assert record(breach, DAY, edge, version=1).complaints_route_told_on == edge


def test_a_rupture_has_no_duties(anas_client: Client) -> None:
    log(anas_client, RUPTURE)

    with pytest.raises(NotAllowedNow):
        record(Episode.objects.get(), DAY, DAY, version=1)
