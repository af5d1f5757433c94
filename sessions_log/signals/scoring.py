"""From the answers to an instrument to its score, by a key. The keys themselves are data in `signals.keys`."""

import enum
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Answer = int | float | None
"""One item's answer as it was given, before any reversal; None where it was left out."""


class Construct(enum.StrEnum):
    """What a score is about. Only alliance scores share the alliance lane, its averages and its exports."""

    ALLIANCE = "alliance"
    REAL_RELATIONSHIP = "real_relationship"
    RUPTURE = "rupture"
    DISTRESS = "distress"
    OTHER = "other"
    """Loaded by a practice and summed up plainly: nobody has said what it is about."""


class Aggregate(enum.StrEnum):
    """How the answers become one number."""

    MEAN = "mean"
    TOTAL = "total"
    ANY_YES = "any_yes"


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """The lowest and highest score that a key can give."""

    minimum: float
    maximum: float

    def share(self, score: float) -> float:
        """Return where a score lies in the range: 0 at its minimum, 1 at its maximum."""
        return (score - self.minimum) / (self.maximum - self.minimum)


@dataclass(frozen=True, slots=True)
class ScoringKey:
    """How one version of an instrument is scored. Item numbers are 1-based, as on the printed form."""

    code: str
    title: str
    version: str
    construct: Construct
    item_count: int
    minimum: float
    maximum: float
    aggregate: Aggregate
    source: str
    subscales: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    reversed_items: frozenset[int] = frozenset()
    risk_items: frozenset[int] = frozenset()
    missing_allowed: int = 0
    whole_numbers: bool = True
    read_as: str = ""
    """The published figures that a score is read by, in words; empty where we know of none."""

    @property
    def score_range(self) -> ScoreRange:
        """Return the range of the score, which for a total differs from the range of an item."""
        items = self.item_count if self.aggregate is Aggregate.TOTAL else 1
        return ScoreRange(self.minimum * items, self.maximum * items)

    @property
    def joins_others(self) -> bool:
        """Whether the score may enter averages and reports. One that holds a risk item stays with its client."""
        return not self.risk_items

    def raised(self, items: Sequence[Answer]) -> bool:
        """Return whether a risk item was answered with more than its lowest answer."""
        return any((items[number - 1] or self.minimum) > self.minimum for number in self.risk_items)


@dataclass(frozen=True, slots=True)
class Score:
    """A scored instrument; `value` and a subscale are None when too few of their items were answered."""

    value: float | None
    subscales: Mapping[str, float | None]
    answered: int


def score(key: ScoringKey, items: Sequence[Answer]) -> Score:
    """Score the answers of one occasion.

    `items` holds `key.item_count` answers in the order of the form. A missing item is stood in for by the mean
    of the others where the key's published rule allows it; a subscale is scored only when it is complete.
    Raises ValueError, naming the item, for a number outside the key's range or a fraction where only whole
    numbers are offered.
    """
    if len(items) != key.item_count:
        raise ValueError(f"{key.title} has {key.item_count} items, not {len(items)}")
    answers = [keyed(key, number, item) for number, item in enumerate(items, start=1)]
    return Score(
        value=_aggregate(key, answers, key.missing_allowed),
        subscales={
            name: _aggregate(key, [answers[number - 1] for number in numbers], missing_allowed=0)
            for name, numbers in key.subscales.items()
        },
        answered=len(_given(answers)),
    )


def keyed(key: ScoringKey, number: int, item: Answer) -> float | None:
    """Return the answer to an item, numbered from 1, in the direction of the score. Raises ValueError as `score`."""
    if item is None:
        return None
    if not key.minimum <= item <= key.maximum:  # so written, it refuses NaN too
        raise ValueError(f"item {number}: {item} is not between {key.minimum:g} and {key.maximum:g}")
    if key.whole_numbers and item != int(item):
        raise ValueError(f"item {number}: {item} is not a whole number")
    return float(key.minimum + key.maximum - item if number in key.reversed_items else item)


def _aggregate(key: ScoringKey, answers: Sequence[float | None], missing_allowed: int) -> float | None:
    given = _given(answers)
    if key.aggregate is Aggregate.ANY_YES and key.maximum in given:
        return key.maximum  # one yes decides, whatever was left out
    if not given or len(answers) - len(given) > missing_allowed:
        return None
    if key.aggregate is Aggregate.ANY_YES:
        return key.minimum
    if key.aggregate is Aggregate.TOTAL:
        return math.fsum(given) * len(answers) / len(given)
    return math.fsum(given) / len(given)


def _given(answers: Iterable[float | None]) -> list[float]:
    return [answer for answer in answers if answer is not None]
