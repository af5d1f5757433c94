"""Invents the moments of a session, and the episodes that ruptures open and repairs work on."""

import datetime

from sessions_log.models import Episode, Moment, RepairAttempt, TherapySession
from sessions_log.models.episode import OPENING_KINDS
from sessions_log.services.demo.bulk import texts
from sessions_log.services.demo.bulk.world import Therapy
from sessions_log.vocabulary import Actor, EpisodeStatus, MomentKind, RepairStrategy, markers_of

HOW_MANY = (0, 0, 1, 1, 2)
REPAIR_TRIED = 0.6
BEFORE_NOTED = 0.3
SHIFT = {MomentKind.CONNECTION: 0.3, MomentKind.MISATTUNEMENT: -0.3, MomentKind.RUPTURE: -0.9, MomentKind.BREACH: -1.6}
"""What a moment does to both ratings, in points of 1-7."""

KINDS, KIND_WEIGHTS = tuple(SHIFT), (50, 28, 20, 2)
MARKERS = {kind: markers_of(kind) for kind in KINDS}
ACTORS = (Actor.CLIENT, Actor.CLIENT, Actor.THERAPIST, Actor.BOTH)
STRATEGIES, RESOLUTIONS = tuple(RepairStrategy), (1, 2, 3, 4, 4, 5)
CLOSES_AS = {3: EpisodeStatus.PARTLY, 4: EpisodeStatus.REPAIRED, 5: EpisodeStatus.REPAIRED}
"""A repair that went this far (1-5) closes its episode; a poorer one leaves it being worked on."""


def add_moments(therapy: Therapy, session: TherapySession, day: datetime.date) -> float:
    """Add up to two moments to a session, a repair of the oldest open rupture first; return their shift of ratings."""
    rng, shift, position = therapy.world.rng, 0.0, 0
    if therapy.open_episodes and rng.random() < REPAIR_TRIED:
        _repair(therapy, session, day)
        position = 1
    for place in range(position, rng.choice(HOW_MANY)):
        kind = rng.choices(KINDS, KIND_WEIGHTS)[0]
        moment = _moment(therapy, session, place, kind, rng.choice(ACTORS), marker=rng.choice(MARKERS[kind]))
        shift += SHIFT[kind]
        if kind in OPENING_KINDS:
            _open(therapy, moment)
    return shift


def leave_unrepaired(therapy: Therapy, on: datetime.date) -> None:
    """Close what is still open when the therapy ends."""
    for episode in therapy.open_episodes:
        episode.status, episode.closed_on = EpisodeStatus.UNREPAIRED, on


def _moment(
    therapy: Therapy, session: TherapySession, position: int, kind: MomentKind, actor: Actor, marker: str = ""
) -> Moment:
    rng = therapy.world.rng
    moment = Moment(
        **therapy.world.own(),
        session_id=session.pk,
        position=position,
        kind=kind,
        marker=marker,
        actor=actor,
        minute=rng.randint(20 * position + 2, 20 * position + 25),
        intensity=rng.randint(1, 5),
        contribution=rng.randint(1, 5) if kind in OPENING_KINDS else None,
        before=rng.choice(texts.BEFORE) if rng.random() < BEFORE_NOTED else "",
    )
    therapy.rows[Moment].append(moment)
    return moment


def _open(therapy: Therapy, moment: Moment) -> None:
    episode = Episode(**therapy.world.own(), client_id=therapy.client.pk, opening_id=moment.pk)
    therapy.rows[Episode].append(episode)
    therapy.open_episodes.append(episode)


def _repair(therapy: Therapy, session: TherapySession, day: datetime.date) -> None:
    """Try to repair the oldest open rupture, and close it where that went well enough."""
    rng, episode = therapy.world.rng, therapy.open_episodes[0]
    moment = _moment(therapy, session, 0, MomentKind.REPAIR, Actor.THERAPIST)
    resolution = rng.choice(RESOLUTIONS)
    attempt = RepairAttempt(
        **therapy.world.own(),
        moment_id=moment.pk,
        episode_id=episode.pk,
        strategy=rng.choice(STRATEGIES),
        resolution=resolution,
    )
    therapy.rows[RepairAttempt].append(attempt)
    episode.status = CLOSES_AS.get(resolution, EpisodeStatus.WORKED_ON)
    if resolution in CLOSES_AS:
        episode.closed_on, episode.closed_in_id = day, session.pk
        therapy.open_episodes.pop(0)
