"""Puts an ended therapy out of the lists, and back; what a practice sets for all its records."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sessions_log import access
from sessions_log.errors import StaleVersion
from sessions_log.forms.erasure import RecordRulesForm
from sessions_log.queries.retention import due_by_therapist
from sessions_log.services import archive
from sessions_log.views.reauthenticated import reauthenticated
from sessions_log.views.signed_in import SignedInRequest

REFUSED, CONFLICT = 422, 409


@require_POST
def client_archive(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Archive a client whose therapy has ended."""
    archive.archive_client(by=request.user, client=access.client_for(request.user, pk))
    messages.success(request, "Archived. The client is in no list now; Search and Archived still lead here.")
    return redirect("client", pk=pk)


@require_POST
def client_unarchive(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring an archived client back into the list of ended therapies."""
    archive.unarchive_client(by=request.user, client=access.client_for(request.user, pk))
    messages.success(request, "The client is back in the list of ended therapies.")
    return redirect("client", pk=pk)


@require_http_methods(["GET", "POST"])
@reauthenticated
def record_rules(request: SignedInRequest) -> HttpResponse:
    """Let the admin set retention and right of access; show how many records are due, and whose.

    What another admin set meanwhile is shown beside what was typed.
    """
    practice = request.user.practice
    form = RecordRulesForm(request.POST) if request.method == "POST" else RecordRulesForm.of(practice)
    stale = None
    if form.is_valid():
        try:
            archive.set_record_rules(by=request.user, **form.cleaned_data)
        except StaleVersion as refused:
            stale, form = refused, form.over(refused.version)
        else:
            messages.success(request, "Saved.")
            return redirect("record_rules")
    context = {"form": form, "due": due_by_therapist(practice), "stale": stale}
    status = CONFLICT if stale else REFUSED if form.errors else 200
    return render(request, "record/rules.html", context, status=status)
