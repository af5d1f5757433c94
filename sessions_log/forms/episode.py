"""Closing and reopening an episode, and deciding about its prompts."""

from typing import Any, cast

from django import forms

from sessions_log.models import Episode
from sessions_log.models.episode import EPISODE_TRANSITIONS
from sessions_log.vocabulary import OPEN_STATUSES, EpisodeStatus, PromptDecision


class EpisodeForm(forms.Form):
    """The next status of an episode: only steps that its transition table has are offered."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(label="This rupture is", widget=forms.RadioSelect)
    on = forms.DateField(
        label="Since", required=False, widget=forms.DateInput({"type": "date"}), help_text="Today, if left empty."
    )

    def __init__(self, *args: Any, episode: Episode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [status for status in EPISODE_TRANSITIONS[EpisodeStatus(episode.status)] if status not in OPEN_STATUSES]
        cast(forms.ChoiceField, self.fields["status"]).choices = [(status.value, status.label) for status in steps]
        self.initial.setdefault("version", episode.version)


class ReopenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class PromptForm(forms.Form):
    """One tap on a prompt."""

    code = forms.CharField(max_length=64)
    decision = forms.ChoiceField(choices=PromptDecision.choices())
