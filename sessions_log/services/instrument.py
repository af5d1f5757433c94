"""Loads instruments with the wording that the practice has the licence for, and keeps its safety text."""

from django.db import transaction

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import Instrument, Person, Practice, Rating
from sessions_log.services import audit
from sessions_log.signals.binding import bind
from sessions_log.signals.keys import KEYS
from sessions_log.signals.questionnaire import Questionnaire, stored


def load_instrument(
    *, by: Person, questionnaire: Questionnaire, key: str, code: str = "", version: str = ""
) -> Instrument:
    """Add a questionnaire to the admin's practice, bound to a shipped key's code, "sum" or "mean".

    `code` and `version` stand in for what the file says of itself. The same code with another version is another
    instrument, and ratings keep theirs; the same file again changes nothing. Raises InvalidEntry, with its field, for
    whatever does not match.
    """
    scoring, items = bind(questionnaire.items, key)
    code, version = code or questionnaire.code, version or questionnaire.version
    _refuse_name(code, version, scoring.code)
    values = {
        "title": questionnaire.title,
        "key": scoring.code,
        "score_min": scoring.score_range.minimum,
        "score_max": scoring.score_range.maximum,
        "wording": stored(items),
    }
    with transaction.atomic():
        Practice.objects.select_for_update(no_key=True).get(pk=by.practice_id)  # impatient fingers queue here
        named = {"practice_id": by.practice_id, "code": code, "version": version}
        known = Instrument.objects.filter(**named).first()
        if known and all(getattr(known, name) == value for name, value in values.items()):
            return known  # the same file, twice
        if known:
            raise InvalidEntry(
                f"Version {version} of {code} is here already. Give this one another version.", "version"
            )
        instrument = Instrument.objects.create(**named, **values)
        audit.record(by=by, action="instrument.load", subject=instrument, key=scoring.code, items=len(items))
    return instrument


def put_aside(*, by: Person, instrument: Instrument, aside: bool) -> None:
    """Offer an instrument no longer, or offer it again. Its ratings stay."""
    with transaction.atomic():
        if Instrument.objects.filter(pk=instrument.pk, is_aside=not aside).update(is_aside=aside):
            audit.record(by=by, action="instrument.aside" if aside else "instrument.offer", subject=instrument)


def delete_instrument(*, by: Person, instrument: Instrument) -> None:
    """Take out an instrument that nobody has been rated with. Raises NotAllowedNow for any other."""
    with transaction.atomic():
        if Instrument.objects.select_for_update().filter(pk=instrument.pk).first() is None:
            return  # the same press, twice
        if Rating.objects.filter(instrument=instrument).exists():
            raise NotAllowedNow("There are ratings with this instrument, so it stays. It can be put aside instead.")
        audit.record(by=by, action="instrument.delete", subject=instrument)
        instrument.delete()


def write_safety_text(*, by: Person, text: str, seen: str) -> None:
    """Replace the safety text of the admin's practice. Raises StaleVersion if it is no longer the one `seen`."""
    with transaction.atomic():
        practice = Practice.objects.select_for_update().get(pk=by.practice_id)
        if practice.safety_text == text:
            return
        if practice.safety_text != seen:
            raise StaleVersion({"Safety text": (practice.safety_text, text)}, 0)
        practice.safety_text = text
        practice.save(update_fields=["safety_text"])
        audit.record(by=by, action="practice.safety_text", subject=practice)


def _refuse_name(code: str, version: str, key: str) -> None:
    if not code:
        raise InvalidEntry("The file gives the questionnaire no name. Enter a code.", "code")
    if not version:
        raise InvalidEntry("The file gives the questionnaire no version. Enter one.", "version")
    if code in KEYS and code != key:
        raise InvalidEntry(
            f"The code {code} belongs to {KEYS[code].title}. Choose its scoring key, or another code.", "code"
        )
