"""Which repair prompts to offer now, and what became of earlier ones."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from sessions_log.models import Episode, PromptChoice
from sessions_log.prompts.choose import Offer, Situation, choose
from sessions_log.prompts.content import PROMPTS, Prompt
from sessions_log.vocabulary import Actor, ContextAxis, ImageDirection, Marker, MomentKind, PromptDecision


def offers_for(episode: Episode, *, next_session: int, today: datetime.date | None = None) -> list[Offer]:
    """Return what to offer for an episode whose opening's contexts and image links are loaded."""
    opening = episode.opening
    opened_on = opening.session.starts_at.astimezone(timezone.get_current_timezone()).date()
    situation = Situation(
        session_number=next_session,
        kind=MomentKind(opening.kind),
        marker=Marker(opening.marker) if opening.marker else None,
        actor=Actor(opening.actor),
        context=frozenset(ContextAxis(context.axis) for context in opening.contexts.all()),
        image_re_enacted=any(link.direction == ImageDirection.RE_ENACTED for link in opening.image_links.all()),
        days_open=((today or timezone.localdate()) - opened_on).days,
        decided=frozenset(choice.code for choice in episode.prompt_choices.all()),
    )
    return choose(situation)


def chosen(choices: Iterable[PromptChoice]) -> list[Prompt]:
    """Return the prompts that were chosen and that we still ship, in the order of choosing."""
    kept = [choice for choice in choices if choice.decision == PromptDecision.CHOSEN and choice.code in PROMPTS]
    return [PROMPTS[choice.code] for choice in sorted(kept, key=lambda choice: choice.decided_at)]
