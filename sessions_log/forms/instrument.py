"""What an admin enters about instruments: a questionnaire to load, and the practice's safety text."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.template.defaultfilters import filesizeformat

from sessions_log.errors import InvalidEntry
from sessions_log.forms.typed import TypedText
from sessions_log.signals.binding import BINDABLE
from sessions_log.signals.questionnaire import Questionnaire

LARGEST_BYTES = 1_000_000

KEY_CHOICES = [
    ("", "Choose a key"),
    ("Shipped keys", [(key.code, f"{key.title} ({key.item_count} items)") for key in BINDABLE.values()]),
    ("Plain", [("sum", "Plain sum of the items"), ("mean", "Plain mean of the items")]),
]


class InstrumentForm(forms.Form):
    """A questionnaire to load. `cleaned_data` holds what `services.instrument.load_instrument` takes."""

    questionnaire = forms.FileField(
        label="FHIR Questionnaire",
        widget=forms.ClearableFileInput({"accept": ".json,application/json,application/fhir+json"}),
        help_text="JSON, R4 or R5, at most 1 MB. Load only what your practice has the licence for.",
        error_messages={"empty": "The file is empty."},
    )
    key = forms.ChoiceField(
        label="Scoring key",
        choices=KEY_CHOICES,
        help_text="A plain sum or mean knows no reversed items and no risk items: load CORE-10 and PHQ-9 with theirs.",
    )
    code = forms.CharField(
        label="Code",
        required=False,
        max_length=64,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9.-]*\Z", "Use small letters, digits, dots and hyphens.")],
        help_text="Empty: the name that the file gives. Ratings imported under the same code belong to it.",
    )
    version = forms.CharField(
        label="Version",
        required=False,
        max_length=32,
        help_text="Empty: the version that the file gives. Versions stay apart.",
    )

    def clean_questionnaire(self) -> Questionnaire:
        """Read the file, and say what is wrong with it."""
        file: UploadedFile = self.cleaned_data["questionnaire"]
        size = file.size or 0
        if size > LARGEST_BYTES:
            raise ValidationError(f"The file has {filesizeformat(size)}; a questionnaire has at most 1 MB.")
        try:
            return Questionnaire.read(file.read())
        except InvalidEntry as refused:
            raise ValidationError(str(refused)) from refused


class SafetyTextForm(forms.Form):
    """The practice's safety text; `seen` is the one that the form was filled in from."""

    text = TypedText(
        label="Safety text",
        most=4000,
        rows=8,
        help_text="Whom to ring, where the crisis plan lies, what to do before the client leaves.",
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean_seen(self) -> str:
        """Write line breaks in one way, or the text would differ from itself by having been through a browser."""
        return self.cleaned_data["seen"].replace("\r\n", "\n")
