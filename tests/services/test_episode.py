"""Episodes move along their transition table and no other way."""

import datetime
import itertools

import pytest
from django.utils import timezone

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Client, Episode, TherapySession
from sessions_log.models.entry import MomentEntry, SessionEntry
from sessions_log.models.episode import EPISODE_TRANSITIONS
from sessions_log.models.session import SESSION_TRANSITIONS
from sessions_log.services import episode as service
from sessions_log.services import session as session_service
from sessions_log.services.erasure import delete_session
from sessions_log.vocabulary import OPEN_STATUSES, EpisodeStatus, SessionStatus
from tests.people import entry, log
from tests.writers import REPAIR, RUPTURE

TODAY = datetime.date(2026, 1, 12)

ALLOWED = {
    ("open", "worked_on"),
    ("open", "unrepaired"),
    ("open", "withdrawn"),
    ("worked_on", "open"),
    ("worked_on", "repaired"),
    ("worked_on", "partly"),
    ("worked_on", "unrepaired"),
    ("worked_on", "withdrawn"),
    ("repaired", "worked_on"),
    ("partly", "worked_on"),
    ("unrepaired", "open"),
    ("unrepaired", "worked_on"),
    ("withdrawn", "open"),
    ("withdrawn", "worked_on"),
}
SESSION_ALLOWED = {("draft", "signed"), ("signed", "addended"), ("addended", "addended")}


@pytest.fixture
def episode(anas_client: Client) -> Episode:
    log(anas_client, RUPTURE)
    return Episode.objects.get()


def put(episode: Episode, status: EpisodeStatus) -> Episode:
    """Bring an episode into a status, whatever it was."""
    closed_on = None if status in OPEN_STATUSES else TODAY
    Episode.objects.filter(pk=episode.pk).update(status=status, closed_on=closed_on)
    return Episode.objects.get(pk=episode.pk)


def test_the_tables_are_these() -> None:
    assert {(before, after) for before, steps in EPISODE_TRANSITIONS.items() for after in steps} == ALLOWED
    assert {(before, after) for before, steps in SESSION_TRANSITIONS.items() for after in steps} == SESSION_ALLOWED
    assert set(EPISODE_TRANSITIONS) == set(EpisodeStatus)
    assert set(SESSION_TRANSITIONS) == set(SessionStatus)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(EpisodeStatus, EpisodeStatus)))
def test_an_episode_takes_the_steps_of_the_table_and_no_other(
    episode: Episode, before: EpisodeStatus, after: EpisodeStatus
) -> None:
    episode = put(episode, before)
    version, by = episode.version, episode.client.therapist

    if (before, after) in ALLOWED:
        service.move(by=by, episode=episode, to=after, on=TODAY)
        moved = Episode.objects.get(pk=episode.pk)
        assert (moved.status, moved.version) == (after, version + 1)
        assert moved.closed_on == (None if after in OPEN_STATUSES else TODAY)
        assert AuditEntry.objects.latest("id").facts == {"before": before.value, "after": after.value}
    else:
        with pytest.raises(NotAllowedNow):
            service.move(by=by, episode=episode, to=after, on=TODAY)
        assert Episode.objects.get(pk=episode.pk).status == before
        assert not AuditEntry.objects.filter(action="episode.move").exists()


@pytest.mark.parametrize(("before", "after"), list(itertools.product(SessionStatus, SessionStatus)))
def test_a_session_takes_the_steps_of_the_table_and_no_other(before: SessionStatus, after: SessionStatus) -> None:
    session = TherapySession(status=before)
    if (before, after) in SESSION_ALLOWED:
        session_service._move(session, after)
        assert session.status == after
    else:
        with pytest.raises(NotAllowedNow):
            session_service._move(session, after)
        assert session.status == before


@pytest.mark.parametrize("status", [status for status in EpisodeStatus if status not in OPEN_STATUSES])
def test_an_episode_that_was_worked_on_can_be_closed_today(anas_client: Client, status: EpisodeStatus) -> None:
    log(anas_client, RUPTURE, REPAIR)
    episode = Episode.objects.get()

    closed = service.close_episode(by=anas_client.therapist, episode=episode, version=episode.version, status=status)

    today = timezone.localdate(timezone=anas_client.practice.zone)
    assert (closed.status, closed.closed_on, closed.closed_in) == (status, today, None)


def test_an_episode_nobody_tried_to_repair_cannot_be_closed_as_repaired(episode: Episode) -> None:
    with pytest.raises(NotAllowedNow):
        service.close_episode(by=episode.client.therapist, episode=episode, version=episode.version, status="repaired")


@pytest.mark.parametrize("days", [-1, 1])
def test_a_closing_day_before_the_rupture_or_to_come_is_refused(episode: Episode, days: int) -> None:
    edge = datetime.date(2026, 1, 5) if days < 0 else timezone.localdate(timezone=episode.practice.zone)
    closing = {"by": episode.client.therapist, "episode": episode, "version": episode.version, "status": "unrepaired"}

    with pytest.raises(InvalidEntry) as refused:
        service.close_episode(**closing, on=edge + datetime.timedelta(days=days))
    assert refused.value.field == "on"

    assert service.close_episode(**closing, on=edge).closed_on == edge


def test_a_breach_that_turned_out_not_to_be_one_is_called_so_when_it_is_closed_otherwise(anas_client: Client) -> None:
    log(anas_client, MomentEntry(kind="breach", actor="therapist"), sign=True)
    closing = {"by": anas_client.therapist, "episode": Episode.objects.get(), "version": 1}
    service.close_episode(**closing, status="withdrawn")

    with pytest.raises(NotAllowedNow, match="closed already: not a breach after all"):
        service.close_episode(**closing, status="unrepaired")


def test_closing_or_reopening_over_a_stale_version_is_refused(episode: Episode) -> None:
    by = episode.client.therapist
    service.close_episode(by=by, episode=episode, version=1, status="withdrawn")

    with pytest.raises(NotAllowedNow, match="closed already: not a rupture after all"):
        service.close_episode(by=by, episode=episode, version=1, status="unrepaired")
    with pytest.raises(StaleVersion):
        service.reopen_episode(by=by, episode=episode, version=1)
    assert Episode.objects.get().status == "withdrawn"
    service.reopen_episode(by=by, episode=episode, version=2)
    with pytest.raises(StaleVersion) as refused:
        service.close_episode(by=by, episode=episode, version=1, status="unrepaired")
    assert refused.value.differences == {"Status": ("Open", "Unrepaired at ending")}


def test_the_same_close_or_the_same_opening_again_changes_nothing(episode: Episode) -> None:
    press = {"by": episode.client.therapist, "episode": episode}
    for _ in range(2):
        closed = service.close_episode(**press, version=1, status="unrepaired", ending="ended")
        assert (closed.status, closed.version) == ("unrepaired", 2)

    with pytest.raises(NotAllowedNow):
        service.close_episode(**press, version=2, status="unrepaired", ending="referred")
    for _ in range(2):
        opened = service.reopen_episode(**press, version=2)
        assert (opened.status, opened.version) == ("open", 3)


@pytest.mark.parametrize(
    ("moments", "status", "again"),
    [
        ((RUPTURE, REPAIR), "repaired", "worked_on"),
        ((RUPTURE, REPAIR), "unrepaired", "worked_on"),
        ((RUPTURE, REPAIR), "withdrawn", "worked_on"),
        ((RUPTURE,), "withdrawn", "open"),
        ((RUPTURE,), "unrepaired", "open"),
    ],
)
def test_a_closed_episode_opens_again_as_what_it_was(
    anas_client: Client, moments: tuple[MomentEntry, ...], status: str, again: str
) -> None:
    log(anas_client, *moments)
    episode, by = Episode.objects.get(), anas_client.therapist
    closed = service.close_episode(by=by, episode=episode, version=episode.version, status=status)

    reopened = service.reopen_episode(by=by, episode=closed, version=closed.version)

    assert (reopened.status, reopened.closed_on) == (again, None)


def test_a_tab_with_the_draft_that_closed_it_does_not_close_it_again_unasked(anas_client: Client) -> None:
    by, closing = anas_client.therapist, MomentEntry(**vars(REPAIR) | {"closes_as": "repaired"})
    draft = log(anas_client, RUPTURE, closing)
    as_opened = SessionEntry.of(draft)
    episode = Episode.objects.get()
    service.reopen_episode(by=by, episode=episode, version=episode.version)

    with pytest.raises(StaleVersion) as refused:
        session_service.save_draft(by=by, session=draft, version=draft.version, entry=as_opened)

    saved, entered = refused.value.differences["Moments"]
    assert ("· Repaired" in saved, "· Repaired" in entered) == (False, True)
    assert Episode.objects.get().status == "worked_on"


@pytest.mark.parametrize("status", ["repaired", "partly"])
@pytest.mark.parametrize("how", ["taken out", "session deleted"])
def test_without_its_only_attempt_a_repaired_episode_is_open_again(episode: Episode, status: str, how: str) -> None:
    by, client = episode.client.therapist, episode.client
    later = log(client, MomentEntry(**vars(REPAIR) | {"episode": str(episode.pk)}))
    episode.refresh_from_db()
    service.close_episode(by=by, episode=episode, version=episode.version, status=status)

    if how == "taken out":
        session_service.save_draft(by=by, session=later, version=later.version, entry=entry())
    else:
        delete_session(by=by, session=later, reason="mistake")

    now = Episode.objects.get()
    assert (now.status, now.closed_on) == ("open", None)


MISATTUNEMENT = MomentEntry(kind="misattunement", actor="therapist", marker="abstract_talk")


def test_a_signed_misattunement_that_turned_out_to_matter_is_followed_and_repaired_later(anas_client: Client) -> None:
    by = anas_client.therapist
    moment = log(anas_client, MISATTUNEMENT, sign=True).moments.get()

    followed, again = (service.follow_misattunement(by=by, moment=moment) for _ in range(2))
    assert (followed.status, followed.opening, again) == ("open", moment, followed)
    repair = MomentEntry(kind="repair", actor="therapist", episode=str(followed.pk))
    draft = log(anas_client, repair, starts_at=timezone.now())
    assert Episode.objects.get().status == "worked_on"

    # Nobody who changes that draft takes away what was opened on purpose.
    session_service.save_draft(by=by, session=draft, version=draft.version, entry=entry())
    assert Episode.objects.get().status == "open"
    assert AuditEntry.objects.filter(action="episode.open").count() == 1


@pytest.mark.parametrize(
    ("moment", "sign"), [(MISATTUNEMENT, False), (MomentEntry(kind="connection", actor="both"), True)]
)
def test_nothing_else_becomes_an_episode_by_being_followed(
    anas_client: Client, moment: MomentEntry, sign: bool
) -> None:
    stored = log(anas_client, moment, sign=sign).moments.get()

    with pytest.raises(NotAllowedNow):
        service.follow_misattunement(by=anas_client.therapist, moment=stored)

    assert not Episode.objects.exists()
