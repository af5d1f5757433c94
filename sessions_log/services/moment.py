"""Writes the moments of a session with their context, images and repairs, and the episodes that they touch."""

import uuid
from collections.abc import Sequence

from sessions_log.errors import InvalidEntry
from sessions_log.models import (
    Episode,
    FrameAgreement,
    ImageLink,
    Moment,
    MomentContext,
    Person,
    RelationalImage,
    RepairAttempt,
    TherapySession,
)
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.models.episode import OPENING_KINDS
from sessions_log.services.episode import follow_attempts, move, open_episode
from sessions_log.vocabulary import EpisodeStatus, MomentKind

PLAIN_FIELDS = ("kind", "marker", "actor", "clarity", "minute", "intensity", "contribution", "before")


def write_moments(*, by: Person, session: TherapySession, entries: Sequence[MomentEntry]) -> None:
    """Make the session's moments equal to `entries`, in their order; moments not among them are removed.

    Raises InvalidEntry when a rupture is removed that later repairs belong to, or a reference is not this client's.
    """
    _refuse_foreign(session, entries)
    stored = {moment.pk: moment for moment in session.moments.select_related("episode", "repair__episode")}
    touched = [moment.repair.episode for moment in stored.values() if hasattr(moment, "repair")]
    _remove(session, [moment for pk, moment in stored.items() if pk not in {entry.id for entry in entries}])
    moments = [_save(session, entry, position, stored) for position, entry in enumerate(entries)]
    _replace_details(session, list(zip(moments, entries, strict=True)))
    touched += _join_repairs(by, session, list(zip(moments, entries, strict=True)))
    for episode in {episode.pk: episode for episode in touched}.values():
        follow_attempts(by=by, episode=episode)
    _close_as_entered(by, session, entries, moments)


def _refuse_foreign(session: TherapySession, entries: Sequence[MomentEntry]) -> None:
    """Refuse references to another client's images, agreements or episodes, whatever the form let through."""
    wanted: list[tuple[type[RelationalImage | FrameAgreement | Episode], set[uuid.UUID], str]] = [
        (RelationalImage, {entry.image for entry in entries if entry.image}, "image"),
        (FrameAgreement, {entry.frame for entry in entries if entry.frame}, "frame"),
        (Episode, {uuid.UUID(entry.episode) for entry in entries if entry.episode not in ("", HERE)}, "episode"),
    ]
    for model, ids, field in wanted:
        if ids and model.objects.filter(client_id=session.client_id, pk__in=ids).count() != len(ids):
            raise InvalidEntry("This choice is no longer there for this client.", field)


def _remove(session: TherapySession, moments: Sequence[Moment]) -> None:
    RepairAttempt.objects.filter(moment__in=moments).delete()
    later = RepairAttempt.objects.filter(episode__opening__in=moments).exclude(moment__session=session)
    if later.exists():
        raise InvalidEntry("Repairs in other sessions belong to this rupture, so it cannot be taken out.")
    RepairAttempt.objects.filter(episode__opening__in=moments).delete()
    Moment.objects.filter(pk__in=[moment.pk for moment in moments]).delete()


def _save(session: TherapySession, entry: MomentEntry, position: int, stored: dict[uuid.UUID, Moment]) -> Moment:
    moment = stored.get(entry.id) if entry.id else None
    moment = moment or Moment(practice_id=session.practice_id)
    was_opening = moment.session_id is not None and moment.kind in OPENING_KINDS
    for name in PLAIN_FIELDS:
        setattr(moment, name, getattr(entry, name))
    moment.session, moment.position, moment.frame_id = session, position, entry.frame
    if entry.kind == MomentKind.REPAIR:
        moment.marker = ""
    if was_opening and entry.kind not in (*OPENING_KINDS, MomentKind.MISATTUNEMENT):
        _drop_episode(moment)
    moment.save()
    return moment


def _drop_episode(moment: Moment) -> None:
    """A rupture that is logged as something else now no longer opens an episode."""
    if RepairAttempt.objects.filter(episode__opening=moment).exists():
        raise InvalidEntry("A repair belongs to this rupture; take the repair out first.", "kind")
    Episode.objects.filter(opening=moment).delete()


def _replace_details(session: TherapySession, pairs: list[tuple[Moment, MomentEntry]]) -> None:
    """Replace context tags and image links of the session's moments, in a fixed number of statements."""
    moments = [moment for moment, _ in pairs]
    if not moments:
        return
    MomentContext.objects.filter(moment__in=moments).delete()
    ImageLink.objects.filter(moment__in=moments).delete()
    MomentContext.objects.bulk_create(
        MomentContext(practice_id=session.practice_id, moment=moment, axis=axis)
        for moment, entry in pairs
        for axis in dict.fromkeys(entry.contexts)
    )
    ImageLink.objects.bulk_create(
        ImageLink(practice_id=session.practice_id, moment=moment, image_id=entry.image, direction=entry.direction)
        for moment, entry in pairs
        if entry.image and entry.direction
    )


def _join_repairs(by: Person, session: TherapySession, pairs: list[tuple[Moment, MomentEntry]]) -> list[Episode]:
    """Open the episodes of ruptures and join the repairs to theirs; return the episodes that were touched."""
    touched: list[Episode] = []
    nearest: Moment | None = None
    for moment, entry in pairs:
        if entry.kind in OPENING_KINDS:
            touched.append(open_episode(by=by, moment=moment))
        if entry.kind in (*OPENING_KINDS, MomentKind.MISATTUNEMENT):
            nearest = moment
        if entry.kind == MomentKind.REPAIR:
            episode = _episode_of_repair(by, entry, nearest)
            RepairAttempt.objects.update_or_create(
                moment=moment,
                defaults={"episode": episode, "strategy": entry.strategy, "resolution": entry.resolution},
                create_defaults={
                    "practice_id": session.practice_id,
                    "episode": episode,
                    "strategy": entry.strategy,
                    "resolution": entry.resolution,
                },
            )
            touched.append(episode)
        else:
            RepairAttempt.objects.filter(moment=moment).delete()
    return touched


def _episode_of_repair(by: Person, entry: MomentEntry, nearest: Moment | None) -> Episode:
    if entry.episode == HERE:
        if nearest is None:
            raise InvalidEntry("There is no rupture above this repair. Choose the episode it belongs to.", "episode")
        return open_episode(by=by, moment=nearest)
    if not entry.episode:
        raise InvalidEntry("Choose the rupture that this repair belongs to.", "episode")
    return Episode.objects.get(pk=entry.episode)


def _close_as_entered(
    by: Person, session: TherapySession, entries: Sequence[MomentEntry], moments: Sequence[Moment]
) -> None:
    """Close the episodes that this session says it closed, and reopen those that it no longer does."""
    closing = {moment.pk: entry.closes_as for moment, entry in zip(moments, entries, strict=True)}
    attempts = RepairAttempt.objects.filter(moment__in=moments).order_by("moment__position")
    wanted = {attempt.episode_id: closing[attempt.moment_id] for attempt in attempts}
    for episode in Episode.objects.filter(closed_in=session):
        if episode.status != wanted.get(episode.pk, ""):
            move(by=by, episode=episode, to=EpisodeStatus.WORKED_ON)
            follow_attempts(by=by, episode=episode)
    for episode in Episode.objects.filter(pk__in=[pk for pk, status in wanted.items() if status]):
        if episode.is_open:
            to = EpisodeStatus(wanted[episode.pk])
            move(by=by, episode=episode, to=to, on=session.local_start.date(), session=session)
