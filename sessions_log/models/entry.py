"""What a therapist enters about one session: the shape that forms hand to services, and back."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.utils import timezone

from sessions_log.models.episode import OPENING_KINDS, RepairAttempt
from sessions_log.models.moment import Moment
from sessions_log.models.rating import Rating
from sessions_log.models.session import TherapySession
from sessions_log.vocabulary import (
    Actor,
    Attendance,
    Clarity,
    ContextAxis,
    EpisodeStatus,
    GoodThing,
    ImageDirection,
    Marker,
    MomentKind,
    MomentTag,
    Rater,
    RelationshipItem,
    RepairStrategy,
    SessionFormat,
)

Answers = tuple[int | None, ...]
CHECK_ITEMS = 6
NOT_ANSWERED: Answers = (None,) * CHECK_ITEMS

HERE = "here"
"""A repair's episode when it is the nearest rupture above it in the same session."""


@dataclass(frozen=True, kw_only=True)
class MomentEntry:
    """One moment. `episode` is for repairs: an Episode's id, or HERE. `image` is a RelationalImage's id."""

    kind: str
    actor: str
    id: uuid.UUID | None = None
    marker: str = ""
    clarity: str = ""
    minute: int | None = None
    intensity: int | None = None
    contribution: int | None = None
    before: str = ""
    tags: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    frame: uuid.UUID | None = None
    image: uuid.UUID | None = None
    direction: str = ""
    strategy: str = ""
    resolution: int | None = None
    client_said: str = ""
    episode: str = ""
    closes_as: str = ""

    @classmethod
    def of(cls, moment: Moment, nearest: Moment | None = None) -> Self:
        """Return a stored moment as it would be entered; `nearest` is the rupture above it in the session."""
        link = next(iter(moment.image_links.all()), None)
        repair = getattr(moment, "repair", None)
        return cls(
            id=moment.pk,
            kind=MomentKind(moment.kind),
            actor=Actor(moment.actor),
            marker=moment.marker,
            clarity=moment.clarity,
            minute=moment.minute,
            intensity=moment.intensity,
            contribution=moment.contribution,
            before=moment.before,
            tags=tuple(tag.value for tag in MomentTag if getattr(moment, tag)),
            contexts=tuple(context.axis for context in moment.contexts.all()),
            frame=moment.frame_id,
            image=link.image_id if link else None,
            direction=link.direction if link else "",
            strategy=repair.strategy if repair else "",
            resolution=repair.resolution if repair else None,
            client_said=repair.client_said if repair else "",
            episode=_episode_entered(repair, nearest) if repair else "",
            closes_as=repair.episode.status if repair and repair.episode.closed_in_id == moment.session_id else "",
        )

    def in_words(self, names: Mapping[str, str] | None = None) -> str:
        """Return the moment as one line, to compare two versions by. `names` has words for what it refers to by id."""
        names = names or {}
        said = [
            MomentKind(self.kind).label,
            Marker(self.marker).label if self.marker else "",
            Actor(self.actor).label,
            f"minute {self.minute}" if self.minute is not None else "",
            f"intensity {self.intensity}" if self.intensity else "",
            f"my contribution {self.contribution}" if self.contribution else "",
            Clarity(self.clarity).label if self.clarity else "",
            RepairStrategy(self.strategy).label if self.strategy else "",
            f"resolution {self.resolution}" if self.resolution else "",
            EpisodeStatus(self.closes_as).label if self.closes_as else "",
            *(MomentTag(tag).label for tag in sorted(self.tags)),
            *(ContextAxis(axis).label for axis in sorted(self.contexts)),
            f"{ImageDirection(self.direction).label}: {_named(self.image, names)}" if self.direction else "",
            f"frame: {_named(self.frame, names)}" if self.frame else "",
            f"repair of: {_named(self.episode, names)}" if self.episode else "",
            f"before: {self.before}" if self.before else "",
            f"the client said: {self.client_said}" if self.client_said else "",
        ]
        return " · ".join(part for part in said if part)


@dataclass(frozen=True, kw_only=True)
class SessionEntry:
    """A whole session as logged. Checks are answers 1-7 in the order of the items, None where not answered."""

    starts_at: datetime.datetime
    minutes: int
    format: str
    attendance: str
    intention: str = ""
    note: str = ""
    reflection: str = ""
    therapist_check: Answers = NOT_ANSWERED
    client_check: Answers = NOT_ANSWERED
    good_things: dict[str, int | None] = field(default_factory=dict)
    relationship: dict[str, int | None] = field(default_factory=dict)
    moments: tuple[MomentEntry, ...] = ()

    @classmethod
    def of(cls, session: TherapySession) -> Self:
        """Return a stored session as it would be entered, decrypted. Reading it is to be audited by the caller."""
        note, reflection = getattr(session, "note", None), getattr(session, "reflection", None)
        good_things = getattr(session, "good_things", None)
        view = getattr(session, "relationship_view", None)
        checks = {rating.rater: tuple(rating.items) for rating in check_ratings(session)}
        moments = session.moments.select_related("repair__episode").prefetch_related("contexts", "image_links")
        return cls(
            starts_at=session.starts_at,
            minutes=session.minutes,
            format=session.format,
            attendance=session.attendance,
            intention=session.intention,
            note=note.text if note else "",
            reflection=reflection.text if reflection else "",
            therapist_check=checks.get(Rater.THERAPIST, NOT_ANSWERED),
            client_check=checks.get(Rater.CLIENT, NOT_ANSWERED),
            good_things={thing.value: getattr(good_things, thing, None) for thing in GoodThing},
            relationship={item.value: getattr(view, item, None) for item in RelationshipItem},
            moments=tuple(_moments_entered(moments)),
        )

    @property
    def has_words(self) -> bool:
        """Whether anything of the record was written in words; the private reflection is no part of the record."""
        of_moments = any(moment.before or moment.client_said for moment in self.moments)
        return bool(self.note or self.intention or of_moments)

    def in_words(self, names: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return every part as words for people, label → text, to show two versions beside one another.

        `names` has words for what moments refer to (images, agreements, episodes), by id.
        """
        return {
            "Start": timezone.localtime(self.starts_at).strftime("%d %B %Y, %H:%M"),
            "Length": f"{self.minutes} minutes",
            "Format": SessionFormat(self.format).label,
            "Attendance": Attendance(self.attendance).label,
            "Note": self.note,
            "Private reflection": self.reflection,
            "Intention for next time": self.intention,
            "Your view": _answers_in_words(self.therapist_check),
            "Client’s view": _answers_in_words(self.client_check),
            "Five good things": _ratings_in_words(GoodThing, self.good_things),
            "The relationship, as you saw it": _ratings_in_words(RelationshipItem, self.relationship),
            "Moments": "\n".join(moment.in_words(names) for moment in self.moments),
        }


def _named(reference: uuid.UUID | str | None, names: Mapping[str, str]) -> str:
    """Return the words for a reference."""
    return "the rupture above" if reference == HERE else names.get(str(reference), "one not named here")


def _moments_entered(moments: Iterable[Moment]) -> Iterator[MomentEntry]:
    nearest: Moment | None = None
    for moment in moments:
        yield MomentEntry.of(moment, nearest)
        if moment.kind in (*OPENING_KINDS, MomentKind.MISATTUNEMENT):
            nearest = moment


def _episode_entered(repair: RepairAttempt, nearest: Moment | None) -> str:
    return HERE if nearest and repair.episode.opening_id == nearest.pk else str(repair.episode_id)


def _answers_in_words(answers: Answers) -> str:
    if all(answer is None for answer in answers):
        return ""
    return " ".join("–" if answer is None else str(answer) for answer in answers)


def _ratings_in_words(terms: type[GoodThing | RelationshipItem], values: dict[str, int | None]) -> str:
    known = [(term.label, values.get(term.value)) for term in terms]
    return ", ".join(f"{label} {value}" for label, value in known if value is not None)


def check_ratings(session: TherapySession) -> list[Rating]:
    """Return the session's ratings with the built-in check that hold item answers."""
    ratings = session.ratings.filter(instrument__key="check").select_related("instrument")
    return [rating for rating in ratings if len(rating.items) == CHECK_ITEMS]
