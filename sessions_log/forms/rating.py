"""Filling in an instrument, in the words that the practice has loaded."""

from collections.abc import Sequence
from typing import Any, Self, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from sessions_log.signals.questionnaire import Item
from sessions_log.signals.scoring import Answer, ScoringKey
from sessions_log.vocabulary import Rater

LEFT_OUT = ("", "Left out")

RANGE_AS_CHOICES = 11
"""Whole numbers are offered one by one up to this many; beyond, one is typed."""


def answer_field(item: Item, key: ScoringKey) -> forms.Field:
    """Return one optional item: its answers to choose from, or a number within the key's range."""
    options = item.options or _whole_numbers(item, key)
    if options:
        return forms.TypedChoiceField(
            label=item.text,
            choices=[*((_written(value), label) for value, label in options), LEFT_OUT],
            coerce=_number,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        )
    ends = f"{key.minimum:g} to {key.maximum:g}"
    if item.whole:
        low, high = int(key.minimum), int(key.maximum)
        return forms.IntegerField(label=item.text, min_value=low, max_value=high, required=False, help_text=ends)
    return forms.FloatField(
        label=item.text, min_value=key.minimum, max_value=key.maximum, required=False, help_text=ends
    )


def _whole_numbers(item: Item, key: ScoringKey) -> list[tuple[float, str]]:
    low, high = int(key.minimum), int(key.maximum)
    is_short = item.whole and (low, high) == (key.minimum, key.maximum) and high - low < RANGE_AS_CHOICES
    return [(value, str(value)) for value in range(low, high + 1)] if is_short else []


def _number(text: str) -> Answer:
    value = float(text)
    return int(value) if value.is_integer() else value


def _written(value: float) -> str:
    """Return a number as it stands in the page; 3 and 3.0 are the same answer."""
    return str(int(value) if value == int(value) else value)


class RatingForm(forms.Form):
    """Who rated, and every item. `version` is that of the rating that is corrected, empty for a new one."""

    rater = forms.ChoiceField(label="Who answered", choices=Rater.choices(), widget=forms.RadioSelect)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, wording: Sequence[Item], key: ScoringKey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wording, self.key = wording, key
        for number, item in enumerate(wording, start=1):
            self.fields[f"item_{number}"] = answer_field(item, key)

    def answers(self) -> list[Answer]:
        """Return the answers in the order of the items, None where one was left out."""
        return [self.cleaned_data[f"item_{number}"] for number in range(1, len(self.wording) + 1)]

    def is_raised(self) -> bool:
        """Return whether a risk item is answered with more than nothing, though the form may not be saved yet."""
        given = getattr(self, "cleaned_data", {})
        return self.key.raised([given.get(f"item_{number}") for number in range(1, len(self.wording) + 1)])

    def items(self) -> list[tuple[Item, BoundField, bool]]:
        """Return for the page each item, its field, and whether its answers are chosen rather than typed."""
        fields = [self[f"item_{number}"] for number in range(1, len(self.wording) + 1)]
        return [
            (item, field, isinstance(field.field, forms.ChoiceField))
            for item, field in zip(self.wording, fields, strict=True)
        ]

    def over(self, version: int) -> Self:
        """Return the form as filled in, on top of another version: saving it again is then a decision."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(version)
        form = type(self)(self.wording, self.key, data)
        form.full_clean()
        return form


def initial_answers(items: Sequence[Answer]) -> dict[str, str]:
    """Return stored answers as the page's initial values."""
    return {
        f"item_{number}": "" if answer is None else _written(answer) for number, answer in enumerate(items, start=1)
    }
