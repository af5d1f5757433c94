"""Accounts and supervision pairs, as the admin enters them."""

from typing import cast

from django import forms
from django.http import QueryDict

from sessions_log.forms.client import DayInput, today
from sessions_log.forms.version import VersionedForm
from sessions_log.queries.people import Choices
from sessions_log.vocabulary import Role


class RolesField(forms.TypedMultipleChoiceField):
    """One or more roles; `cleaned_data` holds Role terms."""

    def __init__(self) -> None:
        super().__init__(
            label="Roles",
            choices=Role.choices(),
            coerce=Role,
            widget=forms.CheckboxSelectMultiple,
            help_text="One person may hold several. An admin as such sees nothing clinical.",
        )


class PersonNewForm(forms.Form):
    """A new account; its password is chosen by whom it is for."""

    name = forms.CharField(label="Name", max_length=120, help_text="As colleagues know this person.")
    email = forms.EmailField(label="E-mail address", help_text="To sign in with.")
    roles = RolesField()


class PersonForm(VersionedForm):
    """What can be changed about an account; `cleaned_data` holds what `services.account.change_person` takes."""

    roles = RolesField()
    is_active = forms.BooleanField(
        label="May sign in",
        required=False,
        help_text="Without it, the person is signed out at once. Their records stay.",
    )


class PairForm(forms.Form):
    """Who supervises whom, from the first day to the last, both included."""

    supervisor = forms.ChoiceField(label="Supervisor")
    therapist = forms.ChoiceField(label="Therapist")
    starts_on = forms.DateField(label="First day", initial=today, widget=DayInput)
    ends_on = forms.DateField(
        label="Last day", required=False, widget=DayInput, help_text="Leave it empty while it goes on."
    )

    def __init__(self, data: QueryDict | None = None, *, supervisors: Choices, therapists: Choices) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["supervisor"]).choices = [("", "Choose …"), *supervisors]
        cast(forms.ChoiceField, self.fields["therapist"]).choices = [("", "Choose …"), *therapists]
