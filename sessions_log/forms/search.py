"""Words to look for. Posted, so that they stand in no address and no log."""

from typing import Any

from django import forms

from sessions_log.queries.matching import fold

SHORTEST = 2


class SearchForm(forms.Form):
    phrase = forms.CharField(
        label="Look for",
        min_length=SHORTEST,
        max_length=200,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        help_text="Names, codes and what you wrote. Every word must stand in the same text; case and accents do not "
        "matter.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Beside what was found, the keyboard of a phone would only hide it.
        self.fields["phrase"].widget.attrs["autofocus"] = not self.is_bound

    def clean_phrase(self) -> str:
        """Refuse what is made of accents alone: nothing would be left of it, and nothing is in every text."""
        phrase: str = self.cleaned_data["phrase"]
        if not fold(phrase).split():
            raise forms.ValidationError("There is no letter or digit to look for.")
        return phrase
