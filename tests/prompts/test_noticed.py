"""What ratings make worth asking about: at the threshold, just below it, and with too little to go by."""

import pytest

from sessions_log.prompts.noticed import (
    Distance,
    Drop,
    Gap,
    Low,
    RatedScore,
    distance_in,
    drop_in,
    gap_in,
    low_in,
    on_seven,
)
from sessions_log.vocabulary import GoodThing, Rater, RelationshipItem

CLIENT, THERAPIST = Rater.CLIENT, Rater.THERAPIST


def rated(*points: float, rater: Rater = CLIENT, instrument: str = "check", tension: bool = False) -> list[RatedScore]:
    """Return scores of sessions 1, 2, 3 ...; `tension` is that of the last."""
    last = len(points)
    return [
        RatedScore(session, rater, instrument, score, tension and session == last)
        for session, score in enumerate(points, start=1)
    ]


@pytest.mark.parametrize(
    ("score", "low", "high", "points"), [(1, 1, 7, 1), (4, 1, 7, 4), (20, 0, 40, 4), (5, 1, 5, 7), (2.5, 1, 5, 3.25)]
)
def test_a_score_of_any_range_has_its_place_on_seven_points(
    score: float, low: float, high: float, points: float
) -> None:
    assert on_seven(score, low, high) == points


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ((5, 5, 5, 4), Drop(4, 5, 3)),
        ((5, 5, 5, 4.1), None),
        ((5, 6, 4, 2), Drop(2, 5, 3)),
        ((5, 5, 3), None),
        ((), None),
        ((3, 3, 3, 6), None),
    ],
)
def test_a_drop_is_one_point_below_the_mean_of_three_earlier_scores(
    points: tuple[float, ...], expected: Drop | None
) -> None:
    assert drop_in(rated(*points), last_session=len(points)) == expected


def test_a_drop_with_a_tension_logged_says_nothing() -> None:
    assert drop_in(rated(5, 5, 5, 2, tension=True), last_session=4) is None


@pytest.mark.parametrize(("last_session", "is_news"), [(4, True), (6, True), (7, False)])
def test_a_drop_is_news_for_three_sessions(last_session: int, is_news: bool) -> None:
    assert (drop_in(rated(5, 5, 5, 2), last_session) is not None) is is_news


def test_a_drop_is_measured_against_the_same_instrument_and_rater_only() -> None:
    others = rated(7, 7, 7, rater=THERAPIST) + rated(7, 7, 7, instrument="srs")

    assert drop_in([*others, *rated(4)], last_session=3) is None


@pytest.mark.parametrize(
    ("client", "therapist", "expected"),
    [(6.0, 4.0, Gap(6.0, 4.0)), (3.0, 6.5, Gap(3.0, 6.5)), (6.0, 4.1, None)],
)
def test_views_are_far_apart_from_two_points_on(client: float, therapist: float, expected: Gap | None) -> None:
    scores = [*rated(client), *rated(therapist, rater=THERAPIST)]

    assert gap_in(scores, last_session=1) == expected


def test_views_of_different_sessions_or_instruments_are_not_compared() -> None:
    apart = [RatedScore(1, CLIENT, "check", 6), RatedScore(2, THERAPIST, "check", 2)]
    other = [RatedScore(1, CLIENT, "check", 6), RatedScore(1, THERAPIST, "srs", 2)]

    assert gap_in(apart, last_session=2) is None
    assert gap_in(other, last_session=1) is None


def test_the_last_session_that_both_rated_is_the_one_that_counts() -> None:
    scores = [
        RatedScore(1, CLIENT, "check", 6),
        RatedScore(1, THERAPIST, "check", 2),
        RatedScore(2, CLIENT, "check", 5),
        RatedScore(2, THERAPIST, "check", 5),
        RatedScore(3, CLIENT, "check", 1),
    ]

    assert gap_in(scores, last_session=3) is None
    assert gap_in(scores[:2], last_session=3) == Gap(6, 2)
    assert gap_in(scores[:2], last_session=4) is None


REAL, THINGS = "the real relationship", "the five good things"
GENUINE, ZEST, WORTH = RelationshipItem.GENUINE, GoodThing.ZEST, GoodThing.WORTH


@pytest.mark.parametrize(
    ("given", "mean"), [((3, 3, 3), 3.0), ((7, 2, 3, 4), 3.0), ((3, 3, 4), None), ((1, 1), None), ((), None)]
)
@pytest.mark.parametrize("rater", Rater)
def test_what_one_view_has_low_over_its_last_three_sessions_is_named(
    rater: Rater, given: tuple[int, ...], mean: float | None
) -> None:
    real = {rater: [{GENUINE: value} for value in given]}
    things = {rater: [{ZEST: value} for value in given]}
    in_view = {rater.value: mean}

    assert distance_in(real, {}) == (Distance(REAL, **in_view) if mean else None)
    assert distance_in({}, things) == (Distance(THINGS, **in_view) if mean else None)
    assert distance_in(real, things) == (Distance(REAL, **in_view) if mean else None)


@pytest.mark.parametrize(
    ("client", "therapist", "expected"),
    [
        ((2, 2, 2), (3, 3, 3), Distance(REAL, client=2.0, therapist=3.0)),
        ((2, 2, 2), (7, 7, 7), Distance(REAL, client=2.0)),
        ((7, 7, 7), (2, 2, 2), Distance(REAL, therapist=2.0)),
        ((2, 2), (3, 3), None),
        ((4, 4, 4), (4, 4, 4), None),
    ],
)
def test_the_two_views_are_never_averaged(
    client: tuple[int, ...], therapist: tuple[int, ...], expected: Distance | None
) -> None:
    views = {CLIENT: client, THERAPIST: therapist}

    assert distance_in({rater: [{GENUINE: n} for n in given] for rater, given in views.items()}, {}) == expected


def test_a_session_counts_once_whether_one_item_was_answered_or_both() -> None:
    both = {RelationshipItem.GENUINE: 1, RelationshipItem.REALISTIC: 5}

    assert distance_in({CLIENT: [both, {GENUINE: 3}, {GENUINE: 3}]}, {}) == Distance(REAL, client=3.0)


@pytest.mark.parametrize(
    ("client", "therapist", "expected"),
    [
        ([], [], None),
        ([], [{ZEST: 2, WORTH: 4}], Low(ZEST, THERAPIST)),
        ([{ZEST: 3}], [{ZEST: 3}], None),
        ([{ZEST: 2}], [{WORTH: 1}], Low(WORTH, THERAPIST)),
        ([{WORTH: 2}], [{ZEST: 2}], Low(WORTH, CLIENT)),
        ([{ZEST: 1}, {ZEST: 6}], [], None),
    ],
)
def test_the_lowest_of_the_five_good_things_is_that_of_the_latest_answers(
    client: list[dict[GoodThing, int]], therapist: list[dict[GoodThing, int]], expected: Low | None
) -> None:
    assert low_in({CLIENT: client, THERAPIST: therapist}) == expected
