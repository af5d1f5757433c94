"""Writes ratings: the alliance check, any other instrument, the five good things, and the view of the relationship."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import FiveGoodThings, Instrument, Person, Practice, Rating, RelationshipView, TherapySession
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.services.part import put
from sessions_log.signals.keys import key_of
from sessions_log.signals.questionnaire import Item, restored
from sessions_log.signals.scoring import Answer, ScoringKey, score
from sessions_log.vocabulary import GoodThing, Rater, RelationshipItem

CHECK = "check"


def instrument_for(practice: Practice, code: str) -> Instrument:
    """Return the practice's instrument of that code, adding it from the shipped scoring keys when first used.

    Of several versions it is the one loaded last that is still offered, else the last that was put aside. Raises
    ValueError for a code that is neither loaded nor that of a scoring key.
    """
    versions = Instrument.objects.filter(practice=practice, code=code)
    stored = versions.order_by("is_aside", "-pk").first()  # UUIDv7: in order of time
    if stored:
        return stored
    key = key_of(code)
    if key.code != code:
        return instrument_for(practice, key.code)  # the same scale, written in the shortest way
    values = {
        "title": key.title,
        "key": key.code,
        "score_min": key.score_range.minimum,
        "score_max": key.score_range.maximum,
    }
    try:
        with transaction.atomic():
            return Instrument.objects.create(practice=practice, code=code, version=key.version, **values)
    except IntegrityError:
        stored = versions.first()
        if stored is None:
            raise
        return stored  # somebody else used it first, at the same time


def key_for(instrument: Instrument) -> ScoringKey:
    """Return the scoring key that an instrument is bound to."""
    return key_of(instrument.key)


def write_check(session: TherapySession, rater: Rater, answers: Sequence[int | None], *, is_new: bool = False) -> None:
    """Store one rater's alliance check, replacing an earlier one; no answers at all is no rating.

    Of a session that `is_new` there is none yet. The caller holds the client's lock.
    """
    is_answered = any(answer is not None for answer in answers)
    if is_new and not is_answered:
        return
    instrument = instrument_for(session.practice, CHECK)
    what = {"session": session, "instrument": instrument, "rater": rater}
    values = {"items": list(answers), "score": score(key_for(instrument), answers).value} if is_answered else None
    put(Rating, what, values, is_new=is_new, practice_id=session.practice_id)


def save_rating(
    *,
    by: Person,
    session: TherapySession,
    instrument: Instrument,
    rater: Rater,
    items: Sequence[Answer],
    version: int | None = None,
) -> bool:
    """Store the answers to a loaded instrument, and return whether a risk item was answered with more than nothing.

    Over `version` of a rating that is there already they correct it, while the session is a draft; no answers at
    all then take it out. The same answers posted again change nothing. Raises StaleVersion, with both answers, if
    it was saved elsewhere meanwhile; NotAllowedNow for a signed one and for an instrument that was put aside or taken
    out; InvalidEntry for answers that the instrument does not offer.
    """
    with transaction.atomic():
        lock_client(session.client_id)
        instrument = _held(instrument)
        session = TherapySession.objects.select_related("practice").get(pk=session.pk)
        known = Rating.objects.filter(session=session, instrument=instrument, rater=rater).first()
        if known is None or known.items != list(items):
            _refuse(session, instrument, known, items, version)
            _store(by, known or Rating(session=session, instrument=instrument, rater=rater, version=0), items)
    return key_for(instrument).raised(items)


def _held(instrument: Instrument) -> Instrument:
    """Return an instrument as it is now, and keep it from being taken out until the transaction ends."""
    current = Instrument.objects.select_for_update(no_key=True).filter(pk=instrument.pk).first()
    if current is None:
        raise NotAllowedNow(f"{instrument.title} has been taken out by the practice. Nothing has been saved.")
    return current


def _refuse(
    session: TherapySession, instrument: Instrument, known: Rating | None, items: Sequence[Answer], version: int | None
) -> None:
    """Raise what stands against storing these answers."""
    if known and not session.is_draft:
        raise NotAllowedNow("This rating belongs to a signed session and cannot be changed. Add a dated addendum.")
    if known and known.version != version:
        raise StaleVersion(_differing(restored(instrument.wording), known.items, items), known.version)
    if known is None and instrument.is_aside:
        raise NotAllowedNow(f"{instrument.title} has been put aside by the practice and is no longer offered.")
    if known is None and all(item is None for item in items):
        raise InvalidEntry("Nothing is answered yet.")


def _store(by: Person, rating: Rating, items: Sequence[Answer]) -> None:
    key = key_for(rating.instrument)
    if all(item is None for item in items):
        audit.record(by=by, action="rating.delete", subject=rating)
        rating.delete()
        return
    try:
        rating.score = score(key, items).value
    except ValueError as error:
        raise InvalidEntry(f"The answers do not fit: {error}.") from error
    rating.practice_id, rating.items = rating.session.practice_id, list(items)
    rating.version += 1
    rating.save()
    audit.record(by=by, action="rating.save", subject=rating, version=rating.version)
    if key.raised(items):
        audit.record(by=by, action="rating.risk", subject=rating)


def _differing(
    wording: Sequence[Item], saved: Sequence[Answer], entered: Sequence[Answer]
) -> dict[str, tuple[str, str]]:
    """Return the items that were answered differently, as words: item → (saved, entered)."""
    answers = saved or [None] * len(wording)  # of an imported rating there may be the score alone
    return {
        f"{number}. {item.text}": (item.in_words(mine), item.in_words(yours))
        for number, (item, mine, yours) in enumerate(zip(wording, answers, entered, strict=True), start=1)
        if mine != yours
    }


def write_good_things(session: TherapySession, values: dict[str, int | None], *, is_new: bool = False) -> None:
    """Store the five good things, 1-7 each; none given is no row. `is_new` as in `write_check`."""
    _write_row(FiveGoodThings, session, {thing.value: values.get(thing) for thing in GoodThing}, is_new)


def write_relationship(session: TherapySession, values: dict[str, int | None], *, is_new: bool = False) -> None:
    """Store how the therapist saw the relationship, 1-7 each; none given is no row. `is_new` as in `write_check`."""
    _write_row(RelationshipView, session, {item.value: values.get(item) for item in RelationshipItem}, is_new)


def _write_row(
    model: type[FiveGoodThings | RelationshipView],
    session: TherapySession,
    given: dict[str, int | None],
    is_new: bool,
) -> None:
    values = None if all(value is None for value in given.values()) else given
    put(model, {"session": session}, values, is_new=is_new, practice_id=session.practice_id)
