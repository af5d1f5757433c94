"""A browser that was handed to a client: locked to the check until the PIN is given.

The lock lies in the signed-in person's session on the server. The PIN is kept as a salted hash; a handful of wrong
tries end the session altogether.
"""

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

LOCK = "handed_over"
TRIES = 5
OPEN_PAGES = ("check", "check_unlock", "health")
"""What a locked browser may open."""


def lock(request: HttpRequest, *, pin: str, to: str, back: str) -> None:
    """Lock this browser to the page `to`; giving the PIN leads to `back`."""
    request.session[LOCK] = {"pin": make_password(pin), "to": to, "back": back, "wrong": 0}


def is_locked(request: HttpRequest) -> bool:
    return LOCK in request.session


def is_worn_out(request: HttpRequest) -> bool:
    """Return whether the PIN was wrong too often."""
    return bool(request.session[LOCK]["wrong"] >= TRIES)


def unlock(request: HttpRequest, *, pin: str) -> str | None:
    """Return the page to go back to if the PIN is right and the browser was not worn out; else count the try."""
    held = request.session[LOCK]
    if not is_worn_out(request) and check_password(pin, held["pin"]):
        del request.session[LOCK]
        return str(held["back"])
    request.session[LOCK] = held | {"wrong": held["wrong"] + 1}
    return None
