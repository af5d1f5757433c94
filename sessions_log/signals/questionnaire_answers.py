"""The answers that an item of a FHIR Questionnaire offers, and what each counts."""

import re
from typing import Any

from sessions_log.errors import InvalidEntry
from sessions_log.signals.questionnaire_values import number_of, text_of

Option = tuple[float, str]
"""What an answer counts, and its words."""

EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
WEIGHTS = (f"{EXTENSION}ordinalValue", f"{EXTENSION}itemWeight")
"""The first is R4's, the second R5's; either stands on the answer or on its coding."""

YES_NO: tuple[Option, ...] = ((0, "No"), (1, "Yes"))

_NUMBER = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]{1,6})?")

Node = dict[str, Any]


def options_of(node: Node, name: str) -> tuple[Option, ...]:
    """Return what can be chosen, in the order of the form; nothing where a number is typed.

    Raises InvalidEntry where an answer's count cannot be told or is not its own.
    """
    if node["type"] == "boolean":
        return YES_NO
    offered = node.get("answerOption", [])
    if not isinstance(offered, list) or not all(isinstance(option, dict) for option in offered):
        raise InvalidEntry(f"{name}: “answerOption” has to be a list of answers.", "file")
    if node["type"] in ("choice", "coding") and not offered:
        raise InvalidEntry(
            f"{name} names no answers: they have to stand in the file, as answerOption, not in a value set.", "file"
        )
    options = tuple(_option(option, name) for option in offered)
    if len({value for value, _label in options}) < len(options):
        raise InvalidEntry(f"{name} has two answers that count the same.", "file")
    return options


def bounds_of(node: Node, name: str) -> tuple[float | None, float | None]:
    """Return the lowest and the highest answer as the file's extensions give them; None where they do not."""
    low, high = (_extension(node, (f"{EXTENSION}{end}",), name) for end in ("minValue", "maxValue"))
    return low, high


def _option(option: Node, name: str) -> Option:
    """Return a number by itself, or a coding's or text's words with what they count."""
    if "valueInteger" in option:
        value = number_of(option["valueInteger"], name)
        return value, f"{value:g}"
    coding = option.get("valueCoding", {})
    if not isinstance(coding, dict):
        raise InvalidEntry(f"{name}: “valueCoding” has to be a coding.", "file")
    code = text_of(coding, "code", 100, name)
    label = text_of(coding, "display", 500, name) or text_of(option, "valueString", 500, name) or code
    if not label:
        raise InvalidEntry(f"{name} has an answer without words.", "file")
    weight = _extension(option, WEIGHTS, name)
    weight = _extension(coding, WEIGHTS, name) if weight is None else weight
    if weight is None and _NUMBER.fullmatch(code):
        weight = number_of(float(code), name)
    if weight is None:
        raise InvalidEntry(
            f"{name}: nothing says what the answer “{label[:40]}” counts. It needs an ordinalValue (R4) or an "
            "itemWeight (R5), or a number as its code.",
            "file",
        )
    return weight, label


def _extension(node: Node, urls: tuple[str, ...], name: str) -> float | None:
    extensions = node.get("extension", [])
    if not isinstance(extensions, list) or not all(isinstance(extension, dict) for extension in extensions):
        raise InvalidEntry(f"{name}: “extension” has to be a list of extensions.", "file")
    for extension in extensions:
        if extension.get("url") in urls:
            return number_of(extension.get("valueDecimal", extension.get("valueInteger")), name)
    return None
