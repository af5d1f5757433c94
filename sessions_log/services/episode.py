"""Opens, works on and closes rupture episodes. Every change of status goes through `move`."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import Episode, Moment, Person, TherapySession
from sessions_log.models.episode import EPISODE_TRANSITIONS
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.vocabulary import OPEN_STATUSES, EpisodeStatus, MomentKind, SessionStatus, status_words

CLOSING_STATUSES = tuple(status for status in EpisodeStatus if status not in OPEN_STATUSES)

DUTIES = {"supervisor_informed_on": "Supervisor informed", "complaints_route_told_on": "Complaints route explained"}


def open_episode(*, by: Person, moment: Moment) -> Episode:
    """Open the episode of a rupture that has none yet."""
    session = moment.session
    episode = Episode.objects.create(practice_id=session.practice_id, client_id=session.client_id, opening=moment)
    audit.record(by=by, action="episode.open", subject=episode)
    return episode


def follow_misattunement(*, by: Person, moment: Moment) -> Episode:
    """Open the episode of a signed misattunement that turned out to matter; one that it has already stays.

    In a draft a repair that is joined to it does so. Raises NotAllowedNow there and for any other kind of moment.
    """
    with transaction.atomic():
        lock_client(moment.session.client_id)
        moment = Moment.objects.select_related("session", "episode").get(pk=moment.pk)
        if moment.kind != MomentKind.MISATTUNEMENT or moment.session.is_draft:
            raise NotAllowedNow("Only a misattunement of a signed session becomes an episode like this.")
        return moment.episode if hasattr(moment, "episode") else open_episode(by=by, moment=moment)


def move(
    *,
    by: Person,
    episode: Episode,
    to: EpisodeStatus,
    on: datetime.date | None = None,
    session: TherapySession | None = None,
    ending: str = "",
) -> None:
    """Change an episode's status; `on` and `session` say when and in which session it closed, `ending` how it went on.

    Raises NotAllowedNow when the transition table does not have this step.
    """
    if to not in EPISODE_TRANSITIONS[EpisodeStatus(episode.status)]:
        now, then = (_words(episode, status).lower() for status in (episode.status, to))
        raise NotAllowedNow(f"This episode is “{now}”; from there it cannot become “{then}”.")
    before, closes = episode.status, to not in OPEN_STATUSES
    episode.status = to
    episode.closed_on = on if closes else None
    episode.closed_in = session if closes else None
    episode.ending = ending
    episode.version += 1
    episode.save(update_fields=["status", "closed_on", "closed_in", "ending", "version"])
    audit.record(by=by, action="episode.move", subject=episode, before=before, after=to.value)


def follow_attempts(*, by: Person, episode: Episode, is_attempted: bool = False) -> None:
    """Bring an episode's status in line with whether any repair has been attempted; looked up unless known.

    One that was closed as repaired is open again when the only attempt was taken out.
    """
    if is_attempted or episode.attempts.exists():
        if episode.status == EpisodeStatus.OPEN:
            move(by=by, episode=episode, to=EpisodeStatus.WORKED_ON)
        return
    if episode.status in (EpisodeStatus.REPAIRED, EpisodeStatus.PARTLY):
        move(by=by, episode=episode, to=EpisodeStatus.WORKED_ON)
    if episode.status == EpisodeStatus.WORKED_ON:
        move(by=by, episode=episode, to=EpisodeStatus.OPEN)


def close_episode(
    *, by: Person, episode: Episode, version: int, status: str, on: datetime.date | None = None, ending: str = ""
) -> Episode:
    """Close an episode, today by the practice's clock unless `on` says otherwise; the same close again changes nothing.

    `ending` is an UnrepairedEnding, for one that stays unrepaired. Raises StaleVersion if it has changed since
    `version`, InvalidEntry for a date before the rupture or to come and for an ending with another status,
    NotAllowedNow if it was closed otherwise and for a step that is not in the table.
    """
    if ending and status != EpisodeStatus.UNREPAIRED:
        raise InvalidEntry("How it went on is asked of a rupture that stayed unrepaired.", "ending")
    with transaction.atomic():
        episode = _locked(episode)
        on = on or _today(episode)
        if (episode.status, episode.ending, episode.closed_on) == (status, ending, on):
            return episode
        if not episode.is_open:
            closed_as = _words(episode, episode.status).lower()
            raise NotAllowedNow(f"It was closed already: {closed_as}. To close it otherwise, open it again first.")
        if episode.version != version:
            raise StaleVersion({"Status": (_words(episode, episode.status), _words(episode, status))}, episode.version)
        _refuse_outside(episode, {"on": on})
        move(by=by, episode=episode, to=EpisodeStatus(status), on=on, ending=ending)
    return episode


def record_duties(
    *,
    by: Person,
    episode: Episode,
    version: int,
    supervisor_informed_on: datetime.date | None,
    complaints_route_told_on: datetime.date | None,
) -> Episode:
    """Record since when the supervisor knows of a breach and the client knows the complaints route; None is not yet.

    Raises NotAllowedNow for anything but a breach, StaleVersion if other days were recorded since `version`,
    InvalidEntry for a day before the breach or to come.
    """
    days = {"supervisor_informed_on": supervisor_informed_on, "complaints_route_told_on": complaints_route_told_on}
    with transaction.atomic():
        episode = _locked(episode)
        if not episode.is_breach:
            raise NotAllowedNow("These days are recorded for a breach only.")
        differing = {name: day for name, day in days.items() if getattr(episode, name) != day}
        if differing and episode.version != version:
            raise StaleVersion(
                {DUTIES[name]: (_in_words(getattr(episode, name)), _in_words(day)) for name, day in differing.items()},
                episode.version,
            )
        _refuse_outside(episode, differing)
        if differing:
            for name, day in differing.items():
                setattr(episode, name, day)
            episode.version += 1
            episode.save(update_fields=[*differing, "version"])
            informed, told = bool(supervisor_informed_on), bool(complaints_route_told_on)
            audit.record(by=by, action="episode.duties", subject=episode, informed=informed, told=told)
    return episode


def reopen_episode(*, by: Person, episode: Episode, version: int) -> Episode:
    """Open a closed episode again: the rupture turned out not to be over, or was closed by mistake.

    One that is open stays as it is. Raises StaleVersion if it was closed otherwise since `version`.
    """
    with transaction.atomic():
        episode = _locked(episode)
        if episode.is_open:
            return episode
        if episode.version != version:
            raise StaleVersion({"Status": (_words(episode, episode.status), "Open again")}, episode.version)
        # A tab with the draft that closed it would close it again unasked: that tab is stale from now on.
        draft = TherapySession.objects.filter(closed_episodes=episode, status=SessionStatus.DRAFT)
        draft.update(version=F("version") + 1)
        move(by=by, episode=episode, to=EpisodeStatus.WORKED_ON if episode.attempts.exists() else EpisodeStatus.OPEN)
    return episode


def _words(episode: Episode, status: str) -> str:
    return status_words(status, episode.opening.kind)


def _refuse_outside(episode: Episode, days: Mapping[str, datetime.date | None]) -> None:
    """Refuse days (field → day) before the rupture or to come, by the practice's clock."""
    first, today = episode.opening.session.local_start.date(), _today(episode)
    for field, day in days.items():
        if day and not first <= day <= today:
            raise InvalidEntry("The day must lie between the rupture and today.", field)


def _today(episode: Episode) -> datetime.date:
    return timezone.localdate(timezone=episode.practice.zone)


def _in_words(day: datetime.date | None) -> str:
    return f"{day:%-d %B %Y}" if day else "not yet"


def _locked(episode: Episode) -> Episode:
    """Return the episode as it is now, its client's records held until the transaction ends."""
    lock_client(episode.client_id)
    return Episode.objects.select_related("practice", "opening__session__practice").get(pk=episode.pk)
