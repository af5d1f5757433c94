"""Single values of a file that somebody sent: checked for type, size and characters before they are used."""

import unicodedata
from typing import Any

from sessions_log.errors import InvalidEntry

LARGEST = 1_000_000

CONTROLS = ("Cc", "Cs")
"""Unicode's control characters and lone halves of a pair."""


def text_of(node: dict[str, Any], name: str, limit: int, where: str) -> str:
    """Return a text without blanks round it, or "" where there is none.

    Raises InvalidEntry for anything else than text, for one that is too long, and for characters that no database
    and no page takes.
    """
    text = node.get(name, "")
    if not isinstance(text, str):
        raise InvalidEntry(f"{where}: “{name}” has to be a text.", "file")
    text = text.strip()
    if len(text) > limit:
        raise InvalidEntry(f"{where}: “{name}” is longer than {limit} characters.", "file")
    if any(unicodedata.category(character) in CONTROLS and character not in "\n\r\t" for character in text):
        raise InvalidEntry(f"{where}: “{name}” holds a character that cannot be shown.", "file")
    return text


def number_of(value: Any, where: str) -> float:
    """Return a number. Raises InvalidEntry for anything else, and beyond a million."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise InvalidEntry(f"{where} has a value that is not a number up to {LARGEST:,}.", "file")
    return int(value) if value == int(value) else value
