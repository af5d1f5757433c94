"""The logging page: one session with its check, moments, five good things, note, reflection and intention."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone

from sessions_log.errors import DomainError, InvalidEntry
from sessions_log.forms.moment import LIKELY_ACTOR, MOST_MOMENTS, MomentForm, moment_forms
from sessions_log.forms.submission import UNKNOWN_FORM, SubmissionField
from sessions_log.forms.typed import TypedText
from sessions_log.models.entry import Answers, MomentEntry, SessionEntry
from sessions_log.queries.session import LogChoices
from sessions_log.vocabulary import (
    Attendance,
    CheckItem,
    ClientQuestion,
    GoodThing,
    MomentKind,
    Rater,
    RelationshipItem,
    SessionFormat,
)

TEXT_LIMIT = 100_000
LONG = {"class": "note-area"}

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
"""No session lies outside; at the ends of the calendar itself a clock time has no counterpart in UTC."""

WHEN = ("date", "time", "minutes", "format")
"""What is filled in for a new session."""

ONE_TO_SEVEN = [(str(number), str(number)) for number in range(1, 8)]


def answer_field(item: CheckItem, rater: Rater) -> forms.TypedChoiceField:
    """Return one optional item of the alliance check, seven keys from 1 to 7."""
    label = item.label if rater is Rater.THERAPIST else item.for_client
    return forms.TypedChoiceField(
        label=label, choices=ONE_TO_SEVEN, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


class SliderField(forms.IntegerField):
    """A slider from 1 to 7 that may be left alone; 0 means not given."""

    def __init__(self, thing: GoodThing | RelationshipItem | ClientQuestion) -> None:
        slider = forms.NumberInput({"type": "range", "class": "form-range", "step": 1})
        super().__init__(label=thing.label, min_value=0, max_value=7, required=False, widget=slider)
        self.opposite = thing.opposite

    def prepare_value(self, value: Any) -> Any:
        return 0 if value is None else value

    def clean(self, value: Any) -> int | None:
        return super().clean(value) or None


class SessionForm(forms.Form):
    """What is asked about the session itself. `entry()` adds the moments and returns what services write."""

    submission = SubmissionField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, error_messages={"invalid": UNKNOWN_FORM})
    date = forms.DateField(label="Date", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label="Time", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=480)
    format = forms.ChoiceField(label="Format", choices=SessionFormat.choices())
    attendance = forms.ChoiceField(
        label="Attendance", choices=Attendance.choices(), initial=Attendance.HELD, widget=forms.RadioSelect
    )
    note = TypedText(
        label="Note",
        most=TEXT_LIMIT,
        rows=8,
        attrs=LONG,
        help_text="The clinical record. It can be read in supervision if you share it.",
    )
    reflection = TypedText(
        label="Private reflection",
        most=TEXT_LIMIT,
        rows=4,
        attrs=LONG,
        help_text="Only you ever see this: it is in no export and no supervision view.",
    )
    intention = TypedText(label="Intention for next time", most=2000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rater in Rater:
            for item in CheckItem:
                self.fields[f"{rater}_{item}"] = answer_field(item, rater)
        for thing in GoodThing:
            self.fields[f"good_{thing}"] = SliderField(thing)
        for view in RelationshipItem:
            self.fields[f"view_{view}"] = SliderField(view)

    def clean_date(self) -> datetime.date:
        """Refuse a year that was typed by halves, such as 0026."""
        day: datetime.date = self.cleaned_data["date"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(f"The year has to lie between {FIRST_DAY.year} and {LAST_DAY.year}.")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a time that the practice's clocks jumped over: it does not exist."""
        cleaned = super().clean() or {}
        if cleaned.get("date") and cleaned.get("time"):
            local = _local(cleaned["date"], cleaned["time"])
            if local.astimezone(datetime.UTC).astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(
                tzinfo=None
            ):
                self.add_error("time", "The clocks went forward then: this time did not exist on that day.")
        return cleaned

    def check(self, rater: Rater) -> list[BoundField]:
        """Return the six items of one rater, for the page."""
        return [self[f"{rater}_{item}"] for item in CheckItem]

    def therapist_check(self) -> list[BoundField]:
        return self.check(Rater.THERAPIST)

    def client_check(self) -> list[BoundField]:
        return self.check(Rater.CLIENT)

    def good_things(self) -> list[BoundField]:
        return [self[f"good_{thing}"] for thing in GoodThing]

    def relationship(self) -> list[BoundField]:
        return [self[f"view_{item}"] for item in RelationshipItem]

    def entry(self, moments: tuple[MomentEntry, ...], standing: SessionEntry | None = None) -> SessionEntry:
        """Return the whole session as entered; a field that cannot be taken is as it is in `standing`."""
        data = initial_of(standing) | self.cleaned_data if standing else self.cleaned_data
        return SessionEntry(
            starts_at=_local(data["date"], data["time"]),
            minutes=data["minutes"],
            format=data["format"],
            attendance=data["attendance"],
            intention=data["intention"],
            note=data["note"],
            reflection=data["reflection"],
            therapist_check=_answers(data, Rater.THERAPIST),
            client_check=_answers(data, Rater.CLIENT),
            good_things={thing.value: data[f"good_{thing}"] for thing in GoodThing},
            relationship={item.value: data[f"view_{item}"] for item in RelationshipItem},
            moments=moments,
        )


def _local(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """Return a moment on the practice's clock."""
    return datetime.datetime.combine(day, time, tzinfo=timezone.get_current_timezone())


def _answers(data: Mapping[str, Any], rater: Rater) -> Answers:
    return tuple(data[f"{rater}_{item}"] for item in CheckItem)


@dataclass(frozen=True)
class Complaint:
    """What cannot be taken: its name in the page (empty where it has none), what people call it, and why."""

    field: str
    label: str
    why: str


class SessionLog:
    """The whole logging page: the session's form and the formset of its moments, filled in or posted together."""

    def __init__(
        self, choices: LogChoices, data: QueryDict | None = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        initial = initial or {}
        self.choices = choices
        self.session = SessionForm(data, initial=initial)
        self.moments = moment_forms(choices, data, initial.get("moments"))
        self.data = data

    def is_valid(self) -> bool:
        return self.session.is_valid() and self.moments.is_valid()

    def entry(self) -> SessionEntry:
        return self.session.entry(self.moments.entries())

    def is_unknown(self) -> bool:
        """Return whether it cannot be told which session this is, so that no part of it can be saved."""
        return bool(self.session.errors.keys() & {"submission", "version"})

    def complaints(self) -> list[Complaint]:
        """Return what cannot be taken, in the order of the page."""
        of_all = [Complaint("", "Moments", str(why)) for why in self.moments.non_form_errors()]
        of_each = [complaint for form in self.moments.forms for complaint in _complaints(form, form.title)]
        return [*_complaints(self.session), *of_all, *of_each]

    def over(self, version: int) -> "SessionLog":
        """Return the same page for saving over another version, once both texts have been seen."""
        data = QueryDict(mutable=True) if self.data is None else self.data.copy()
        data["version"] = str(version)
        return SessionLog(self.choices, data)

    def blank_moments(self) -> list[MomentForm]:
        """Return one empty card of each kind, which the page copies when a moment is added."""
        return [
            MomentForm(prefix="moments-__prefix__", initial={"kind": kind}, choices=self.choices) for kind in MomentKind
        ]

    def client_check_given(self) -> bool:
        """Return whether the client's items hold an answer, so that the page shows them opened."""
        return any(field.value() not in (None, "") for field in self.session.client_check())

    def good_things_given(self) -> bool:
        return _any_given(self.session.good_things())

    def relationship_given(self) -> bool:
        return _any_given(self.session.relationship())

    def refuse(self, refused: DomainError) -> None:
        """Show what the domain refused, beside its field where that is known. What was typed stays."""
        field = refused.field if isinstance(refused, InvalidEntry) else None
        field = "time" if field == "starts_at" else field
        self.session.add_error(field if field in self.session.fields else None, str(refused))


def _about_the_kind(errors: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the errors, of a card whose kind does not exist that alone: what belongs on it, nobody knows."""
    return {"kind": errors["kind"]} if "kind" in errors else errors


def _complaints(form: forms.Form, about: str = "") -> Iterator[Complaint]:
    for name, whys in _about_the_kind(form.errors).items():
        label = str(form.fields[name].label or "") if name in form.fields else ""
        called = f"{about}, {label[:1].lower()}{label[1:]}" if about and label else about or label
        yield Complaint(form.add_prefix(name) if label else "", called, " ".join(map(str, whys)))


def _any_given(sliders: list[BoundField]) -> bool:
    return any(field.value() not in (None, "", "0", 0) for field in sliders)


def initial_of(entry: SessionEntry) -> dict[str, Any]:
    """Return a stored session as the page's initial values."""
    local = timezone.localtime(entry.starts_at)
    checks = ((Rater.THERAPIST, entry.therapist_check), (Rater.CLIENT, entry.client_check))
    answers = {
        f"{rater}_{item}": answer for rater, given in checks for item, answer in zip(CheckItem, given, strict=True)
    }
    plain = {
        name: getattr(entry, name) for name in ("minutes", "format", "attendance", "intention", "note", "reflection")
    }
    moments = [vars(moment) for moment in entry.moments]
    good_things = {f"good_{thing}": value for thing, value in entry.good_things.items()}
    view = {f"view_{item}": value for item, value in entry.relationship.items()}
    return {"date": local.date(), "time": local.time(), "moments": moments, **plain, **answers, **good_things, **view}


def filled_in(data: QueryDict, standing: Callable[[], SessionEntry], *, is_new: bool) -> QueryDict:
    """Return posted data with what is left out of it, and a browser would send: when the session was, as in `standing`.

    A new session without cards has no moments. Of a stored one nobody knows whether they were taken out.
    """
    more = data.copy()
    if left_out := [name for name in WHEN if name not in data]:
        known = initial_of(standing())
        more.update({name: f"{known[name]:%H:%M}" if name == "time" else str(known[name]) for name in left_out})
    if is_new:
        more.setdefault("moments-TOTAL_FORMS", "0")
        more.setdefault("moments-INITIAL_FORMS", "0")
    return more


def with_new_moment(data: QueryDict, kind: MomentKind) -> QueryDict:
    """Return posted data with one more empty card, for browsers without JavaScript."""
    more = data.copy()
    told = more.get("moments-TOTAL_FORMS", "")
    count = min(int(told), MOST_MOMENTS) if told.isdecimal() and len(told) < 10 else 0
    more["moments-TOTAL_FORMS"] = str(count + 1)
    more[f"moments-{count}-kind"] = kind.value
    more[f"moments-{count}-actor"] = LIKELY_ACTOR[kind].value
    return more
