"""What a questionnaire may be bound to, and how its reversed items come out."""

import pytest

from sessions_log.errors import InvalidEntry
from sessions_log.signals.binding import BINDABLE, bind
from sessions_log.signals.keys import CORE_10, PHQ_9, SRS_3, WAI_SR
from sessions_log.signals.questionnaire import Item, Questionnaire
from sessions_log.signals.scoring import Construct
from tests.questionnaires import Node, choice, core_10, core_10_turned, file_of, questionnaire, srs, typed, wai_sr


def items_of(resource: Node) -> tuple[Item, ...]:
    return Questionnaire.read(file_of(resource)).items


def test_matching_items_are_bound_as_they_are() -> None:
    for resource, key in ((wai_sr(), WAI_SR), (core_10(), CORE_10), (srs(), SRS_3)):
        assert bind(items_of(resource), key.code) == (key, items_of(resource))


def test_reversed_items_that_the_file_has_turned_already_are_turned_back() -> None:
    _key, items = bind(items_of(core_10_turned()), "core-10")

    assert items == items_of(core_10())


def test_turned_items_with_words_of_their_own_are_known_by_their_order() -> None:
    own = ("not once", "seldom", "half the time", "most days", "every day")
    values = {2: (4, 3, 2, 1, 0), 3: (0, 1, 2, 3, 4)}
    nodes = [
        choice(number, values[number], own) if number in values else choice(number, range(5)) for number in range(1, 11)
    ]

    _key, items = bind(items_of(questionnaire(*nodes)), "core-10")

    assert items[1].options == (
        (0, "not once"),
        (1, "seldom"),
        (2, "half the time"),
        (3, "most days"),
        (4, "every day"),
    )
    assert items[2].options == items_of(questionnaire(*nodes))[2].options


def test_turned_items_listed_from_the_lowest_count_are_known_by_their_words() -> None:
    labels = ("Always", "Often", "Now and then", "Rarely", "Never")
    nodes = [
        choice(number, range(5), labels) if number in (2, 3) else choice(number, range(5)) for number in range(1, 11)
    ]

    _key, items = bind(items_of(questionnaire(*nodes)), "core-10")

    assert items[1].options == ((4, "Always"), (3, "Often"), (2, "Now and then"), (1, "Rarely"), (0, "Never"))


def test_an_item_turned_round_that_the_key_does_not_reverse_is_refused() -> None:
    nodes = [choice(number, (4, 3, 2, 1, 0) if number == 6 else range(5)) for number in range(1, 11)]

    with pytest.raises(InvalidEntry, match="Item 6 counts the other way round than the others; CORE-10 does not") as no:
        bind(items_of(questionnaire(*nodes)), "core-10")

    assert no.value.field == "key"


@pytest.mark.parametrize(
    ("resource", "key", "reason"),
    [
        (wai_sr(), "core-10", "CORE-10 has 10 items, this questionnaire has 12"),
        (core_10(), "check", "no such scoring key"),
        (core_10(), "nonsense", "no such scoring key"),
        (core_10(), "", "no such scoring key"),
        (wai_sr(), "wai-s", "Item 1 goes from 1 to 5; WAI-S takes 1 to 7. .* And 7 more"),
        (questionnaire(*(choice(number, range(5)) for number in range(1, 10))), "phq-9", "Item 1 goes from 0 to 4"),
        (questionnaire(*(choice(n, (0, 0.5, 3)) for n in range(1, 8))), "gad-7", "Item 1 offers fractions"),
        (questionnaire(*(typed(n, "integer", 0, 4) for n in range(1, 8))), "gad-7", "Item 1 goes from 0 to 4"),
    ],
)  # fmt: skip
def test_what_does_not_match_is_said(resource: Node, key: str, reason: str) -> None:
    with pytest.raises(InvalidEntry, match=reason) as refused:
        bind(items_of(resource), key)

    assert refused.value.field == "key"


def test_yes_and_no_are_bound_to_a_key_of_yes_and_no() -> None:
    resource = questionnaire(*(typed(number, "boolean") for number in range(1, 5)))

    assert bind(items_of(resource), "risq")[0].code == "risq"


def test_numbers_without_a_range_take_that_of_a_shipped_key() -> None:
    resource = questionnaire(*(typed(number) for number in range(1, 10)))

    assert bind(items_of(resource), "phq-9")[0] is PHQ_9


@pytest.mark.parametrize(("kind", "code"), [("sum", "sum:0:4:10"), ("mean", "mean:0:4:10")])
def test_a_plain_key_takes_its_range_and_count_from_the_file(kind: str, code: str) -> None:
    key, items = bind(items_of(core_10_turned()), kind)

    assert (key.code, key.construct) == (code, Construct.OTHER)
    assert items == items_of(core_10_turned())


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (questionnaire(typed(1, "integer", 0, 4), typed(2)), "Item 2 takes any number"),
        (questionnaire(choice(1, range(4)), choice(2, range(4)), choice(3, range(5))), "Item 3 goes from 0 to 4"),
        (questionnaire(choice(1, (1,))), "no range to choose from"),
    ],
)
def test_a_plain_key_needs_one_known_range(resource: Node, reason: str) -> None:
    with pytest.raises(InvalidEntry, match=reason) as refused:
        bind(items_of(resource), "sum")

    assert refused.value.field == "key"


def test_the_built_in_check_is_bound_to_nothing_else() -> None:
    assert "check" not in BINDABLE
    assert len(BINDABLE) == 11
