"""The client's check: short, in large type, every item optional."""

from typing import Any

from django import forms
from django.forms import BoundField

from sessions_log.forms.moment import ONE_TO_FIVE
from sessions_log.forms.session import ONE_TO_SEVEN, SliderField, answer_field
from sessions_log.forms.typed import TypedText
from sessions_log.models.entry import Answers
from sessions_log.vocabulary import CheckItem, ClientQuestion, GoodThing, Rater

YES_NO = [("yes", "Yes"), ("no", "No")]
PIN = r"[0-9]{4,8}"

ABOUT_A_TENSION = ("tension_strength", "talked_about", "resolved")


def yes_no(label: str) -> forms.TypedChoiceField:
    """Return an optional question that is answered by yes or no."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def one_to_five(label: str) -> forms.TypedChoiceField:
    """Return an optional rating from 1 to 5."""
    return forms.TypedChoiceField(
        label=label, choices=ONE_TO_FIVE, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


def one_to_seven(label: str) -> forms.TypedChoiceField:
    """Return an optional rating from 1 to 7."""
    return forms.TypedChoiceField(
        label=label, choices=ONE_TO_SEVEN, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


class CheckForm(forms.Form):
    """Six alliance items, two on the real relationship, the five good things, and whether there was a tension."""

    genuine = one_to_seven(ClientQuestion.GENUINE.label)
    realistic = one_to_seven(ClientQuestion.REALISTIC.label)
    tension = yes_no(ClientQuestion.TENSION.label)
    tension_strength = one_to_five(ClientQuestion.TENSION_STRENGTH.label)
    talked_about = yes_no(ClientQuestion.TALKED_ABOUT.label)
    resolved = one_to_five(ClientQuestion.RESOLVED.label)
    sentence = TypedText(label=ClientQuestion.SENTENCE.label, most=1000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in CheckItem:
            self.fields[f"check_{item}"] = answer_field(item, Rater.CLIENT)
        for thing in GoodThing:
            self.fields[thing.value] = SliderField(ClientQuestion(thing.value))

    def clean(self) -> dict[str, Any]:
        """Without a tension, there is nothing to say about it; with nothing at all, the one address is not used up."""
        cleaned = super().clean() or {}
        if cleaned.get("tension") is None and any(cleaned.get(name) is not None for name in ABOUT_A_TENSION):
            self.add_error(
                "tension",
                "You answered a question about a tension. Was there one? With “No”, those answers are left out.",
            )
        if not cleaned.get("tension"):
            cleaned.update(dict.fromkeys(ABOUT_A_TENSION))
        if not self.errors and all(answer in (None, "") for answer in cleaned.values()):
            raise forms.ValidationError("Nothing is answered yet. One answer, or a sentence, is enough.")
        return cleaned

    def alliance(self) -> list[BoundField]:
        return [self[f"check_{item}"] for item in CheckItem]

    def relationship(self) -> list[BoundField]:
        return [self["genuine"], self["realistic"]]

    def good_things(self) -> list[BoundField]:
        return [self[thing.value] for thing in GoodThing]

    def check(self) -> Answers:
        """Return the answers to the six items, None where left out."""
        return tuple(self.cleaned_data[f"check_{item}"] for item in CheckItem)

    def answers(self) -> dict[str, Any]:
        """Return the answers to all else, by the field of ClientAnswers."""
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("check_")}


class PinForm(forms.Form):
    """The number that gives the tablet back."""

    pin = forms.RegexField(
        label="PIN of 4 to 8 digits",
        regex=rf"^{PIN}$",
        error_messages={"invalid": "A PIN has 4 to 8 digits."},
        # Of a "one-time-code" no browser offers to keep it as the password.
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": PIN}),
    )
