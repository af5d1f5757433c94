"""A consent, and its withdrawal."""

from django import forms

from sessions_log.forms.client import DayInput, today
from sessions_log.forms.typed import TypedText
from sessions_log.vocabulary import ConsentKind


class ConsentForm(forms.Form):
    """`cleaned_data` holds what `services.consent.give_consent` takes."""

    kind = forms.ChoiceField(label="Consent to", choices=ConsentKind.choices())
    given_on = forms.DateField(label="Given on", initial=today, widget=DayInput)
    note = TypedText(
        label="What was said or signed", most=2000, rows=3, help_text="And where the paper is, if there is one."
    )


class WithdrawalForm(forms.Form):
    withdrawn_on = forms.DateField(label="Withdrawn on", initial=today, widget=DayInput)
