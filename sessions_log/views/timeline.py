"""The timeline of a client, for their therapist and for the therapist's supervisor."""

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sessions_log import access
from sessions_log.prompts.content import EVIDENCE
from sessions_log.queries.left_off import standing
from sessions_log.queries.timeline import timeline_of
from sessions_log.services.audit import record_reading
from sessions_log.views.signed_in import SignedInRequest
from sessions_log.vocabulary import MomentKind


@require_safe
def timeline(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the latest sessions, those up to `?to=` or all with `?zoom=all`; `?instrument=` is shown instead.

    Having looked is audited. A supervisor sees the client's code and what was signed.
    """
    client = access.client_in_view_of(request.user, pk)
    is_own = client.therapist_id == request.user.pk
    to = request.GET.get("to", "")
    shown = timeline_of(
        client,
        is_own=is_own,
        to=int(to) if to.isdecimal() and len(to) < 10 else None,
        whole=request.GET.get("zoom") == "all",
        instrument=request.GET.get("instrument", ""),
    )
    record_reading(by=request.user, action="timeline.read", subject=client)
    context = {"client": client, "is_own": is_own, "timeline": shown, "kinds": list(MomentKind)}
    if is_own and shown:
        context |= {"standing": standing(client, None), "evidence": EVIDENCE}
    return render(request, "timeline/page.html", context)
