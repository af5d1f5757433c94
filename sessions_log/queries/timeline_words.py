"""The sentences of a timeline. Hover, focus, table and screen reader all get theirs from here, and so the same.

A sentence is the name of a session (or of a stretch of sessions) and one saying: "Session 12, 3 March 2026:
rupture, the client withdrew: minimal response, intensity 3, minute 20; repaired after 14 days". Only terms of the
vocabulary, numbers and dates are in it; the text of a relational image for the client's own therapist alone.
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence

from sessions_log.queries.timeline_rows import EpisodeRow, InstrumentRow, MomentRow, SessionRow
from sessions_log.vocabulary import (
    REAL_RELATIONSHIP,
    Actor,
    Attendance,
    EpisodeStatus,
    GoodThing,
    ImageDirection,
    Marker,
    MarkerGroup,
    MomentKind,
    Rater,
    RelationshipItem,
    RepairStrategy,
    status_words,
)

NAMES = {Actor.CLIENT: "the client", Actor.THERAPIST: "the therapist", Actor.BOTH: "both"}
OTHERS = {Actor.CLIENT: "the therapist", Actor.THERAPIST: "the client", Actor.BOTH: "each other"}
PLURALS = {kind: f"{kind.label.lower()}s" for kind in MomentKind} | {MomentKind.BREACH: "breaches"}
ALLIANCE_NAMES = {Rater.CLIENT: "by the client", Rater.THERAPIST: "by the therapist"}


def name_of(sessions: Sequence[SessionRow]) -> str:
    """Return what a session, or a stretch of sessions, is called."""
    first, last = sessions[0], sessions[-1]
    if first is last:
        return f"Session {first.number}, {date(first.day)}" + (", draft" if first.is_draft else "")
    return f"Sessions {first.number} to {last.number}, {date(first.day)} to {date(last.day)}"


def date(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


def number(value: float) -> str:
    """Return a score with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def alliance_saying(instrument: InstrumentRow, scores: Mapping[Rater, Sequence[float]], *, name: str) -> str:
    """Return the ratings of one instrument; a rater who is expected and did not rate is called missing."""
    said = ", ".join(f"{ALLIANCE_NAMES[rater]} {_range(found)}" for rater, found in scores.items())
    return f"{name} {said}, on a scale of {number(instrument.score_min)} to {number(instrument.score_max)}"


def _range(scores: Sequence[float]) -> str:
    if not scores:
        return "missing"
    low, high = number(min(scores)), number(max(scores))
    return low if low == high else f"{low} to {high}"


def moment_saying(moment: MomentRow, episode: EpisodeRow | None, today: datetime.date) -> str:
    """Return one moment in words, with what became of the episode that it opened or belongs to."""
    facts = [
        _what_was_seen(moment),
        f"intensity {moment.intensity}" if moment.intensity else "",
        f"resolution {moment.resolution} of 5" if moment.resolution else "",
        f"minute {moment.minute}" if moment.minute is not None else "",
    ]
    said = ", ".join(fact for fact in facts if fact)
    if episode is None:
        return said
    of = "" if moment.opens else f"of the {MomentKind(episode.kind).label.lower()} in session {episode.opened_in}, "
    return f"{said}; {of}{ending(episode, today)}"


def _what_was_seen(moment: MomentRow) -> str:
    kind, actor = MomentKind(moment.kind), Actor(moment.actor)
    who = NAMES[actor]
    group = Marker(moment.marker).group if moment.marker else None
    if group is MarkerGroup.WITHDRAWAL:
        did = f"{who} withdrew"
    elif group is MarkerGroup.CONFRONTATION:
        did = f"{who} confronted {OTHERS[actor]}"
    else:
        did = f"by {who}"
    seen = Marker(moment.marker).seen_of(actor) if moment.marker else ""
    how = _mid_sentence(RepairStrategy(moment.strategy).label) if moment.strategy else ""
    return f"{kind.label.lower()}, {did}" + (f": {seen or how}" if seen or how else "")


def ending(episode: EpisodeRow, today: datetime.date) -> str:
    """Return how an episode stands or ended, and after how many days."""
    days = ((episode.closed_on or today) - episode.opened_on).days
    label = _mid_sentence(status_words(episode.status, episode.kind))
    if episode.status is EpisodeStatus.WITHDRAWN:
        return label
    if episode.closed_on is None:
        opened = "opened today" if days <= 0 else f"open for {_days(days)}"
        return opened if episode.status is EpisodeStatus.OPEN else f"{label}, {opened}"
    return f"{label} the same day" if days <= 0 else f"{label} after {_days(days)}"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def moments_saying(kind: str, count: int) -> str:
    """Return how many moments of one kind a stretch of sessions holds."""
    return f"1 {MomentKind(kind).label.lower()}" if count == 1 else f"{count} {PLURALS[MomentKind(kind)]}"


def things_saying(values: Sequence[float | None], by: str = "") -> str:
    """Return the five good things, in the order of the vocabulary, as far as known; `by` says in whose view."""
    known = [
        f"{_mid_sentence(thing.label)} {number(value)}"
        for thing, value in zip(GoodThing, values, strict=True)
        if value is not None
    ]
    return f"five good things{f' {by}' if by else ''}: {', '.join(known)}, on a scale of 1 to 7"


def views_saying(values: Sequence[float | None]) -> str:
    """Return how the relationship was seen, by the client and then by the therapist, as far as it is known."""
    said = []
    for rater, items in ((Rater.CLIENT, REAL_RELATIONSHIP), (Rater.THERAPIST, tuple(RelationshipItem))):
        mine, values = values[: len(items)], values[len(items) :]
        seen = [
            f"{_mid_sentence(item.short)} {number(value)}"
            for item, value in zip(items, mine, strict=True)
            if value is not None
        ]
        if seen:
            said.append(f"{ALLIANCE_NAMES[rater]} {', '.join(seen)}")
    return f"real relationship {'; '.join(said)}, on a scale of 1 to 7"


def image_saying(text: str | None, place: int, directions: Mapping[ImageDirection, int]) -> str:
    """Return what happened to one image; without its text it is known by its place in the ledger."""
    image = f"relational image “{text}”" if text is not None else f"a relational image, number {place},"
    done = [
        _mid_sentence(direction.label) + (f" {count} times" if count > 1 else "")
        for direction, count in directions.items()
        if count
    ]
    return f"{image} {' and '.join(done)}"


def attendance_saying(sessions: Sequence[SessionRow]) -> str:
    """Return whether a session was held, or how many of a stretch were held and how many not."""
    if len(sessions) == 1:
        said = _mid_sentence(Attendance(sessions[0].attendance).label)
        return f"{said}, not signed yet" if sessions[0].is_draft else said
    counts = Counter(session.attendance for session in sessions)
    return "; ".join(f"{counts[term]} {_mid_sentence(term.label)}" for term in Attendance if counts[term])


def _mid_sentence(label: str) -> str:
    return label[0].lower() + label[1:]
