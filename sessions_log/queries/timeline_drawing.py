"""The drawing of a timeline: its lanes stacked on one axis, with what lies behind and beside them."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from sessions_log.queries.timeline_alliance import alliance_lane
from sessions_log.queries.timeline_lanes import images_lane, own_things_lane, sessions_lane, things_lane, views_lane
from sessions_log.queries.timeline_moments import moments_lane
from sessions_log.queries.timeline_rows import WINDOW, InstrumentRow, Records
from sessions_log.queries.timeline_shapes import (
    EDGE,
    LABEL_WIDTH,
    Axis,
    Label,
    Lane,
    Mark,
    Stretch,
    Stroke,
    stretches_of,
)
from sessions_log.queries.timeline_words import name_of
from sessions_log.vocabulary import FORMING_SESSIONS

TOP, GAP, FOOT = 22, 16, 46
DATE_ROOM = 72
PAPER_LEAST = 4
PAPER_WIDTH, PAPER_HEIGHT = 1010, 570
"""CSS pixels that a landscape A4 page leaves within its margins, between heading and legend."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it is, what it is called, and its marks.

    `session` is the one to open; None in a column of several, whose last has the number `last`.
    """

    x: int
    name: str
    session: uuid.UUID | None
    last: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below the axis: session number, day and month, and the year where it changes."""

    x: int
    number: int
    day: str
    year: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything with its place: `ground` lies under the marks, `strokes` over them.

    `paper` is in how many tenths of its size it fits on a landscape page.
    """

    width: int
    height: int
    step: int
    paper: int
    columns: tuple[Column, ...]
    ground: tuple[Stroke, ...]
    strokes: tuple[Stroke, ...]
    labels: tuple[Label, ...]
    rules: tuple[int, ...]
    ticks: tuple[Tick, ...]
    has_forming: bool

    @property
    def label_width(self) -> int:
        return LABEL_WIDTH

    @property
    def is_wide(self) -> bool:
        """Whether it wants more room than the column of other pages."""
        return self.width > PAPER_WIDTH

    @property
    def looks(self) -> set[str]:
        """What the legend has to explain: the looks of its strokes, and the kinds of its moments."""
        return {stroke.look for stroke in self.strokes} | {mark.shape for found in self.columns for mark in found.marks}

    @property
    def bottom(self) -> int:
        """Where the lanes end and the labels of the axis begin."""
        return self.height - FOOT


def draw(records: Records, instrument: InstrumentRow | None, today: datetime.date) -> Drawing:
    """Stack the lanes on one axis. A course longer than the window is drawn in columns of several sessions each."""
    stretches = stretches_of(records, sessions_each(len(records.sessions)))
    axis = Axis(len(stretches))
    lanes, rules, bottom = _stacked(
        [
            lambda top: alliance_lane(stretches, axis, top, instrument),
            lambda top: moments_lane(stretches, axis, top, records, today),
            lambda top: things_lane(stretches, axis, top),
            lambda top: own_things_lane(stretches, axis, top),
            lambda top: views_lane(stretches, axis, top),
            lambda top: images_lane(stretches, axis, top, records.images),
            lambda top: sessions_lane(stretches, axis, top),
        ]
    )
    ticks = _ticks(stretches, axis)
    ground = _ground(stretches, axis, ticks, bottom)
    return Drawing(
        width=axis.width,
        height=bottom + FOOT,
        step=axis.step,
        paper=_paper(axis.width + LABEL_WIDTH, bottom + FOOT),
        columns=tuple(_column(place, stretch, axis, lanes) for place, stretch in enumerate(stretches)),
        ground=ground,
        strokes=tuple(stroke for lane in lanes for stroke in lane.strokes if stroke.path),
        labels=tuple(label for lane in lanes for label in lane.labels),
        rules=rules,
        ticks=ticks,
        has_forming=any(stroke.look == "forming" for stroke in ground),
    )


def sessions_each(sessions: int) -> int:
    """Return how many sessions a column has to stand for."""
    return ceil(sessions / WINDOW)


def _stacked(builders: Sequence[Callable[[int], Lane | None]]) -> tuple[list[Lane], tuple[int, ...], int]:
    """Build the lanes one below the other; return them, the rules between them and where the last one ends.

    The axis, which comes last, has a line of its own and needs no rule.
    """
    lanes, rules, top = [], [], TOP
    for build in builders:
        if lane := build(top):
            lanes.append(lane)
            rules.append(top - GAP // 2)
            top += lane.height + GAP
    return lanes, tuple(rules[1:-1]), top - GAP


def _column(place: int, stretch: Stretch, axis: Axis, lanes: Sequence[Lane]) -> Column:
    return Column(
        x=axis.x(place),
        name=name_of(stretch.sessions),
        session=uuid.UUID(stretch.sessions[0].id) if len(stretch.sessions) == 1 else None,
        last=stretch.sessions[-1].number,
        marks=tuple(mark for lane in lanes for mark in lane.marks.get(place, ())),
    )


def _ground(stretches: Sequence[Stretch], axis: Axis, ticks: Sequence[Tick], bottom: int) -> tuple[Stroke, ...]:
    """Return what lies behind all lanes and marks: the forming phase, lines up from the labels, frames round drafts."""
    forming = sum(session.number <= FORMING_SESSIONS for stretch in stretches for session in stretch.sessions)
    width = axis.step * forming // len(stretches[0].sessions)
    drafts = [place for place, stretch in enumerate(stretches) if any(session.is_draft for session in stretch.sessions)]
    half = axis.step // 2
    frames = "".join(f"M{axis.x(place) - half + 1},4h{axis.step - 2}V{bottom}h{2 - axis.step}z" for place in drafts)
    found = [
        Stroke("forming", f"M{EDGE},0h{width}V{bottom}h-{width}z" if width else ""),
        Stroke("upright", "".join(f"M{tick.x},{TOP}V{bottom}" for tick in ticks)),
        Stroke("draft", frames),
    ]
    return tuple(stroke for stroke in found if stroke.path)


def _paper(width: int, height: int) -> int:
    """Return in how many tenths of its size a drawing fits on a page."""
    return max(PAPER_LEAST, min(10, 10 * PAPER_WIDTH // width, 10 * PAPER_HEIGHT // height))


def _ticks(stretches: Sequence[Stretch], axis: Axis) -> tuple[Tick, ...]:
    """Label every column, or every second, fifth or tenth, whichever leaves room for a date; always the first."""
    every = next(every for every in (1, 2, 5, 10) if every * axis.step >= DATE_ROOM)
    firsts = [stretch.sessions[0] for stretch in stretches]
    # Round numbers where a column is a session; in longer stretches there are none.
    start = -firsts[0].number % every if len(stretches[0].sessions) == 1 else 0
    places = list(range(start, len(stretches), every))
    if start * axis.step >= DATE_ROOM or not places:
        places.insert(0, 0)
    ticks, year = [], 0
    for place in places:
        first = firsts[place]
        changed = first.day.year != year
        year = first.day.year
        ticks.append(Tick(axis.x(place), first.number, f"{first.day:%-d %b}", str(year) if changed else ""))
    return tuple(ticks)
