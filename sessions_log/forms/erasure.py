"""Deleting a session, and erasing a client: a reason, and the client's code typed by hand."""

from typing import Any

from django import forms

from sessions_log.vocabulary import Erasure, SessionDeletion


class DeletionForm(forms.Form):
    reason = forms.ChoiceField(label="Why", choices=SessionDeletion.choices(), widget=forms.RadioSelect)


class ErasureForm(forms.Form):
    """Nothing is erased unless the code is typed as the client's record has it, its case aside."""

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
        if typed.strip().casefold() != self._code.strip().casefold():
            raise forms.ValidationError("This is not the code of this client. Nothing has been erased.")
        return typed
