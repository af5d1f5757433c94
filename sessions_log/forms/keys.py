"""The switch of keys that do something by themselves."""

from django import forms


class KeysForm(forms.Form):
    """`cleaned_data["on"]` is whether single keys are to do something."""

    on = forms.TypedChoiceField(choices=[("yes", "on"), ("no", "off")], coerce=lambda answer: answer == "yes")
