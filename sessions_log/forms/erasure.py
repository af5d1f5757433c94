"""Deleting a session, erasing a client, and what a practice sets for all its records."""

from typing import Any, Self

from django import forms

from sessions_log.forms.version import VersionedForm
from sessions_log.models import Practice
from sessions_log.vocabulary import Erasure, SessionDeletion


class DeletionForm(forms.Form):
    reason = forms.ChoiceField(label="Why", choices=SessionDeletion.choices(), widget=forms.RadioSelect)


class ErasureForm(forms.Form):
    """Nothing is erased unless the code is typed as the page shows it, its case aside."""

    reason = forms.ChoiceField(label="Why", choices=Erasure.choices(), widget=forms.RadioSelect)
    code = forms.CharField(
        label="The client’s code, to be sure",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._code = code

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if _as_shown(typed) != _as_shown(self._code):
            raise forms.ValidationError("This is not the code of this client. Nothing has been erased.")
        return typed


def _as_shown(code: str) -> list[str]:
    """Return a code as people see it: pages show one space where several were typed."""
    return code.casefold().split()


class RecordRulesForm(VersionedForm):
    """`cleaned_data` holds what `services.archive.set_record_rules` takes."""

    draft_limit_days = forms.IntegerField(
        label="Days that a draft may wait to be signed",
        min_value=0,
        max_value=365,
        help_text="Older ones are marked on Today, for their therapist alone.",
    )
    retention_years = forms.IntegerField(
        label="Years that a record is kept after the ending",
        min_value=1,
        max_value=100,
        help_text="As the law of your country asks. Then it is marked in its therapist’s list; they decide.",
    )
    reflection_in_record = forms.BooleanField(
        label="A client’s right of access covers private reflections here",
        required=False,
        help_text="In some countries it does. Then they are in the record that a therapist hands over.",
    )

    @classmethod
    def of(cls, practice: Practice) -> Self:
        """Return the form filled in with what is stored."""
        stored = {name: getattr(practice, name) for name in cls.base_fields if name != "version"}
        return cls(initial=stored | {"version": practice.rules_version})
