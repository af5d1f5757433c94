"""Deciding about a prompt, telling what happened with it, and a practice's own prompts."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from sessions_log.forms.submission import SubmissionField
from sessions_log.forms.typed import TypedText
from sessions_log.models import PracticePrompt
from sessions_log.prompts.content import answers_to
from sessions_log.vocabulary import PromptDecision, PromptTrigger

MOST_LINES = 8
LONGEST_LINE = 300


class PromptForm(forms.Form):
    """One tap on a prompt, in the version that was seen.

    It was shown on the page of its episode or among all that is worth asking, on the timeline or while logging;
    `session` is then the draft beside which it stood, if any.
    """

    code = forms.CharField(max_length=64)
    version = forms.IntegerField(min_value=1)
    decision = forms.ChoiceField(choices=PromptDecision.choices())
    session = forms.UUIDField(required=False)
    on_log = forms.BooleanField(required=False)
    on_episode = forms.BooleanField(required=False)


class OutcomeForm(forms.Form):
    """What happened with a prompt that was chosen: one tap, and words if wanted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField()
    what_happened = TypedText(label="In a few words, if you like", most=1000, rows=1)

    def __init__(self, data: QueryDict, *, code: str) -> None:
        super().__init__(data)
        answers = [(answer.value, answer.label) for answer in answers_to(code)]
        cast(forms.ChoiceField, self.fields["outcome"]).choices = answers


class LinesField(forms.CharField):
    """A short list of texts, one a line; becomes a list."""

    def __init__(self, *, label: str, help_text: str, required: bool = True) -> None:
        area = forms.Textarea({"rows": 4})
        super().__init__(label=label, help_text=help_text, required=required, widget=area)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(f"At most {MOST_LINES} lines of {LONGEST_LINE} characters each.")
        return lines


class OwnPromptForm(forms.Form):
    """A prompt of the practice's own: `submission` for a new one, `version` for the one that is changed."""

    submission = SubmissionField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    trigger = forms.ChoiceField(label="Offered at", choices=PromptTrigger.choices())
    title = forms.CharField(label="Title", max_length=120)
    reflect = LinesField(label="To reflect on", help_text="Questions to oneself, one a line. They come first.")
    moves = LinesField(
        label="What one might do",
        help_text="One a line. A prompt offers; it never tells.",
        required=False,
    )
    follow_up = forms.CharField(
        label="To ask next time", max_length=LONGEST_LINE, help_text="The next session begins with this question."
    )
    sources = forms.CharField(
        label="Source", max_length=LONGEST_LINE, help_text="Where it comes from: a text, a training, your own practice."
    )

    def words(self) -> dict[str, Any]:
        """Return the prompt's words as services write them."""
        words = {name: self.cleaned_data[name] for name in ("trigger", "title", "reflect", "moves", "follow_up")}
        return words | {"sources": [self.cleaned_data["sources"]]}


def words_of(prompt: PracticePrompt) -> dict[str, Any]:
    """Return a stored prompt as the form's initial values."""
    names = ("version", "trigger", "title", "reflect", "moves", "follow_up")
    return {name: getattr(prompt, name) for name in names} | {"sources": "; ".join(prompt.sources)}


class SwitchForm(forms.Form):
    """One press that switches a prompt on or off."""

    code = forms.CharField(max_length=64)
    on = forms.BooleanField(required=False)
