"""How the two of them felt it, beside the alliance: the five good things, the relationship, the client's own check."""

import random
from collections.abc import Sequence
from typing import Any

from sessions_log.models import TherapySession
from sessions_log.models.entry import Answers
from sessions_log.services.check import answer, find_invitation, invite
from sessions_log.services.demo.story import Beat, Hour, Story
from sessions_log.vocabulary import ATTENDED, REAL_RELATIONSHIP, GoodThing, MomentKind, RelationshipItem

SHIFT_OF_KIND = {
    MomentKind.CONNECTION: 0.25,
    MomentKind.MISATTUNEMENT: -0.15,
    MomentKind.RUPTURE: -0.4,
    MomentKind.BREACH: -0.5,
    MomentKind.REPAIR: 0.3,
}
"""What a moment does to the client's rating, per point of its intensity; for a repair, of resolution above average."""

USUAL_INTENSITY = 2
AVERAGE_RESOLUTION = 3
GOOD_THINGS_GIVEN = 0.85
SPREAD = 0.4


def shift_of(beat: Beat) -> float:
    """Return what a moment does to the client's rating."""
    if beat.kind == MomentKind.REPAIR:
        return SHIFT_OF_KIND[beat.kind] * ((beat.resolution or AVERAGE_RESOLUTION) - AVERAGE_RESOLUTION)
    return SHIFT_OF_KIND[beat.kind] * (beat.intensity or USUAL_INTENSITY)


def good_things(story: Story, rng: random.Random, hour: Hour, number: int) -> dict[str, int]:
    """Return the five good things on their way from where they began to where they stand; some hours have none."""
    if story.good_from is None or story.good_to is None or rng.random() > GOOD_THINGS_GIVEN:
        return {}
    if hour.attendance not in ATTENDED:
        return {}
    values = _felt(story, rng, hour, number, story.good_from, story.good_to)
    return {thing.value: value for thing, value in zip(GoodThing, values, strict=True)}


def relationship(story: Story, rng: random.Random, hour: Hour, number: int) -> dict[str, int]:
    """Return how the therapist saw the two of them, on the way from the first session to the last."""
    if story.seen_from is None or story.seen_to is None or hour.attendance not in ATTENDED:
        return {}
    values = _felt(story, rng, hour, number, story.seen_from, story.seen_to)
    return {item.value: value for item, value in zip(RelationshipItem, values, strict=True)}


def answers_themselves(story: Story, hour: Hour, number: int) -> bool:
    """Return whether the client answers this hour's check themselves."""
    return hour.told is not None or 0 < story.answers_from <= number


def own_answers(story: Story, rng: random.Random, hour: Hour, number: int) -> dict[str, Any]:
    """Return what the client answers beside the six items of the check."""
    told: dict[str, Any] = {"tension": False}
    if hour.told:
        told = {"tension": True, "tension_strength": hour.told.strength, "talked_about": hour.told.talked_about}
        told["sentence"] = hour.told.sentence
    if story.good_from and story.good_to:
        values = _felt(story, rng, hour, number, story.good_from, story.good_to, story.apart)
        told |= {thing.value: value for thing, value in zip(GoodThing, values, strict=True)}
    if story.seen_from and story.seen_to:
        values = _felt(story, rng, hour, number, story.seen_from, story.seen_to, story.apart)
        seen = dict(zip(RelationshipItem, values, strict=True))
        told |= {item.value: seen[item] for item in REAL_RELATIONSHIP}
    return told


def answer_check(session: TherapySession, check: Answers, answers: dict[str, Any]) -> None:
    """Let the client answer the check of a session, by the way that clients go."""
    invitation = find_invitation(invite(by=session.therapist, session=session))
    if invitation:
        answer(invitation=invitation, check=check, answers=answers)


def _felt(
    story: Story,
    rng: random.Random,
    hour: Hour,
    number: int,
    first: Sequence[int],
    last: Sequence[int],
    apart: float = 0.0,
) -> list[int]:
    """Return values (1-7) about where they lie between the first session and the last, lower after a low moment."""
    way = (number - 1) / max(1, len(story.hours) - 1)
    low = min(0.0, sum(shift_of(beat) for beat in hour.beats)) + apart
    values = [start + (end - start) * way + low + rng.gauss(0, SPREAD) for start, end in zip(first, last, strict=True)]
    return [min(7, max(1, round(value))) for value in values]
