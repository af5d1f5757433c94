"""Texts that people type at length, kept to the letter."""

from typing import Any

from django import forms


class TypedText(forms.CharField):
    """A text as it was typed: a draft saved in mid-sentence ends with the space that was typed.

    Lines end as they do in the page, whichever way the browser sent them, so that the same text is the same. A NUL,
    which pasting from a PDF can bring along and no page can show, is left out. The browser is not told how much may
    be typed: it would cut off what is pasted and say nothing.
    """

    def __init__(self, *, label: str, most: int, rows: int, required: bool = False, **more: Any) -> None:
        area = forms.Textarea({"rows": rows, **more.pop("attrs", {})})
        super().__init__(label=label, required=required, max_length=most, strip=False, widget=area, **more)

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        return text if text.strip() else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
