"""Saving a draft while it is being written: the same form, answered in JSON instead of a page."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from sessions_log.errors import DomainError, StaleVersion
from sessions_log.forms.session import SessionLog
from sessions_log.models import TherapySession

Save = Callable[[SessionLog, bool], TherapySession]


def is_asked(request: HttpRequest) -> bool:
    """Return whether the page's own script posts, and not the person."""
    return request.headers.get("X-Requested-With") == "fetch"


def answer(request: HttpRequest, log: SessionLog, save: Save) -> JsonResponse:
    """Save what was posted as a draft and say so.

    200: `address`, `version`, `saved_at` (hours and minutes) and `moments` (prefix of the card → id).
    409: `version` and `conflict`, the panel with both texts. 422: `refused`, a list of sentences.
    """
    if not log.is_valid():
        return JsonResponse({"refused": log.complaints()}, status=422)
    try:
        session = save(log, False)
    except StaleVersion as stale:
        panel = render_to_string("parts/conflict.html", {"differences": stale.differences}, request=request)
        return JsonResponse({"version": stale.version, "conflict": panel}, status=409)
    except DomainError as refused:
        return JsonResponse({"refused": [str(refused)]}, status=422)
    moments = session.moments.order_by("position").values_list("pk", flat=True)
    prefixes = [form.prefix for form in log.moments.filled()]
    return JsonResponse(
        {
            "address": reverse("session", args=[session.pk]),
            "version": session.version,
            "saved_at": date_format(timezone.localtime(session.updated_at), "H:i"),
            "moments": dict(zip(prefixes, map(str, moments), strict=True)),
        }
    )
