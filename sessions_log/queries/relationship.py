"""What the ratings of a relationship, as a whole, make worth asking about."""

from collections.abc import Collection, Iterable
from functools import cache, reduce
from operator import or_
from statistics import fmean
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q

from sessions_log.models import Client, FiveGoodThings, Moment, PromptChoice, Rating, RelationshipView
from sessions_log.prompts.choose import Situation
from sessions_log.prompts.noticed import LOW, RECENT_SESSIONS, RatedScore, distance_in, drop_in, gap_in, on_seven
from sessions_log.queries.prompt import AWAITED
from sessions_log.signals.keys import key_of
from sessions_log.signals.scoring import Construct
from sessions_log.vocabulary import (
    FORMING_SESSIONS,
    REAL_RELATIONSHIP,
    GoodThing,
    MomentKind,
    PromptDecision,
    Rater,
    RelationshipItem,
)

Item = TypeVar("Item", GoodThing, RelationshipItem)

MOST_SCORES = 200
"""Scores looked back on: the baseline of a long therapy is that of its last hundred or so sessions."""

SESSIONS_BACK = 10
"""What stood low further back than this is no longer news."""

TENSIONS = (MomentKind.MISATTUNEMENT, MomentKind.RUPTURE, MomentKind.BREACH)

REST_SESSIONS = FORMING_SESSIONS
"""So many sessions long, a prompt about the relationship as a whole does not come again once it was decided on."""


def situation_of_all(
    client: Client, *, next_session: int, last_session: int, choices: Iterable[PromptChoice]
) -> Situation:
    """Return what is known of the relationship as a whole, in three queries; `choices` are the client's."""
    scores, good_things = _scores(client), _latest(FiveGoodThings, client, tuple(GoodThing), last_session)
    real = _latest(RelationshipView, client, REAL_RELATIONSHIP, last_session)
    latest = good_things[-1] if good_things else {}
    lowest = min(latest, key=lambda thing: latest[thing], default=None)
    return Situation(
        session_number=next_session,
        drop=drop_in(scores, last_session),
        gap=gap_in(scores, last_session),
        distance=distance_in(*([fmean(values.values()) for values in rows] for rows in (real, good_things))),
        lowest_good_thing=lowest if lowest and latest[lowest] <= LOW else None,
        decided=decided_on_all(choices, last_session),
    )


def decided_on_all(choices: Iterable[PromptChoice], last_session: int) -> frozenset[str]:
    """Return the codes of prompts about the relationship as a whole that rest: decided lately, or still awaited."""
    return frozenset(
        choice.code
        for choice in choices
        if choice.after_session is not None
        and (choice.after_session > last_session - REST_SESSIONS or _is_awaited(choice))
    )


def _is_awaited(choice: PromptChoice) -> bool:
    return choice.decision == PromptDecision.CHOSEN and choice.outcome in AWAITED


def _scores(client: Client) -> list[RatedScore]:
    """Return the latest alliance scores in the order of their sessions, the client's before the therapist's."""
    tension = Moment.objects.filter(session=OuterRef("session"), kind__in=TENSIONS)
    rows = (
        Rating.objects.filter(session__client=client, score__isnull=False)
        .order_by("-session__starts_at", "-session__number", "-instrument__key", "-rater")
        .values_list("session__number", "rater", "instrument__key", "score", Exists(tension))
    )
    return [
        RatedScore(session, Rater(rater), instrument, on_seven(score, *bounds), tension)
        for session, rater, instrument, score, tension in reversed(rows[:MOST_SCORES])
        if (bounds := _alliance_range(instrument))
    ]


@cache
def _alliance_range(instrument: str) -> tuple[float, float] | None:
    """Return the lowest and highest score of an instrument, or None for one that is not about the alliance."""
    key = key_of(instrument)
    return (key.score_range.minimum, key.score_range.maximum) if key.construct is Construct.ALLIANCE else None


def _latest(
    model: type[FiveGoodThings | RelationshipView], client: Client, items: Collection[Item], last_session: int
) -> list[dict[Item, int]]:
    """Return what was given of the items in the last three sessions that have any of them, oldest first."""
    given = reduce(or_, (Q(**{f"{item}__isnull": False}) for item in items))
    lately = Q(session__client=client, session__number__gt=last_session - SESSIONS_BACK)
    rows = model.objects.filter(given, lately).order_by("-session__starts_at", "-session__number")
    return [
        {item: value for item, value in zip(items, values, strict=True) if value is not None}
        for values in reversed(rows.values_list(*items)[:RECENT_SESSIONS])
    ]
