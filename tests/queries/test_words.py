"""Words that pages share."""

import pytest

from sessions_log.models import Instrument, Rating
from sessions_log.queries.words import figure, score_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (10, "10"),
        (35.75, "35.75"),
        (14 / 3, "4.67"),
        (17.50001, "17.5"),
        (1234.5, "1234.5"),
        (1e6, "1000000"),
    ],
)
def test_a_figure_has_two_decimals_at_most_and_no_exponent(value: float, words: str) -> None:
    assert figure(value) == words


@pytest.mark.parametrize(
    ("key", "score", "words"),
    [
        ("core-10", 17.5, "17.5 of 40; published clinical cut-off 11"),
        ("srs-3", 35.75, "35.75 of 40; 36 or below is worth asking about"),
        ("gad-7", 12, "12 of 21"),
        ("sum:0:100:20", 1234, "1234 of 2000"),
        ("core-10", None, "not enough answers"),
    ],
)
def test_a_score_stands_beside_its_end_and_what_it_is_read_by(key: str, score: float | None, words: str) -> None:
    ends = {"gad-7": 21, "sum:0:100:20": 2000}
    instrument = Instrument(key=key, score_max=ends.get(key, 40))

    assert score_words(Rating(instrument=instrument, score=score)) == words
