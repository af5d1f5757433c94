"""Logging a session, reading a signed one, adding to it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sessions_log import access
from sessions_log.errors import DomainError, StaleVersion
from sessions_log.forms.addendum import AddendumForm
from sessions_log.forms.session import SessionLog, filled_in, initial_of, with_new_moment
from sessions_log.models import Client, TherapySession
from sessions_log.models.entry import SessionEntry
from sessions_log.prompts.content import EVIDENCE
from sessions_log.queries.check import client_answers
from sessions_log.queries.instrument import ratings_block
from sessions_log.queries.left_off import standing
from sessions_log.queries.session import left_off, log_choices, prefill, session_page, usual_entry
from sessions_log.services import session as service
from sessions_log.services.audit import record_reading
from sessions_log.views import autosave
from sessions_log.views.signed_in import SignedInRequest
from sessions_log.vocabulary import MomentKind

REFUSED, CONFLICT = 422, 409


@require_http_methods(["GET", "POST"])
def session_new(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Log a session with a client, filled in from the usual slot. Where they left off was read with it."""
    client = access.client_for(request.user, pk)
    choices = log_choices(client, None)
    if request.method == "GET":
        record_reading(by=request.user, action="client.read", subject=client)
        return _page(request, SessionLog(choices, initial=prefill(client, timezone.localtime())), client)

    def save(log: SessionLog, entry: SessionEntry, sign: bool) -> TherapySession:
        data = log.session.cleaned_data
        return service.log_session(
            by=request.user,
            client=client,
            submission=data["submission"],
            version=data["version"],
            entry=entry,
            sign=sign,
        )

    def usual() -> SessionEntry:
        return usual_entry(client, timezone.localtime())

    data = filled_in(_posted(request), usual, is_new=True)
    return _post(request, SessionLog(choices, data), client, save, usual)


@require_http_methods(["GET", "POST"])
def session(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a session: a draft to go on with, a signed one to read."""
    session = access.session_for(request.user, pk)
    if request.method == "GET" and not session.is_draft:
        return _signed_page(request, session, AddendumForm())
    choices = log_choices(session.client, session)
    if request.method == "GET":
        entry = service.read_session(by=request.user, session=session)
        initial = {"submission": session.submission, "version": session.version, **initial_of(entry)}
        return _page(request, SessionLog(choices, initial=initial), session.client, session)

    def save(log: SessionLog, entry: SessionEntry, sign: bool) -> TherapySession:
        version = log.session.cleaned_data["version"] or 0
        return service.save_draft(by=request.user, session=session, version=version, entry=entry, sign=sign)

    def stored() -> SessionEntry:
        return SessionEntry.of(session)

    data = filled_in(_posted(request), stored, is_new=False)
    return _post(request, SessionLog(choices, data), session.client, save, stored, session)


@require_POST
def addendum_new(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a dated addendum to a signed session."""
    session = access.session_for(request.user, pk)
    form = AddendumForm(request.POST)
    if not form.is_valid():
        return _signed_page(request, session, form, status=REFUSED)
    try:
        service.add_addendum(by=request.user, session=session, **form.cleaned_data)
    except StaleVersion as stale:
        return _signed_page(request, session, form.anew(), stale=stale, status=CONFLICT)
    messages.success(request, "The addendum is added.")
    return redirect("session", pk=session.pk)


def _post(
    request: SignedInRequest,
    log: SessionLog,
    client: Client,
    save: autosave.Save,
    standing: autosave.Standing,
    session: TherapySession | None = None,
) -> HttpResponse:
    """Save what was posted, or show it again with what stands against it."""
    if autosave.is_asked(request):
        return autosave.answer(request, log, save, standing)
    if "add" in request.POST:
        return _page(request, log, client, session)
    if not log.is_valid():
        return _page(request, log, client, session, status=REFUSED)
    action = request.POST.get("action")
    sign = action == "sign"
    try:
        saved = save(log, log.entry(), sign)
    except StaleVersion as stale:
        return _page(request, log.over(stale.version), client, session, stale=stale, status=CONFLICT)
    except DomainError as refused:
        log.refuse(refused)
        return _page(request, log, client, session, status=REFUSED)
    if action == "check":
        return redirect("check_invite", pk=saved.pk)
    messages.success(request, "Signed." if sign else "Saved as a draft.")
    return redirect("client" if sign else "session", pk=client.pk if sign else saved.pk)


def _posted(request: HttpRequest) -> QueryDict:
    kind = request.POST.get("add")
    return with_new_moment(request.POST, MomentKind(kind)) if kind and MomentKind.knows(kind) else request.POST


def _page(
    request: SignedInRequest,
    log: SessionLog,
    client: Client,
    session: TherapySession | None = None,
    *,
    stale: StaleVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "log": log,
        "client": client,
        "session": session,
        "stale": stale,
        "standing": standing(client, session),
        "left_off": left_off(client, session),
        "answers": client_answers(session) if session else None,
        "evidence": EVIDENCE,
        "ratings": ratings_block(session) if session else None,
    }
    return render(request, "sessions/log.html", context, status=status)


def _signed_page(
    request: SignedInRequest,
    session: TherapySession,
    form: AddendumForm,
    *,
    stale: StaleVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    entry = service.read_session(by=request.user, session=session)
    context = {
        "session": session,
        "entry": entry,
        "page": session_page(session, entry),
        "ratings": ratings_block(session),
        "addenda": session.addenda.select_related("author"),
        "answers": client_answers(session),
        "form": form,
        "stale": stale,
    }
    return render(request, "sessions/signed.html", context, status=status)
