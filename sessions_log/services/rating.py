"""Writes ratings: the alliance check, any other instrument, and the five good things."""

from collections.abc import Sequence

from sessions_log.models import FiveGoodThings, Instrument, Practice, Rating, TherapySession
from sessions_log.signals.keys import key_of
from sessions_log.signals.scoring import ScoringKey, score
from sessions_log.vocabulary import GoodThing, Rater

CHECK = "check"


def instrument_for(practice: Practice, code: str) -> Instrument:
    """Return the practice's instrument of that code, adding it from the shipped scoring keys when first used.

    Raises ValueError for a code that is neither shipped nor a plain scale `scale:MIN:MAX`.
    """
    newest_first = Instrument.objects.filter(practice=practice).order_by("-version")
    stored = newest_first.filter(code=code).first()
    if stored:
        return stored
    key = key_of(code)
    first_used = Instrument(
        practice=practice,
        code=key.code,
        version=key.version,
        title=key.title,
        key=key.code,
        score_min=key.score_range.minimum,
        score_max=key.score_range.maximum,
    )
    Instrument.objects.bulk_create([first_used], ignore_conflicts=True)  # somebody else may use it at this moment
    return newest_first.filter(code=key.code)[0]


def key_for(instrument: Instrument) -> ScoringKey:
    """Return the scoring key that an instrument is bound to."""
    return key_of(instrument.key)


def write_check(session: TherapySession, rater: Rater, answers: Sequence[int | None]) -> None:
    """Store one rater's alliance check, replacing an earlier one; no answers at all is no rating."""
    instrument = instrument_for(session.practice, CHECK)
    ratings = Rating.objects.filter(session=session, instrument=instrument, rater=rater)
    if all(answer is None for answer in answers):
        ratings.delete()
        return
    values = {"items": list(answers), "score": score(key_for(instrument), answers).value}
    ratings.update_or_create(
        defaults=values,
        create_defaults=values
        | {"practice_id": session.practice_id, "session": session, "instrument": instrument, "rater": rater},
    )


def write_good_things(session: TherapySession, values: dict[str, int | None]) -> None:
    """Store the five good things, 1-7 each; none given is no row."""
    given = {thing.value: values.get(thing) for thing in GoodThing}
    if all(value is None for value in given.values()):
        FiveGoodThings.objects.filter(session=session).delete()
        return
    FiveGoodThings.objects.update_or_create(
        session=session, defaults=given, create_defaults=given | {"practice_id": session.practice_id}
    )
