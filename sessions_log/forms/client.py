"""A client, and the frame agreed on with them."""

import datetime
from typing import Any, Self

from django import forms
from django.utils import timezone

from sessions_log.forms.submission import SubmissionField
from sessions_log.forms.typed import TypedText
from sessions_log.forms.version import VersionedForm
from sessions_log.models import Client
from sessions_log.vocabulary import WEEKDAYS, Ending, FrameTopic, SessionFormat

WHO = ("code", "name")
USUAL = ("usual_weekday", "usual_time", "usual_minutes", "usual_format")
ENDED = ("ended_on", "ending")


class DayInput(forms.DateInput):
    """The browser's own calendar; a date that was stored is put into it in the one form that it reads."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def today() -> datetime.date:
    """Return the date on the practice's clock."""
    return timezone.localdate()


class ClientForm(forms.Form):
    """A new client. `cleaned_data` holds what `services.client.create_client` takes."""

    submission = SubmissionField()
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="How you and your supervisor refer to this client. Not the name on their papers.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    name = forms.CharField(
        label="Chosen name",
        max_length=80,
        required=False,
        help_text="What the client likes to be called here. Surname, address and date of birth have no place.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    began_on = forms.DateField(label="Began on", initial=today, widget=DayInput)
    usual_weekday = forms.TypedChoiceField(
        label="Usual day",
        choices=[("", "No fixed day"), *enumerate(WEEKDAYS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    usual_time = forms.TimeField(
        label="Usual time", required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    usual_minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=480, initial=50)
    usual_format = forms.ChoiceField(label="Format", choices=SessionFormat.choices())


class ClientEditForm(VersionedForm, ClientForm):
    """Changes to a client, and the ending."""

    submission = None  # type: ignore[assignment]  # how Django leaves a field out
    social_words = TypedText(
        label="In the client’s own words",
        most=4000,
        rows=6,
        help_text="What they say of race, class, culture, gender, sexuality, ability, and who has power where. "
        "Shown to nobody but you; it belongs to the whole record.",
    )
    ended_on = forms.DateField(label="Ended on", required=False, widget=DayInput)
    ending = forms.ChoiceField(label="How it ended", choices=[("", "Goes on"), *Ending.choices()], required=False)

    @classmethod
    def of(cls, client: Client) -> Self:
        """Return the form filled in with what is stored."""
        return cls(initial={name: getattr(client, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        """Ask for the day and the kind of an ending together, and for a day from the beginning until today."""
        cleaned = super().clean()
        began_on, ended_on, ending = cleaned.get("began_on"), cleaned.get("ended_on"), cleaned.get("ending")
        if ending and ended_on is None and "ended_on" not in self.errors:
            self.add_error("ended_on", "Say on which day it ended.")
        if ended_on and not ending:
            self.add_error("ending", "Say how it ended.")
        if began_on and ended_on and ended_on < began_on:
            self.add_error("ended_on", "The last day lies before the first.")
        if ended_on and ended_on > today():
            self.add_error("ended_on", "This day is still to come. Note the ending here when it has come.")
        return cleaned


class FindClientForm(forms.Form):
    """Looks for one client. Posted, so that names stand in no address and no server log."""

    q = forms.CharField(
        label="Code or chosen name",
        max_length=80,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class FrameEndForm(forms.Form):
    """Since when an agreement no longer holds."""

    ended_on = forms.DateField(label="Since", initial=today, widget=DayInput)


class FrameForm(forms.Form):
    """What was agreed on about the frame."""

    submission = SubmissionField()
    topic = forms.ChoiceField(label="About", choices=FrameTopic.choices())
    text = TypedText(
        label="What was agreed on",
        most=2000,
        rows=3,
        required=True,
        help_text="An earlier agreement about the same thing ends on that day; something else stands beside others.",
    )
    agreed_on = forms.DateField(label="Agreed on", initial=today, widget=DayInput)
