"""Worked examples, reckoned by hand from the published keys."""

import pytest

from sessions_log.signals.keys import (
    ARM_5,
    BUILT_IN_ALLIANCE,
    CORE_10,
    GAD_7,
    KEYS,
    ORS,
    PHQ_9,
    RISQ,
    RRI_C_SF,
    SRS_3,
    WAI_S,
    WAI_SR,
    WAI_SRT,
    key_of,
)
from sessions_log.signals.plain_keys import plain_items, plain_scale
from sessions_log.signals.scoring import Answer, Construct, Score, ScoreRange, ScoringKey, score

GAP = None  # an item that was left out

EXAMPLES: list[tuple[ScoringKey, list[Answer], float | None, dict[str, float | None], int]] = [
    (BUILT_IN_ALLIANCE, [7, 6, 5, 4, 3, 2], 4.5, {"bond": 6.5, "task": 4.5, "goal": 2.5}, 6),
    (BUILT_IN_ALLIANCE, [7, GAP, 5, 4, GAP, 2], 4.5, {"bond": None, "task": 4.5, "goal": None}, 4),
    (BUILT_IN_ALLIANCE, [7, GAP, 5, 4, GAP, GAP], None, {"bond": None, "task": 4.5, "goal": None}, 3),
    # goal 4+5+4+5 = 18, task 1+2+3+2 = 8, bond 3+3+3+4 = 13; 39 / 12
    (WAI_SR, [1, 2, 3, 4, 3, 5, 3, 4, 4, 3, 5, 2], 3.25, {"goal": 4.5, "task": 2.0, "bond": 3.25}, 12),
    # items 4 and 10 count as 8 - 2 = 6 and 8 - 1 = 7: goal 6+5+7+6 = 24, task 7+6+5+6 = 24, bond 4+5+4+5 = 18
    (WAI_S, [7, 6, 4, 2, 5, 5, 4, 5, 5, 1, 6, 6], 5.5, {"task": 6.0, "bond": 4.5, "goal": 6.0}, 12),
    # goal 3+4+5 = 12, task 2+3+1 = 6, bond 5+4+5+3 = 17; 35 / 10
    (WAI_SRT, [2, 5, 3, 3, 4, 4, 5, 5, 3, 1], 3.5, {"goal": 4.0, "task": 2.0, "bond": 4.25}, 10),
    (SRS_3, [9.5, 8.25, 10, 8], 35.75, {}, 4),
    (SRS_3, [9.5, 8.25, GAP, 8], None, {}, 3),
    # item 3 counts as 8 - 2 = 6: 6+5+6+7+6 = 30
    (ARM_5, [6, 5, 2, 7, 6], 6.0, {}, 5),
    (ARM_5, [6, 5, GAP, 7, 6], None, {}, 4),
    (RRI_C_SF, [5, 4, 4, 3, 5, 4, 2, 5], 4.0, {}, 8),
    (RISQ, [0, 1, 0, 0], 1.0, {}, 4),
    # items 2 and 3 count as 4 - 3 = 1 and 4 - 1 = 3: 2+1+3+1+0+1+3+2+3+1 = 17
    (CORE_10, [2, 3, 1, 1, 0, 1, 3, 2, 3, 1], 17.0, {}, 10),
    # one left out: the other nine add up to 18, 18 / 9 × 10
    (CORE_10, [2, 3, 1, 1, 1, 1, 4, 2, 3, GAP], 20.0, {}, 9),
    (CORE_10, [2, 3, 1, 1, 1, 1, 4, 2, GAP, GAP], None, {}, 8),
    (ORS, [4.5, 6, 7.25, 5], 22.75, {}, 4),
    (PHQ_9, [1, 2, 0, 3, 1, 0, 2, 1, 1], 11.0, {}, 9),
    (PHQ_9, [1, 2, 0, 3, 1, 0, 2, 1, GAP], None, {}, 8),
    (GAD_7, [3, 2, 1, 0, 2, 1, 3], 12.0, {}, 7),
]


@pytest.mark.parametrize(
    ("key", "items", "value", "subscales", "answered"),
    EXAMPLES,
    ids=[f"{key.code}-{answered}-answered" for key, _items, _value, _subscales, answered in EXAMPLES],
)
def test_worked_example(
    key: ScoringKey, items: list[Answer], value: float | None, subscales: dict[str, float | None], answered: int
) -> None:
    assert score(key, items) == Score(value, subscales, answered)


def test_every_key_has_a_worked_example() -> None:
    assert {key.code for key, *_rest in EXAMPLES} == set(KEYS)


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        (BUILT_IN_ALLIANCE, 1, 7),
        (WAI_SR, 1, 5),
        (WAI_S, 1, 7),
        (WAI_SRT, 1, 5),
        (SRS_3, 0, 40),
        (ARM_5, 1, 7),
        (RRI_C_SF, 1, 5),
        (RISQ, 0, 1),
        (CORE_10, 0, 40),
        (ORS, 0, 40),
        (PHQ_9, 0, 27),
        (GAD_7, 0, 21),
    ],
    ids=lambda value: value.code if isinstance(value, ScoringKey) else None,
)
def test_published_range(key: ScoringKey, low: float, high: float) -> None:
    assert key.score_range == ScoreRange(low, high)


@pytest.mark.parametrize("key", [BUILT_IN_ALLIANCE, WAI_SR, WAI_S, WAI_SRT], ids=lambda key: key.code)
def test_subscales_share_out_every_item_once(key: ScoringKey) -> None:
    numbers = sorted(number for numbers in key.subscales.values() for number in numbers)
    assert numbers == list(range(1, key.item_count + 1))


def test_the_same_answers_are_scored_differently_by_wai_sr_and_wai_s() -> None:
    items = [5, 5, 5, 1, 5, 5, 5, 5, 5, 1, 5, 5]
    assert score(WAI_S, items).value == 64 / 12  # items 4 and 10 count as 7
    assert score(WAI_SR, items).value == 52 / 12


def test_risk_items_are_marked() -> None:
    marked = {code: key.risk_items for code, key in KEYS.items() if key.risk_items}
    assert marked == {"core-10": {6}, "phq-9": {9}}


def test_risk_items_enter_no_alliance_score_no_subscale_and_nothing_that_joins_others() -> None:
    for key in KEYS.values():
        assert key.joins_others is not bool(key.risk_items)
        if key.risk_items:
            assert key.construct is Construct.DISTRESS
            assert key.subscales == {}


@pytest.mark.parametrize(
    ("key", "risk", "is_raised"), [(CORE_10, 0, False), (CORE_10, 1, True), (PHQ_9, GAP, False), (PHQ_9, 3, True)]
)
def test_a_risk_answer_above_the_lowest_is_raised_whatever_the_others_are(
    key: ScoringKey, risk: Answer, is_raised: bool
) -> None:
    (number,) = key.risk_items
    for other in (GAP, key.maximum):
        items = [risk if number == at else other for at in range(1, key.item_count + 1)]
        assert key.raised(items) is is_raised


def test_nothing_is_raised_without_a_risk_item() -> None:
    assert GAD_7.raised([3] * 7) is False


@pytest.mark.parametrize("key", [CORE_10, PHQ_9], ids=lambda key: key.code)
def test_the_published_total_holds_the_risk_item(key: ScoringKey) -> None:
    items: list[Answer] = [
        key.maximum if number in key.reversed_items else 0 for number in range(1, key.item_count + 1)
    ]
    assert score(key, items).value == 0.0
    (risk,) = key.risk_items
    items[risk - 1] = key.maximum
    assert score(key, items).value == key.maximum


def test_published_figures_to_read_a_score_by() -> None:
    assert {code: key.read_as for code, key in KEYS.items() if key.read_as} == {
        "srs-3": "36 or below is worth asking about",
        "core-10": "published clinical cut-off 11",
        "ors": "published clinical cut-off 25, reliable change 5",
    }


def test_codes_and_versions_fit_where_they_are_kept() -> None:
    assert list(KEYS) == [
        "check", "wai-sr", "wai-s", "wai-srt", "srs-3", "arm-5", "rri-c-sf", "risq", "core-10", "ors", "phq-9", "gad-7"
    ]  # fmt: skip
    assert {key.version for key in KEYS.values()} == {"1"}


def test_a_key_is_found_by_its_code() -> None:
    assert key_of("wai-sr") is WAI_SR
    assert key_of("scale:0:40") == plain_scale("scale:0:40")
    assert key_of("sum:0:4:10") == plain_items("sum:0:4:10")
    assert key_of("mean:1:7:6") == plain_items("mean:1:7:6")


def test_an_unknown_code_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"^there is no scoring key 'wai'; there are check, wai-sr, .*scale:MIN:MAX$"):
        key_of("wai")
