"""The practice's instruments and its safety text, for the admin. Nothing of clients."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sessions_log import access
from sessions_log.errors import NotAllowedNow, StaleVersion
from sessions_log.forms.instrument import InstrumentForm, SafetyTextForm
from sessions_log.queries.instrument import instrument_page, instruments_page
from sessions_log.services import instrument as service
from sessions_log.views.refusals import refusals_in
from sessions_log.views.signed_in import SignedInRequest

REFUSED, CONFLICT = 422, 409


@require_GET
def instruments(request: SignedInRequest) -> HttpResponse:
    """Show the built-in check, what is loaded and put aside, and the safety text."""
    text = request.user.practice.safety_text
    return _list_page(request, SafetyTextForm(initial={"text": text, "seen": text}))


@require_http_methods(["GET", "POST"])
def instrument_new(request: SignedInRequest) -> HttpResponse:
    """Load a questionnaire and bind it to a scoring key."""
    form = InstrumentForm(request.POST, request.FILES) if request.method == "POST" else InstrumentForm()
    if form.is_valid():
        with refusals_in(form):
            instrument = service.load_instrument(by=request.user, **form.cleaned_data)
            messages.success(request, "Loaded. Please look at how each answer counts before it is used.")
            return redirect("instrument", pk=instrument.pk)
    return render(request, "instruments/new.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_GET
def instrument(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the wording of an instrument and how each answer counts."""
    instrument = access.instrument_for(request.user, pk)
    return render(request, "instruments/instrument.html", {"page": instrument_page(instrument)})


@require_POST
def instrument_aside(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Put an instrument aside, or with `aside` empty offer it again."""
    aside = bool(request.POST.get("aside"))
    service.put_aside(by=request.user, instrument=access.instrument_for(request.user, pk), aside=aside)
    messages.success(request, "Put aside; its ratings stay." if aside else "Offered again.")
    return redirect("instruments")


@require_POST
def instrument_delete(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take out an instrument without ratings."""
    try:
        service.delete_instrument(by=request.user, instrument=access.instrument_for(request.user, pk))
    except NotAllowedNow as refused:
        messages.warning(request, str(refused))
        return redirect("instrument", pk=pk)
    messages.success(request, "Taken out.")
    return redirect("instruments")


@require_POST
def safety_text(request: SignedInRequest) -> HttpResponse:
    """Save what a risk item opens."""
    form = SafetyTextForm(request.POST)
    if not form.is_valid():
        return _list_page(request, form, status=REFUSED)
    try:
        service.write_safety_text(by=request.user, **form.cleaned_data)
    except StaleVersion as stale:
        saved, typed = stale.differences["Safety text"]
        form = SafetyTextForm({"text": typed, "seen": saved})
        return _list_page(request, form, stale=stale, status=CONFLICT)
    messages.success(request, "Saved.")
    return redirect("instruments")


def _list_page(
    request: SignedInRequest, form: SafetyTextForm, *, stale: StaleVersion | None = None, status: int = 200
) -> HttpResponse:
    context = {"page": instruments_page(request.user.practice), "form": form, "stale": stale}
    return render(request, "instruments/instruments.html", context, status=status)
