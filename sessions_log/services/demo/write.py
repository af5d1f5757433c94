"""Writes a story through the services, so that episodes, constraints and the audit trail are as in real use."""

import datetime
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from sessions_log.models import Client, Episode, FrameAgreement, Person, RelationalImage, TherapySession
from sessions_log.models.entry import HERE, NOT_ANSWERED, MomentEntry, SessionEntry
from sessions_log.prompts.content import answers_to
from sessions_log.services.client import agree_frame, create_client, edit_client
from sessions_log.services.consent import give_consent, withdraw_consent
from sessions_log.services.demo.calendar import WEEK, days_of, slot_day
from sessions_log.services.demo.felt import (
    answer_check,
    answers_themselves,
    good_things,
    own_answers,
    relationship,
    shift_of,
)
from sessions_log.services.demo.ratings import BETWEEN, Course, answers
from sessions_log.services.demo.story import Beat, Hour, Story
from sessions_log.services.episode import close_episode, record_duties
from sessions_log.services.image import add_image
from sessions_log.services.prompt import answer_prompt, decide_prompt
from sessions_log.services.session import add_addendum, log_session
from sessions_log.services.social import place_client
from sessions_log.vocabulary import (
    ENDED_AS,
    ConsentKind,
    Ending,
    EpisodeStatus,
    PromptDecision,
    PromptOutcome,
    UnrepairedEnding,
)

UNTOUCHED = PromptOutcome.DID_NOT_COME_UP
FOLLOWED = {EpisodeStatus.REPAIRED: PromptOutcome.HELPED, EpisodeStatus.PARTLY: PromptOutcome.PARTLY}
"""What came of a chosen prompt, by how its episode closed, where its question has that answer."""

CONSENT_NOTES = {
    ConsentKind.TREATMENT: "Signed at the first session; the paper is in the locked cabinet.",
    ConsentKind.RECORDING: "On the same paper, after we had looked at what is written down and who reads it.",
    ConsentKind.RESEARCH: "Said yes to reports in which nobody can be found. On a paper of its own.",
    ConsentKind.SUPERVISION: "Knows that I have a supervisor, and that it is told there under a code.",
    ConsentKind.SOCIAL: "Talked over by itself. Coarse categories are all right, the words stay here.",
}

MOST_LIFTED = 0.6
THERAPIST_NOTICES = 0.7
LEFT_OUT = 0.08
"""Half as often as in real ratings: whose ratings are missing is part of a story, and told in it."""


@dataclass
class Telling:
    """A story on its way into the database: what its names stand for by now."""

    by: Person
    story: Story
    client: Client
    rng: random.Random
    beside: random.Random
    frame: dict[str, FrameAgreement] = field(default_factory=dict)
    images: dict[str, RelationalImage] = field(default_factory=dict)
    episodes: dict[str, uuid.UUID] = field(default_factory=dict)


def tell(*, by: Person, story: Story, today: datetime.date, seed: int) -> Client:
    """Write one client's story into a therapist's caseload as it stands on the morning of `today`."""
    days = days_of(story, today)
    client = create_client(
        by=by,
        code=story.code,
        name=story.name,
        usual_weekday=slot_day(today, story.slot).weekday(),
        usual_time=story.time,
        usual_minutes=story.minutes,
        usual_format=story.format,
        began_on=days[0] if days else slot_day(today, story.slot),
        social_words=story.social_words,
    )
    rng, beside = (random.Random(f"{seed}:{story.code}{more}") for more in ("", ":beside"))  # noqa: S311 - invented, and repeatable
    telling = Telling(by=by, story=story, client=client, rng=rng, beside=beside)
    _agree_and_picture(telling)
    _consent(telling, days)
    # A story's ups and downs have reasons, so chance adds no outliers.
    felt = Course(telling.rng, story.level, outliers=0)
    seen = Course(telling.rng, story.level + telling.rng.uniform(-0.5, 0.2) * BETWEEN, outliers=0)
    for number, (hour, day) in enumerate(zip(story.hours, days, strict=True), start=1):
        entry = _entry(telling, hour, day, felt, seen)
        entry.good_things.update(good_things(story, telling.rng, hour, number))
        entry.relationship.update(relationship(story, telling.beside, hour, number))
        own = entry.client_check if answers_themselves(story, hour, number) else NOT_ANSWERED
        if any(own):
            entry = replace(entry, client_check=NOT_ANSWERED)
        session = log_session(by=by, client=client, submission=_form(telling.rng), entry=entry, sign=hour.signed)
        if any(own):
            answer_check(session, own, own_answers(story, telling.beside, hour, number))
        _follow_up(telling, hour, session)
    if story.ending:
        _end(telling, days[-1] + WEEK)
    _answer(telling)
    return client


def _agree_and_picture(telling: Telling) -> None:
    by, client = telling.by, telling.client
    for topic, text in telling.story.frame.items():
        telling.frame[topic] = agree_frame(by=by, client=client, topic=topic, text=text, agreed_on=client.began_on)
    for key, image in telling.story.images.items():
        telling.images[key] = add_image(by=by, client=client, **vars(image))


def _consent(telling: Telling, days: list[datetime.date]) -> None:
    by, client, story = telling.by, telling.client, telling.story
    for kind in story.consents:
        note = CONSENT_NOTES[kind]
        consent = give_consent(by=by, client=client, kind=kind, given_on=client.began_on, note=note)
        if kind in story.withdrew:
            withdraw_consent(by=by, consent=consent, withdrawn_on=days[-1])
    if story.places:
        place_client(by=by, client=client, seen={}, places=story.places)


def _entry(telling: Telling, hour: Hour, day: datetime.date, felt: Course, seen: Course) -> SessionEntry:
    story, rng = telling.story, telling.rng
    shift = min(MOST_LIFTED, sum(shift_of(beat) for beat in hour.beats))
    decisive = hour.felt or hour.seen or any(beat.opens or beat.of for beat in hour.beats)
    left_out = [rng.random() < LEFT_OUT and not decisive for _ in range(2)]
    clients = answers(rng, felt.next(shift + hour.felt))
    therapists = answers(rng, seen.next(shift * THERAPIST_NOTICES + hour.seen))
    return SessionEntry(
        starts_at=datetime.datetime.combine(day, story.time, telling.by.practice.zone),
        minutes=hour.minutes or story.minutes,
        format=hour.format or story.format,
        attendance=hour.attendance,
        note=hour.note,
        reflection=hour.reflection,
        intention=hour.intention,
        client_check=clients if hour.client_rated and not left_out[0] else NOT_ANSWERED,
        therapist_check=therapists if hour.therapist_rated and not left_out[1] else NOT_ANSWERED,
        moments=tuple(_moments(telling, hour)),
    )


def _moments(telling: Telling, hour: Hour) -> Iterator[MomentEntry]:
    opened_here = {beat.opens for beat in hour.beats}
    for beat in hour.beats:
        yield MomentEntry(
            kind=beat.kind,
            actor=beat.actor,
            marker=beat.marker,
            clarity=beat.clarity,
            minute=beat.minute,
            intensity=beat.intensity,
            contribution=beat.contribution,
            before=beat.before,
            contexts=beat.contexts,
            frame=telling.frame[beat.frame].pk if beat.frame else None,
            image=telling.images[beat.image].pk if beat.image else None,
            direction=beat.direction,
            strategy=beat.strategy,
            resolution=beat.resolution,
            episode=(HERE if beat.of in opened_here else str(telling.episodes[beat.of])) if beat.of else "",
            closes_as=beat.closes_as,
        )


def _follow_up(telling: Telling, hour: Hour, session: TherapySession) -> None:
    """Name the episodes that the session opened, decide on their prompts, close and correct what the story says."""
    opened = Episode.objects.filter(opening__session=session).in_bulk(field_name="opening_id")
    by_position = {moment.position: opened.get(moment.pk) for moment in session.moments.all()}
    for position, beat in enumerate(hour.beats):
        episode = by_position[position]
        if episode and beat.opens:
            telling.episodes[beat.opens] = episode.pk
            _decide(telling, episode, beat, session)
    if hour.closed:
        name, status = hour.closed
        _close(telling, Episode.objects.get(pk=telling.episodes[name]), status, session.local_start.date())
    if hour.duties:
        day = session.local_start.date()
        breach = Episode.objects.get(pk=telling.episodes[hour.duties])
        days = {"complaints_route_told_on": day, "supervisor_informed_on": day + datetime.timedelta(days=2)}
        record_duties(by=telling.by, episode=breach, version=breach.version, **days)
    if hour.addendum:
        add_addendum(by=telling.by, session=session, submission=_form(telling.rng), text=hour.addendum)


def _decide(telling: Telling, episode: Episode, beat: Beat, session: TherapySession) -> None:
    after = session.starts_at + datetime.timedelta(minutes=session.minutes)
    decisions = [(code, PromptDecision.CHOSEN) for code in beat.chose]
    decisions += [(code, PromptDecision.DISMISSED) for code in beat.dismissed]
    for code, decision in decisions:
        decide_prompt(by=telling.by, client=telling.client, episode=episode, code=code, decision=decision, at=after)


def _answer(telling: Telling) -> None:
    """Say what came of the prompts that were chosen for an episode that is closed by now, on the day that it closed."""
    chosen = telling.client.prompt_choices.filter(decision=PromptDecision.CHOSEN, episode__closed_on__isnull=False)
    for choice in chosen.select_related("episode").order_by("pk"):
        episode = cast(Episode, choice.episode)
        outcome, fitting = FOLLOWED.get(EpisodeStatus(episode.status), UNTOUCHED), answers_to(choice.code)
        outcome = outcome if outcome in fitting else fitting[0]
        at = datetime.datetime.combine(
            cast(datetime.date, episode.closed_on), telling.story.time, telling.by.practice.zone
        )
        answer_prompt(by=telling.by, choice=choice, version=choice.version, outcome=outcome, at=at)


def _close(
    telling: Telling, episode: Episode, status: EpisodeStatus, on: datetime.date, ending: UnrepairedEnding | None = None
) -> None:
    close_episode(by=telling.by, episode=episode, version=episode.version, status=status, on=on, ending=ending or "")


def _end(telling: Telling, on: datetime.date) -> None:
    """End the therapy; a rupture that is still open then stays unrepaired."""
    client, ending = telling.client, telling.story.ending or Ending.AGREED
    for episode in client.episodes.filter(closed_on__isnull=True):
        _close(telling, episode, EpisodeStatus.UNREPAIRED, on, ENDED_AS.get(ending, UnrepairedEnding.ENDED))
    edit_client(by=telling.by, client=client, version=client.version, ended_on=on, ending=ending)


def _form(rng: random.Random) -> uuid.UUID:
    """Return the id that a browser's form would have carried."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)
