"""What a practice rates with: for the admin who loads it, and for the therapist who fills it in."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from sessions_log.models import Instrument, Practice, Rating, TherapySession
from sessions_log.queries.words import figure, score_words
from sessions_log.signals.keys import BUILT_IN_ALLIANCE, KEYS, key_of
from sessions_log.signals.questionnaire import Item, restored
from sessions_log.signals.scoring import Aggregate, ScoringKey, keyed
from sessions_log.vocabulary import Rater

AGGREGATES = {Aggregate.MEAN: "mean", Aggregate.TOTAL: "total", Aggregate.ANY_YES: "any yes"}


@dataclass(frozen=True)
class InstrumentLine:
    """One version of an instrument. `scoring` says how its answers become a score."""

    id: uuid.UUID
    title: str
    code: str
    version: str
    scoring: str
    is_loaded: bool
    is_aside: bool


@dataclass(frozen=True)
class InstrumentsPage:
    """The built-in check, what is offered and what was put aside, by title and version."""

    check: ScoringKey
    offered: list[InstrumentLine]
    aside: list[InstrumentLine]
    safety_text: str


@dataclass(frozen=True)
class ItemLine:
    """An item as it is asked; `answers` are (words, what they add to the score), in the order of the form."""

    number: int
    item: Item
    is_risk: bool
    is_reversed: bool
    answers: list[tuple[str, float]]


@dataclass(frozen=True)
class InstrumentPage:
    """An instrument with its wording. `joins_others` says whether its scores may enter averages and reports."""

    line: InstrumentLine
    items: list[ItemLine]
    joins_others: bool
    is_used: bool


@dataclass(frozen=True)
class RatingLine:
    """A rating; `is_raised` says that a risk item was answered with more than nothing.

    One whose instrument is not loaded came from a file and cannot be corrected here.
    """

    instrument_id: uuid.UUID
    title: str
    rater: Rater
    score: str
    is_loaded: bool
    is_raised: bool


@dataclass(frozen=True)
class RatingsBlock:
    """The ratings of a session beside the built-in check, and whether there is an instrument to add one with."""

    lines: list[RatingLine]
    can_add: bool

    @property
    def is_raised(self) -> bool:
        return any(line.is_raised for line in self.lines)


def instruments_page(practice: Practice) -> InstrumentsPage:
    """Return what the practice rates with, in one query."""
    rows = Instrument.objects.filter(practice=practice).exclude(code=BUILT_IN_ALLIANCE.code)
    lines = sorted((_line(row) for row in rows), key=lambda line: (line.title.casefold(), line.version))
    return InstrumentsPage(
        check=BUILT_IN_ALLIANCE,
        offered=[line for line in lines if not line.is_aside],
        aside=[line for line in lines if line.is_aside],
        safety_text=practice.safety_text,
    )


def instrument_page(instrument: Instrument) -> InstrumentPage:
    """Return one instrument and how each of its answers counts, in one query."""
    key = key_of(instrument.key)
    return InstrumentPage(
        line=_line(instrument),
        items=[_item_line(key, number, item) for number, item in enumerate(restored(instrument.wording), start=1)],
        joins_others=key.joins_others,
        is_used=Rating.objects.filter(instrument=instrument).exists(),
    )


def offered_instruments(practice_id: uuid.UUID) -> list[InstrumentLine]:
    """Return what can be filled in, by title and version, in one query."""
    lines = [_line(row) for row in _fillable(practice_id)]
    return sorted(lines, key=lambda line: (line.title.casefold(), line.version))


def ratings_block(session: TherapySession) -> RatingsBlock:
    """Return the session's ratings with other instruments than the built-in check, in two queries."""
    return RatingsBlock(
        lines=list(_rating_lines(session)),
        can_add=_fillable(session.practice_id).exists(),
    )


def rating_of(session: TherapySession, instrument: Instrument, rater: Rater) -> Rating | None:
    """Return what one rater has answered already."""
    return Rating.objects.filter(session=session, instrument=instrument, rater=rater).first()


def _rating_lines(session: TherapySession) -> Iterable[RatingLine]:
    ratings = session.ratings.exclude(instrument__code=BUILT_IN_ALLIANCE.code).select_related("instrument")
    for rating in ratings.order_by("instrument__title", "instrument__version", "rater"):
        yield RatingLine(
            instrument_id=rating.instrument_id,
            title=rating.instrument.title,
            rater=Rater(rating.rater),
            score=score_words(rating),
            is_loaded=bool(rating.instrument.wording),
            is_raised=bool(rating.items) and key_of(rating.instrument.key).raised(rating.items),
        )


def _fillable(practice_id: uuid.UUID) -> QuerySet[Instrument]:
    return Instrument.objects.filter(practice=practice_id, is_aside=False).exclude(wording=[])


def _line(instrument: Instrument) -> InstrumentLine:
    return InstrumentLine(
        id=instrument.pk,
        title=instrument.title,
        code=instrument.code,
        version=instrument.version,
        scoring=_scoring(key_of(instrument.key)),
        is_loaded=bool(instrument.wording),
        is_aside=instrument.is_aside,
    )


def _scoring(key: ScoringKey) -> str:
    """Return how an instrument is scored: “CORE-10: total of 10 items, 0 to 40; risk item 6”."""
    ends = f"{figure(key.score_range.minimum)} to {figure(key.score_range.maximum)}"
    if key.code not in KEYS:
        return f"{key.title}; scores from {ends}"  # the title of a plain key says the rest
    said = f"{key.title}: {AGGREGATES[key.aggregate]} of {key.item_count} items, {ends}"
    for name, numbers in (("reversed", key.reversed_items), ("risk item", key.risk_items)):
        if numbers:
            said += f"; {name} {', '.join(map(str, sorted(numbers)))}"
    return f"{said}; {key.read_as}" if key.read_as else said


def _item_line(key: ScoringKey, number: int, item: Item) -> ItemLine:
    return ItemLine(
        number=number,
        item=item,
        is_risk=number in key.risk_items,
        is_reversed=number in key.reversed_items,
        answers=[(label, keyed(key, number, value) or 0.0) for value, label in item.options],
    )
