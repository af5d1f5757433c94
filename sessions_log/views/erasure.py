"""Deletes one session, or erases all there is of a client, and shows the proof."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sessions_log import access
from sessions_log.forms.erasure import DeletionForm, ErasureForm
from sessions_log.queries.erasure import proof_of, to_be_deleted
from sessions_log.services import erasure as service
from sessions_log.views.reauthenticated import reauthenticated
from sessions_log.views.refusals import refusals_in
from sessions_log.views.signed_in import SignedInRequest

REFUSED = 422


@require_http_methods(["GET", "POST"])
def session_delete(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for the reason, then delete a session."""
    session = access.session_for(request.user, pk)
    form = DeletionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            service.delete_session(by=request.user, session=session, **form.cleaned_data)
            messages.success(request, f"Session {session.number} is deleted. Its number is not given again.")
            return redirect("client", pk=session.client_id)
    context = {"session": session, "counts": to_be_deleted(session), "form": form}
    return render(request, "erasure/session.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "POST"])
@reauthenticated
def client_erase(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for reason and code, then erase everything about a client."""
    client = access.client_for(request.user, pk)
    form = ErasureForm(request.POST if request.method == "POST" else None, code=client.code)
    if form.is_valid():
        service.erase_client(by=request.user, client=client, reason=form.cleaned_data["reason"])
        return redirect("erasure", pk=pk)
    context = {"client": client, "counts": to_be_deleted(client), "form": form}
    return render(request, "erasure/client.html", context, status=REFUSED if form.errors else 200)


@require_GET
def erasure(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the proof of an erasure; `pk` is the id that the client had."""
    return render(request, "erasure/proof.html", {"proof": proof_of(access.erasure_for(request.user, pk))})
