"""Puts an ended therapy out of the lists, and back."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sessions_log import access
from sessions_log.services import archive
from sessions_log.views.signed_in import SignedInRequest


@require_POST
def client_archive(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Archive a client whose therapy has ended."""
    archive.archive_client(by=request.user, client=access.client_for(request.user, pk))
    messages.success(request, "Archived. The client is in no list now; Search and Archived still lead here.")
    return redirect("client", pk=pk)


@require_POST
def client_unarchive(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring an archived client back into the list of ended therapies."""
    archive.unarchive_client(by=request.user, client=access.client_for(request.user, pk))
    messages.success(request, "The client is back in the list of ended therapies.")
    return redirect("client", pk=pk)
