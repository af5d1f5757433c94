"""The timeline of a therapeutic relationship: a window of sessions, drawn on one axis and told in a table.

Which rows are read stands in `timeline_rows`, the sentences in `timeline_words`, the lanes in the modules named
after them. The number of queries depends neither on the number of rows nor on the window.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from sessions_log.models import Client
from sessions_log.queries.timeline_alliance import is_alliance
from sessions_log.queries.timeline_drawing import Drawing, draw, sessions_each
from sessions_log.queries.timeline_rows import WINDOW, InstrumentRow, Reading
from sessions_log.queries.timeline_words import name_of


@dataclass(frozen=True, slots=True)
class Timeline:
    """A window of a client's course. Two instruments never share an axis: `others` can be shown instead.

    `earlier` and `later` are the numbers of the sessions that the neighbouring windows end with, None where there
    is none. `instrument` is the one shown, and `is_asked_for` says that the reader chose it.
    """

    name: str
    total: int
    is_whole: bool
    earlier: int | None
    later: int | None
    instrument: InstrumentRow | None
    is_asked_for: bool
    others: tuple[InstrumentRow, ...]
    drawing: Drawing

    @property
    def is_condensed(self) -> bool:
        """Whether a column stands for several sessions."""
        return self.is_whole and self.total > WINDOW

    @property
    def sessions_each(self) -> int:
        """How many sessions a column stands for; in the last one there may be fewer."""
        return sessions_each(self.total) if self.is_whole else 1

    @property
    def keep(self) -> str:
        """What addresses within the timeline add, so that an instrument once chosen stays chosen."""
        return f"&instrument={self.instrument.id}" if self.instrument and self.is_asked_for else ""


def timeline_of(
    client: Client, *, is_own: bool, to: int | None = None, whole: bool = False, instrument: str = ""
) -> Timeline | None:
    """Return the latest WINDOW sessions up to number `to`, or the whole course; None before the first session.

    `is_own` says that the reader is the client's own therapist, who sees drafts and the texts of images. An
    unknown instrument counts as not chosen: then it is the alliance instrument with most ratings.
    """
    reading = Reading(client, is_own)
    extent = reading.extent()
    if extent is None:
        return None
    instruments = reading.instruments()
    shown = _choose(instruments, instrument)
    # A window near the beginning is a full one all the same.
    end = extent.last if to is None or whole else min(max(to, extent.first + WINDOW - 1), extent.last)
    sessions = reading.sessions(end, whole=whole)
    first, last = sessions[0].number, sessions[-1].number
    goes_on = last < extent.last
    records = reading.records(sessions, shown, goes_on=goes_on)
    return Timeline(
        name=name_of(sessions),
        total=extent.total,
        is_whole=len(sessions) == extent.total,
        earlier=first - 1 if first > extent.first else None,
        later=min(last + WINDOW, extent.last) if goes_on else None,
        instrument=shown,
        is_asked_for=shown is not None and str(shown.id) == instrument,
        others=tuple(other for other in instruments if other != shown),
        drawing=draw(records, shown, timezone.localdate(timezone=client.practice.zone)),
    )


def _choose(instruments: Sequence[InstrumentRow], wanted: str) -> InstrumentRow | None:
    asked_for = (instrument for instrument in instruments if str(instrument.id) == wanted)
    return next(asked_for, None) or next(filter(is_alliance, instruments), None)
