"""The moments lane: a mark for each moment, one below the other within a session, and room for the arcs above."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

from sessions_log.queries.timeline_arcs import LOOKS, Ground, arcs
from sessions_log.queries.timeline_rows import EpisodeRow, Id, MomentRow, Records
from sessions_log.queries.timeline_shapes import Axis, Label, Lane, Mark, Stretch
from sessions_log.queries.timeline_words import moment_saying, moments_saying
from sessions_log.vocabulary import MomentKind

NAME = "moments"
ROW = 24
ARCS_HEIGHT, WITHOUT_ARCS = 54, 6
# What an arc begins or ends at stands on top of the pile, where the arc can reach it.
PILE = (MomentKind.RUPTURE, MomentKind.BREACH, MomentKind.MISATTUNEMENT, MomentKind.REPAIR, MomentKind.CONNECTION)
PLACE_IN_PILE = {kind.value: place for place, kind in enumerate(PILE)}


def moments_lane(stretches: Sequence[Stretch], axis: Axis, top: int, records: Records, today: datetime.date) -> Lane:
    """Return the lane with as much room for arcs and piles as these sessions need."""
    has_arcs = any(episode.status in LOOKS for episode in records.episodes)
    base = top + (ARCS_HEIGHT if has_arcs else WITHOUT_ARCS)
    episodes = {episode.id: episode for episode in records.episodes}
    piles = [_piled(stretch) for stretch in stretches]
    marks = {
        column: _marks(pile, base, episodes, today, len(stretches[column].sessions))
        for column, pile in enumerate(piles)
        if pile
    }
    height = base - top + ROW * max((len(found) for found in marks.values()), default=1) + 4
    ground = Ground(axis, stretches, piles, base, ROW, records.goes_on)
    strokes = arcs(records.episodes, ground) if has_arcs else []
    return Lane(height, [Label("lane", base + 17, "Moments")], strokes, marks)


def _piled(stretch: Stretch) -> list[MomentRow]:
    return sorted(stretch.moments, key=lambda moment: PLACE_IN_PILE[moment.kind])


def _marks(
    pile: list[MomentRow], base: int, episodes: Mapping[Id, EpisodeRow], today: datetime.date, sessions: int
) -> list[Mark]:
    """Return the marks of one column: each moment by itself, or in a longer stretch each kind with its number."""
    if sessions > 1:
        counts = Counter(moment.kind for moment in pile)
        said = [(kind, moments_saying(kind, count), count) for kind, count in counts.items()]
    else:
        said = [(moment.kind, moment_saying(moment, _episode_of(moment, episodes), today), 1) for moment in pile]
    return [Mark(NAME, base + ROW * row, ROW, saying, kind, count) for row, (kind, saying, count) in enumerate(said)]


def _episode_of(moment: MomentRow, episodes: Mapping[Id, EpisodeRow]) -> EpisodeRow | None:
    episode = moment.opens or moment.repairs
    return episodes.get(episode) if episode else None
