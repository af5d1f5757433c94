"""Filling in an instrument for a session, and the practice's safety text that a risk item opens."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sessions_log import access
from sessions_log.errors import DomainError, StaleVersion
from sessions_log.forms.rating import RatingForm, initial_answers
from sessions_log.models import Instrument, TherapySession
from sessions_log.queries.instrument import offered_instruments, rating_of, ratings_block
from sessions_log.services import rating as service
from sessions_log.signals.questionnaire import restored
from sessions_log.views.signed_in import SignedInRequest
from sessions_log.vocabulary import Rater

REFUSED, CONFLICT = 422, 409


@require_http_methods(["GET", "POST"])
def rating_new(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose an instrument; with `?instrument=` fill it in, or correct what `?rater=` answered before."""
    session = access.session_for(request.user, pk)
    chosen = request.GET.get("instrument", "")
    if not chosen:
        context = {"session": session, "instruments": offered_instruments(session.practice_id)}
        return render(request, "instruments/choose.html", context)
    instrument = access.loaded_instrument_for(request.user, _identifier(chosen))
    wording, key = restored(instrument.wording), service.key_for(instrument)
    if request.method == "POST":
        return _save(request, session, instrument, RatingForm(wording, key, request.POST))
    rater = Rater.THERAPIST if request.GET.get("rater") == Rater.THERAPIST else Rater.CLIENT
    known = rating_of(session, instrument, rater)
    initial = {"rater": rater, **({"version": known.version, **initial_answers(known.items)} if known else {})}
    return _page(request, session, instrument, RatingForm(wording, key, initial=initial))


@require_GET
def session_safety(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the practice's safety text before anything else, and which instrument opened it."""
    session = access.session_for(request.user, pk)
    return render(request, "instruments/safety.html", {"session": session, "ratings": ratings_block(session)})


def _save(request: SignedInRequest, session: TherapySession, instrument: Instrument, form: RatingForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, session, instrument, form, status=REFUSED)
    try:
        is_raised = service.save_rating(
            by=request.user,
            session=session,
            instrument=instrument,
            rater=Rater(form.cleaned_data["rater"]),
            items=form.answers(),
            version=form.cleaned_data["version"],
        )
    except StaleVersion as stale:
        return _page(request, session, instrument, form.over(stale.version), stale=stale, status=CONFLICT)
    except DomainError as refused:
        form.add_error(None, str(refused))
        return _page(request, session, instrument, form, status=REFUSED)
    messages.success(request, "The rating is saved.")
    return redirect("session_safety" if is_raised else "session", pk=session.pk)


def _page(
    request: SignedInRequest,
    session: TherapySession,
    instrument: Instrument,
    form: RatingForm,
    *,
    stale: StaleVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"session": session, "instrument": instrument, "form": form, "stale": stale}
    return render(request, "instruments/rating.html", context, status=status)


def _identifier(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise access.Refused from None
