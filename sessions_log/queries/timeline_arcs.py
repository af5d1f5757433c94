"""Arcs from a rupture to each attempt to repair it: solid where it was repaired, dashed while it is open."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sessions_log.queries.timeline_rows import EpisodeRow, MomentRow
from sessions_log.queries.timeline_shapes import Axis, Stretch, Stroke
from sessions_log.vocabulary import OPEN_STATUSES, EpisodeStatus

LOOKS = {
    EpisodeStatus.OPEN: "open",
    EpisodeStatus.WORKED_ON: "open",
    EpisodeStatus.REPAIRED: "repaired",
    EpisodeStatus.PARTLY: "repaired",
    EpisodeStatus.UNREPAIRED: "unrepaired",
}
"""How an episode's arcs look; what turned out not to be a rupture has none."""

LIFT_LEAST, LIFT_MOST, LIFT_EACH = 14, 46, 4
BAR = "m0,-5v10"
TIERS, TIER = 4, 8
"""Arcs that run on beside one another keep to tiers, so that they can be told apart."""


class End(NamedTuple):
    """Where an arc begins or ends; outside the window it runs into the window's edge."""

    x: int
    is_inside: bool


@dataclass(frozen=True)
class Ground:
    """What arcs stand on: the columns, the pile of moments in each, the piles' upper edge and the height of a row.

    `goes_on` says that sessions follow the last column.
    """

    axis: Axis
    stretches: Sequence[Stretch]
    piles: Sequence[Sequence[MomentRow]]
    base: int
    row: int
    goes_on: bool

    @cached_property
    def columns(self) -> dict[int, int]:
        """Session number → column."""
        return {session.number: place for place, stretch in enumerate(self.stretches) for session in stretch.sessions}

    def end(self, number: int) -> End:
        column = self.columns.get(number)
        if column is not None:
            return End(self.axis.x(column), is_inside=True)
        return End(0 if number < min(self.columns) else self.axis.width, is_inside=False)


def arcs(episodes: Sequence[EpisodeRow], ground: Ground) -> list[Stroke]:
    """Return one stroke for each look."""
    paths: dict[str, list[str]] = {look: [] for look in ("unrepaired", "repaired", "open")}
    drawn: Counter[tuple[End, End]] = Counter()
    for place, episode in enumerate(episodes):
        if look := LOOKS.get(episode.status):
            paths[look] += _arcs_of(episode, ground, LIFT_LEAST + TIER * (place % TIERS), drawn)
    return [Stroke(f"arc {look}", "".join(found)) for look, found in paths.items() if any(found)]


def _arcs_of(episode: EpisodeRow, ground: Ground, lift: int, drawn: Counter[tuple[End, End]]) -> Iterator[str]:
    """Yield the arcs of one episode; `drawn` counts those that join the same two columns."""
    start = ground.end(episode.opened_in)
    for attempt in dict.fromkeys(episode.attempts):
        end = ground.end(attempt)
        if end != start:
            yield _arc(start, end, ground, lift, drawn[start, end])
            drawn[start, end] += 1
        elif start.is_inside:
            yield _bow(episode, ground.columns[attempt], ground)
    if episode.status in OPEN_STATUSES:
        yield _arc(start, End(ground.axis.width, is_inside=False), ground, lift)
    elif episode.status is EpisodeStatus.UNREPAIRED:
        yield _unrepaired(episode, start, ground, lift)


def _arc(start: End, end: End, ground: Ground, lift: int, before: int = 0) -> str:
    """Return the path between two ends. Where one of them lies outside, the arc runs level, `lift` above the piles.

    One that has others `before` it between the same ends bends less or more than they do.
    """
    base, bend = ground.base, min(ground.axis.step, (end.x - start.x) // 2)
    if start.is_inside and end.is_inside:
        sessions = (end.x - start.x) // ground.axis.step
        height = min(LIFT_MOST, LIFT_LEAST + LIFT_EACH * sessions)
        height += TIER * before if height + TIER * before <= LIFT_MOST else -TIER * before
        # The middle of such a curve is three quarters of the way to its handles.
        handle = base - max(height, TIER) * 4 // 3
        return f"M{start.x},{base}C{start.x},{handle} {end.x},{handle} {end.x},{base}"
    level = base - lift
    up = f"M{start.x},{base}Q{start.x},{level} {start.x + bend},{level}" if start.is_inside else f"M{start.x},{level}"
    down = f"H{end.x - bend}Q{end.x},{level} {end.x},{base}" if end.is_inside else f"H{end.x}"
    return up + down


def _bow(episode: EpisodeRow, column: int, ground: Ground) -> str:
    """Return the bow beside a pile that joins a rupture to its repair in the same session."""
    if len(ground.stretches[column].sessions) > 1:
        return ""
    pile = ground.piles[column]
    rows = [row for row, moment in enumerate(pile) if episode.id in (moment.opens, moment.repairs)]
    x = ground.axis.x(column) + 9
    upper, lower = (ground.base + ground.row * row + ground.row // 2 for row in (rows[0], rows[-1]))
    return f"M{x},{upper}Q{x + 8},{(upper + lower) // 2} {x},{lower}"


def _unrepaired(episode: EpisodeRow, start: End, ground: Ground, lift: int) -> str:
    """Return the line that stops, at a bar, where a rupture was left unrepaired; after the last session at the edge."""
    days = [stretch.sessions[-1].day for stretch in ground.stretches]
    edge = End(ground.axis.width, is_inside=False)
    if episode.closed_on is None or episode.closed_on > days[-1]:
        return _arc(start, edge, ground, lift) + ("" if ground.goes_on else BAR)
    closed = ground.axis.x(max(bisect_right(days, episode.closed_on) - 1, 0))
    end = End(max(closed, start.x + ground.axis.step // 2), is_inside=False)
    return _arc(start, end, ground, lift) + BAR
