"""Sentences that pages share, so that a thing is called the same wherever it stands."""

from sessions_log.models import Rating
from sessions_log.signals.keys import key_of
from sessions_log.vocabulary import OPEN_STATUSES, Actor, EpisodeStatus, Marker, MomentKind

WHO_MOVED = {Actor.CLIENT: "by the client", Actor.THERAPIST: "by the therapist", Actor.BOTH: "by both"}


def moment_title(kind: str, marker: str, actor: str) -> str:
    """Return a moment in a few words: “Rupture, by the client: minimal response”."""
    seen = f": {Marker(marker).seen_of(actor)}" if marker else ""
    return f"{MomentKind(kind).label}, {WHO_MOVED[Actor(actor)]}{seen}"


def score_words(rating: Rating) -> str:
    """Return a score with its end and what it is read by: “17.5 of 40; published clinical cut-off 11”."""
    if rating.score is None:
        return "not enough answers"
    read_as = key_of(rating.instrument.key).read_as
    return f"{figure(rating.score)} of {figure(rating.instrument.score_max)}" + (f"; {read_as}" if read_as else "")


def figure(value: float) -> str:
    """Return a number with at most two decimals, and never with an exponent."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def status_look(status: str) -> str:
    """Return the class of the chip that says how an episode stands: one that stayed unrepaired is no good news."""
    if status in OPEN_STATUSES:
        return "chip-open"
    return "chip-closed" if status in (EpisodeStatus.REPAIRED, EpisodeStatus.PARTLY) else ""
