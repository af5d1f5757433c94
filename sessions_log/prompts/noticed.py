"""What ratings make worth asking about, from the numbers alone. Pure; scores are in points of a scale from 1 to 7.

Kept minimal on purpose: these decide only whether a prompt is offered. The published signal rules are another matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import TypeVar

from sessions_log.vocabulary import GoodThing, Rater, RelationshipItem

Item = TypeVar("Item", GoodThing, RelationshipItem)

Views = Mapping[Rater, Sequence[Mapping[Item, int]]]
"""What each rater gave (item → 1-7) in the last sessions that they answered anything of it, oldest first."""

DROP = 1.0
"""Points below the mean of the earlier scores."""
FEWEST_EARLIER = 3
GAP = 2.0
"""Points between the two views."""
DISTANT = 3.0
"""Mean of the real relationship or of the five good things, 1-7, at or below which they count as low."""
LOW = 2
"""One of the five good things at or below this stands near to its opposite."""
RECENT_SESSIONS = 3
"""What was rated further back is no longer news."""


@dataclass(frozen=True, slots=True)
class RatedScore:
    """One alliance score. `points` is its place on a scale from 1 to 7; `tension` says that any was logged then."""

    session: int
    rater: Rater
    instrument: str
    points: float
    tension: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """The client's latest score, and the mean of the `n` before it."""

    latest: float
    mean: float
    n: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Both views of the same session."""

    client: float
    therapist: float


@dataclass(frozen=True, slots=True)
class Distance:
    """What has been low over the last three sessions with an answer, in words, and its mean in each view that is."""

    about: str
    client: float | None = None
    therapist: float | None = None


@dataclass(frozen=True, slots=True)
class Low:
    """The one of the five good things that stood nearest to its opposite, and in whose view."""

    thing: GoodThing
    rater: Rater


@dataclass(frozen=True, slots=True)
class Told:
    """A tension that the client told of in the check while none was logged. `strength` is 1-5."""

    session: int
    strength: int | None = None
    talked_about: bool | None = None


def on_seven(score: float, low: float, high: float) -> float:
    """Return where a score from `low` to `high` lies on a scale from 1 to 7."""
    return 1 + 6 * (score - low) / (high - low)


def drop_in(scores: Sequence[RatedScore], last_session: int) -> Drop | None:
    """Return the client's drop below the mean of at least three earlier scores, if no tension was logged with it.

    `scores` are in the order of the sessions. Instruments are looked at one by one, the last used first.
    """
    for mine in _by_instrument(scores):
        clients = [score for score in mine if score.rater is Rater.CLIENT]
        if len(clients) <= FEWEST_EARLIER:
            continue
        *earlier, latest = clients
        mean = fmean(score.points for score in earlier)
        is_news = _is_recent(latest, last_session) and not latest.tension
        if is_news and round(mean - latest.points, 6) >= DROP:
            return Drop(latest.points, mean, len(earlier))
    return None


def gap_in(scores: Sequence[RatedScore], last_session: int) -> Gap | None:
    """Return how far the two views lie apart in the last session that both rated with the same instrument."""
    for mine in _by_instrument(scores):
        # Both raters of one session stand beside one another, the client first.
        both = [(one, other) for one, other in pairwise(mine) if one.session == other.session]
        if both and _is_recent(both[-1][0], last_session):
            client, therapist = sorted(both[-1], key=lambda score: score.rater)
            if round(abs(client.points - therapist.points), 6) >= GAP:
                return Gap(client.points, therapist.points)
    return None


def distance_in(real_relationship: Views[RelationshipItem], good_things: Views[GoodThing]) -> Distance | None:
    """Return what is low over the last three sessions with an answer, in the client's view or the therapist's.

    One view is enough: the two are never averaged, because one that is high would hide the other.
    """
    real = {rater: _mean_over_sessions(answers) for rater, answers in real_relationship.items()}
    things = {rater: _mean_over_sessions(answers) for rater, answers in good_things.items()}
    for about, means in (("the real relationship", real), ("the five good things", things)):
        low = {rater.value: mean for rater, mean in means.items() if mean is not None and round(mean, 6) <= DISTANT}
        if low:
            return Distance(about, **low)
    return None


def low_in(good_things: Views[GoodThing]) -> Low | None:
    """Return what stood lowest when each last answered, if it was near to its opposite; the client's view first."""
    latest = [
        (value, rater, thing)
        for rater in Rater
        for answers in good_things.get(rater, ())[-1:]
        for thing, value in answers.items()
        if value <= LOW
    ]
    _value, rater, thing = min(latest, key=lambda found: found[0], default=(None, None, None))
    return Low(thing, rater) if thing and rater else None


def _mean_over_sessions(answers: Sequence[Mapping[Item, int]]) -> float | None:
    """Return the mean of the last three sessions' means, or None with fewer of them."""
    if len(answers) < RECENT_SESSIONS:
        return None
    return fmean(fmean(given.values()) for given in answers[-RECENT_SESSIONS:])


def _by_instrument(scores: Sequence[RatedScore]) -> list[list[RatedScore]]:
    names = dict.fromkeys(score.instrument for score in reversed(scores))
    return [[score for score in scores if score.instrument == name] for name in names]


def _is_recent(score: RatedScore, last_session: int) -> bool:
    return score.session > last_session - RECENT_SESSIONS
