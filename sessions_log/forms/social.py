"""Where a client stands in the society around them."""

from collections.abc import Mapping
from typing import Any, Self, cast

from django import forms
from django.http import QueryDict

from sessions_log.vocabulary import SOCIAL_AXES, SocialLocation

PLACES = [("", "Not said"), *SocialLocation.choices()]


class SocialForm(forms.Form):
    """One choice an axis. Hidden beside each, under `seen_…`, is what the form was filled in from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for axis in SOCIAL_AXES:
            for name, widget in ((axis.value, forms.RadioSelect), (f"seen_{axis.value}", forms.HiddenInput)):
                self.fields[name] = forms.ChoiceField(label=axis.label, choices=PLACES, required=False, widget=widget)

    @classmethod
    def of(cls, places: Mapping[str, str]) -> Self:
        """Return the form filled in with what is stored, axis → location."""
        return cls(initial={f"{prefix}{axis}": place for axis, place in places.items() for prefix in ("", "seen_")})

    def over(self, differences: Mapping[str, tuple[str, str]]) -> Self:
        """Return the form as typed, on top of what was saved elsewhere, axis label → (saved, typed) in words."""
        data = cast(QueryDict, self.data).copy()
        codes = {label: code for code, label in SocialLocation.choices()}
        for axis in SOCIAL_AXES:
            saved = differences.get(axis.label)
            data[f"seen_{axis}"] = codes.get(saved[0], "") if saved else data.get(axis, "")
        form = type(self)(data)
        form.full_clean()
        return form

    @property
    def places(self) -> dict[str, str]:
        """What was chosen, axis → location, "" where it was not said."""
        return {axis.value: self.cleaned_data[axis] for axis in SOCIAL_AXES}

    @property
    def seen(self) -> dict[str, str]:
        """What the form was filled in from."""
        return {axis.value: self.cleaned_data[f"seen_{axis}"] for axis in SOCIAL_AXES}
