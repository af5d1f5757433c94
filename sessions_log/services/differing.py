"""What was saved meanwhile beside what was sent, as `StaleVersion` carries it."""

from collections.abc import Mapping

Value = str | int | bool


def in_words(values: Mapping[str, tuple[Value, Value]]) -> dict[str, tuple[str, str]]:
    """Return label → (saved, sent) as people read it, for those of `values` that differ."""
    return {label: (_said(saved), _said(sent)) for label, (saved, sent) in values.items() if saved != sent}


def _said(value: Value) -> str:
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else str(value)
