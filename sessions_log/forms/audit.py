"""What the audit trail is narrowed down by."""

import uuid
from typing import cast

from django import forms
from django.http import QueryDict

from sessions_log.queries.audit import ACTIONS


class AuditFilterForm(forms.Form):
    """By what was done and by whom. Identifiers and codes only, so that it may stand in the address."""

    action = forms.ChoiceField(label="What", required=False)
    person = forms.TypedChoiceField(label="Who", required=False, coerce=uuid.UUID, empty_value=None)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, names: dict[uuid.UUID, str]) -> None:
        super().__init__(data)
        by_words = sorted(ACTIONS.items(), key=lambda item: item[1])
        everybody = [("", "Everybody"), *((str(pk), name) for pk, name in names.items())]
        cast(forms.ChoiceField, self.fields["action"]).choices = [("", "Everything"), *by_words]
        cast(forms.ChoiceField, self.fields["person"]).choices = everybody
