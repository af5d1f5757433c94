"""Sentences that pages share, so that a thing is called the same wherever it stands."""

from sessions_log.vocabulary import Actor, Marker, MomentKind

WHO_MOVED = {Actor.CLIENT: "by the client", Actor.THERAPIST: "by the therapist", Actor.BOTH: "by both"}


def moment_title(kind: str, marker: str, actor: str) -> str:
    """Return a moment in a few words: “Rupture, by the client: minimal response”."""
    seen = f": {_mid_sentence(Marker(marker).label)}" if marker else ""
    return f"{MomentKind(kind).label}, {WHO_MOVED[Actor(actor)]}{seen}"


def _mid_sentence(label: str) -> str:
    return label[0].lower() + label[1:]
