"""A dated correction to a signed session."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from sessions_log.forms.submission import submission_field


class AddendumForm(forms.Form):
    submission = submission_field()
    text = forms.CharField(
        label="Addendum",
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        help_text="It is added with your name and the time. What was signed stays as it is.",
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.add_input(Submit("add", "Add the addendum"))
        return helper
