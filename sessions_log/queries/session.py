"""What the logging page and the session page show."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from sessions_log.models import Client, Episode, FrameAgreement, RelationalImage, TherapySession
from sessions_log.models.entry import MomentEntry, SessionEntry
from sessions_log.models.prepared import Given, Prepared
from sessions_log.queries.whose_turn import SLOT_FROM, learned_slots
from sessions_log.queries.words import moment_title, score_words
from sessions_log.vocabulary import (
    ATTENDED,
    OPEN_STATUSES,
    Attendance,
    Clarity,
    ContextAxis,
    FrameTopic,
    GoodThing,
    ImageDirection,
    MomentKind,
    MomentTag,
    RelationshipItem,
    RepairStrategy,
    status_words,
)

OPENED_BEFORE = datetime.timedelta(minutes=30)
"""So long before the usual time the page is opened for the session that is about to begin."""

NONE = uuid.UUID(int=0)
"""The id of nothing."""

UNREAD = ("before", "repair__client_said", "repair__episode__opening__before")
"""Texts that are not decrypted where only the course of a repair is asked for."""

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class LogChoices:
    """What a moment may refer to: the client's images, frame agreements and episodes, as (id, words)."""

    images: Choices
    frames: Choices
    episodes: Choices


@dataclass(frozen=True)
class LeftOff:
    """Where the last session left off."""

    id: uuid.UUID
    number: int
    on: datetime.date
    intention: str
    is_draft: bool


IMAGES = Prepared(lambda: RelationalImage.objects.filter(client=Given("client")).values_list("pk", "text"))
FRAME = Prepared(
    lambda: (
        FrameAgreement.objects.filter(client=Given("client"))
        .order_by(F("ended_on").desc(nulls_first=True), "agreed_on", "pk")
        .values_list("pk", "topic", "text", "ended_on")
    )
)
EPISODES = Prepared(
    lambda: (
        Episode.objects.filter(
            Q(status__in=OPEN_STATUSES) | Q(attempts__moment__session=Given("session")), client=Given("client")
        )
        .order_by("-opening__session__starts_at")
        .values_list(
            "pk",
            "opening__session__number",
            "opening__session__starts_at",
            *("status", "opening__kind", "opening__marker", "opening__actor"),
        )
        .distinct()
    )
)
BEGAN = Prepared(
    lambda: (
        TherapySession.objects.filter(client=Given("client"), starts_at__lt=Given("before"))
        .order_by("-starts_at")
        .values_list("starts_at", "attendance")[: 2 * SLOT_FROM]
    )
)


def log_choices(client: Client, session: TherapySession | None) -> LogChoices:
    """Return the choices for a session's moments; episodes that the session already touches stay among them.

    So do agreements that have ended, after those that hold: the session may lie before that.
    """
    return LogChoices(
        images=[(str(pk), text) for pk, text in IMAGES(client=client.pk)],
        frames=[(str(pk), agreement_words(*agreement)) for pk, *agreement in FRAME(client=client.pk)],
        episodes=[
            (str(pk), _episode_words(*episode))
            for pk, *episode in EPISODES(client=client.pk, session=session.pk if session else NONE)
        ],
    )


def _episode_words(number: int, at: datetime.datetime, status: str, *opening: str) -> str:
    """Return an episode as one line: “Session 3, 12 March: Rupture, by the client”, and how it was closed, if so."""
    closed = "" if status in OPEN_STATUSES else f" ({status_words(status, opening[0]).lower()})"
    return f"Session {number}, {timezone.localtime(at):%-d %B}: {moment_title(*opening)}{closed}"


def agreement_words(topic: str, text: str, ended_on: datetime.date | None) -> str:
    """Return an agreement as one line: “Fee: forty a session”, and until when, where it no longer holds."""
    until = f" (until {ended_on:%-d %B %Y})" if ended_on else ""
    return f"{FrameTopic(topic).label}: {text}{until}"


def prefill(client: Client, now: datetime.datetime) -> dict[str, Any]:
    """Return date, time, length and format: of the client's latest usual hour, set or learned, or of now.

    An hour later today counts from half an hour before: whoever logs earlier does not log that session. One for which
    a session is there already, or that lies before the therapy began, counts for nothing.
    """
    here = now.replace(tzinfo=None)
    tomorrow = datetime.datetime.combine(here.date() + datetime.timedelta(days=1), datetime.time(), now.tzinfo)
    began = [
        (start.astimezone(now.tzinfo).replace(tzinfo=None), attendance)
        for start, attendance in BEGAN(client=client.pk, before=tomorrow)
    ]
    day, at = _usual(client, here, (start for start, attendance in began if attendance in ATTENDED))
    is_logged = bool(began) and began[0][0].date() >= day
    if is_logged or day < client.began_on:
        day, at = here.date(), datetime.time(here.hour)
    elif datetime.datetime.combine(day, at) > here + OPENED_BEFORE:
        at = datetime.time(here.hour)
    return {"date": day, "time": at, "minutes": client.usual_minutes, "format": client.usual_format}


def usual_entry(client: Client, now: datetime.datetime) -> SessionEntry:
    """Return the session as `prefill` fills it in, with nothing else entered."""
    filled = prefill(client, now)
    starts_at = datetime.datetime.combine(filled.pop("date"), filled.pop("time"), tzinfo=now.tzinfo)
    return SessionEntry(**filled, starts_at=starts_at, attendance=Attendance.HELD)


def _usual(
    client: Client, now: datetime.datetime, starts: Iterable[datetime.datetime]
) -> tuple[datetime.date, datetime.time]:
    """Return the day and time of the client's latest usual hour, today's among them even if it is still to come."""
    set_by_hand = (client.usual_weekday, client.usual_time)
    slots = learned_slots(starts, now) if set_by_hand == (None, None) else (set_by_hand,)
    hours = [
        (
            now.date() - datetime.timedelta(days=(now.weekday() - (now.weekday() if day is None else day)) % 7),
            at or datetime.time(now.hour),
        )
        for day, at in slots
    ]
    return max(hours, default=(now.date(), datetime.time(now.hour)))


def left_off(client: Client, before: TherapySession | None) -> LeftOff | None:
    """Return the last session before this one (or the last of all), with the intention that was noted."""
    sessions = client.sessions.order_by("-starts_at", "-number")
    if before:
        sessions = sessions.filter(starts_at__lt=before.starts_at)
    last = sessions.first()
    if last is None:
        return None
    return LeftOff(last.pk, last.number, timezone.localtime(last.starts_at).date(), last.intention, last.is_draft)


@dataclass(frozen=True)
class MomentLine:
    """A moment on the session page: its shape, its words and what more is known of it."""

    id: uuid.UUID | None
    kind: str
    title: str
    facts: list[tuple[str, str]]
    before: str
    episode_id: uuid.UUID | None
    episode_status: str

    @property
    def can_be_followed(self) -> bool:
        """Whether it has no episode, and would have one if it turned out to matter."""
        return self.kind == MomentKind.MISATTUNEMENT and self.episode_id is None


@dataclass(frozen=True)
class SessionPage:
    """A session that can be read: everything in words."""

    moments: list[MomentLine]
    checks: list[tuple[str, str, str]]
    good_things: list[tuple[str, int]]
    relationship: list[tuple[str, int]]


def session_page(session: TherapySession, entry: SessionEntry) -> SessionPage:
    """Return what the page of a signed session shows, beside its texts, in a fixed number of queries."""
    episodes = {
        episode.opening_id: episode
        for episode in Episode.objects.filter(opening__session=session)
        .select_related("opening")
        .defer("opening__before")
    } | {
        attempt.moment_id: attempt.episode
        for moment in session.moments.select_related("repair__episode__opening").defer(*UNREAD)
        if (attempt := getattr(moment, "repair", None))
    }
    images = {image.pk: image.text for image in session.client.images.all()}
    frames = {
        agreement.pk: agreement_words(agreement.topic, agreement.text, None) for agreement in session.client.frame.all()
    }
    ratings = session.ratings.select_related("instrument").order_by("instrument__code", "rater")
    return SessionPage(
        moments=[_moment_line(moment, episodes.get(moment.id), images, frames) for moment in entry.moments],
        checks=[(rating.get_rater_display(), rating.instrument.title, score_words(rating)) for rating in ratings],
        good_things=[(thing.label, value) for thing in GoodThing if (value := entry.good_things.get(thing.value))],
        relationship=[(item.label, value) for item in RelationshipItem if (value := entry.relationship.get(item))],
    )


def _moment_line(
    moment: MomentEntry, episode: Episode | None, images: dict[uuid.UUID, str], frames: dict[uuid.UUID, str]
) -> MomentLine:
    known = {
        "Strategy": RepairStrategy(moment.strategy).label if moment.strategy else "",
        "Resolution": f"{moment.resolution} of 5" if moment.resolution else "",
        "The client said": moment.client_said,
        "Minute": "" if moment.minute is None else str(moment.minute),
        "Intensity": f"{moment.intensity} of 5" if moment.intensity else "",
        "My contribution": f"{moment.contribution} of 5" if moment.contribution else "",
        "Clarity": Clarity(moment.clarity).label if moment.clarity else "",
        "From elsewhere": "; ".join(MomentTag(tag).label for tag in moment.tags),
        "Power and context": ", ".join(ContextAxis(axis).label for axis in moment.contexts),
        "Relational image": f"{ImageDirection(moment.direction).label}: {images.get(moment.image, '')}"
        if moment.image and moment.direction
        else "",
        "Frame": frames.get(moment.frame, "") if moment.frame else "",
    }
    return MomentLine(
        id=moment.id,
        kind=moment.kind,
        title=moment_title(moment.kind, moment.marker, moment.actor),
        facts=[(label, value) for label, value in known.items() if value],
        before=moment.before,
        episode_id=episode.pk if episode else None,
        episode_status=status_words(episode.status, episode.opening.kind) if episode else "",
    )
