"""Times two ways side by side, and prints what came out as one JSON object a line."""

import gc
import json
import time
from collections.abc import Callable, Iterable
from itertools import chain

from django.db import connection

ROUNDS, WARM_UP = 40, 8
IN_A_ROW = 3

Work = Callable[[], object]


def compare(work: Work, other: Work) -> tuple[float, float]:
    """Return the milliseconds of both, run in alternation, the garbage collector standing still.

    Of each the one that a twentieth of the runs stays below: whatever else the machine does is left out, which would
    otherwise weigh more on the longer of the two, because it is interrupted more often.
    """
    for _ in range(WARM_UP):
        work()
        other()
    gc.collect()
    gc.disable()
    try:
        pairs = [(_timed(work), _timed(other)) for _ in range(ROUNDS)]
    finally:
        gc.enable()
    return _quick(times for times, _ in pairs), _quick(times for _, times in pairs)


def report(
    name: str, figure: float, *, beside: str, at: float, ratio_most: float | None = None, ms_most: float | None = None
) -> None:
    """Print a figure in milliseconds; `beside` says whether `at` is a floor or a peer.

    `ratio_most` and `ms_most` are what the ratio and the figure may be; without either, the line only informs.
    """
    targets = []
    if ratio_most is not None:
        targets.append(f"ratio <= {ratio_most}")
    if ms_most is not None:
        targets.append(f"figure <= {ms_most} ms")
    ratio = figure / at
    line: dict[str, object] = {
        "name": f"{name}, {connection.display_name}",
        "figure": round(figure, 2),
        "unit": "ms",
        beside: round(at, 2),
        "ratio": round(ratio, 3),
    }
    if targets:
        holds = ratio <= (ratio_most or ratio) and figure <= (ms_most or figure)
        line |= {"target": " and ".join(targets), "holds": holds}
    print(json.dumps(line), flush=True)


def _timed(work: Work) -> list[float]:
    times = []
    for _ in range(IN_A_ROW):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return times


def _quick(rounds: Iterable[list[float]]) -> float:
    times = sorted(chain.from_iterable(rounds))
    return times[len(times) // 20]
