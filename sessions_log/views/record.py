"""Hands over the whole record of a client, to read or print and as a file."""

import uuid

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sessions_log import access
from sessions_log.queries.record import Record, record_of
from sessions_log.queries.record_json import as_data
from sessions_log.queries.record_words import in_words
from sessions_log.services.audit import record as audit
from sessions_log.views.reauthenticated import reauthenticated
from sessions_log.views.signed_in import SignedInRequest


@require_GET
@reauthenticated
def record(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the record for reading and printing."""
    found = _handed_over(request, pk, "page")
    return render(request, "record/record.html", {"record": found, "entry": in_words(found)})


@require_GET
@reauthenticated
def record_json(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand over the record as a file."""
    answer = JsonResponse(as_data(_handed_over(request, pk, "json")), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="client-record.json"'
    return answer


def _handed_over(request: SignedInRequest, pk: uuid.UUID, form: str) -> Record:
    """Return the record; one audit entry stands for the reading of all its notes."""
    client = access.client_for(request.user, pk)
    found = record_of(client)
    with transaction.atomic():
        audit(by=request.user, action="client.record", subject=client, form=form, reflections=found.has_reflections)
    return found
