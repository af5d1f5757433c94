"""What a form over a row was filled in from, so that a tab that does not know the latest overwrites nothing."""

from typing import Any, Self, cast

from django import forms
from django.http import QueryDict

UNKNOWN_VERSION = (
    "It cannot be told what this form was filled in from, so nothing has been saved. Copy what you typed, and open "
    "the page again."
)


class VersionedForm(forms.Form):
    """Changes to a row that is there; `version` is the one that the form was filled in from."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Say above the form what is wrong with a field that no page shows."""
        cleaned = super().clean() or {}
        if "version" in self.errors:
            self.add_error(None, UNKNOWN_VERSION)
        return cleaned

    def over(self, version: int) -> Self:
        """Return the form as typed, on top of another version: saving it again is then a decision."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(version)
        form = type(self)(data)
        form.full_clean()
        return form
