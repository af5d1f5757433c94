"""What the ratings of a relationship, as a whole, make worth asking about."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef

from sessions_log.models import Client, ImageLink, Moment, PromptChoice, Rating, TherapySession
from sessions_log.models.prepared import Given, Prepared
from sessions_log.prompts import content
from sessions_log.prompts.choose import Situation
from sessions_log.prompts.noticed import (
    RECENT_SESSIONS,
    Item,
    RatedScore,
    Told,
    Views,
    distance_in,
    drop_in,
    gap_in,
    low_in,
    on_seven,
)
from sessions_log.queries.prompt import AWAITED
from sessions_log.signals.keys import key_of
from sessions_log.signals.scoring import Construct
from sessions_log.vocabulary import (
    FORMING_SESSIONS,
    REAL_RELATIONSHIP,
    GoodThing,
    ImageDirection,
    MomentKind,
    PromptDecision,
    Rater,
)

MOST_SCORES = 200
"""Scores looked back on: the baseline of a long therapy is that of its last hundred or so sessions."""

SESSIONS_BACK = 10
"""What stood low further back than this is no longer news."""

TENSIONS = (MomentKind.MISATTUNEMENT, MomentKind.RUPTURE, MomentKind.BREACH)

REST_SESSIONS = FORMING_SESSIONS
"""So many sessions long, a prompt about the relationship as a whole does not come again once it was decided on."""


Row = Mapping[str, Any]
"""What was answered about one session, by the path of the answer."""

REAL = {
    Rater.CLIENT: {item: f"client_answers__{item}" for item in REAL_RELATIONSHIP},
    Rater.THERAPIST: {item: f"relationship_view__{item}" for item in REAL_RELATIONSHIP},
}
THINGS = {
    Rater.CLIENT: {thing: f"client_answers__{thing}" for thing in GoodThing},
    Rater.THERAPIST: {thing: f"good_things__{thing}" for thing in GoodThing},
}
"""Where each rater's answers lie, from the session."""
PATHS = [path for rater in Rater for path in (*REAL[rater].values(), *THINGS[rater].values())]

TENSION = tuple(f"client_answers__{name}" for name in ("tension", "tension_strength", "talked_about"))

SCORES = Prepared(
    lambda: (
        Rating.objects.filter(session__client=Given("client"), score__isnull=False)
        .order_by("-session__starts_at", "-session__number", "-instrument__key", "-rater")
        .values_list("session__number", "rater", "instrument__key", "score", _is_logged("session"))[:MOST_SCORES]
    )
)
ANSWERED = Prepared(
    lambda: (
        TherapySession.objects.filter(client=Given("client"), number__gt=Given("after"))
        .order_by("starts_at", "number")
        .values(
            *("number", *PATHS, *TENSION),
            is_logged=_is_logged("pk"),
            is_re_enacted=_is_re_enacted("pk"),
            is_context_live=_is_context_live("pk"),
        )
    )
)


def situation_of_all(
    client: Client, *, next_session: int, last_session: int, choices: Iterable[PromptChoice]
) -> Situation:
    """Return what is known of the relationship as a whole, in two queries; `choices` are the client's."""
    scores, answered, choices = _scores(client), _answered(client, last_session), list(choices)
    real, things = _views(answered, REAL), _views(answered, THINGS)
    told, resting = _told(answered, last_session), decided_on_all(choices, last_session)
    return Situation(
        session_number=next_session,
        told=told,
        drop=drop_in(scores, last_session),
        gap=gap_in(scores, last_session),
        distance=distance_in(real, things),
        low=low_in(things),
        context_in=_context_in(answered, last_session),
        image_re_enacted=any(row["is_re_enacted"] and _is_recent(row, last_session) for row in answered),
        decided=resting - {content.TENSION_TOLD.code} if told and _is_new(told, choices) else resting,
    )


def decided_on_all(choices: Iterable[PromptChoice], last_session: int) -> frozenset[str]:
    """Return the codes of prompts about the relationship as a whole that rest: decided lately, or still awaited."""
    return frozenset(
        choice.code
        for choice in choices
        if choice.after_session is not None
        and (choice.after_session > last_session - REST_SESSIONS or _is_awaited(choice))
    )


def _is_new(told: Told, choices: Iterable[PromptChoice]) -> bool:
    """Return whether the client told of this tension after all that was decided on others."""
    of_others = [choice for choice in choices if choice.code == content.TENSION_TOLD.code]
    return all(
        choice.after_session is not None and choice.after_session < told.session and not _is_awaited(choice)
        for choice in of_others
    )


def _is_awaited(choice: PromptChoice) -> bool:
    return choice.decision == PromptDecision.CHOSEN and choice.outcome in AWAITED


def _scores(client: Client) -> list[RatedScore]:
    """Return the latest alliance scores in the order of their sessions, the client's before the therapist's."""
    return [
        RatedScore(session, Rater(rater), instrument, on_seven(score, *bounds), tension)
        for session, rater, instrument, score, tension in reversed(SCORES(client=client.pk))
        if (bounds := _alliance_range(instrument))
    ]


@cache
def _alliance_range(instrument: str) -> tuple[float, float] | None:
    """Return the lowest and highest score of an instrument, or None for one that is not about the alliance."""
    key = key_of(instrument)
    return (key.score_range.minimum, key.score_range.maximum) if key.construct is Construct.ALLIANCE else None


def _answered(client: Client, last_session: int) -> list[Row]:
    """Return what both answered about the last sessions beside the alliance, in their order, and what was logged."""
    return ANSWERED(client=client.pk, after=last_session - SESSIONS_BACK)


def _views(answered: Iterable[Row], paths: Mapping[Rater, Mapping[Item, str]]) -> Views[Item]:
    """Return what each rater gave, of the sessions alone in which they gave any of it."""
    found = {
        rater: [{item: row[path] for item, path in of_rater.items() if row[path] is not None} for row in answered]
        for rater, of_rater in paths.items()
    }
    return {rater: [given for given in rows if given] for rater, rows in found.items()}


def _told(answered: Iterable[Row], last_session: int) -> Told | None:
    """Return the last tension that only the client told of, while it is news."""
    tension, strength, talked_about = TENSION
    told = [
        Told(row["number"], row[strength], row[talked_about])
        for row in answered
        if row[tension] and not row["is_logged"] and _is_recent(row, last_session)
    ]
    return told[-1] if told else None


def _context_in(answered: Iterable[Row], last_session: int) -> int | None:
    """Return the last session in which context was live outside any rupture, while it is news."""
    live = (row["number"] for row in answered if row["is_context_live"] and _is_recent(row, last_session))
    return max(live, default=None)


def _is_recent(row: Row, last_session: int) -> bool:
    return row["number"] > last_session - RECENT_SESSIONS


def _is_re_enacted(session: str) -> Exists:
    """Return whether a moment of a session re-enacted an image outside any rupture, which has prompts of its own."""
    links = ImageLink.objects.filter(moment__session=OuterRef(session), moment__episode=None)
    return Exists(links.filter(direction=ImageDirection.RE_ENACTED))


def _is_context_live(session: str) -> Exists:
    """Return whether power and context were live in a misattunement of a session that is no rupture's opening."""
    misattunements = Moment.objects.filter(kind=MomentKind.MISATTUNEMENT, episode=None, contexts__isnull=False)
    return Exists(misattunements.filter(session=OuterRef(session)))


def _is_logged(session: str) -> Exists:
    """Return whether any tension is logged in a session; `session` leads to its id."""
    return Exists(Moment.objects.filter(session=OuterRef(session), kind__in=TENSIONS))
