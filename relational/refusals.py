"""What the domain or the database refuses, as an answer to the browser. The one place where this is decided."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error as default_server_error

from relational.sent import sent_with
from sessions_log.errors import AuditBroken, DecryptionFailed, DomainError, InvalidEntry

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5


def answer_to(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """Return the page for an exception that people can act on, or None for one that is a fault of the program."""
    if isinstance(exception, OperationalError | InterfaceError):
        logger.error("The database did not answer", exc_info=exception)
        # Without the request: what the page would look up for it lies in the database that is away.
        page = render_to_string("errors/unavailable.html", {"sent": sent_with(request)})
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    if isinstance(exception, DomainError):
        if _status_of(exception) == 500:
            logger.error("A stored record could not be trusted", exc_info=exception)
        return render(request, "errors/refused.html", {"message": str(exception)}, status=_status_of(exception))
    return None


def _status_of(error: DomainError) -> int:
    if isinstance(error, InvalidEntry):
        return 400
    if isinstance(error, DecryptionFailed | AuditBroken):
        return 500
    return 409


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has run out. If a page of ours sent it, it may be sent once more with a new token.

    No other site can say that it is ours: browsers write the origin themselves (`CSRF_FAILURE_VIEW`).
    """
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    sent = sent_with(request, token=get_token(request)) if is_ours else None
    return render(request, "403_csrf.html", {"sent": sent}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what no view or middleware caught (Django's `handler500`); sessions are read before any view runs."""
    return answer_to(request, sys.exception()) or default_server_error(request)
