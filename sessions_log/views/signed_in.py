"""The request of somebody who is signed in; LoginRequiredMiddleware and the access table see to that."""

from django.http import HttpRequest

from sessions_log.models import Person

SIGNED_OUT_BECAUSE = "signed_out_because"
"""Attribute of a request that ends a session for another reason than its person's wish."""


class SignedInRequest(HttpRequest):
    """For signatures: `request.user` is a Person."""

    user: Person
