"""Keys that anybody can write down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_log.signals.keys import key_of
from sessions_log.signals.plain_keys import plain_items, plain_items_code, plain_scale
from sessions_log.signals.scoring import Construct, Score, ScoreRange, score

GAP = None


@pytest.mark.parametrize(
    ("code", "canonical", "low", "high"),
    [
        ("scale:1:7", "scale:1:7", 1, 7),
        ("scale:1.0:7.00", "scale:1:7", 1, 7),
        ("scale:0:0.5", "scale:0:0.5", 0, 0.5),
        ("scale:-3:3", "scale:-3:3", -3, 3),
        ("scale:-0:10", "scale:0:10", 0, 10),
    ],
)
def test_a_plain_scale_is_read(code: str, canonical: str, low: float, high: float) -> None:
    key = plain_scale(code)
    assert (key.code, key.score_range, key.item_count) == (canonical, ScoreRange(low, high), 1)
    assert plain_scale(key.code) == key


@pytest.mark.parametrize(
    "code",
    [
        "scale",
        "scale:1",
        "scale:1:",
        "scale:1:7:9",
        "scale:a:b",
        "scale:nan:7",
        "scale:1:inf",
        "scale:1:1e3",
        "scale:1_0:20",
        "scale: 1:7",
        "scale:1:7\n",
        "scale:١:٧",
        "SCALE:1:7",
        "wai-sr",
    ],
)
def test_anything_else_is_no_plain_scale(code: str) -> None:
    with pytest.raises(ValueError, match="is not of the form scale:MIN:MAX"):
        plain_scale(code)


@pytest.mark.parametrize("code", ["scale:7:1", "scale:5:5", "scale:0:-0"])
def test_a_scale_needs_its_lower_end_below_its_upper(code: str) -> None:
    with pytest.raises(ValueError, match="is not below its upper end"):
        plain_scale(code)


@pytest.mark.parametrize("code", ["scale:0:0.00000001", "scale:0:100000000000000000000", "mean:0:0.00000001:3"])
def test_a_code_is_written_without_an_exponent_and_reads_back(code: str) -> None:
    assert key_of(code).code == code


def test_a_scale_must_not_be_endless() -> None:
    with pytest.raises(ValueError, match="not endless"):
        plain_scale("scale:0:" + "9" * 400)


def test_a_plain_score_is_itself() -> None:
    key = plain_scale("scale:1:7")
    assert score(key, [5.25]) == Score(5.25, {}, 1)
    assert score(key, [GAP]) == Score(None, {}, 0)
    with pytest.raises(ValueError, match=r"^item 1: 7\.5 is not between 1 and 7$"):
        score(key, [7.5])


@given(low=st.integers(-1000, 1000), width=st.integers(1, 1000))
def test_a_plain_scale_s_own_code_reads_back(low: int, width: int) -> None:
    key = plain_scale(f"scale:{low}:{low + width}")
    assert key.code == f"scale:{low}:{low + width}"
    assert (key.minimum, key.maximum) == (low, low + width)


@pytest.mark.parametrize(
    ("code", "canonical", "ends"),
    [
        ("sum:0:4:10", "sum:0:4:10", ScoreRange(0, 40)),
        ("mean:1.0:7.0:6", "mean:1:7:6", ScoreRange(1, 7)),
        ("sum:-1:1:200", "sum:-1:1:200", ScoreRange(-200, 200)),
        ("mean:0:0.5:1", "mean:0:0.5:1", ScoreRange(0, 0.5)),
    ],
)
def test_a_plain_sum_or_mean_is_read_and_is_no_alliance_score(code: str, canonical: str, ends: ScoreRange) -> None:
    key = plain_items(code)
    assert (key.code, key.score_range, key.construct) == (canonical, ends, Construct.OTHER)
    assert plain_items(key.code) == key


@pytest.mark.parametrize(
    "code",
    ["sum", "sum:0:4", "sum:0:4:0", "sum:0:4:01", "sum:0:4:-1", "sum:0:4:1.5", "max:0:4:3", "sum:a:4:3", "sum:0:4:3\n"],
)
def test_anything_else_is_no_plain_sum(code: str) -> None:
    with pytest.raises(ValueError, match="is not of the form sum:MIN:MAX:ITEMS or mean:MIN:MAX:ITEMS"):
        plain_items(code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("sum:0:4:201", "has more than 200 items"),
        ("sum:4:4:3", "is not below its upper end"),
        ("mean:0:" + "9" * 60 + ":3", "is longer than 64 characters"),
    ],
)
def test_a_plain_sum_has_limits(code: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        plain_items(code)


def test_a_plain_sum_and_mean_need_every_item() -> None:
    assert score(key_of("sum:0:4:3"), [4, 0, 2.5]) == Score(6.5, {}, 3)
    assert score(key_of("mean:0:4:3"), [4, 0, 2]) == Score(2.0, {}, 3)
    assert score(key_of("sum:0:4:3"), [4, GAP, 2]) == Score(None, {}, 2)


@given(low=st.integers(-1000, 1000), width=st.integers(1, 1000), items=st.integers(1, 200))
def test_the_code_of_a_plain_sum_reads_back(low: int, width: int, items: int) -> None:
    key = key_of(plain_items_code("sum", low, low + width, items))
    assert (key.minimum, key.maximum, key.item_count) == (low, low + width, items)
