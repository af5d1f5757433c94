"""The lanes below alliance and moments: what was felt on scales, relational images, and the axis of sessions itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean

from sessions_log.queries.timeline_rows import Id
from sessions_log.queries.timeline_shapes import (
    Axis,
    Label,
    Lane,
    Mark,
    Stretch,
    Stroke,
    Values,
    points,
    words_beside,
)
from sessions_log.queries.timeline_words import attendance_saying, image_saying, things_saying, views_saying
from sessions_log.vocabulary import REAL_RELATIONSHIP, Attendance, GoodThing, ImageDirection, RelationshipItem

OWN_THINGS = "own-things"
THINGS, THING_ROW, THING_UNIT, THING_MIDDLE = "things", 24, 3.5, 4
THING_NAMES = {
    GoodThing.ZEST: "Zest",
    GoodThing.ACTION: "Ability to act",
    GoodThing.KNOWLEDGE: "Knowledge",
    GoodThing.WORTH: "Worth",
    GoodThing.MORE_CONNECTION: "More connection",
}
"""Short enough to stand beside a row; the sentences have the full names."""

VIEWS = "views"
VIEW_NAMES = (
    *(f"{item.short}, client" for item in REAL_RELATIONSHIP),
    *(f"{item.short}, therapist" for item in REAL_RELATIONSHIP),
    RelationshipItem.AUTHENTICITY.short,
)
"""In the order of `timeline_rows.VIEW_COLUMNS`."""

IMAGES, IMAGE_ROW, IMAGE_ROWS_MOST, MORE_ROOM = "images", 44, 4, 28
SESSIONS, SESSIONS_HEIGHT = "sessions", 30

Touches = dict[Id, Counter[ImageDirection]]


def things_lane(stretches: Sequence[Stretch], axis: Axis, top: int) -> Lane | None:
    """Return five rows of bars, up from the middle for the good thing and down for its opposite; None without any."""
    return _things_lane(THINGS, "Five good things", [stretch.things for stretch in stretches], axis, top)


def own_things_lane(stretches: Sequence[Stretch], axis: Axis, top: int) -> Lane | None:
    """Return the same as the client answered; None where the client never did."""
    own = [stretch.own_things for stretch in stretches]
    return _things_lane(OWN_THINGS, "The client’s five", own, axis, top, by="by the client")


def _things_lane(
    lane: str, title: str, given: Sequence[Sequence[Values]], axis: Axis, top: int, *, by: str = ""
) -> Lane | None:
    values = {column: _means(things) for column, things in enumerate(given) if things}
    if not values:
        return None
    marks = _marks(lane, top, len(GoodThing), {column: things_saying(found, by) for column, found in values.items()})
    return _bars_lane(title, list(THING_NAMES.values()), values, marks, axis, top)


def views_lane(stretches: Sequence[Stretch], axis: Axis, top: int) -> Lane | None:
    """Return rows of bars for how the relationship was seen, those alone that were ever answered; None without any."""
    values = {column: _means(stretch.views) for column, stretch in enumerate(stretches) if stretch.views}
    rows = [row for row in range(len(VIEW_NAMES)) if any(found[row] is not None for found in values.values())]
    if not rows:
        return None
    marks = _marks(VIEWS, top, len(rows), {column: views_saying(found) for column, found in values.items()})
    drawn = {column: tuple(found[row] for row in rows) for column, found in values.items()}
    return _bars_lane("Real relationship", [VIEW_NAMES[row] for row in rows], drawn, marks, axis, top)


def _marks(lane: str, top: int, rows: int, said: Mapping[int, str]) -> dict[int, list[Mark]]:
    return {column: [Mark(lane, top + 20, THING_ROW * rows, saying)] for column, saying in said.items()}


def _bars_lane(
    title: str,
    names: Sequence[str],
    values: Mapping[int, Values],
    marks: dict[int, list[Mark]],
    axis: Axis,
    top: int,
) -> Lane:
    """Return a lane with a row of bars for each name; `values` are by column, in the order of the names."""
    first, width = top + 20, min(axis.step // 2, 16)
    bars: dict[str, list[str]] = {"thing-down": [], "thing-even": [], "thing-up": []}
    for column, found in values.items():
        for row, value in enumerate(found):
            if value is not None:
                middle = first + THING_ROW * row + THING_ROW // 2
                look, bar = _bar(value, axis.x(column) - width // 2, middle, width)
                bars[look].append(bar)
    middles = "".join(f"M0,{first + THING_ROW * row + THING_ROW // 2}h{axis.width}" for row in range(len(names)))
    labels = [Label("row", first + THING_ROW * row + 16, name) for row, name in enumerate(names)]
    strokes = [Stroke("middle", middles), *(Stroke(look, "".join(found)) for look, found in bars.items() if found)]
    return Lane(20 + THING_ROW * len(names), [Label("lane", top + 12, title), *labels], strokes, marks)


def _means(things: Sequence[Values]) -> Values:
    columns = zip(*things, strict=True)
    known = ([value for value in column if value is not None] for column in columns)
    return tuple(fmean(values) if values else None for values in known)


def _bar(value: float, x: int, middle: int, width: int) -> tuple[str, str]:
    """Return the look and path of one bar; a value in the very middle is a thin one."""
    length = round((value - THING_MIDDLE) * THING_UNIT, 1)
    if length == 0:
        return "thing-even", f"M{x},{middle - 1}h{width}v2h-{width}z"
    return ("thing-up" if length > 0 else "thing-down"), f"M{x},{middle}h{width}v{-length:g}h-{width}z"


def images_lane(stretches: Sequence[Stretch], axis: Axis, top: int, images: Mapping[Id, str | None]) -> Lane | None:
    """Return a row for each image touched, countered above its line and re-enacted below; None without any.

    Only the images touched most often have a row; the table has them all, and the lane says that there are more.
    """
    touched = Counter(link.image for stretch in stretches for link in stretch.links)
    if not touched:
        return None
    often = {image for image, _ in touched.most_common(IMAGE_ROWS_MOST)}
    numbers = {image: number for number, image in enumerate(images, start=1)}
    first = top + 20
    rows = {image: first + IMAGE_ROW * row for row, image in enumerate(image for image in images if image in often)}
    labels = [Label("lane", top + 12, "Relational images")]
    for image, y in rows.items():
        labels += words_beside("row", y + 13, images[image] or f"Image {numbers[image]}", lines=3)
    bottom = first + IMAGE_ROW * len(rows)
    more = len(touched) - len(rows)
    if more:
        labels += [Label("row", bottom + 10, f"and {more} more,"), Label("row", bottom + 23, "in the table")]
        bottom += MORE_ROOM
    touches = [_directions(stretch) for stretch in stretches]
    marks = {
        column: [
            Mark(
                IMAGES,
                rows.get(image, 0),
                IMAGE_ROW if image in rows else 0,
                image_saying(images[image], numbers[image], found),
            )
            for image, found in directions.items()
        ]
        for column, directions in enumerate(touches)
    }
    return Lane(bottom - top, labels, _image_strokes(touches, axis, rows), marks)


def _directions(stretch: Stretch) -> Touches:
    """Return how often each image was re-enacted and countered."""
    found: Touches = {}
    for link in stretch.links:
        found.setdefault(link.image, Counter())[ImageDirection(link.direction)] += 1
    return found


def _image_strokes(touches: Sequence[Touches], axis: Axis, rows: Mapping[Id, int]) -> list[Stroke]:
    middles = {image: y + IMAGE_ROW // 2 for image, y in rows.items()}
    ends: dict[ImageDirection, list[tuple[float, float]]] = {direction: [] for direction in ImageDirection}
    stems = []
    for column, touched in enumerate(touches):
        for image, directions in touched.items():
            if image not in rows:
                continue
            for direction in directions:
                length = -10 if direction is ImageDirection.COUNTERED else 10
                stems.append(f"M{axis.x(column)},{middles[image]}v{length}")
                ends[direction].append((axis.x(column), middles[image] + length))
    lines = "".join(f"M0,{y}h{axis.width}" for y in middles.values())
    ended = [Stroke(direction.value.replace("_", "-"), points(places)) for direction, places in ends.items() if places]
    return [Stroke("middle", lines), Stroke("stem", "".join(stems)), *ended]


def sessions_lane(stretches: Sequence[Stretch], axis: Axis, top: int) -> Lane:
    """Return the axis: a tick for each column, a cross where a session was cancelled, a box where nobody came."""
    shapes = {Attendance.CANCELLED: "m-4,-4l8,8m0,-8l-8,8", Attendance.NO_SHOW: "m-4,-4h8v8h-8z"}
    paths: dict[Attendance, list[str]] = {attendance: [] for attendance in shapes}
    for column, stretch in enumerate(stretches):
        for attendance in {session.attendance for session in stretch.sessions} & shapes.keys():
            term = Attendance(attendance)
            paths[term].append(f"M{axis.x(column)},{top + 15}{shapes[term]}")
    ticks = "".join(f"M{axis.x(column)},{top}v5" for column in range(len(stretches)))
    marks = {
        column: [Mark(SESSIONS, top, SESSIONS_HEIGHT, attendance_saying(stretch.sessions))]
        for column, stretch in enumerate(stretches)
    }
    strokes = [Stroke("axis", f"M0,{top}h{axis.width}"), Stroke("axis", ticks)]
    strokes += [Stroke(f"absent {attendance}", "".join(found)) for attendance, found in paths.items() if found]
    return Lane(SESSIONS_HEIGHT, [Label("lane", top + 18, "Sessions")], strokes, marks)
