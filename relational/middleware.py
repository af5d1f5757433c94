"""What surrounds every page: headers, limits of a session, time zone, access, refusals."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from relational.refusals import answer_to
from sessions_log import access
from sessions_log.models import Person
from sessions_log.services.audit import record
from sessions_log.views import handed_over
from sessions_log.views.signed_in import SIGNED_OUT_BECAUSE

GetResponse = Callable[[HttpRequest], HttpResponse]

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
# Writing the last request's time on each request would cost a database write a page.
SEEN_AT_PRECISION_SECONDS = 60

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def head_like_get(get_response: GetResponse) -> GetResponse:
    """Answer HEAD wherever GET is answered; the server leaves the body out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = get_response(request)
        if is_head:
            request.method = "HEAD"
        return response

    return middleware


def private_responses(get_response: GetResponse) -> GetResponse:
    """Keep pages out of every cache and devices out of reach. Static files are answered before this runs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session after SESSION_IDLE_SECONDS without a request and after SESSION_TOTAL_SECONDS in any case."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            if reason := _limit_passed(request.session, now):
                setattr(request, SIGNED_OUT_BECAUSE, reason)
                logout(request)
            elif not handed_over.is_locked(request):
                # A session that is saved here would take back the wrong PINs that are counted meanwhile.
                _stamp(request.session, now)
        return get_response(request)

    return middleware


def _limit_passed(session: SessionBase, now: int) -> str:
    if now - session.get(SIGNED_IN_AT, now) >= settings.SESSION_TOTAL_SECONDS:
        return "total_limit"
    if now - session.get(SEEN_AT, now) >= settings.SESSION_IDLE_SECONDS:
        return "idle_limit"
    return ""


def _stamp(session: SessionBase, now: int) -> None:
    if SIGNED_IN_AT not in session:
        session[SIGNED_IN_AT] = now
    if now - session.get(SEEN_AT, 0) >= SEEN_AT_PRECISION_SECONDS:
        session[SEEN_AT] = now


def practice_time_zone(get_response: GetResponse) -> GetResponse:
    """Show and read times in the time zone of the signed-in person's practice."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(request.user.practice.zone):
            return get_response(request)

    return middleware


class AccessMiddleware:
    """Ask `sessions_log.access` before every page, and audit whatever is refused to somebody signed in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raise Refused (404) for a page that is not declared or not for this person."""
        try:
            access.check_page(request.user, _url_name(request))
        except access.Refused as refusal:
            _record_refusal(request, refusal)
            raise

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Audit a row that a view was refused; the answer stays Django's 404."""
        _record_refusal(request, exception)


def _record_refusal(request: HttpRequest, exception: Exception) -> None:
    person = request.user
    if not isinstance(exception, access.Refused) or not isinstance(person, Person):
        return
    wanted = request.resolver_match.kwargs.get("pk", "") if request.resolver_match else ""
    with transaction.atomic():
        record(by=person, action="access_refused", subject_id=str(wanted), page=_url_name(request))


def _url_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


class HandedOverMiddleware:
    """Lead every other page of a locked browser to where the PIN is given, and from there to the check."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Return the way back to the check, or None for the pages that stay open."""
        if not handed_over.is_locked(request) or _url_name(request) in handed_over.OPEN_PAGES:
            return None
        return redirect("check_unlock")


class RefusalMiddleware:
    """Answer what the domain or the database refuses with a plain page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for the exception, or None so that Django answers."""
        return answer_to(request, exception)
