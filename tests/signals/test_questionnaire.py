"""What is read of a FHIR questionnaire, and what is refused with a plain reason."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_log.errors import InvalidEntry
from sessions_log.signals.questionnaire import Item, Questionnaire, restored, stored
from tests.questionnaires import WEIGHT, Node, choice, file_of, option, questionnaire, typed


def read(resource: Any) -> Questionnaire:
    return Questionnaire.read(file_of(resource))


def test_title_code_version_and_items_are_read() -> None:
    found = read(questionnaire(choice(1, (0, 1), ("No", "Yes")), name="OurScale_2", version="2.0"))

    assert found == Questionnaire(
        title="Invented",
        code="ourscale-2",
        version="2.0",
        items=(Item("q1", "Invented item 1", options=((0, "No"), (1, "Yes"))),),
    )


def test_a_file_without_name_and_version_says_so() -> None:
    resource = questionnaire(typed(1))
    del resource["name"], resource["version"]

    assert (read(resource).code, read(resource).version) == ("", "")


def test_the_address_stands_in_for_the_name_and_the_name_for_the_title() -> None:
    by_address = questionnaire(typed(1), name="", url="https://practice.example/Questionnaire/our-scale/")
    by_name = questionnaire(typed(1), title="")

    assert read(by_address).code == "our-scale"
    assert read(by_name).title == "Ours"


def test_groups_are_walked_in_order_and_their_words_stand_above_the_next_item() -> None:
    resource = questionnaire(
        {"linkId": "g", "type": "group", "text": "Over the last week", "item": [
            {"linkId": "d", "type": "display", "text": "Choose one each"},
            typed(1),
            {"linkId": "h", "type": "group", "item": [typed(2) | {"item": [typed(3)]}]},
        ]},
        typed(4),
    )  # fmt: skip

    found = [(item.link_id, item.intro) for item in read(resource).items]

    assert found == [("q1", "Over the last week\nChoose one each"), ("q2", ""), ("q3", ""), ("q4", "")]


@pytest.mark.parametrize(
    ("node", "options"),
    [
        (choice(1, (1, 2), ("a", "b")), ((1, "a"), (2, "b"))),
        ({"type": "coding", "answerOption": [option("a", 0, WEIGHT), option("b", 2.5, WEIGHT)]},
         ((0, "a"), (2.5, "b"))),
        (
            {"type": "choice", "answerOption": [{"valueCoding": {
                "code": "x", "display": "a", "extension": [{"url": WEIGHT, "valueInteger": 3}]}}]},
            ((3, "a"),),
        ),
        ({"type": "choice", "answerOption": [{"valueCoding": {"code": "2", "display": "two"}}]}, ((2, "two"),)),
        ({"type": "choice", "answerOption": [{"valueCoding": {"code": "2"}}]}, ((2, "2"),)),
        (
            {"type": "choice", "answerOption": [
                {"valueString": "a", "extension": [{"url": WEIGHT, "valueDecimal": 1}]}]},
            ((1, "a"),),
        ),
        ({"type": "integer", "answerOption": [{"valueInteger": 0}, {"valueInteger": 1}]}, ((0, "0"), (1, "1"))),
        ({"type": "boolean"}, ((0, "No"), (1, "Yes"))),
        ({"type": "decimal"}, ()),
    ],
)  # fmt: skip
def test_what_each_answer_counts(node: Node, options: tuple) -> None:
    (item,) = read(questionnaire({"linkId": "q1", "text": "Invented"} | node)).items

    assert item.options == options


def test_a_typed_number_keeps_its_range() -> None:
    whole, fraction, free = read(questionnaire(typed(1, "integer", 1, 7), typed(2, "decimal", 0, 10), typed(3))).items

    assert (whole.whole, whole.minimum, whole.maximum) == (True, 1, 7)
    assert (fraction.whole, fraction.minimum, fraction.maximum) == (False, 0, 10)
    assert (free.minimum, free.maximum) == (None, None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not valid JSON: line 1, column 1"),
        (b'{"resourceType":\n "Questionnaire",}', "not valid JSON: line 2"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": NaN}', "not valid JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"[]", "resourceType"),
        (b"null", "resourceType"),
        (file_of({"resourceType": "Patient"}), "resourceType"),
    ],
    ids=range(9),
)
def test_what_is_no_questionnaire_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidEntry, match=reason) as refused:
        Questionnaire.read(content)

    assert refused.value.field == "file"


def nested(levels: int) -> Node:
    node: Node = typed(1)
    for level in range(levels):
        node = {"linkId": f"g{level}", "type": "group", "item": [node]}
    return node


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "bogus"}, "status .* draft, active, retired, unknown"),
        ({"status": ["active"]}, "status"),
        ({"title": "", "name": ""}, "no title"),
        ({"title": 5}, "“title” has to be a text"),
        ({"title": "x" * 201}, "“title” is longer than 200"),
        ({"title": "a\u0000b"}, "cannot be shown"),
        ({"title": "a\ud800b"}, "cannot be shown"),
        ({"version": "v" * 33}, "“version” is longer than 32"),
        ({"item": []}, "no item that can be answered"),
        ({"item": "q1"}, "list of items"),
        ({"item": ["q1"]}, "list of items"),
        ({"item": [{"linkId": "d", "type": "display", "text": "Only words"}]}, "no item that can be answered"),
        ({"item": [typed(number) for number in range(201)]}, "more than 200 items"),
        ({"item": [nested(12)]}, "more than 10 levels"),
        ({"item": [typed(1), typed(1)]}, "“q1” stands for more than one item"),
        ({"item": [typed(1, "text")]}, "Item “q1” is of a type that cannot be scored"),
        ({"item": [typed(1, "open-choice")]}, "cannot be scored"),
        ({"item": [typed(1) | {"type": {"a": 1}}]}, "cannot be scored"),
        ({"item": [typed(1) | {"type": None}]}, "cannot be scored"),
        ({"item": [typed(1) | {"linkId": ""}]}, "without a linkId has no linkId"),
        ({"item": [typed(1) | {"linkId": "q\ud800"}]}, "Item “q\\?”: “linkId” holds a character that cannot be shown"),
        ({"item": [typed(1) | {"text": " "}]}, "Item “q1” has no text"),
        ({"item": [typed(1) | {"text": "x" * 2001}]}, "longer than 2000"),
        ({"item": [typed(1) | {"repeats": True}]}, "several answers at once"),
        ({"item": [typed(1) | {"enableWhen": [{"question": "q1", "operator": "exists"}]}]}, "under a condition only"),
        ({"item": [nested(1) | {"enableWhen": [{"question": "q1"}]}]}, "Item “g0” is asked under a condition only"),
        ({"item": [typed(1) | {"modifierExtension": [{"url": "http://x.example/not"}]}]}, "modifierExtension"),
        ({"item": [typed(1) | {"readOnly": True}]}, "not there to be answered"),
        ({"item": [typed(1) | {"extension": "x"}]}, "list of extensions"),
        ({"item": [typed(1, "integer", 0, 10**400)]}, "not a number up to 1,000,000"),
        ({"item": [choice(1, (0, 0))]}, "two answers that count the same"),
        ({"item": [choice(1, ())]}, "names no answers"),
        ({"item": [choice(1, (), answerValueSet="http://x.example/vs")]}, "not in a value set"),
        ({"item": [choice(1, range(51), [str(number) for number in range(51)])]}, "more than 50 answers"),
        ({"item": [choice(1, (0,)) | {"answerOption": ["a"]}]}, "list of answers"),
        ({"item": [choice(1, (0,)) | {"answerOption": [{"valueCoding": "a"}]}]}, "has to be a coding"),
        ({"item": [choice(1, (0,)) | {"answerOption": [{"valueDate": "2026-01-01"}]}]}, "answer without words"),
        ({"item": [choice(1, (0,)) | {"answerOption": [{"valueInteger": True}]}]}, "not a number"),
        ({"item": [choice(1, (0,)) | {"answerOption": [{"valueCoding": {"code": "LA1-2", "display": "Yes"}}]}]},
         "nothing says what the answer “Yes” counts"),
        ({"item": [choice(1, (0,)) | {"answerOption": [option("a", "3")]}]}, "not a number"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_place(changed: Node, reason: str) -> None:
    content = json.dumps(questionnaire(typed(1)) | changed).encode("utf-8", "surrogatepass")

    with pytest.raises(InvalidEntry, match=reason) as refused:
        Questionnaire.read(content)

    assert refused.value.field == "file"
    assert str(refused.value).encode()  # or there is no page that could say so


def test_two_hundred_items_are_taken() -> None:
    assert len(read(questionnaire(*(typed(number) for number in range(200)))).items) == 200


def test_the_words_of_other_scripts_are_kept() -> None:
    words = "Je me sens écouté\u00a0· می\u200cخواهم · 我被听见"

    assert read(questionnaire(typed(1) | {"text": words})).items[0].text == words


def test_items_are_the_same_after_having_been_stored() -> None:
    items = read(questionnaire(choice(1, (0, 0.5)), typed(2, "decimal"))).items

    assert restored(json.loads(json.dumps(stored(items)))) == items


def test_an_answer_is_said_in_the_words_of_the_form() -> None:
    chosen, free = read(questionnaire(choice(1, (0, 1)), typed(2, "decimal"))).items

    assert [chosen.in_words(answer) for answer in (0, 1, None)] == ["Never", "Rarely", ""]
    assert [free.in_words(answer) for answer in (2.5, None)] == ["2.5", ""]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "item", "code"]), inner),
    max_leaves=5,
)
PLACES = ["title", "name", "url", "version", "status", "item"]
ITEM_PLACES = ["linkId", "text", "type", "repeats", "item", "extension", "answerOption"]
OPTION_PLACES = ["valueCoding", "valueInteger", "valueString", "extension"]


def read_or_refused(content: bytes) -> Questionnaire | InvalidEntry:
    try:
        return Questionnaire.read(content)
    except InvalidEntry as refused:
        return refused


@given(places=st.sampled_from([PLACES, ITEM_PLACES, OPTION_PLACES]), data=st.data())
def test_whatever_stands_in_a_place_is_read_or_refused(places: list[str], data: st.DataObject) -> None:
    changed = {data.draw(st.sampled_from(places)): data.draw(ANYTHING)}
    option_changed = changed if places is OPTION_PLACES else {}
    item = choice(1, (0, 1))
    item["answerOption"][0] |= option_changed
    resource = questionnaire(item | (changed if places is ITEM_PLACES else {})) | (changed if places is PLACES else {})

    found = read_or_refused(json.dumps(resource).encode())

    if isinstance(found, InvalidEntry):
        assert found.field == "file"
    else:
        kept = restored(json.loads(json.dumps(stored(found.items))))
        assert kept == tuple(replace(item, minimum=None, maximum=None) for item in found.items)
