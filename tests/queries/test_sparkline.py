"""A sparkline leaves a gap where a score is missing, and scales each score by its own instrument."""

from sessions_log.queries.sparkline import Score, sparkline


def seven(value: float) -> Score:
    return Score(value, 1, 7)


def test_all_scores_missing_is_no_line() -> None:
    assert sparkline([None, None]) is None
    assert sparkline([]) is None


def test_gap_lifts_the_pen_and_a_lone_score_is_a_short_stroke() -> None:
    line = sparkline([seven(1), None, seven(7)])

    assert line is not None
    assert line.path == "M73.0 21.0m-1.5 0h3M93.0 3.0m-1.5 0h3"
    assert line.words == "Alliance: 2 of the last 3 sessions rated, lately 7 on a scale of 1 to 7"


def test_scores_of_two_instruments_share_one_height() -> None:
    line = sparkline([seven(4), Score(20, 0, 40)])

    assert line is not None
    assert line.path == "M83.0 12.0L93.0 12.0"
    assert line.words.endswith("lately 20 on a scale of 0 to 40")


def test_ten_scores_fill_the_width() -> None:
    line = sparkline([seven(4)] * 10)

    assert line is not None
    assert line.path.startswith("M3.0 12.0L13.0")
    assert line.path.endswith("L93.0 12.0")
