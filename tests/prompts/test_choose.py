import itertools
from typing import Any

import pytest

from sessions_log.prompts.choose import Situation, choose, choose_over
from sessions_log.prompts.content import PROMPTS, Prompt
from sessions_log.prompts.library import Library
from sessions_log.prompts.noticed import Distance, Drop, Gap, Low, Told
from sessions_log.queries.words import moment_title
from sessions_log.vocabulary import Actor, ContextAxis, GoodThing, Marker, MomentKind, PromptTrigger, Rater, markers_of

LOW_ZEST = Low(GoodThing.ZEST, Rater.THERAPIST)
RUPTURE, BREACH, MISATTUNEMENT = MomentKind.RUPTURE, MomentKind.BREACH, MomentKind.MISATTUNEMENT


OURS = Library()


def situation(**facts: Any) -> Situation:
    """Return a situation past the forming phase unless it says otherwise."""
    return Situation(**({"session_number": 9} | facts))


def offered(library: Library = OURS, **facts: Any) -> list[tuple[str, str]]:
    """Return (code, reason) of each offer."""
    return [(offer.prompt.code, offer.reason) for offer in choose(situation(**facts), library)]


def codes(library: Library = OURS, **facts: Any) -> list[str]:
    return [code for code, _reason in offered(library, **facts)]


def own(code: str, trigger: PromptTrigger) -> Prompt:
    return Prompt(code, 1, trigger, "Ours here", ("What now?",), (), "And then?", ("Our own practice",))


def test_nothing_is_offered_where_nothing_asks_for_it() -> None:
    assert offered() == []
    assert offered(kind=MomentKind.CONNECTION, marker=Marker.SHARED_LAUGHTER, actor=Actor.BOTH) == []


@pytest.mark.parametrize(
    ("marker", "actor", "expected"),
    [
        (
            Marker.MINIMAL_RESPONSE,
            Actor.CLIENT,
            [("withdrawal_by_client", "Because the client withdrew: minimal response")],
        ),
        (
            Marker.ABSTRACT_TALK,
            Actor.THERAPIST,
            [("withdrawal_by_therapist", "Because the therapist withdrew: abstract talk")],
        ),
        (
            Marker.DENIAL,
            Actor.BOTH,
            [
                ("withdrawal_by_client", "Because both withdrew: denial"),
                ("withdrawal_by_therapist", "Because both withdrew: denial"),
            ],
        ),
        (
            Marker.SELF_CRITICISM,
            Actor.CLIENT,
            [("self_criticism", "Because the client withdrew: self-criticism or hopelessness")],
        ),
        (
            Marker.ABOUT_THERAPIST,
            Actor.CLIENT,
            [("confrontation_hurt", "Because of a confrontation by the client: complaint about the therapist")],
        ),
        (
            Marker.ABOUT_PARAMETERS,
            Actor.CLIENT,
            [
                (
                    "confrontation_task_or_frame",
                    "Because of a confrontation by the client: complaint about time, fee or frame",
                )
            ],
        ),
        (
            Marker.CONTROLS,
            Actor.THERAPIST,
            [
                (
                    "confrontation_by_therapist",
                    "Because of a confrontation by the therapist: controls or pressures the other",
                )
            ],
        ),
    ],
)
def test_a_rupture_is_met_by_its_marker_and_actor(
    marker: Marker, actor: Actor, expected: list[tuple[str, str]]
) -> None:
    assert offered(kind=RUPTURE, marker=marker, actor=actor) == expected


@pytest.mark.parametrize(
    ("actor", "whom"), [(Actor.CLIENT, "the therapist"), (Actor.THERAPIST, "the client"), (Actor.BOTH, "one another")]
)
def test_a_complaint_is_about_the_other_one(actor: Actor, whom: str) -> None:
    (_code, reason), *_ = offered(kind=RUPTURE, marker=Marker.ABOUT_THERAPIST, actor=actor)

    assert reason.endswith(f": complaint about {whom}")
    assert moment_title("rupture", "about_therapist", actor).endswith(f": complaint about {whom}")


def test_a_misattunement_is_met_as_a_rupture_is() -> None:
    assert codes(kind=MISATTUNEMENT, marker=Marker.TOPIC_SHIFT, actor=Actor.CLIENT) == ["withdrawal_by_client"]


def test_a_rupture_without_a_marker_asks_what_thinned() -> None:
    assert offered(kind=RUPTURE, actor=Actor.CLIENT) == [("disconnection_thinned", "Because a rupture was logged")]


def test_a_rupture_without_a_marker_asks_it_once_when_a_good_thing_is_low_too() -> None:
    assert codes(kind=MISATTUNEMENT, low=LOW_ZEST) == ["disconnection_thinned"]


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (Actor.THERAPIST, "breach_towards_client"),
        (Actor.BOTH, "breach_towards_client"),
        (None, "breach_towards_client"),
        (Actor.CLIENT, "breach_towards_therapist"),
    ],
)
def test_a_breach_stands_alone(actor: Actor | None, code: str) -> None:
    assert offered(
        kind=BREACH,
        marker=Marker.DEMEANING_DISREGARD,
        actor=actor,
        context=frozenset(ContextAxis),
        image_re_enacted=True,
        low=LOW_ZEST,
        session_number=2,
        days_open=30,
    ) == [(code, "Because a breach was logged: demeaning disregard")]


def test_a_decided_breach_never_falls_back_to_the_repair_script() -> None:
    facts: dict[str, Any] = {
        "kind": BREACH,
        "actor": Actor.THERAPIST,
        "session_number": 2,
        "context": frozenset(ContextAxis),
    }
    assert codes(**facts, decided=frozenset({"breach_towards_client"})) == []


def test_context_comes_second_when_the_client_moved() -> None:
    assert offered(
        kind=RUPTURE,
        marker=Marker.APPEASING,
        actor=Actor.CLIENT,
        context=frozenset({ContextAxis.ROLE, ContextAxis.RACE}),
    ) == [
        ("withdrawal_by_client", "Because the client withdrew: deferential or appeasing"),
        ("power_and_context", "Because power and context were live: race and role"),
    ]


@pytest.mark.parametrize("actor", [Actor.THERAPIST, Actor.BOTH])
def test_context_comes_first_when_the_therapist_moved(actor: Actor) -> None:
    found = codes(kind=RUPTURE, marker=Marker.DEFENDS_SELF, actor=actor, context=frozenset({ContextAxis.GENDER}))
    assert found[0] == "power_and_context"
    assert len(found) == 2


def test_context_that_was_live_outside_any_rupture_names_its_session() -> None:
    (offer,) = choose(Situation(session_number=9, context_in=8), OURS)

    assert offer.prompt.code == "power_and_context"
    assert offer.reason == "Because power and context were live in a misattunement of session 8"


def test_the_first_five_sessions_ask_for_a_short_check() -> None:
    reason = "Because this is session 5, and safety is being made"
    assert offered(session_number=5) == [("forming_check", reason)]
    assert offered(session_number=6) == []


def test_a_rupture_in_the_forming_phase_comes_before_the_check() -> None:
    assert codes(session_number=1, kind=RUPTURE, marker=Marker.DENIAL, actor=Actor.CLIENT) == [
        "withdrawal_by_client",
        "forming_check",
    ]


def test_the_check_comes_before_patterns() -> None:
    assert codes(session_number=3, image_re_enacted=True, low=LOW_ZEST) == [
        "forming_check",
        "disconnection_old_image",
    ]


def test_pattern_work_waits_until_the_rupture_is_no_longer_fresh() -> None:
    facts: dict[str, Any] = {"kind": RUPTURE, "marker": Marker.DENIAL, "actor": Actor.CLIENT, "image_re_enacted": True}
    assert codes(**facts, days_open=0) == ["withdrawal_by_client"]
    assert offered(**facts, days_open=7) == [
        ("withdrawal_by_client", "Because the client withdrew: denial"),
        ("disconnection_old_image", "Because an old relational image was re-enacted"),
    ]


@pytest.mark.parametrize(("rater", "view"), [(Rater.CLIENT, "in the client’s view"), (Rater.THERAPIST, "in your view")])
def test_a_low_good_thing_is_named_by_its_opposite_and_in_whose_view(rater: Rater, view: str) -> None:
    assert offered(low=Low(GoodThing.MORE_CONNECTION, rater)) == [
        ("disconnection_thinned", f"Because one of the five good things was low {view}: turning away, isolation")
    ]


def test_what_was_decided_makes_room_for_the_next() -> None:
    facts: dict[str, Any] = {
        "kind": RUPTURE,
        "marker": Marker.DENIAL,
        "actor": Actor.CLIENT,
        "context": frozenset({ContextAxis.CLASS}),
        "image_re_enacted": True,
        "days_open": 14,
    }
    assert codes(**facts) == ["withdrawal_by_client", "power_and_context"]
    assert codes(**facts, decided=frozenset({"withdrawal_by_client"})) == [
        "power_and_context",
        "disconnection_old_image",
    ]


EVERY_SITUATION = [
    Situation(
        session_number=number,
        kind=kind,
        marker=marker,
        actor=actor,
        context=context,
        image_re_enacted=image,
        low=low,
        days_open=days,
        drop=Drop(3.0, 5.0, 4) if noticed else None,
        gap=Gap(3.0, 6.0) if noticed else None,
        distance=Distance("the five good things", client=2.5) if noticed else None,
        told=Told(4) if told else None,
        decided=frozenset({"signal_nothing_logged"}) if decided else frozenset(),
    )
    for kind in (None, *MomentKind)
    for marker in (None, *(markers_of(kind) if kind else ()))
    for actor, number, context, image, low, days, (noticed, told, decided) in itertools.product(
        (None, *Actor),
        (1, 6),
        (frozenset(), frozenset({ContextAxis.RACE})),
        (False, True),
        (None, LOW_ZEST),
        (0, 7),
        ((False, False, False), (True, False, False), (True, True, False), (True, False, True)),
    )
]


def test_never_more_than_two_never_one_twice_and_always_with_a_reason() -> None:
    for situation in EVERY_SITUATION:
        offers = choose(situation, OURS)
        found = [offer.prompt.code for offer in offers]
        assert len(found) == len(set(found)) <= 2, situation
        assert all(offer.reason.startswith(("Because ", "Worth asking about, because ")) for offer in offers), situation


def test_every_prompt_is_offered_in_some_situation() -> None:
    assert {offer.prompt.code for situation in EVERY_SITUATION for offer in choose(situation, OURS)} == set(PROMPTS)


def test_a_breach_prompt_is_offered_for_breaches_and_nothing_else() -> None:
    for situation in EVERY_SITUATION:
        triggers = [offer.prompt.trigger for offer in choose(situation, OURS)]
        if situation.kind is BREACH:
            assert triggers == [PromptTrigger.BREACH], situation
        else:
            assert PromptTrigger.BREACH not in triggers, situation


def test_a_drop_with_nothing_logged_names_its_baseline() -> None:
    assert offered(drop=Drop(latest=3.5, mean=5.125, n=8)) == [
        (
            "signal_nothing_logged",
            "Worth asking about, because the client’s latest score, 3.5 of 7, lies 1.6 below the mean of the 8 "
            "before it (5.1), and no tension was logged in that session",
        )
    ]


def test_views_far_apart_are_both_told() -> None:
    assert offered(gap=Gap(client=6.5, therapist=4.0)) == [
        ("views_apart", "Worth asking about, because the client gave 6.5 of 7 and you gave 4.0")
    ]


@pytest.mark.parametrize(
    ("low", "how"),
    [
        ({"therapist": 2.4}, "at 2.4 of 7 in your view"),
        ({"client": 3.0}, "at 3.0 of 7 in the client’s view"),
        ({"client": 1.66, "therapist": 2.4}, "at 1.7 of 7 in the client’s view and at 2.4 of 7 in your view"),
    ],
)
def test_a_real_relationship_that_does_not_form_is_told_by_whose_view(low: dict[str, float], how: str) -> None:
    reason = (
        f"Worth asking about, because the real relationship stood {how} on average over the last three sessions "
        "with an answer"
    )

    assert offered(distance=Distance("the real relationship", **low)) == [("real_relationship", reason)]


def test_a_real_relationship_is_asked_about_once_the_forming_phase_is_over() -> None:
    distance = Distance("the real relationship", client=2.4)

    assert codes(distance=distance, session_number=6) == ["real_relationship"]
    assert codes(distance=distance, session_number=5) == ["forming_check"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told(7), "session 7,"),
        (Told(7, 4, False), "session 7, 4 of 5, which was not talked about,"),
        (Told(7, 2, True), "session 7, 2 of 5, which was talked about,"),
        (Told(7, None, False), "session 7, which was not talked about,"),
    ],
)
def test_a_tension_that_only_the_client_told_of_is_asked_about_as_they_told_it(told: Told, words: str) -> None:
    reason = f"Worth asking about, because the client told of a tension in {words} and none was logged in that session"

    assert offered(told=told) == [("tension_told", reason)]


def test_what_the_client_told_stands_for_what_a_drop_may_mean() -> None:
    assert codes(told=Told(7), drop=Drop(3.0, 5.0, 3), gap=Gap(3.0, 6.0)) == ["tension_told", "views_apart"]


def test_what_ratings_say_comes_after_a_rupture_and_before_the_rest() -> None:
    noticed: dict[str, Any] = {
        "drop": Drop(3.0, 5.0, 3),
        "gap": Gap(3.0, 6.0),
        "distance": Distance("the five good things", client=2.0),
        "session_number": 6,
    }
    assert codes(**noticed) == ["signal_nothing_logged", "views_apart"]
    assert codes(**noticed, kind=RUPTURE, marker=Marker.DENIAL, actor=Actor.CLIENT) == [
        "withdrawal_by_client",
        "signal_nothing_logged",
    ]
    decided = frozenset({"signal_nothing_logged", "views_apart"})
    assert codes(**noticed, low=LOW_ZEST, decided=decided) == [
        "real_relationship",
        "disconnection_thinned",
    ]


WITHDREW: dict[str, Any] = {"kind": RUPTURE, "marker": Marker.DENIAL, "actor": Actor.CLIENT}


def test_a_prompt_that_is_switched_off_is_not_offered() -> None:
    assert codes(Library(off=frozenset({"withdrawal_by_client"})), **WITHDREW) == []


def test_a_practices_own_prompt_follows_ours_of_the_same_trigger_for_the_same_reason() -> None:
    library = Library(own=(own("own-1", PromptTrigger.WITHDRAWAL), own("own-2", PromptTrigger.CONFRONTATION)))

    reason = "Because the client withdrew: denial"
    assert offered(library, **WITHDREW) == [("withdrawal_by_client", reason), ("own-1", reason)]


def test_a_practices_own_prompt_stands_for_ours_that_is_switched_off() -> None:
    library = Library(off=frozenset({"withdrawal_by_client"}), own=(own("own-1", PromptTrigger.WITHDRAWAL),))

    assert codes(library, **WITHDREW) == ["own-1"]
    assert codes(library, **WITHDREW, decided=frozenset({"own-1"})) == []


def test_an_own_prompt_is_offered_once_where_two_of_ours_fit() -> None:
    library = Library(
        off=frozenset({"withdrawal_by_client", "withdrawal_by_therapist"}),
        own=(own("own-1", PromptTrigger.WITHDRAWAL),),
    )

    assert codes(library, kind=RUPTURE, marker=Marker.DENIAL, actor=Actor.BOTH) == ["own-1"]


def over(*situations: Situation) -> list[tuple[int, str]]:
    return [(place, offer.prompt.code) for place, offer in choose_over(situations, OURS)]


def test_over_several_situations_the_best_of_each_comes_first() -> None:
    first = situation(**WITHDREW, context=frozenset({ContextAxis.RACE}))
    second = situation(kind=RUPTURE, marker=Marker.ABOUT_THERAPIST, actor=Actor.CLIENT)
    whole = situation(gap=Gap(3.0, 6.0))

    assert over(first) == [(0, "withdrawal_by_client"), (0, "power_and_context")]
    assert over(first, whole) == [(0, "withdrawal_by_client"), (1, "views_apart")]
    assert over(first, second, whole) == [(0, "withdrawal_by_client"), (1, "confrontation_hurt")]


def test_over_several_situations_one_prompt_stands_once() -> None:
    assert over(situation(**WITHDREW), situation(**WITHDREW), situation(gap=Gap(3.0, 6.0))) == [
        (0, "withdrawal_by_client"),
        (2, "views_apart"),
    ]


def test_a_breach_stands_alone_until_its_prompt_is_decided() -> None:
    breach: dict[str, Any] = {"kind": BREACH, "actor": Actor.THERAPIST}
    decided = frozenset({"breach_towards_client"})

    assert over(situation(**WITHDREW), situation(**breach)) == [(1, "breach_towards_client")]
    assert over(situation(**WITHDREW), situation(**breach, decided=decided)) == [(0, "withdrawal_by_client")]
