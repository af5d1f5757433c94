"""What a timeline is drawn from: columns of sessions, lanes of marks and strokes. Lengths are SVG user units (CSS px).

Everything is placed by the column's number, so that all lanes share one axis with equal room for each session.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sessions_log.queries.timeline_rows import VIEW_COLUMNS, LinkRow, MomentRow, Records, SessionRow

EDGE = 16
"""Free room at both ends of the axis."""
STEP_MIN, STEP_MAX = 24, 56
"""Room for a column: never less than a target for a finger, never so much that few sessions look lost."""
WIDTH_WANTED = 960
SHAPE = 16
LABEL_WIDTH, LABEL_CHARACTERS = 136, 17

VIEWS = len(VIEW_COLUMNS)

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One column: a session, or several that are drawn as one when the whole course is shown."""

    sessions: tuple[SessionRow, ...]
    moments: list[MomentRow] = field(default_factory=list)
    scores: dict[str, list[float]] = field(default_factory=dict)
    things: list[Values] = field(default_factory=list)
    own_things: list[Values] = field(default_factory=list)
    views: list[Values] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)


@dataclass(frozen=True)
class Axis:
    """The shared axis: how many columns, and how far they are apart."""

    columns: int

    @cached_property  # every mark of every lane asks for it
    def step(self) -> int:
        return max(STEP_MIN, min(STEP_MAX, WIDTH_WANTED // self.columns)) // 2 * 2

    @property
    def width(self) -> int:
        return 2 * EDGE + self.step * self.columns

    def x(self, column: int) -> int:
        """Return the middle of a column."""
        return EDGE + self.step // 2 + self.step * column


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to point at: its lane, the room it takes in its column, what it says; a moment's shape and number.

    One of no height is not drawn; it only stands in the table.
    """

    lane: str
    top: int
    height: int
    saying: str
    shape: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Stroke:
    """A drawn path with the class that gives it its look."""

    look: str
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words in the column of names; `y` is their base line."""

    look: str
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane; `marks` are by column."""

    height: int
    labels: list[Label]
    strokes: list[Stroke]
    marks: dict[int, list[Mark]]


def stretches_of(records: Records, sessions_each: int) -> list[Stretch]:
    """Return the columns, each of so many sessions, with what happened in them."""
    sessions = records.sessions
    starts = range(0, len(sessions), sessions_each)
    stretches = [Stretch(sessions[start : start + sessions_each]) for start in starts]
    of = {session.number: stretch for stretch in stretches for session in stretch.sessions}
    for moment in records.moments:
        of[moment.number].moments.append(moment)
    for rating in records.ratings:
        of[rating.number].scores.setdefault(rating.rater, []).append(rating.score)
    for session_number, *values in records.things:
        if session_number is not None:
            of[session_number].things.append(tuple(values))
    for session_number, *values in records.views:
        if session_number is not None:
            _take_views(of[session_number], values)
    for link in records.links:
        of[link.number].links.append(link)
    return stretches


def _take_views(stretch: Stretch, values: Sequence[float | None]) -> None:
    """Add how a session was seen, and the client's own five good things, as far as either was answered."""
    for views, found in ((stretch.views, values[:VIEWS]), (stretch.own_things, values[VIEWS:])):
        if known(found):
            views.append(tuple(found))


def words_beside(look: str, top: int, text: str, lines: int = 2, leading: int = 13) -> list[Label]:
    """Return a text as labels, broken to the width of the column of names and cut after so many lines."""
    broken = textwrap.wrap(text, LABEL_CHARACTERS, max_lines=lines, placeholder="…")
    return [Label(look, top + leading * line, words) for line, words in enumerate(broken)]


def known(values: Sequence[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def points(places: Sequence[tuple[float, float]]) -> str:
    """Return a path of dots, drawn by the round or square ends of lines of next to no length.

    Of none at all, the square ones would be missing on paper: PDF leaves them out.
    """
    return "".join(f"M{x:g},{y:g}h.01" for x, y in places)
