"""The shape in which a client's story is told; `write` turns it into records. Nothing here knows a date or an id."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sessions_log.vocabulary import (
    Attendance,
    ConsentKind,
    ContextAxis,
    Ending,
    EpisodeStatus,
    FrameTopic,
    ImageDirection,
    Marker,
    MomentKind,
    RepairStrategy,
    SessionFormat,
)

AGREED_TO_BEGIN_WITH = (ConsentKind.TREATMENT, ConsentKind.RECORDING, ConsentKind.SUPERVISION)

FiveThings = tuple[int, int, int, int, int]
"""Zest, action, knowledge, worth, desire for more connection; each 1-7."""

Relationship = tuple[int, int, int]
"""Genuine, realistic, bringing oneself fully; each 1-7."""


@dataclass(frozen=True, kw_only=True)
class Beat:
    """One moment. `opens` and `of` name an episode within the story; `image` is a key of the story's images.

    `chose` and `dismissed` are codes of repair prompts that were decided on for the episode that it opens.
    """

    kind: MomentKind
    actor: str
    marker: str = ""
    minute: int | None = None
    intensity: int | None = None
    contribution: int | None = None
    clarity: str = ""
    before: str = ""
    contexts: tuple[ContextAxis, ...] = ()
    frame: FrameTopic | None = None
    image: str = ""
    direction: str = ""
    opens: str = ""
    of: str = ""
    strategy: str = ""
    resolution: int | None = None
    closes_as: str = ""
    chose: tuple[str, ...] = ()
    dismissed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """A tension that the client told of in their own check: how strong (1-5), and a sentence."""

    strength: int
    talked_about: bool
    sentence: str = ""


@dataclass(frozen=True, kw_only=True)
class Hour:
    """One session. `felt` and `seen` shift the client's and the therapist's alliance score, in points of 1-7.

    `gap` counts the weeks without a session before it. `closed` names an episode that was closed afterwards,
    outside any repair, and as what; `duties` a breach of which the client was told the complaints route in the
    session, and the supervisor two days later.
    """

    note: str
    beats: tuple[Beat, ...] = ()
    reflection: str = ""
    intention: str = ""
    felt: float = 0.0
    seen: float = 0.0
    gap: int = 0
    attendance: Attendance = Attendance.HELD
    format: SessionFormat | None = None
    minutes: int | None = None
    client_rated: bool = True
    therapist_rated: bool = True
    signed: bool = True
    addendum: str = ""
    closed: tuple[str, EpisodeStatus] | None = None
    duties: str = ""
    told: Told | None = None


@dataclass(frozen=True, kw_only=True)
class Image:
    """A relational image in the client's ledger."""

    text: str
    origin: str = ""
    belief: str = ""
    lesson: str = ""
    strategy: str = ""
    paradox: str = ""
    is_controlling: bool = False


@dataclass(frozen=True, kw_only=True)
class Story:
    """A client and all that was logged. `slot` is the usual day, counted in working days before today.

    `level` is the mean of the client's own alliance ratings (1-7); `good_from` and `good_to` are where the five
    good things stand in the first session and in the last, `seen_from` and `seen_to` where the therapist sees the
    relationship. From session `answers_from` on the client answers their own check (0: never); in it they see
    themselves `apart` points from what the therapist sees. `consents` were given at the first session; those of
    `withdrew` ended on the day of the last. `places` is axis → location. `ended_weeks_ago` goes with `ending`.
    """

    code: str
    name: str
    slot: int
    time: datetime.time
    hours: tuple[Hour, ...]
    level: float = 5.5
    format: SessionFormat = SessionFormat.IN_PERSON
    minutes: int = 50
    frame: dict[FrameTopic, str] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    good_from: FiveThings | None = None
    good_to: FiveThings | None = None
    seen_from: Relationship | None = None
    seen_to: Relationship | None = None
    answers_from: int = 0
    apart: float = 0.0
    consents: tuple[ConsentKind, ...] = AGREED_TO_BEGIN_WITH
    withdrew: tuple[ConsentKind, ...] = ()
    social_words: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    ended_weeks_ago: int = 0
    ending: Ending | None = None


def hour(note: str, *beats: Beat, **told: Any) -> Hour:
    """Return a session with its moments in their order."""
    return Hour(note=note, beats=beats, **told)


def missed(note: str, attendance: Attendance = Attendance.CANCELLED, **told: Any) -> Hour:
    """Return an hour that did not take place: nothing was rated and nothing happened in it."""
    return Hour(note=note, attendance=attendance, client_rated=False, therapist_rated=False, **told)


def connection(marker: Marker, minute: int, *, actor: str = "both", countered: str = "", **told: Any) -> Beat:
    """Return a moment of connection, which may counter an image."""
    direction = ImageDirection.COUNTERED if countered else ""
    return Beat(
        kind=MomentKind.CONNECTION,
        marker=marker,
        minute=minute,
        actor=actor,
        image=countered,
        direction=direction,
        **told,
    )


def disconnection(
    kind: MomentKind, marker: Marker, minute: int, *, actor: str = "client", re_enacted: str = "", **told: Any
) -> Beat:
    """Return a misattunement, rupture or breach, which may re-enact an image."""
    direction = ImageDirection.RE_ENACTED if re_enacted else ""
    return Beat(kind=kind, marker=marker, minute=minute, actor=actor, image=re_enacted, direction=direction, **told)


def repair(strategy: RepairStrategy, of: str, resolution: int, *, countered: str = "", **told: Any) -> Beat:
    """Return an attempt to repair the episode `of`, by the therapist unless said otherwise."""
    direction = ImageDirection.COUNTERED if countered else ""
    values = {"actor": "therapist"} | told
    return Beat(
        kind=MomentKind.REPAIR,
        strategy=strategy,
        of=of,
        resolution=resolution,
        image=countered,
        direction=direction,
        **values,
    )
