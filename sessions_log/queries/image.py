"""The ledger of one relational image: the moments that touched it, and whether it is loosening."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone

from sessions_log.models import RelationalImage
from sessions_log.queries.words import moment_title
from sessions_log.vocabulary import ImageDirection

FEWEST = 4
"""Below this many moments nothing is said about a direction."""

STEP = 26
"""Width of one moment in the picture."""


@dataclass(frozen=True)
class LedgerLine:
    """One moment that re-enacted or countered the image; `x` is its place in the picture."""

    session_id: uuid.UUID
    session_number: int
    on: datetime.date
    direction: str
    kind: str
    title: str
    x: int


@dataclass(frozen=True)
class Ledger:
    """All moments of an image in order of time, with the words for its movement."""

    lines: list[LedgerLine]
    re_enacted: int
    countered: int
    movement: str
    width: int


def ledger_of(image: RelationalImage) -> Ledger:
    """Return the ledger in one query."""
    links = image.links.select_related("moment__session").order_by(
        "moment__session__starts_at", "moment__session__number", "moment__position"
    )
    lines = [
        LedgerLine(
            session_id=link.moment.session_id,
            session_number=link.moment.session.number,
            on=timezone.localtime(link.moment.session.starts_at).date(),
            direction=link.direction,
            kind=link.moment.kind,
            title=moment_title(link.moment.kind, link.moment.marker, link.moment.actor),
            x=STEP * place + STEP // 2,
        )
        for place, link in enumerate(links)
    ]
    countered = [line.direction == ImageDirection.COUNTERED for line in lines]
    return Ledger(
        lines=lines,
        re_enacted=countered.count(False),
        countered=countered.count(True),
        movement=movement_of(countered),
        width=max(STEP * len(lines), STEP),
    )


def movement_of(countered: list[bool]) -> str:
    """Return whether an image is loosening, from its moments in order: the later half beside the earlier one.

    A count and no test: it describes what was logged, and says nothing of what comes.
    """
    if len(countered) < FEWEST:
        return f"Fewer than {FEWEST} moments so far: too few to say where it is going."
    half = len(countered) // 2
    early, late = countered[:half], countered[-half:]
    change = late.count(True) - early.count(True)
    figures = f"countered {early.count(True)} of the first {half} times, {late.count(True)} of the last {half}"
    if change > 0:
        return f"It seems to be loosening: {figures}."
    return f"It seems to be tightening: {figures}." if change < 0 else f"No movement to see yet: {figures}."
