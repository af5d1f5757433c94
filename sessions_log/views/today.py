"""The first page: what needs a note now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sessions_log.access import clients_of, clients_supervised_by
from sessions_log.queries.today import caseload_today, supervised_today
from sessions_log.views.signed_in import SignedInRequest


@require_GET
def today(request: SignedInRequest) -> HttpResponse:
    """Show the caseload to a therapist, what is open to a supervisor, and the way to their work to an admin."""
    person = request.user
    context = {
        "rows": caseload_today(person, clients_of(person)) if person.is_therapist else [],
        "supervised": supervised_today(clients_supervised_by(person)) if person.is_supervisor else None,
    }
    return render(request, "today/today.html", context)
