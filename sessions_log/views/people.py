"""Accounts, roles and supervision pairs, for the admin. Changes ask for the password again first."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sessions_log import access
from sessions_log.errors import StaleVersion
from sessions_log.forms.people import PairForm, PersonForm, PersonNewForm
from sessions_log.models import Person
from sessions_log.queries.people import people_page, supervision_choices
from sessions_log.services import account
from sessions_log.services.people import add_person, pair_supervisor
from sessions_log.services.supervision import end_pair
from sessions_log.views.reauthenticated import reauthenticated
from sessions_log.views.refusals import refusals_in
from sessions_log.views.signed_in import SignedInRequest

REFUSED, CONFLICT = 422, 409

View = TypeVar("View", bound=Callable[..., HttpResponse])


def confirmed(view: View) -> View:
    """Ask for the password or second factor again, unless that was done a few minutes ago.

    Goes on with a form that was posted too late, which `reauthenticated` does not: only for those that hold no text.
    """
    return reauthentication_required(view)


@require_GET
def people(request: SignedInRequest) -> HttpResponse:
    """Show the practice's people and supervision pairs."""
    return render(request, "people/people.html", {"page": people_page(request.user.practice_id)})


@require_http_methods(["GET", "POST"])
@reauthenticated
def person_new(request: SignedInRequest) -> HttpResponse:
    """Add an account, and show once the link by which its person chooses a password."""
    form = PersonNewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            person = add_person(by=request.user, **form.cleaned_data)
            return _link_page(request, person)
    return render(request, "people/person_new.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "POST"])
@reauthenticated
def person(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a colleague's roles, or disable or enable the account.

    What another admin saved meanwhile is shown beside what was chosen.
    """
    colleague = access.colleague_for(request.user, pk)
    now = {"version": colleague.version, "roles": list(colleague.roles), "is_active": colleague.is_active}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=now)
    stale = None
    if form.is_valid():
        try:
            with refusals_in(form):
                account.change_person(by=request.user, person=colleague, **form.cleaned_data)
                messages.success(request, "Saved.")
                return redirect("people")
        except StaleVersion as refused:
            stale, form = refused, form.over(refused.version)
    context = {"form": form, "colleague": colleague, "stale": stale}
    status = CONFLICT if stale else REFUSED if form.errors else 200
    return render(request, "people/person.html", context, status=status)


@require_POST
@confirmed
def person_link(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show once a new link by which a colleague chooses a password."""
    return _link_page(request, access.colleague_for(request.user, pk))


@require_http_methods(["GET", "POST"])
@reauthenticated
def pair_new(request: SignedInRequest) -> HttpResponse:
    """Pair a supervisor with a therapist."""
    supervisors, therapists = supervision_choices(request.user.practice_id)
    data = request.POST if request.method == "POST" else None
    form = PairForm(data, supervisors=supervisors, therapists=therapists)
    if form.is_valid():
        supervisor, therapist = (uuid.UUID(form.cleaned_data.pop(role)) for role in ("supervisor", "therapist"))
        with refusals_in(form):
            pair_supervisor(
                by=request.user,
                supervisor=access.colleague_for(request.user, supervisor),
                therapist=access.colleague_for(request.user, therapist),
                **form.cleaned_data,
            )
            messages.success(request, "Paired.")
            return redirect("people")
    return render(request, "people/pair_new.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_POST
@confirmed
def pair_end(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """End a supervision pair at once."""
    end_pair(by=request.user, pair=access.pair_for(request.user, pk))
    messages.success(request, "The pair has ended.")
    return redirect("people")


def _link_page(request: SignedInRequest, person: Person) -> HttpResponse:
    key = account.make_password_key(by=request.user, person=person)
    link = request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=key))
    return render(request, "people/link.html", {"colleague": person, "link": link})
