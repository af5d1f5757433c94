"""What tells one filled-in form from another, so that a press twice on its button is one row."""

import uuid
from typing import Any

from django import forms

UNKNOWN_FORM = (
    "It cannot be told which form this is, so nothing has been saved. Copy what you typed, and open the page again."
)


class SubmissionField(forms.UUIDField):
    """A hidden identifier, another one each time that the form is opened. What is sent without one is by itself."""

    def __init__(self) -> None:
        super().__init__(
            widget=forms.HiddenInput, initial=uuid.uuid4, required=False, error_messages={"invalid": UNKNOWN_FORM}
        )

    def clean(self, value: Any) -> uuid.UUID:
        sent: uuid.UUID | None = super().clean(value)
        return sent or uuid.uuid4()

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data or initial
