"""The alliance lane: one instrument's scores, a line of the client's and one of the therapist's, open where unrated."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import fmean

from sessions_log.queries.timeline_rows import InstrumentRow
from sessions_log.queries.timeline_shapes import Axis, Label, Lane, Mark, Stretch, Stroke, points, words_beside
from sessions_log.queries.timeline_words import alliance_saying, number
from sessions_log.signals.keys import key_of
from sessions_log.signals.scoring import Construct
from sessions_log.vocabulary import ATTENDED, Rater

NAME = "alliance"
PLOT_TOP, PLOT_HEIGHT = 10, 120
MISSING_TOP, MISSING_STEP = 138, 10
HEIGHT = 162


def is_alliance(instrument: InstrumentRow) -> bool:
    """Return whether an instrument is about the alliance; others come into the lane only when they are chosen."""
    return key_of(instrument.key).construct is Construct.ALLIANCE


def alliance_lane(stretches: Sequence[Stretch], axis: Axis, top: int, instrument: InstrumentRow | None) -> Lane:
    """Return the lane; without any rating it says so."""
    if instrument is None:
        return Lane(48, [Label("lane", top + 14, "Alliance"), Label("row", top + 30, "no rating yet")], [], {})
    name = "alliance" if is_alliance(instrument) else instrument.title
    raters = [rater for rater in Rater if any(rater in stretch.scores for stretch in stretches)]
    strokes = [Stroke("scale", _scale_lines(axis, top))]
    for place, rater in enumerate(raters):
        strokes += _line(stretches, axis, top, instrument, rater)
        strokes.append(Stroke("missing", _missing(stretches, axis, top + MISSING_TOP + MISSING_STEP * place, rater)))
    marks = {}
    for column, stretch in enumerate(stretches):
        if stretch.scores or (raters and _was_attended(stretch)):
            scores = {rater: stretch.scores.get(rater, []) for rater in raters}
            saying = alliance_saying(instrument, scores, name=name)
            marks[column] = [Mark(NAME, top, HEIGHT - 4, saying)]
    return Lane(HEIGHT, _labels(top, name, instrument), strokes, marks)


def _labels(top: int, name: str, instrument: InstrumentRow) -> list[Label]:
    low, high = instrument.score_min, instrument.score_max
    scale = [
        Label("scale", top + PLOT_TOP + PLOT_HEIGHT * step // 2 + 4, number(high - (high - low) * step / 2))
        for step in range(3)
    ]
    title = words_beside("row", top + 30, instrument.title) if name == NAME else []
    scale.append(Label("scale", top + MISSING_TOP + 11, "not rated"))
    return [*words_beside("lane", top + 14, name.capitalize() if name == NAME else name), *title, *scale]


def _scale_lines(axis: Axis, top: int) -> str:
    return "".join(f"M0,{top + PLOT_TOP + PLOT_HEIGHT * step // 2}h{axis.width}" for step in range(3))


def _line(
    stretches: Sequence[Stretch], axis: Axis, top: int, instrument: InstrumentRow, rater: Rater
) -> Iterator[Stroke]:
    """Yield the rater's line in unbroken runs, its points, and from lowest to highest where a column holds several."""

    def y(score: float) -> float:
        share = (score - instrument.score_min) / (instrument.score_max - instrument.score_min)
        return round(top + PLOT_TOP + PLOT_HEIGHT * (1 - share), 1)

    scores = {column: stretch.scores[rater] for column, stretch in enumerate(stretches) if rater in stretch.scores}
    places = [(axis.x(column), y(fmean(found))) for column, found in scores.items()]
    runs = groupby(enumerate(zip(scores, places, strict=True)), key=lambda found: found[1][0] - found[0])
    lines = ("L".join(f"{x},{height:g}" for _, (_, (x, height)) in run) for _, run in runs)
    spread = (
        f"M{axis.x(column)},{y(min(found)):g}V{y(max(found)):g}" for column, found in scores.items() if len(found) > 1
    )
    yield Stroke(f"spread {rater}", "".join(spread))
    yield Stroke(f"line {rater}", "".join(f"M{line}" for line in lines))
    yield Stroke(f"points {rater}", points(places))


def _missing(stretches: Sequence[Stretch], axis: Axis, y: int, rater: Rater) -> str:
    """Return a tick for each attended session, or whole stretch of them, that this rater left unrated."""
    columns = [
        column for column, stretch in enumerate(stretches) if rater not in stretch.scores and _was_attended(stretch)
    ]
    return "".join(f"M{axis.x(column)},{y}v7" for column in columns)


def _was_attended(stretch: Stretch) -> bool:
    return any(session.attendance in ATTENDED for session in stretch.sessions)
