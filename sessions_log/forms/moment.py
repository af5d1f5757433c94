"""One moment on the logging page: kind, marker, who moved; opened further only if wanted."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundWidget
from django.http import QueryDict

from sessions_log.forms.typed import TypedText
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.models.episode import OPENING_KINDS
from sessions_log.queries.session import LogChoices
from sessions_log.vocabulary import (
    MARKER_GROUPS_OF_KIND,
    MOVEMENT,
    Actor,
    Clarity,
    ContextAxis,
    EpisodeStatus,
    ImageDirection,
    MomentKind,
    MomentTag,
    RepairStrategy,
    markers_of,
)

MOST_MOMENTS = 60

ONE_TO_FIVE = [(str(number), str(number)) for number in range(1, 6)]

FURTHER_FIELDS = (
    "client_said",
    "minute",
    "before",
    "intensity",
    "contribution",
    "clarity",
    "tags",
    "contexts",
    "image",
    "direction",
    "frame",
)
"""What is folded away on a card until it is wanted."""

IMAGE_FIELDS = ("image", "direction")
"""Neither says anything without the other."""

GONE = {
    "episode": "This rupture was closed since this page was opened. Choose another one, or open it again on its page.",
    "image": "This image is no longer in the ledger. Choose again.",
    "frame": "This agreement is no longer there. Choose again.",
}
"""What is said of a choice that another tab has taken away."""

NOT_SENT = "The moments were not sent along, so nothing could be saved. Open the session again."

REPAIR_FIELDS = ("strategy", "episode", "resolution", "client_said", "closes_as")

LIKELY_ACTOR = {
    MomentKind.CONNECTION: Actor.BOTH,
    MomentKind.MISATTUNEMENT: Actor.THERAPIST,
    MomentKind.RUPTURE: Actor.CLIENT,
    MomentKind.BREACH: Actor.THERAPIST,
    MomentKind.REPAIR: Actor.THERAPIST,
}
"""Who is marked to begin with; one tap changes it."""


def number_1_5(label: str) -> forms.TypedChoiceField:
    """Return an optional rating from 1 to 5."""
    choices = [("", "–"), *ONE_TO_FIVE]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, empty_value=None, required=False)


class MomentForm(forms.Form):
    """`choices` holds what a moment may refer to. The kind decides which of the fields are shown and kept."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=MomentKind.choices(), widget=forms.HiddenInput)
    marker = forms.ChoiceField(label="What was seen", required=False, widget=forms.RadioSelect)
    actor = forms.ChoiceField(label="Who moved", choices=Actor.choices(), widget=forms.RadioSelect)
    strategy = forms.ChoiceField(
        label="How", choices=RepairStrategy.choices(), required=False, widget=forms.RadioSelect
    )
    episode = forms.ChoiceField(label="Which rupture it belongs to", required=False)
    resolution = forms.TypedChoiceField(
        label="How far it went (1 poor, 3 average, 5 very good)",
        choices=[("", "Not said"), *ONE_TO_FIVE],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    client_said = TypedText(label="What the client said to it", most=2000, rows=2)
    closes_as = forms.ChoiceField(
        label="The rupture is now",
        required=False,
        choices=[("", "Still open")]
        + [(status.value, status.label) for status in (EpisodeStatus.REPAIRED, EpisodeStatus.PARTLY)],
        widget=forms.RadioSelect,
    )
    minute = forms.IntegerField(label="Minute", required=False, min_value=0, max_value=480)
    before = TypedText(label="What happened just before", most=2000, rows=2)
    intensity = number_1_5("Intensity (1 slight, 5 very strong)")
    contribution = number_1_5("My own contribution (1 slight, 5 very large)")
    clarity = forms.ChoiceField(label="How clear it was", choices=[("", "–"), *Clarity.choices()], required=False)
    tags = forms.MultipleChoiceField(
        label="From elsewhere",
        choices=MomentTag.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What it stirred in you belongs in the private reflection, which only you see.",
    )
    contexts = forms.MultipleChoiceField(
        label="Power and social context that was live",
        choices=ContextAxis.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    image = forms.TypedChoiceField(label="Relational image", coerce=uuid.UUID, empty_value=None, required=False)
    direction = forms.ChoiceField(label="which was", choices=[("", "–"), *ImageDirection.choices()], required=False)
    frame = forms.TypedChoiceField(label="Part of the frame", coerce=uuid.UUID, empty_value=None, required=False)
    remove = forms.BooleanField(label="Take this moment out", required=False)

    def __init__(self, *args: Any, choices: LogChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self["kind"].value()
        if MomentKind.knows(kind):
            self.moment_kind = MomentKind(kind)
            self._choices("marker", [(marker.value, marker.label) for marker in markers_of(self.moment_kind)])
            self.initial.setdefault("actor", LIKELY_ACTOR[self.moment_kind])
        here = (HERE, "The nearest rupture above, in this session")
        self._choices("episode", [here, *choices.episodes])
        self._choices("image", [("", "–"), *choices.images])
        self._choices("frame", [("", "–"), *choices.frames])

    def clean(self) -> dict[str, Any]:
        """A relational image needs to be said to have been re-enacted or countered, and the other way round."""
        cleaned = super().clean() or {}
        if cleaned.get("image") and not cleaned.get("direction"):
            self.add_error("direction", "Say whether the image was re-enacted or countered.")
        if cleaned.get("direction") and not cleaned.get("image"):
            self.add_error("image", "Choose the image that this was about.")
        return cleaned

    @property
    def title(self) -> str:
        """What the card is called; a kind that does not exist has no name."""
        return self.moment_kind.label if hasattr(self, "moment_kind") else "Moment"

    @property
    def marker_groups(self) -> list[tuple[str, list[BoundWidget]]]:
        """Return the markers by which way somebody moved, for a kind that has both; else nothing."""
        groups = [group for group in MARKER_GROUPS_OF_KIND[self.moment_kind] if group in MOVEMENT]
        options = {option.data["value"]: option for option in self["marker"]}
        of_kind = markers_of(self.moment_kind)
        return [
            (MOVEMENT[group], [options[marker.value] for marker in of_kind if marker.group is group])
            for group in groups
        ]

    @property
    def is_repair(self) -> bool:
        return self.moment_kind is MomentKind.REPAIR

    @property
    def opened(self) -> bool:
        """Return whether more than kind, marker and actor is known or wrong, so that the page shows it."""
        return any(self[name].value() or self[name].errors for name in FURTHER_FIELDS)

    def entry(self, standing: MomentEntry | None = None) -> MomentEntry:
        """Return what was entered; fields of a repair are dropped for the other kinds, and the other way round.

        A field that cannot be taken is as it is in `standing`, or as on a new card.
        """
        dropped = {"remove", *(("marker",) if self.is_repair else REPAIR_FIELDS)}
        wrong = set(self.errors) | (set(IMAGE_FIELDS) if set(self.errors) & set(IMAGE_FIELDS) else set())
        known = vars(standing) if standing else {"actor": LIKELY_ACTOR[self.moment_kind].value}
        values = {name: value for name, value in self.cleaned_data.items() if name not in wrong}
        values |= {name: tuple(values[name]) for name in ("contexts", "tags") if name in values}
        values |= {name: known[name] for name in wrong if name in known}
        return MomentEntry(**{name: value for name, value in values.items() if name not in dropped})

    def can_be_taken(self, standing: MomentEntry | None) -> bool:
        """Return whether there is a moment in it, whatever else is wrong: a new repair needs its rupture."""
        return standing is not None or not (self.is_repair and "episode" in self.errors)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = choices
        field.error_messages["invalid_choice"] = GONE.get(name, field.error_messages["invalid_choice"])


class BaseMomentFormSet(forms.BaseFormSet):
    """The moments of one session, in order. Cards that were added and left empty are ignored."""

    def __iter__(self) -> Iterator[MomentForm]:
        """Leave out, when the page is shown again, the numbers of cards that were taken out in the browser."""
        return (form for form in self.forms if hasattr(form, "moment_kind"))

    def clean(self) -> None:
        """Each stored moment stands once, and a repair that points to no other rupture needs one above it."""
        stored = [form.cleaned_data["id"] for form in self.filled() if form.cleaned_data.get("id")]
        if len(stored) != len(set(stored)):
            raise forms.ValidationError("A moment stands here twice. Open the session again.")
        above = False
        for form in self.filled():
            above = above or form.moment_kind in (*OPENING_KINDS, MomentKind.MISATTUNEMENT)
            if form.is_repair and form.cleaned_data.get("episode") == "":
                form.cleaned_data["episode"] = HERE
            if form.is_repair and not above and form.cleaned_data.get("episode") == HERE:
                form.add_error(
                    "episode",
                    "There is no rupture above this repair. Add the rupture first, or choose an earlier one.",
                )

    def filled(self) -> list[MomentForm]:
        """Return the forms that hold a moment."""
        forms = [form for form in self.forms if form.has_changed() and getattr(form, "cleaned_data", {}).get("kind")]
        return [form for form in forms if not form.cleaned_data["remove"]]

    def initial_form_count(self) -> int:
        """When posted, every card counts as added: one that was taken out in the browser is simply not there."""
        return 0 if self.is_bound else super().initial_form_count()

    def entries(self) -> tuple[MomentEntry, ...]:
        """Return the moments as entered, in order."""
        return tuple(form.entry() for form in self.filled())

    def taken(self, standing: Sequence[MomentEntry]) -> list[tuple[str, MomentEntry]]:
        """Return (prefix of the card, moment) of all that can be taken; the rest is as it is in `standing`.

        Where it cannot be told which card is which, all of them are, and no card is named.
        """
        if self.non_form_errors() or any("id" in form.errors for form in self.forms):
            return [("", moment) for moment in standing]
        stored = {moment.id: moment for moment in standing}
        found, filled = [], self.filled()
        for form in self.forms:
            known = stored.get(form.cleaned_data.get("id"))
            if known and "kind" in form.errors:
                found.append((str(form.prefix), known))
            elif form in filled and form.can_be_taken(known):
                found.append((str(form.prefix), form.entry(known)))
        return found


def moment_forms(
    choices: LogChoices, data: QueryDict | None, initial: Sequence[Mapping[str, Any]] | None
) -> BaseMomentFormSet:
    """Return the moments of one session, posted or filled in; at most MOST_MOMENTS."""
    cards = forms.formset_factory(
        MomentForm,
        formset=BaseMomentFormSet,
        extra=0,
        max_num=MOST_MOMENTS,
        absolute_max=MOST_MOMENTS + 1,  # enough to be refused; a thousand cards would take seconds to draw
        validate_max=True,
    )
    formset = cards(
        data,
        prefix="moments",
        initial=initial,
        form_kwargs={"choices": choices},
        error_messages={"missing_management_form": NOT_SENT},
    )
    return cast(BaseMomentFormSet, formset)
