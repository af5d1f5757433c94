"""The file of past sessions and ratings that a therapist sends."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

LARGEST_BYTES = 60_000_000
"""Below what the installation accepts as a request, so that a file that is just too large is still answered here."""


class ImportForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
        help_text="UTF-8, at most 60 MB. Thousands of rows take seconds, a million take minutes: leave the page open.",
        error_messages={"empty": "The file is empty."},
    )
    skip_bad = forms.BooleanField(
        label="Leave bad rows out",
        required=False,
        help_text="The others are imported. Unticked, one bad row keeps the whole file out, and you see what is wrong.",
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large to be held in memory."""
        file: UploadedFile = self.cleaned_data["file"]
        size = file.size or 0
        if size > LARGEST_BYTES:
            raise ValidationError(
                f"The file has {filesizeformat(size)}, more than the 60 MB that are accepted. Split it between "
                "two clients, or ask whoever runs your installation to use the import_records command."
            )
        return file
