"""Where therapist and client left off, for the top of the logging page: what is open, awaited and worth asking."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone

from sessions_log.models import Client, PromptChoice, TherapySession
from sessions_log.prompts.choose import Offer, choose_over
from sessions_log.queries.episode import EpisodeLine, episode_line, last_number, standing_episodes
from sessions_log.queries.prompt import Offered, Tried, choices_of, library_of, situation_of, tried
from sessions_log.queries.relationship import decided_on_all, situation_of_all
from sessions_log.queries.session import prefill

MOST_ASKED = 2
MOST_EPISODES = 5
"""Ruptures that are listed; the page of the client has them all."""


@dataclass(frozen=True)
class Standing:
    """How things stand when a session is logged.

    `breaches` come first of all, closed ones too while something is still to be noted of them. `asked` are chosen
    prompts that a session has followed since, `kept` those that wait for the next one. `offers` are at most two over
    all open episodes and the relationship as a whole.
    """

    breaches: list[EpisodeLine]
    ruptures: list[EpisodeLine]
    more_ruptures: int
    asked: list[Tried]
    kept: list[Tried]
    offers: list[Offered]


def standing(client: Client, session: TherapySession | None) -> Standing:
    """Return how things stand for the session that is being logged, in ten queries whatever is open."""
    last, choices = last_number(client), choices_of(client)
    every = [(episode, episode_line(episode)) for episode in standing_episodes(client)]
    episodes = [episode for episode, _line in every if episode.is_open]
    lines = [line for _episode, line in every if line.is_open]
    ruptures = [line for line in lines if not line.is_pressing]
    next_session = session.number if session else last + 1
    resting = decided_on_all(choices, last)
    situations = [
        situation_of(episode, next_session=next_session, decided=resting | _decided_for(episode.pk, choices))
        for episode in episodes
    ]
    situations.append(situation_of_all(client, next_session=next_session, last_session=last, choices=choices))
    offers = [_offered(offer, lines, place) for place, offer in choose_over(situations, library_of(client.practice_id))]
    starts_at, chosen = _starts_at(client, session), tried(choices)
    has_ended = client.ended_on is not None  # there is no next time to ask, or to offer anything for
    return Standing(
        breaches=[line for _episode, line in every if line.is_pressing],
        ruptures=ruptures[:MOST_EPISODES],
        more_ruptures=max(len(ruptures) - MOST_EPISODES, 0),
        asked=[one for one in chosen if one.is_due(starts_at)][:MOST_ASKED],
        kept=[one for one in chosen if one.is_awaited and not one.is_due(starts_at) and not has_ended],
        offers=[] if has_ended else offers,
    )


def _offered(offer: Offer, lines: list[EpisodeLine], place: int) -> Offered:
    """Return an offer with its episode, named where there are several; after the last it is about the whole."""
    if place == len(lines):
        return Offered(offer, None, "")
    return Offered(offer, lines[place].id, lines[place].title if len(lines) > 1 else "")


def _decided_for(episode: uuid.UUID, choices: list[PromptChoice]) -> frozenset[str]:
    return frozenset(choice.code for choice in choices if choice.episode_id == episode)


def _starts_at(client: Client, session: TherapySession | None) -> datetime.datetime:
    """Return when the session began that is being logged, or would have by the usual slot."""
    if session:
        return session.starts_at
    slot = prefill(client, timezone.localtime())
    return datetime.datetime.combine(slot["date"], slot["time"], tzinfo=timezone.get_current_timezone())
