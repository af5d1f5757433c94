"""Words to look for. Posted, so that they stand in no address and no log."""

from django import forms

SHORTEST = 2


class SearchForm(forms.Form):
    phrase = forms.CharField(
        label="Look for",
        min_length=SHORTEST,
        max_length=200,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "autofocus": True}),
        help_text="Names, codes and what you wrote. Every word must stand in the same text; case and accents do not "
        "matter.",
    )
