"""Files as people bring them, built in memory."""

import datetime
import io
import random
from collections.abc import Iterable

HEADER = "client_code,session_number,date,attendance,rater,instrument,score,note"


def csv_file(*rows: str, header: str = HEADER) -> io.BytesIO:
    """Return a file of these lines below the header."""
    return io.BytesIO("\n".join([header, *rows, ""]).encode())


def study() -> tuple[io.BytesIO, int]:
    """Return 57 clients × 15 weekly occasions with gaps, as a research file, and how many are rated."""
    rng = random.Random(2026)  # noqa: S311 - invented scores
    scores = ["" if rng.random() < 0.17 else f"{rng.uniform(3, 5):.2f}" for _ in range(57 * 15)]
    occasions = [(client, number) for client in range(1, 58) for number in range(1, 16)]
    rows = [
        f"P{client:02},{number},,,client,scale:1:5,{score},"
        for (client, number), score in zip(occasions, scores, strict=True)
    ]
    return csv_file(*rows), sum(map(bool, scores))


def long_therapy(sessions: int = 500) -> io.BytesIO:
    """Return one client's sessions over the years, rated by both, some missed, some with a note of two lines."""
    return csv_file(*_long_therapy(sessions))


def _long_therapy(sessions: int) -> Iterable[str]:
    rng = random.Random(500)  # noqa: S311 - invented scores
    for number in range(1, sessions + 1):
        day = datetime.date(2012, 1, 9) + datetime.timedelta(weeks=number)
        if number % 25 == 0:
            yield f"L-1,{number},{day},cancelled,,,,"
            continue
        note = '"Quiet, at first.\nThen ""the dream"" again."' if number % 10 == 1 else ""
        yield f"L-1,{number},{day},held,client,scale:1:7,{rng.uniform(4, 7):.1f},"
        yield f"L-1,{number},{day},held,therapist,scale:1:7,{rng.uniform(3, 6):.1f},{note}"
