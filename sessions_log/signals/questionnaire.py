"""Reads a FHIR Questionnaire (R4, R4B or R5; JSON). Pure: bytes in, the wording of an instrument out.

Only what is needed for filling it in and scoring it is read, and of that every part is checked: nothing in a file
is trusted. Source: https://hl7.org/fhir/questionnaire.html. Why no library: docs/decisions/0003-other-instruments.md.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Self

from sessions_log.errors import InvalidEntry
from sessions_log.signals.plain_keys import MAX_ITEMS
from sessions_log.signals.questionnaire_answers import Option, bounds_of, options_of
from sessions_log.signals.questionnaire_values import text_of

MAX_DEPTH = 10
MAX_OPTIONS = 50

STATUSES = ("draft", "active", "retired", "unknown")

SCORED_TYPES = ("choice", "coding", "integer", "decimal", "boolean")
"""R4 calls `choice` what R5 calls `coding`."""

CANNOT_BE_KEPT = {
    "enableWhen": "is asked under a condition only; here every item is always asked",
    "modifierExtension": "has a modifierExtension, which may change all that it means",
    "readOnly": "is not there to be answered (readOnly); take it out of the file",
}
"""What would make an item something else than it is taken for here."""

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `intro` is what stands above it: group headings and explanations.

    `options` are (value, label) in the order of the form, empty where a number is typed. `minimum` and `maximum`
    are what the file says about the range; None where it says nothing.
    """

    link_id: str
    text: str
    intro: str = ""
    options: tuple[Option, ...] = ()
    whole: bool = True
    minimum: float | None = None
    maximum: float | None = None

    def in_words(self, answer: float | None) -> str:
        """Return an answer as the form has it, "" where it was left out."""
        return "" if answer is None else dict(self.options).get(answer, f"{answer:g}")


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What a file holds. `code` and `version` are empty where the file names none."""

    title: str
    code: str
    version: str
    items: tuple[Item, ...]

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read a file. Raises InvalidEntry, for the field `file`, with what is wrong and where."""
        data = _parse(content)
        if not isinstance(data, dict) or data.get("resourceType") != "Questionnaire":
            _refuse("This is not a FHIR Questionnaire: its resourceType has to be “Questionnaire”.")
        if data.get("status", "unknown") not in STATUSES:
            _refuse(f"The status of the questionnaire has to be one of {', '.join(STATUSES)}.")
        title = text_of(data, "title", 200, "the questionnaire") or text_of(data, "name", 200, "the questionnaire")
        if not title:
            _refuse("The questionnaire has no title.")
        return cls(
            title=title,
            code=_code(data),
            version=text_of(data, "version", 32, "the questionnaire"),
            items=_items(data),
        )


def stored(items: Sequence[Item]) -> list[Node]:
    """Return items as they are kept with an instrument: plain JSON."""
    return [
        {
            "link_id": item.link_id,
            "text": item.text,
            "intro": item.intro,
            "options": [list(option) for option in item.options],
            "whole": item.whole,
        }
        for item in items
    ]


def restored(wording: Sequence[Node]) -> tuple[Item, ...]:
    """Return items from what `stored` made of them."""
    return tuple(
        Item(**node | {"options": tuple((value, label) for value, label in node["options"])}) for node in wording
    )


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        _refuse("The file is not UTF-8 text. Export the questionnaire as JSON.")
    except json.JSONDecodeError as error:
        _refuse(f"The file is not valid JSON: line {error.lineno}, column {error.colno}.")
    except (ValueError, RecursionError):
        _refuse("The file is not valid JSON: a number in it is not one, or it is nested too deeply.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _code(data: Node) -> str:
    """Return a short name from the file's own name, or from the end of its address."""
    said = text_of(data, "name", 200, "the questionnaire")
    address = text_of(data, "url", 2000, "the questionnaire")
    words = said or address.rstrip("/").rpartition("/")[2]
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:64].strip("-")


def _items(data: Node) -> tuple[Item, ...]:
    items: list[Item] = []
    above: list[str] = []
    for node in _flat(data, 0):
        if node["type"] in ("group", "display"):
            above.append(text_of(node, "text", 2000, _name_of(node)))
            continue
        items.append(_item(node, "\n".join(text for text in above if text)))
        above = []
        if len(items) > MAX_ITEMS:
            _refuse(f"The questionnaire has more than {MAX_ITEMS} items.")
    if not items:
        _refuse("The questionnaire has no item that can be answered.")
    link_ids = [item.link_id for item in items]
    for link_id in link_ids:
        if link_ids.count(link_id) > 1:
            _refuse(f"The linkId “{link_id}” stands for more than one item.")
    return tuple(items)


def _flat(node: Node, depth: int) -> Iterator[Node]:
    """Yield all nodes below this one in the order of the form."""
    children = node.get("item", [])
    if depth > MAX_DEPTH:
        _refuse(f"The items are nested more than {MAX_DEPTH} levels deep.")
    if not isinstance(children, list) or not all(isinstance(child, dict) for child in children):
        _refuse("“item” has to be a list of items.")
    for child in children:
        if child.get("type") not in ("group", "display", *SCORED_TYPES):
            _refuse(f"{_name_of(child)} is of a type that cannot be scored; {', '.join(SCORED_TYPES)} can.")
        for name, reason in CANNOT_BE_KEPT.items():
            if child.get(name):
                _refuse(f"{_name_of(child)} {reason}.")
        yield child
        yield from _flat(child, depth + 1)


def _item(node: Node, intro: str) -> Item:
    name = _name_of(node)
    link_id, text = text_of(node, "linkId", 100, name), text_of(node, "text", 2000, name)
    if not link_id or not text:
        _refuse(f"{name} has no {'text' if link_id else 'linkId'}.")
    if node.get("repeats", False) is not False:
        _refuse(f"{name} takes several answers at once, which cannot be scored.")
    options = options_of(node, name)
    if len(options) > MAX_OPTIONS:
        _refuse(f"{name} has more than {MAX_OPTIONS} answers to choose from.")
    minimum, maximum = bounds_of(node, name)
    return Item(link_id, text, intro, options, node["type"] != "decimal", minimum, maximum)


def _name_of(node: Node) -> str:
    link_id = node.get("linkId")
    if not isinstance(link_id, str) or not link_id:
        return "An item without a linkId"
    shown = link_id[:40].encode("utf-8", "replace").decode()  # half a pair of characters has no place on any page
    return f"Item “{shown}”"


def _refuse(message: str) -> NoReturn:
    raise InvalidEntry(message, "file")
