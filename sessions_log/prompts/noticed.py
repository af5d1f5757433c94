"""What ratings make worth asking about, from the numbers alone. Pure; scores are in points of a scale from 1 to 7.

Kept minimal on purpose: these decide only whether a prompt is offered. The published signal rules are another matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from sessions_log.vocabulary import Rater

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
    """What has been low over the last three sessions that have it, in words, and its mean."""

    about: str
    mean: float


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


def distance_in(real_relationship: Sequence[float], good_things: Sequence[float]) -> Distance | None:
    """Return what is low over the last three sessions that have it; each sequence holds one mean a session."""
    for about, means in (("the real relationship", real_relationship), ("the five good things", good_things)):
        mean = fmean(means[-RECENT_SESSIONS:]) if len(means) >= RECENT_SESSIONS else None
        if mean is not None and round(mean, 6) <= DISTANT:
            return Distance(about, mean)
    return None


def _by_instrument(scores: Sequence[RatedScore]) -> list[list[RatedScore]]:
    names = dict.fromkeys(score.instrument for score in reversed(scores))
    return [[score for score in scores if score.instrument == name] for name in names]


def _is_recent(score: RatedScore, last_session: int) -> bool:
    return score.session > last_session - RECENT_SESSIONS
