"""What a supervisor prepares the supervision hour with."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sessions_log import access
from sessions_log.queries import supervision as queries
from sessions_log.views.signed_in import SignedInRequest


@require_GET
def supervision(request: SignedInRequest) -> HttpResponse:
    """Show what is open with the supervisees' clients, the most needed first."""
    page = queries.supervision(request.user, access.clients_supervised_by(request.user))
    return render(request, "supervision/supervision.html", {"supervision": page})
