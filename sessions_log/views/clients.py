"""The caseload: the list, one client's page, and what is entered about a client."""

import uuid

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sessions_log import access
from sessions_log.errors import InvalidEntry, StaleVersion
from sessions_log.forms.client import ClientEditForm, ClientForm, FindClientForm, FrameEndForm, FrameForm
from sessions_log.models import Client
from sessions_log.queries import caseload as lists
from sessions_log.queries.client import client_page
from sessions_log.queries.episode import count_open
from sessions_log.services import client as service
from sessions_log.services.audit import record_reading
from sessions_log.views.refusals import refusals_in
from sessions_log.views.signed_in import SignedInRequest

REFUSED, CONFLICT = 422, 409


@require_http_methods(["GET", "POST"])
def client_list(request: SignedInRequest) -> HttpResponse:
    """Show the own clients, those of before with `?ended` or `?archived`; POST finds one and changes nothing."""
    caseload = access.clients_of(request.user)
    form = FindClientForm(request.POST or None)
    archived = "archived" in request.GET
    ended = archived or "ended" in request.GET
    context = {"form": form, "ended": ended, "archived": archived}
    if form.is_valid() and form.cleaned_data["q"]:
        found = lists.find_clients(caseload, request.user.practice_id, form.cleaned_data["q"])
        return render(request, "clients/list.html", context | {"found": found, "searched": True})
    before = _identifier(request.GET.get("before", ""))
    page = lists.client_list(caseload, ended=ended, archived=archived, before=before)
    return render(request, "clients/list.html", context | {"page": page})


@require_http_methods(["GET", "POST"])
def client_new(request: SignedInRequest) -> HttpResponse:
    """Add a client to the own caseload."""
    form = ClientForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            client = service.create_client(by=request.user, **form.cleaned_data)
            messages.success(request, "The client is added.")
            return redirect("client", pk=client.pk)
    return render(request, "clients/new.html", {"form": form}, status=_status(form))


@require_GET
def client(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one client; having looked is audited."""
    client = access.client_for(request.user, pk)
    before = _identifier(request.GET.get("before", ""))
    page = client_page(client, before=access.session_for(request.user, before) if before else None)
    record_reading(by=request.user, action="client.read", subject=client)
    return render(request, "clients/client.html", {"client": client, "page": page})


@require_http_methods(["GET", "POST"])
def client_edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a client. What was saved elsewhere meanwhile is shown beside what was typed."""
    client = access.client_for(request.user, pk)
    if request.method == "GET":
        record_reading(by=request.user, action="client.read", subject=client)
        return _edit_page(request, client, ClientEditForm.of(client))
    form = ClientEditForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, client, form, status=REFUSED)
    try:
        service.edit_client(by=request.user, client=client, **form.cleaned_data)
    except StaleVersion as stale:
        return _edit_page(request, client, form.over(stale.version), stale=stale, status=CONFLICT)
    except InvalidEntry as refused:
        form.add_error(refused.field, str(refused))
        return _edit_page(request, client, form, status=REFUSED)
    messages.success(request, "Saved.")
    if form.cleaned_data["ended_on"] and count_open(client):
        messages.info(request, "The therapy has ended with something still open: its page asks how it went on.")
    return redirect("client", pk=pk)


@require_http_methods(["GET", "POST"])
def frame_new(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what was agreed on about the frame."""
    client = access.client_for(request.user, pk)
    form = FrameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            service.agree_frame(by=request.user, client=client, **form.cleaned_data)
            messages.success(request, "Added.")
            return redirect("client", pk=pk)
    return render(request, "clients/frame_new.html", {"client": client, "form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
def frame_end(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Record that an agreement no longer holds."""
    agreement = access.agreement_for(request.user, pk)
    form = FrameEndForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        record_reading(by=request.user, action="client.read", subject=agreement.client)
    if form.is_valid():
        with refusals_in(form):
            service.end_agreement(by=request.user, agreement=agreement, **form.cleaned_data)
            messages.success(request, "The agreement has ended; it stays among the earlier ones.")
            return redirect("client", pk=agreement.client_id)
    return render(request, "clients/frame_end.html", {"agreement": agreement, "form": form}, status=_status(form))


def _edit_page(
    request: SignedInRequest,
    client: Client,
    form: ClientEditForm,
    *,
    stale: StaleVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(request, "clients/edit.html", {"client": client, "form": form, "stale": stale}, status=status)


def _status(form: Form) -> int:
    return REFUSED if form.is_bound and form.errors else 200


def _identifier(text: str) -> uuid.UUID | None:
    """Return the identifier in an address, or None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
