"""The request of somebody who is signed in; LoginRequiredMiddleware and the access table see to that."""

from django.http import HttpRequest

from sessions_log.models import Person


class SignedInRequest(HttpRequest):
    """For signatures: `request.user` is a Person."""

    user: Person
