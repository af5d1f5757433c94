"""Closing and reopening an episode, and the duties of a breach."""

from typing import Any, cast

from django import forms

from sessions_log.forms.version import VersionedForm
from sessions_log.models import Client, Episode
from sessions_log.models.episode import EPISODE_TRANSITIONS
from sessions_log.vocabulary import (
    ENDED_AS,
    OPEN_STATUSES,
    Ending,
    EpisodeStatus,
    MomentKind,
    UnrepairedEnding,
    status_words,
)


def day_field(label: str, help_text: str) -> forms.DateField:
    """Return an optional day."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


def as_therapy_ended(client: Client) -> dict[str, Any]:
    """Return how an episode most likely closes that is open when the therapy has ended; nothing before that."""
    if client.ended_on is None:
        return {}
    ending = ENDED_AS.get(Ending(client.ending), UnrepairedEnding.ENDED)
    return {"status": EpisodeStatus.UNREPAIRED, "ending": ending, "on": client.ended_on}


class EpisodeForm(VersionedForm):
    """The next status of an episode: only steps that its transition table has are offered.

    Of one that was closed meanwhile each close can be posted, and is told how it stands.
    """

    status = forms.ChoiceField(widget=forms.RadioSelect)
    ending = forms.ChoiceField(
        label="How it went on", choices=UnrepairedEnding.choices(), required=False, widget=forms.RadioSelect
    )
    on = day_field("Since", "Today, if left empty.")

    def __init__(self, *args: Any, episode: Episode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = EPISODE_TRANSITIONS[EpisodeStatus(episode.status)] if episode.is_open else EpisodeStatus
        steps = [status for status in possible if status not in OPEN_STATUSES]
        kind = episode.opening.kind
        words = [(status.value, status_words(status, kind)) for status in steps]
        cast(forms.ChoiceField, self.fields["status"]).choices = words
        self.fields["status"].label = f"This {MomentKind(kind).label.lower()} is"
        self.initial.update(version=episode.version, **as_therapy_ended(episode.client))

    def clean(self) -> dict[str, Any]:
        """Ask how it went on where the rupture stays unrepaired; elsewhere the answer is dropped."""
        cleaned = super().clean()
        if cleaned.get("status") != EpisodeStatus.UNREPAIRED:
            cleaned["ending"] = ""
        elif not cleaned.get("ending"):
            self.add_error("ending", "Say how it went on: the therapy ended, a referral, or a change of therapist.")
        return cleaned


class ReopenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class DutiesForm(VersionedForm):
    """What a breach asks for before anything is explored: who knows of it, and since when."""

    supervisor_informed_on = day_field("Supervisor informed on", "Leave it empty while this is still to be done.")
    complaints_route_told_on = day_field("Complaints route explained on", "How to complain, and to whom.")

    def __init__(self, *args: Any, episode: Episode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.initial.setdefault(name, getattr(episode, name))
