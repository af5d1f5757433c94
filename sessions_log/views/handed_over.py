"""A browser that was handed to a client: locked to the check until the PIN is given.

The lock lies in the signed-in person's session on the server. The PIN is kept as a salted hash, the address of the
check encrypted; a handful of wrong tries end the session altogether.
"""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from sessions_log.errors import DecryptionFailed
from sessions_log.models.encryption import HANDED_OVER, decrypt_text, encrypt_to_text

LOCK = "handed_over"
TRIES = 5
OPEN_PAGES = ("check", "check_unlock", "health")
"""What a locked browser may open."""


@dataclass(frozen=True)
class Try:
    """One try at the PIN: the page to go back to if it was right, and whether there were too many wrong ones."""

    back: str | None
    is_last: bool = False


def lock(request: HttpRequest, *, pin: str, to: str, back: str) -> None:
    """Lock this browser to the page `to`; giving the PIN leads to `back`.

    The session gets a new key: a request that is still under way with the old one could otherwise save what it had
    loaded before, and with it a session without the lock.
    """
    sealed = encrypt_to_text(HANDED_OVER, to)
    request.session[LOCK] = {"pin": make_password(pin), "to": sealed, "back": back, "wrong": 0}
    request.session.cycle_key()


def is_locked(request: HttpRequest) -> bool:
    return LOCK in request.session


def address(request: HttpRequest) -> str:
    """Return the path of the check that a locked browser was handed over for; "" if it can no longer be read."""
    try:
        return decrypt_text(HANDED_OVER, request.session[LOCK]["to"])
    except DecryptionFailed:
        return ""  # the PIN has to open the browser even so


def unlock(request: HttpRequest, *, pin: str) -> Try:
    """Try a PIN. Tries are counted one after the other, however many come at once."""
    with transaction.atomic():
        Session.objects.select_for_update().filter(pk=request.session.session_key).first()
        stored = SessionStore(request.session.session_key)
        held = stored.get(LOCK)
        if held is None or held["wrong"] >= TRIES:
            return Try(None, is_last=True)
        if not check_password(pin, held["pin"]):
            stored[LOCK] = held | {"wrong": held["wrong"] + 1}
            stored.save()
            return Try(None, is_last=held["wrong"] + 1 >= TRIES)
    del request.session[LOCK]
    return Try(str(held["back"]))
