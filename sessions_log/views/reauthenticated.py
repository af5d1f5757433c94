"""Asks for the password once more before dangerous acts, without keeping what was typed into the form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpResponse
from django.shortcuts import redirect

from sessions_log.views.signed_in import SignedInRequest

View = Callable[..., HttpResponse]


def reauthenticated(view: View) -> View:
    """Let a view through only shortly after the password was given.

    allauth would keep a form that is posted too late, in clear, in the stored browser session, to go on with it
    afterwards. Here it is not kept: the page opens anew, and nothing has happened.
    """
    asked = reauthentication_required(view)

    @wraps(view)
    def wrapper(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return asked(request, *args, **kwargs)
        except ReauthenticationRequired:
            if request.method == "POST":
                return redirect(request.path)
            raise

    return wrapper
