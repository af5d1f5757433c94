"""A few scores as one small line, with gaps where a score is missing, and the same in words."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

WIDTH, HEIGHT, MARGIN = 96, 24, 3
"""The drawing's box, as in the viewBox where it is shown; the margin keeps the line's ends inside."""

SCORES = 10
PLACES = tuple(f"{MARGIN + place * (WIDTH - 2 * MARGIN) / (SCORES - 1):.1f}" for place in range(SCORES))


LONE = "m-1.5 0h3"
"""A score between two gaps: a stroke just long enough to be seen."""


class Score(NamedTuple):
    """A score with the ends of its instrument's range."""

    value: float
    minimum: float
    maximum: float


class Sparkline(NamedTuple):
    """`path` goes into the `d` of an SVG path; `words` say the same."""

    path: str
    words: str


def sparkline(scores: Sequence[Score | None]) -> Sparkline | None:
    """Return the line through up to ten scores, oldest first, None for a missing one; nothing if all are missing."""
    known = [score for score in scores if score]
    if not known:
        return None
    last = known[-1]
    words = f"Alliance: {len(known)} of the last {len(scores)} sessions rated, lately {last.value:.3g} on a scale of"
    return Sparkline(_path(scores), f"{words} {last.minimum:g} to {last.maximum:g}")


def _path(scores: Sequence[Score | None]) -> str:
    """Return the pen's way: down at the first score after a gap; the last score stands at the right edge."""
    parts: list[str] = []
    before: Score | None = None
    for x, score, after in zip(PLACES[-len(scores) :], scores, (*scores[1:], None), strict=True):
        if score:
            parts.append(f"{'L' if before else 'M'}{x} {_height(score)}")
            if not before and not after:
                parts.append(LONE)
        before = score
    return "".join(parts)


@lru_cache(maxsize=1024)
def _height(score: Score) -> str:
    share = (score.value - score.minimum) / (score.maximum - score.minimum)
    return f"{HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN):.1f}"
