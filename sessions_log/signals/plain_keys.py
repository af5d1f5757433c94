"""Keys that anybody can write down: a plain score on a scale of one's own, a plain sum or mean of items."""

import math
import re
from decimal import Decimal

from sessions_log.signals.scoring import Aggregate, Construct, ScoringKey

MAX_ITEMS = 200

LONGEST_CODE = 64
"""Characters that are kept of a key's code."""

PLAIN_AGGREGATES = {"sum": Aggregate.TOTAL, "mean": Aggregate.MEAN}

_NUMBER = r"(-?[0-9]+(?:\.[0-9]+)?)"
_SCALE = re.compile(rf"scale:{_NUMBER}:{_NUMBER}")
_ITEMS = re.compile(rf"(sum|mean):{_NUMBER}:{_NUMBER}:([1-9][0-9]{{0,2}})")


def plain_scale(code: str) -> ScoringKey:
    """Return the key of a plain alliance score on a scale of one's own, written `scale:MIN:MAX`.

    The key's code is the shortest way to write the same scale, so that `scale:1.0:7` and `scale:1:7` are one.
    Raises ValueError unless both ends are ordinary numbers and MIN is below MAX.
    """
    match = _SCALE.fullmatch(code)
    if match is None:
        raise ValueError(f"{code!r} is not of the form scale:MIN:MAX, for example scale:1:7")
    minimum, maximum = _ends(code, *match.groups())
    low, high = _written(minimum), _written(maximum)
    return ScoringKey(
        code=_short(f"scale:{low}:{high}"),
        title=f"Plain score from {low} to {high}",
        version="1",
        construct=Construct.ALLIANCE,
        item_count=1,
        minimum=minimum,
        maximum=maximum,
        aggregate=Aggregate.MEAN,
        whole_numbers=False,
        source="The practice’s own scale",
    )


def plain_items(code: str) -> ScoringKey:
    """Return the key of a plain sum or mean of items, written `sum:MIN:MAX:ITEMS` or `mean:MIN:MAX:ITEMS`.

    MIN and MAX are the ends of every item, none of which is reversed; all are needed. Nobody has said what such a
    score is about, so it is no alliance score. Raises ValueError for any other text.
    """
    match = _ITEMS.fullmatch(code)
    if match is None:
        raise ValueError(f"{code!r} is not of the form sum:MIN:MAX:ITEMS or mean:MIN:MAX:ITEMS, such as sum:0:4:10")
    kind, first, last, items = match.groups()
    if int(items) > MAX_ITEMS:
        raise ValueError(f"{code!r} has more than {MAX_ITEMS} items")
    minimum, maximum = _ends(code, first, last)
    low, high = _written(minimum), _written(maximum)
    return ScoringKey(
        code=_short(f"{kind}:{low}:{high}:{items}"),
        title=f"Plain {kind} of {items} items from {low} to {high}",
        version="1",
        construct=Construct.OTHER,
        item_count=int(items),
        minimum=minimum,
        maximum=maximum,
        aggregate=PLAIN_AGGREGATES[kind],
        whole_numbers=False,
        source="The practice’s own instrument",
    )


def plain_items_code(kind: str, minimum: float, maximum: float, items: int) -> str:
    """Return the code of a plain `sum` or `mean`."""
    return f"{kind}:{_written(minimum)}:{_written(maximum)}:{items}"


def _ends(code: str, first: str, last: str) -> tuple[float, float]:
    minimum, maximum = float(first) + 0.0, float(last) + 0.0  # + 0.0 turns -0 into 0
    if not (math.isfinite(minimum) and math.isfinite(maximum)):
        raise ValueError("a scale needs two ends that are not endless")
    if minimum >= maximum:
        raise ValueError(f"the lower end of {code!r} is not below its upper end")
    return minimum, maximum


def _written(number: float) -> str:
    """Return the shortest way to write a number without an exponent, which a code could not be read back from."""
    return f"{Decimal(repr(float(number))):f}".removesuffix(".0")


def _short(code: str) -> str:
    if len(code) > LONGEST_CODE:
        raise ValueError(f"{code!r} is longer than {LONGEST_CODE} characters")
    return code
