import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_log.signals.keys import CORE_10, KEYS, RISQ, SRS_3, WAI_S, WAI_SR
from sessions_log.signals.scoring import Aggregate, Answer, ScoreRange, ScoringKey, score


def answers_for(key: ScoringKey, *, missing: bool = True) -> st.SearchStrategy[list[Answer]]:
    """Return a strategy for one occasion's answers."""
    if key.whole_numbers:
        answer: st.SearchStrategy[Answer] = st.integers(int(key.minimum), int(key.maximum))
    else:
        answer = st.floats(key.minimum, key.maximum)
    answer = st.none() | answer if missing else answer
    return st.lists(answer, min_size=key.item_count, max_size=key.item_count)


def test_a_wrong_number_of_items_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^SRS v3 has 4 items, not 3$"):
        score(SRS_3, [1, 2, 3])


@pytest.mark.parametrize("item", [0, 6, -1, 5.001, math.inf, -math.inf, math.nan])
def test_a_number_outside_the_range_is_refused_with_its_item(item: float) -> None:
    with pytest.raises(ValueError, match=rf"^item 7: {item} is not between 1 and 5$"):
        score(WAI_SR, [3] * 6 + [item] + [3] * 5)


def test_a_fraction_is_refused_where_only_whole_numbers_are_offered() -> None:
    with pytest.raises(ValueError, match=r"^item 2: 3\.5 is not a whole number$"):
        score(WAI_SR, [3, 3.5] + [3] * 10)


def test_a_whole_number_written_as_a_float_is_taken() -> None:
    assert score(WAI_SR, [3.0] * 12).value == 3.0


def test_no_answers_give_no_score() -> None:
    result = score(WAI_SR, [None] * 12)
    assert (result.value, result.answered) == (None, 0)
    assert result.subscales == {"goal": None, "task": None, "bond": None}


def test_a_missing_item_leaves_complete_subscales_standing() -> None:
    result = score(WAI_SR, [None, 4, 5, 3, 5, 3, 5, 3, 5, 4, 3, 4])
    assert (result.value, result.answered) == (None, 11)
    assert result.subscales == {"goal": 3.0, "task": None, "bond": 5.0}


def test_one_yes_decides_whatever_was_left_out() -> None:
    assert score(RISQ, [None, None, 1, None]).value == 1.0


def test_no_yes_is_a_no_only_when_all_were_answered() -> None:
    assert score(RISQ, [0, 0, 0, 0]).value == 0.0
    assert score(RISQ, [0, 0, None, 0]).value is None


def test_the_range_of_a_mean_is_that_of_an_item_and_of_a_total_that_of_all() -> None:
    assert WAI_S.score_range == ScoreRange(1, 7)
    assert SRS_3.score_range == ScoreRange(0, 40)
    assert CORE_10.score_range == ScoreRange(0, 40)
    assert RISQ.score_range == ScoreRange(0, 1)


def test_a_share_says_where_in_the_range_a_score_lies() -> None:
    assert WAI_SR.score_range.share(4) == 0.75
    assert [SRS_3.score_range.share(total) for total in (0, 36, 40)] == [0.0, 0.9, 1.0]


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@given(data=st.data())
def test_every_score_lies_within_its_range(key: ScoringKey, data: st.DataObject) -> None:
    items = data.draw(answers_for(key))
    result = score(key, items)
    assert result.answered == sum(item is not None for item in items)
    if result.value is not None:
        assert key.score_range.minimum <= result.value <= key.score_range.maximum


SUMMED = {code: key for code, key in KEYS.items() if key.aggregate is not Aggregate.ANY_YES}


@pytest.mark.parametrize("key", SUMMED.values(), ids=SUMMED)
@given(data=st.data())
def test_reversing_every_item_mirrors_the_score(key: ScoringKey, data: st.DataObject) -> None:
    items = data.draw(answers_for(key))
    others = frozenset(range(1, key.item_count + 1)) - key.reversed_items
    mirrored = score(replace(key, reversed_items=others), items)
    value = score(key, items).value
    if value is None:
        assert mirrored.value is None
    else:
        ends = key.score_range
        assert mirrored.value == pytest.approx(ends.minimum + ends.maximum - value, abs=1e-9)


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@given(data=st.data())
def test_a_complete_form_is_always_scored(key: ScoringKey, data: st.DataObject) -> None:
    result = score(key, data.draw(answers_for(key, missing=False)))
    assert result.value is not None
    assert None not in result.subscales.values()
