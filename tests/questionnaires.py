"""FHIR questionnaires in invented words. No instrument's own wording stands anywhere in this project."""

import json
from collections.abc import Sequence
from typing import Any

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"

HOW_OFTEN = ("Never", "Rarely", "Now and then", "Often", "Always")

Node = dict[str, Any]


def option(label: str, value: float, url: str = ORDINAL) -> Node:
    """Return one answer to choose from, with what it counts."""
    return {"valueCoding": {"code": f"a-{label}", "display": label}, "extension": [{"url": url, "valueDecimal": value}]}


def choice(number: int, values: Sequence[float], labels: Sequence[str] = HOW_OFTEN, **more: Any) -> Node:
    """Return an item whose answers count `values`, in the order of the form."""
    options = [option(label, value) for label, value in zip(labels, values, strict=False)]
    return {"linkId": f"q{number}", "text": f"Invented item {number}", "type": "choice", "answerOption": options} | more


def typed(number: int, kind: str = "integer", low: float | None = None, high: float | None = None) -> Node:
    """Return an item to which a number is typed."""
    ends = {"minValue": low, "maxValue": high}
    url = "http://hl7.org/fhir/StructureDefinition/"
    extension = [{"url": url + name, "valueInteger": end} for name, end in ends.items() if end is not None]
    return {"linkId": f"q{number}", "text": f"Invented item {number}", "type": kind, "extension": extension}


def questionnaire(*items: Node, **more: Any) -> Node:
    usual = {"resourceType": "Questionnaire", "status": "active", "title": "Invented", "name": "Ours", "version": "1"}
    return usual | {"item": list(items)} | more


def file_of(resource: Any) -> bytes:
    return json.dumps(resource).encode()


def core_10(**more: Any) -> Node:
    """Return ten items from 0 to 4 in the order of the labels, as given: nothing is turned round."""
    return questionnaire(*(choice(number, range(5)) for number in range(1, 11)), title="Ten things", **more)


def core_10_turned() -> Node:
    """Return the same, but with items 2 and 3 counting the other way round already, as on the printed form."""
    items = [choice(number, (4, 3, 2, 1, 0) if number in (2, 3) else range(5)) for number in range(1, 11)]
    return questionnaire(*items, title="Ten things", version="turned")


def wai_sr(**more: Any) -> Node:
    return questionnaire(*(choice(number, range(1, 6)) for number in range(1, 13)), title="Twelve things", **more)


def srs() -> Node:
    return questionnaire(*(typed(number, "decimal", 0, 10) for number in range(1, 5)), title="Four lines", name="SRS")
