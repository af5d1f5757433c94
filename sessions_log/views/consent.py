"""What a client agreed to, and the withdrawal of it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sessions_log import access
from sessions_log.forms.consent import ConsentForm, WithdrawalForm
from sessions_log.queries.consent import consents_of
from sessions_log.services import consent as service
from sessions_log.services.audit import record_reading
from sessions_log.views.refusals import refusals_in
from sessions_log.views.signed_in import SignedInRequest

REFUSED = 422


@require_http_methods(["GET", "POST"])
def consents(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a client's consents; POST adds one."""
    client = access.client_for(request.user, pk)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            service.give_consent(by=request.user, client=client, **form.cleaned_data)
            messages.success(request, "Recorded.")
            return redirect("consents", pk=pk)
    record_reading(by=request.user, action="consent.read", subject=client)
    context = {"client": client, "kinds": consents_of(client), "form": form}
    return render(request, "consent/consents.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "POST"])
def consent_withdraw(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Record that a consent was withdrawn."""
    consent = access.consent_for(request.user, pk)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            service.withdraw_consent(by=request.user, consent=consent, **form.cleaned_data)
            messages.success(request, "The withdrawal is recorded.")
            return redirect("consents", pk=consent.client_id)
    context = {"consent": consent, "form": form}
    return render(request, "consent/withdraw.html", context, status=REFUSED if form.errors else 200)
