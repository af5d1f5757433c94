"""Writes the moments of a session with their context, images and repairs, and the episodes that they touch."""

import uuid
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

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
from sessions_log.vocabulary import EpisodeStatus, MomentKind, MomentTag, status_words

Pairs = list[tuple[Moment, MomentEntry]]

TENSIONS = (*OPENING_KINDS, MomentKind.MISATTUNEMENT)
"""What a repair may be joined to."""

BACK_AGAIN = "Open the session again, and it is back in its place."

PLAIN_FIELDS = ("kind", "marker", "actor", "clarity", "minute", "intensity", "contribution", "before")
TAGS = tuple(tag.value for tag in MomentTag)


def write_moments(*, by: Person, session: TherapySession, entries: Sequence[MomentEntry], is_new: bool = False) -> None:
    """Make the session's moments equal to `entries`, in their order; moments not among them are removed.

    Of a session that `is_new` none is looked for. Raises InvalidEntry when a rupture is removed that later repairs
    belong to or whose page holds more, or a reference is not this client's.
    """
    _refuse_foreign(session, RelationalImage, {entry.image for entry in entries if entry.image}, "image")
    _refuse_foreign(session, FrameAgreement, {entry.frame for entry in entries if entry.frame}, "frame")
    stored = {} if is_new else _stored(session)
    touched = {moment.repair.episode for moment in stored.values() if hasattr(moment, "repair")}
    _remove(session, [moment for pk, moment in stored.items() if pk not in {entry.id for entry in entries}])
    chosen = _chosen_episodes(session, entries)
    pairs = _save(session, entries, stored)
    _replace_details(session, pairs, stored)
    joined = _join_repairs(by, session, pairs, chosen, stored)
    touched |= joined
    if stored:
        _drop_unfounded(session)
        touched = set(Episode.objects.filter(pk__in=[episode.pk for episode in touched]))
    for episode in touched:
        follow_attempts(by=by, episode=episode, is_attempted=episode in joined)
    if touched and (stored or any(entry.closes_as for entry in entries)):
        _close_as_entered(by, session, pairs)


def _stored(session: TherapySession) -> dict[uuid.UUID, Moment]:
    return {moment.pk: moment for moment in session.moments.select_related("episode", "repair__episode")}


def _chosen_episodes(session: TherapySession, entries: Sequence[MomentEntry]) -> dict[str, Episode]:
    """Return the episodes that repairs were joined to by id, all of this client."""
    ids = {uuid.UUID(entry.episode) for entry in entries if entry.episode not in ("", HERE)}
    if not ids:
        return {}
    found = Episode.objects.filter(client_id=session.client_id, pk__in=ids)
    chosen = {str(episode.pk): episode for episode in found}
    if len(chosen) != len(ids):
        raise InvalidEntry("This rupture is no longer there for this client.", "episode")
    return chosen


def _refuse_foreign(
    session: TherapySession, model: type[RelationalImage | FrameAgreement], ids: set[uuid.UUID], field: str
) -> None:
    """Refuse references to another client's images and agreements, whatever the form let through."""
    if ids and model.objects.filter(client_id=session.client_id, pk__in=ids).count() != len(ids):
        raise InvalidEntry("This choice is no longer there for this client.", field)


def _remove(session: TherapySession, moments: Sequence[Moment]) -> None:
    if not moments:
        return
    RepairAttempt.objects.filter(moment__in=moments).delete()
    belonging = RepairAttempt.objects.filter(episode__opening__in=moments)
    if belonging.exclude(moment__session=session).exists():
        raise InvalidEntry(f"Repairs in other sessions belong to this rupture, so it cannot be taken out. {BACK_AGAIN}")
    if Episode.objects.filter(_noted_elsewhere(session), opening__in=moments).exists():
        raise InvalidEntry(
            f"What was done about this rupture is noted on its page, so it cannot be taken out. {BACK_AGAIN} If it was "
            "none after all, it can be closed as that on its page."
        )
    belonging.delete()
    Moment.objects.filter(pk__in=[moment.pk for moment in moments]).delete()


def _noted_elsewhere(session: TherapySession) -> Q:
    """Return the condition that an episode holds more than its session does: duties, answers to prompts, its close."""
    duties = Q(supervisor_informed_on__isnull=False) | Q(complaints_route_told_on__isnull=False)
    closed = Q(closed_on__isnull=False) & ~Q(closed_in=session)
    return duties | closed | Q(prompt_choices__answered_at__isnull=False)


def _save(session: TherapySession, entries: Sequence[MomentEntry], stored: dict[uuid.UUID, Moment]) -> Pairs:
    """Write the moments themselves, in two statements at most."""
    pairs: Pairs = []
    for position, entry in enumerate(entries):
        moment = (stored.get(entry.id) if entry.id else None) or Moment(practice_id=session.practice_id)
        for name in PLAIN_FIELDS:
            setattr(moment, name, getattr(entry, name))
        for tag in TAGS:
            setattr(moment, tag, tag in entry.tags)
        moment.session, moment.position, moment.frame_id = session, position, entry.frame
        moment.marker = "" if entry.kind == MomentKind.REPAIR else entry.marker
        pairs.append((moment, entry))
    moments = [moment for moment, _ in pairs]
    Moment.objects.bulk_create(moment for moment in moments if moment.pk not in stored)
    changed = [moment for moment in moments if moment.pk in stored]
    if changed:
        Moment.objects.bulk_update(changed, [*PLAIN_FIELDS, *TAGS, "position", "frame"])
    return pairs


def _replace_details(session: TherapySession, pairs: Pairs, stored: dict[uuid.UUID, Moment]) -> None:
    """Replace context tags and image links of the session's moments, in a fixed number of statements."""
    if stored:
        MomentContext.objects.filter(moment__in=stored).delete()
        ImageLink.objects.filter(moment__in=stored).delete()
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


def _join_repairs(
    by: Person,
    session: TherapySession,
    pairs: Pairs,
    chosen: dict[str, Episode],
    stored: dict[uuid.UUID, Moment],
) -> set[Episode]:
    """Open the episodes of ruptures and join the repairs to theirs; return the episodes that repairs touch."""
    touched: set[Episode] = set()
    nearest: Episode | Moment | None = None
    attempts = {pk: moment.repair for pk, moment in stored.items() if hasattr(moment, "repair")}
    no_repairs = [moment for moment, entry in pairs if moment.pk in stored and entry.kind != MomentKind.REPAIR]
    if no_repairs:
        RepairAttempt.objects.filter(moment__in=no_repairs).delete()
    for moment, entry in pairs:
        if entry.kind in TENSIONS:
            nearest = getattr(moment, "episode", moment) if moment.pk in stored else moment
            if isinstance(nearest, Moment) and entry.kind in OPENING_KINDS:
                nearest = open_episode(by=by, moment=moment)
        elif entry.kind == MomentKind.REPAIR:
            if entry.episode == HERE and isinstance(nearest, Moment):
                nearest = open_episode(by=by, moment=nearest)  # a misattunement that turned out to need repair
            episode = nearest if entry.episode == HERE else chosen.get(entry.episode)
            if not isinstance(episode, Episode):
                raise InvalidEntry("Choose the rupture that this repair belongs to.", "episode")
            attempt = attempts.get(moment.pk) or RepairAttempt(practice_id=session.practice_id, moment=moment)
            attempt.episode, attempt.strategy, attempt.resolution = episode, entry.strategy, entry.resolution
            attempt.client_said = entry.client_said
            attempt.save()
            touched.add(episode)
    return touched


def _drop_unfounded(session: TherapySession) -> None:
    """Remove episodes that have lost their ground: a rupture, or a misattunement that a repair is joined to."""
    openings = session.moments.exclude(kind__in=OPENING_KINDS)
    joined = Exists(RepairAttempt.objects.filter(episode=OuterRef("pk")))
    episodes = Episode.objects.filter(opening__in=openings).annotate(is_joined=joined)
    if episodes.filter(is_joined=True).exclude(opening__kind__in=TENSIONS).exists():
        raise InvalidEntry("A repair belongs to this rupture; take the repair out first.", "kind")
    episodes.filter(is_joined=False).delete()


def _close_as_entered(by: Person, session: TherapySession, pairs: Pairs) -> None:
    """Close the episodes that this session says it closed, and reopen those that it no longer does.

    Raises InvalidEntry for one that was closed otherwise meanwhile: neither of the two is the word that counts.
    """
    on = session.local_start.date()
    closing = {moment.pk: entry.closes_as for moment, entry in pairs}
    attempts = RepairAttempt.objects.filter(moment__in=closing).order_by("moment__position")
    wanted = {attempt.episode_id: closing[attempt.moment_id] for attempt in attempts}
    for episode in Episode.objects.filter(closed_in=session):
        if episode.status != wanted.get(episode.pk, ""):
            move(by=by, episode=episode, to=EpisodeStatus.WORKED_ON)
            follow_attempts(by=by, episode=episode)
        elif episode.closed_on != on:
            episode.closed_on = on
            episode.save(update_fields=["closed_on"])
    for episode in Episode.objects.filter(pk__in=[pk for pk, status in wanted.items() if status]):
        to = EpisodeStatus(wanted[episode.pk])
        if episode.is_open:
            move(by=by, episode=episode, to=to, on=on, session=session)
        elif episode.status != to:
            closed_as = status_words(episode.status, episode.opening.kind).lower()
            raise InvalidEntry(
                f"The rupture of this repair was closed meanwhile: {closed_as}. Open it again on its page to close it "
                "otherwise, or choose “Still open” here to leave it as it is.",
                "closes_as",
            )
