"""What the bench prints, and that it times both ways equally often."""

import json
from typing import Any

import pytest

from bench import measure
from bench.measure import IN_A_ROW, WARM_UP, compare, report


def line(capsys: pytest.CaptureFixture[str], figure: float, **values: Any) -> dict[str, Any]:
    report("A page", figure, beside="floor", at=2.0, **values)
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
def test_a_line_says_figure_floor_ratio_and_whether_the_target_holds(capsys: pytest.CaptureFixture[str]) -> None:
    told = line(capsys, 7.0, ratio_most=4)

    assert told.pop("name").startswith("A page, ")
    assert told == {
        "figure": 7.0,
        "unit": "ms",
        "floor": 2.0,
        "ratio": 3.5,
        "target": "ratio <= 4",
        "holds": True,
    }


@pytest.mark.parametrize(
    ("figure", "most", "holds"),
    [
        (8.0, {"ratio_most": 4}, True),
        (8.1, {"ratio_most": 4}, False),
        (5.0, {"ms_most": 5}, True),
        (5.1, {"ms_most": 5}, False),
        (5.0, {"ms_most": 5, "ratio_most": 2}, False),
    ],
)
def test_a_target_holds_up_to_its_bound(
    figure: float, most: dict[str, float], holds: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert line(capsys, figure, **most)["holds"] is holds


def test_a_line_without_a_target_only_informs(capsys: pytest.CaptureFixture[str]) -> None:
    assert not {"target", "holds"} & line(capsys, 7.0).keys()


def test_both_ways_run_equally_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "ROUNDS", 5)
    ran: list[str] = []

    mine, other = compare(lambda: ran.append("mine"), lambda: ran.append("other"))

    assert (ran.count("mine"), ran.count("other")) == (WARM_UP + 5 * IN_A_ROW,) * 2
    assert 0 < mine < 1_000
    assert 0 < other < 1_000
