"""A dated correction to a signed session."""

from typing import Self

from django import forms

from sessions_log.forms.submission import SubmissionField
from sessions_log.forms.typed import TypedText


class AddendumForm(forms.Form):
    submission = SubmissionField()
    text = TypedText(
        label="Addendum",
        most=20_000,
        rows=4,
        required=True,
        help_text="It is added with your name and the time. What was signed stays as it is.",
    )

    def anew(self) -> Self:
        """Return the form as typed, as another one: sending it again then adds another addendum."""
        return type(self)(initial={"text": self.cleaned_data["text"]})
