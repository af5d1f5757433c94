"""Who may work only with a second factor, and where they are sent until they have one."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sessions_log.models import Person

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes only help out
OPEN_PAGES = ("account_logout", "account_reauthenticate", "health")


def needs_second_factor(person: Person) -> bool:
    """Tell whether this person may work only after setting up a second factor."""
    if settings.DEMO:
        return False
    return person.is_supervisor or person.is_admin or person.practice.require_second_factor


class SecondFactorMiddleware:
    """Send people who need a second factor and have none to the page where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the pages of setting up and leaving through, and whoever is set up or needs no second factor."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith("mfa_") or name in OPEN_PAGES:
            return None
        person = request.user
        if not isinstance(person, Person) or not needs_second_factor(person) or is_mfa_enabled(person, FACTORS):
            return None
        return redirect("mfa_index")
