"""A relational image in the client's ledger."""

from typing import Any, Self

from django import forms

from sessions_log.forms.submission import SubmissionField
from sessions_log.forms.typed import TypedText
from sessions_log.forms.version import VersionedForm
from sessions_log.models import RelationalImage


def some_text(label: str, help_text: str = "", *, required: bool = False) -> TypedText:
    """Return a short text of a few lines."""
    return TypedText(label=label, most=2000, rows=2, required=required, help_text=help_text)


class ImageForm(forms.Form):
    """An inner picture of how relationships go."""

    submission = SubmissionField()
    text = some_text(
        "The image",
        "In the client’s words where possible, such as “when I need something, people leave”.",
        required=True,
    )
    origin = some_text("The relationship that it comes from")
    belief = some_text("The belief in it", "What it says about oneself, such as “I am too much”.")
    lesson = some_text("The life lesson", "What a new kind of connection shows instead.")
    strategy = some_text("The strategy of disconnection", "How the client stays out of connection to be safe.")
    paradox = some_text("The paradox", "The longing for connection, and what is kept out of it for fear.")
    is_controlling = forms.BooleanField(
        label="A controlling image", required=False, help_text="A demeaning image that society imposes on a group."
    )


class ImageEditForm(VersionedForm, ImageForm):
    """Changes to an image."""

    submission = None  # type: ignore[assignment]  # how Django leaves a field out

    @classmethod
    def of(cls, image: RelationalImage) -> Self:
        """Return the form filled in with what is stored."""
        return cls(initial={name: getattr(image, name) for name in cls.base_fields})

    def changes(self) -> dict[str, Any]:
        """Return what is to be stored."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
