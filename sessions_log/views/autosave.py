"""Saving a draft while it is being written: the same form, answered in JSON instead of a page."""

from collections.abc import Callable
from dataclasses import asdict, replace

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from sessions_log.errors import DomainError, InvalidEntry, StaleVersion
from sessions_log.forms.session import Complaint, SessionLog
from sessions_log.models import TherapySession
from sessions_log.models.entry import SessionEntry
from sessions_log.queries.check import has_answered

Save = Callable[[SessionLog, SessionEntry, bool], TherapySession]
"""Saves an entry of a page that was posted, and signs it if asked."""

Standing = Callable[[], SessionEntry]
"""Tells how the session stands, for what cannot be taken: as it is stored, or as a new one is filled in."""

Moments = dict[str, str]
"""Prefix of the card in the page → id of its moment."""


def is_asked(request: HttpRequest) -> bool:
    """Return whether the page's own script posts, and not the person."""
    return request.headers.get("X-Requested-With") == "fetch"


def answer(request: HttpRequest, log: SessionLog, save: Save, standing: Standing) -> JsonResponse:
    """Save what was posted as a draft and say so: all that can be taken, and what cannot by name.

    200: `address`, `version`, `saved_at` (hours and minutes), `moments`, `not_saved` (a list of `field`, `label` and
    `why`), `has_answered`, whether the client has, and `is_signed`, for a page whose very text was signed meanwhile.
    409: `version` and `conflict`, the panel with both texts. 422: `refused`, a list of sentences, where nothing could
    be saved.
    """
    not_saved = [] if log.is_valid() else log.complaints()
    if log.is_unknown():
        return _refused(*(complaint.why for complaint in not_saved))
    try:
        session, moments = _saved(log, save, standing, not_saved)
    except StaleVersion as stale:
        template = "sessions/signed_meanwhile.html" if stale.is_signed else "parts/conflict.html"
        panel = render_to_string(template, {"differences": stale.differences}, request=request)
        return JsonResponse({"version": stale.version, "conflict": panel}, status=409)
    except DomainError as refused:
        return _refused(str(refused))
    return JsonResponse(
        {
            "address": reverse("session", args=[session.pk]),
            "version": session.version,
            "saved_at": date_format(timezone.localtime(session.updated_at), "H:i"),
            "moments": moments,
            "not_saved": [asdict(complaint) for complaint in not_saved],
            "has_answered": has_answered(session),
            "is_signed": not session.is_draft,
        }
    )


def _saved(
    log: SessionLog, save: Save, standing: Standing, not_saved: list[Complaint]
) -> tuple[TherapySession, Moments]:
    """Save what can be taken; moments that contradict the record stay as they stand, and join `not_saved`."""
    base = standing() if not_saved else None
    taken = log.moments.taken(base.moments if base else ())
    entry = log.session.entry(tuple(moment for _, moment in taken), base)
    try:
        session = save(log, entry, False)
    except InvalidEntry as refused:
        taken = []
        session = save(log, replace(entry, moments=(base or standing()).moments), False)
        not_saved.append(Complaint("", "Moments", str(refused)))
    ids = session.moments.order_by("position").values_list("pk", flat=True)
    return session, {prefix: str(pk) for (prefix, _), pk in zip(taken, ids, strict=False) if prefix}


def _refused(*whys: str) -> JsonResponse:
    return JsonResponse({"refused": whys}, status=422)
