"""What a form sent and nobody took, to be shown and sent once more: the browser keeps no copy of these pages."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

TOKEN = "csrfmiddlewaretoken"
PASSWORDS_AT, PIN = "/accounts/", "pin"
"""Where passwords are typed and how the PIN of a tablet is called: no page repeats them."""


@dataclass(frozen=True)
class Field:
    """One value as it was sent. `label` is what to call it where it is a text that somebody typed, else empty."""

    name: str
    value: str
    label: str = ""


@dataclass(frozen=True)
class Sent:
    """A form as it was sent, and to which address."""

    address: str
    fields: list[Field]


def sent_with(request: HttpRequest, token: str | None = None) -> Sent | None:
    """Return the form that was sent, with another token if one is given, or None where nothing is to be repeated.

    A file cannot be: the person has to choose it again.
    """
    if request.method != "POST" or request.path.startswith(PASSWORDS_AT):
        return None
    try:
        posted, has_files = request.POST, bool(request.FILES)
    except (OSError, BadRequest, MultiPartParserError, SuspiciousOperation):  # broken on its way, or more than is taken
        return None
    if has_files or PIN in posted:
        return None
    fields = [_field(name, value) for name, values in posted.lists() if name != TOKEN for value in values]
    fields.append(Field(TOKEN, token or posted.get(TOKEN, "")))
    return Sent(request.get_full_path(), fields)


def _field(name: str, value: str) -> Field:
    """Several words were typed; one may be an identifier or a choice."""
    is_typed = len(value.split()) > 1
    return Field(name, value, name.rpartition("-")[2].replace("_", " ").capitalize() if is_typed else "")
