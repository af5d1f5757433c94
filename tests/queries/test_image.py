"""The ledger of a relational image."""

import datetime
from typing import Any

import pytest

from sessions_log.models import Client, RelationalImage
from sessions_log.models.entry import MomentEntry
from sessions_log.queries.image import ledger_of, movement_of
from sessions_log.services.image import add_image
from tests.people import log


@pytest.fixture
def image(anas_client: Client) -> RelationalImage:
    return add_image(by=anas_client.therapist, client=anas_client, text="People leave")


def touch(client: Client, image: RelationalImage, day: int, direction: str) -> None:
    kind = "connection" if direction == "countered" else "misattunement"
    moment = MomentEntry(kind=kind, actor="both", image=image.pk, direction=direction)
    log(client, moment, starts_at=datetime.datetime(2026, 1, day, 10, tzinfo=datetime.UTC))


def test_the_ledger_lists_the_moments_in_order_of_time(anas_client: Client, image: RelationalImage) -> None:
    touch(anas_client, image, 12, "countered")
    touch(anas_client, image, 5, "re_enacted")

    ledger = ledger_of(image)

    assert [(line.on.day, line.direction, line.x) for line in ledger.lines] == [
        (5, "re_enacted", 13),
        (12, "countered", 39),
    ]
    assert (ledger.re_enacted, ledger.countered, ledger.width) == (1, 1, 52)


@pytest.mark.parametrize(
    ("countered", "said"),
    [
        ([], "Fewer than 4 moments so far: too few to say where it is going."),
        ([False, True, True], "Fewer than 4 moments so far: too few to say where it is going."),
        ([False, False, True, True], "It seems to be loosening: countered 0 of the first 2 times, 2 of the last 2."),
        ([True, False, False, False], "It seems to be tightening: countered 1 of the first 2 times, 0 of the last 2."),
        (
            [True, False, True, False, True],
            "No movement to see yet: countered 1 of the first 2 times, 1 of the last 2.",
        ),
    ],
)
def test_movement_compares_the_later_half_with_the_earlier(countered: list[bool], said: str) -> None:
    assert movement_of(countered) == said


@pytest.mark.parametrize("moments", [1, 3, 50])
def test_the_ledger_takes_one_query(
    anas_client: Client, image: RelationalImage, moments: int, django_assert_num_queries: Any
) -> None:
    for day in range(moments):
        touch(anas_client, image, 1 + day % 28, "countered")

    with django_assert_num_queries(1):
        assert len(ledger_of(image).lines) == moments
