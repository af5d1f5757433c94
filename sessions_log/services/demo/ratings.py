"""Alliance ratings that behave like real ones.

The figures are those published for 57 clients over 15 sessions on a scale of 1-5, taken to our 1-7: mean 5.5,
between clients .78, within a client .45 around a trend of .05 a session that flattens, lag-1 correlation .2,
heavy-tailed steps, 17 % of the ratings missing.
"""

import random
from dataclasses import dataclass

from sessions_log.models.entry import CHECK_ITEMS, Answers

MEAN, BETWEEN, WITHIN = 5.5, 0.78, 0.45
TREND, TREND_SESSIONS = 0.05, 15
CARRIED_OVER = 0.2
MISSING = 0.17
OUTLIERS, OUTLIER_WIDTH = 0.06, 2.5
ITEM_SPREAD, ITEM_MISSING = 0.55, 0.02
LOW, HIGH = 1, 7


@dataclass
class Course:
    """One rater's scores over a therapy, session after session."""

    rng: random.Random
    level: float
    spread: float = WITHIN
    outliers: float = OUTLIERS
    session: int = 0
    deviation: float = 0.0

    def next(self, shift: float = 0.0) -> float:
        """Return the score of the next session, 1-7, moved by what happened in it."""
        self.session += 1
        width = self.spread * (OUTLIER_WIDTH if self.rng.random() < self.outliers else 0.85)
        self.deviation = CARRIED_OVER * self.deviation + self.rng.gauss(0, width)
        trend = TREND * (min(self.session, TREND_SESSIONS) - TREND_SESSIONS / 2)
        return min(HIGH, max(LOW, self.level + trend + self.deviation + shift))


def answers(rng: random.Random, score: float) -> Answers:
    """Return the six answers to the check that lie about a score; now and then one is left out."""
    return tuple(
        None if rng.random() < ITEM_MISSING else min(HIGH, max(LOW, round(rng.gauss(score, ITEM_SPREAD))))
        for _ in range(CHECK_ITEMS)
    )
