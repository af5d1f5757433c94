"""What every page keeps to, read off the templates."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parent.parent / "templates"
OF_SIGNING_IN = {"account", "mfa", "allauth"}
"""There a password manager has to fill in."""

FORM = re.compile(r"<form\b([^>]*(?:{%.*?%}[^>]*)*)>(.*?)</form>", re.DOTALL)
PRESSED_ONLY = re.compile(
    r"{% csrf_token %}|<input type=\"hidden\"[^>]*>|<button\b.*?</button>|<span>.*?</span>", re.DOTALL
)
FILLED_IN = re.compile(r"{{|{% (crispy|include)|<(input|textarea|select)")


def test_browsers_write_nothing_to_their_disk_that_is_typed() -> None:
    """To restore a tab, Chromium writes what stands in its forms to a file, unless the form says autocomplete="off"."""
    telling = [
        f"{template.relative_to(TEMPLATES)}: <form{attributes}>"
        for template in sorted(TEMPLATES.rglob("*.html"))
        if template.relative_to(TEMPLATES).parts[0] not in OF_SIGNING_IN
        for attributes, inside in FORM.findall(template.read_text())
        if FILLED_IN.search(PRESSED_ONLY.sub("", inside)) and 'autocomplete="off"' not in attributes
    ]

    assert telling == []
