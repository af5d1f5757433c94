"""What tells one filled-in form from another, so that a press twice on its button is one row."""

import uuid

from django import forms


def submission_field() -> forms.UUIDField:
    """Return a hidden identifier, another one each time that the form is opened."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
