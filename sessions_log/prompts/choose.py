"""Which prompts fit a situation best, and why. At most two; the same situation always gets the same ones.

The order follows the experts' consensus (Eubanks, Burckell & Goldfried 2018): in the session of a rupture, validate
and explore; work on patterns comes later. So a prompt about an old image waits until the rupture is a day old, and
through the forming phase it comes after the short check.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sessions_log.prompts import content
from sessions_log.prompts.content import Prompt
from sessions_log.prompts.library import Library
from sessions_log.prompts.noticed import Distance, Drop, Gap, Low, Told
from sessions_log.vocabulary import (
    FORMING_SESSIONS,
    Actor,
    ContextAxis,
    Marker,
    MarkerGroup,
    MomentKind,
    Rater,
)

MOST_OFFERS = 2

TENSIONS = (MomentKind.MISATTUNEMENT, MomentKind.RUPTURE)

ABOUT_TASK_OR_FRAME = (
    Marker.REJECTS_INTERVENTION,
    Marker.ABOUT_ACTIVITIES,
    Marker.ABOUT_PARAMETERS,
    Marker.ABOUT_PROGRESS,
)

WHO = {
    None: "someone",
    Actor.CLIENT: "the client",
    Actor.THERAPIST: "the therapist",
    Actor.BOTH: "both",
}

IN_VIEW = {Rater.CLIENT: "in the client’s view", Rater.THERAPIST: "in your view"}


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of an episode or a session when prompts are asked for.

    `kind`, `marker`, `actor` and `context` are those of the moment that opened the episode; `context_in` is the number
    of the last session in which context was live in a misattunement outside any; `low` is the one of the five good
    things that stood nearest to its opposite, if any stood low; `told` is a tension that only the client told of;
    `distance` is what has been low over the last sessions; `days_open` is 0 on the day of the rupture;
    `decided` holds the codes of prompts that were chosen or dismissed already.
    """

    session_number: int
    kind: MomentKind | None = None
    marker: Marker | None = None
    actor: Actor | None = None
    context: frozenset[ContextAxis] = frozenset()
    context_in: int | None = None
    image_re_enacted: bool = False
    low: Low | None = None
    told: Told | None = None
    drop: Drop | None = None
    gap: Gap | None = None
    distance: Distance | None = None
    days_open: int = 0
    decided: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """A prompt and, in words for the therapist, why it is shown."""

    prompt: Prompt
    reason: str


def choose(situation: Situation, library: Library) -> list[Offer]:
    """Return at most two undecided offers of the practice's library, the most fitting first.

    A breach leaves the repair script: its own prompts stand alone, and once decided nothing takes their place.
    """
    fitting = _breach(situation) if situation.kind is MomentKind.BREACH else _in_order(situation)
    first: dict[str, Offer] = {}
    for ours in fitting:
        for prompt in library.instead_of(ours.prompt):
            first.setdefault(prompt.code, Offer(prompt, ours.reason))
    return [offer for code, offer in first.items() if code not in situation.decided][:MOST_OFFERS]


def choose_over(situations: Sequence[Situation], library: Library) -> list[tuple[int, Offer]]:
    """Return at most two offers over several situations, each with the place of its situation in the sequence.

    The best of each situation come before the second best, in the order of the situations. While a breach has
    prompts that nobody has decided on, they stand alone here too.
    """
    breaches = [situation.kind is MomentKind.BREACH for situation in situations]
    chosen = [choose(situation, library) for situation in situations]
    alone = any(offers for offers, is_breach in zip(chosen, breaches, strict=True) if is_breach)
    placed = [
        (rank, place, offer)
        for place, offers in enumerate(chosen)
        for rank, offer in enumerate(offers)
        if breaches[place] or not alone
    ]
    first: dict[str, tuple[int, Offer]] = {}
    for _rank, place, offer in sorted(placed, key=lambda found: found[:2]):
        first.setdefault(offer.prompt.code, (place, offer))
    return list(first.values())[:MOST_OFFERS]


def _in_order(situation: Situation) -> list[Offer]:
    rupture, context = list(_rupture(situation)), list(_power_and_context(situation))
    # Harm done from the stronger place is mended before anything else is looked at.
    by_therapist = situation.actor in (Actor.THERAPIST, Actor.BOTH)
    first = context + rupture if by_therapist else rupture + context
    later = (_ratings, _forming, _real_relationship, _disconnection)
    return [*first, *(offer for offers in later for offer in offers(situation))]


def _breach(situation: Situation) -> list[Offer]:
    # When it is not clear who was harmed, the client's safety comes first.
    towards_therapist = situation.actor is Actor.CLIENT
    prompt = content.BREACH_TOWARDS_THERAPIST if towards_therapist else content.BREACH_TOWARDS_CLIENT
    return [Offer(prompt, f"Because a breach was logged{_seen(situation)}")]


def _rupture(situation: Situation) -> Iterator[Offer]:
    if situation.kind not in TENSIONS:
        return
    if situation.marker is None:
        yield Offer(content.DISCONNECTION_THINNED, f"Because a {situation.kind.label.lower()} was logged")
        return
    who = WHO[situation.actor]
    if situation.marker.group is MarkerGroup.WITHDRAWAL:
        reason = f"Because {who} withdrew{_seen(situation)}"
        by_client = (
            content.SELF_CRITICISM if situation.marker is Marker.SELF_CRITICISM else content.WITHDRAWAL_BY_CLIENT
        )
        by_therapist = content.WITHDRAWAL_BY_THERAPIST
    else:
        reason = f"Because of a confrontation by {who}{_seen(situation)}"
        about_work = situation.marker in ABOUT_TASK_OR_FRAME
        by_client = content.CONFRONTATION_TASK_OR_FRAME if about_work else content.CONFRONTATION_HURT
        by_therapist = content.CONFRONTATION_BY_THERAPIST
    if situation.actor is not Actor.THERAPIST:
        yield Offer(by_client, reason)
    if situation.actor in (Actor.THERAPIST, Actor.BOTH):
        yield Offer(by_therapist, reason)


def _power_and_context(situation: Situation) -> Iterator[Offer]:
    if situation.kind in TENSIONS and situation.context:
        live = " and ".join(axis.label.lower() for axis in ContextAxis if axis in situation.context)
        yield Offer(content.POWER_AND_CONTEXT, f"Because power and context were live: {live}")
    elif situation.context_in is not None:
        reason = f"Because power and context were live in a misattunement of session {situation.context_in}"
        yield Offer(content.POWER_AND_CONTEXT, reason)


def _ratings(situation: Situation) -> Iterator[Offer]:
    # What the client says in words comes before what a line of scores may mean.
    if told := situation.told:
        strength = "" if told.strength is None else f", {told.strength} of 5"
        spoken = {None: "", True: ", which was talked about", False: ", which was not talked about"}[told.talked_about]
        yield Offer(
            content.TENSION_TOLD,
            f"Worth asking about, because the client told of a tension in session {told.session}{strength}{spoken}, "
            "and none was logged in that session",
        )
    elif drop := situation.drop:
        yield Offer(
            content.SIGNAL_NOTHING_LOGGED,
            f"Worth asking about, because the client’s latest score, {drop.latest:.1f} of 7, lies "
            f"{drop.mean - drop.latest:.1f} below the mean of the {drop.n} before it ({drop.mean:.1f}), "
            "and no tension was logged in that session",
        )
    if gap := situation.gap:
        yield Offer(
            content.VIEWS_APART,
            f"Worth asking about, because the client gave {gap.client:.1f} of 7 and you gave {gap.therapist:.1f}",
        )


def _real_relationship(situation: Situation) -> Iterator[Offer]:
    if (distance := situation.distance) and situation.session_number > FORMING_SESSIONS:
        yield Offer(
            content.REAL_RELATIONSHIP,
            f"Worth asking about, because {distance.about} stood {_how_low(distance)} on average over the last three "
            "sessions with an answer",
        )


def _how_low(distance: Distance) -> str:
    """Return each view that is low with its mean: “at 2.4 of 7 in the client's view and at 2.8 of 7 in your view”."""
    low = [(distance.client, Rater.CLIENT), (distance.therapist, Rater.THERAPIST)]
    means = [f"at {mean:.1f} of 7 {IN_VIEW[rater]}" for mean, rater in low if mean is not None]
    return " and ".join(means)


def _forming(situation: Situation) -> Iterator[Offer]:
    if situation.session_number <= FORMING_SESSIONS:
        yield Offer(content.FORMING, f"Because this is session {situation.session_number}, and safety is being made")


def _disconnection(situation: Situation) -> Iterator[Offer]:
    fresh = situation.kind in TENSIONS and situation.days_open == 0
    if situation.image_re_enacted and not fresh:
        yield Offer(content.DISCONNECTION_OLD_IMAGE, "Because an old relational image was re-enacted")
    offered_already = situation.kind in TENSIONS and situation.marker is None
    if (low := situation.low) and not offered_already:
        was_low = f"one of the five good things was low {IN_VIEW[low.rater]}"
        yield Offer(content.DISCONNECTION_THINNED, f"Because {was_low}: {_mid_sentence(low.thing.opposite)}")


def _seen(situation: Situation) -> str:
    return "" if situation.marker is None else f": {situation.marker.seen_of(situation.actor)}"


def _mid_sentence(label: str) -> str:
    return label[0].lower() + label[1:]
