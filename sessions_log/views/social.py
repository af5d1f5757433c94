"""Where a client stands in the society around them, for reports alone."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sessions_log import access
from sessions_log.errors import StaleVersion
from sessions_log.forms.social import SocialForm
from sessions_log.models import Client
from sessions_log.queries.social import social_page
from sessions_log.services.audit import record_reading
from sessions_log.services.social import place_client
from sessions_log.views.signed_in import SignedInRequest

REFUSED, CONFLICT = 422, 409


@require_http_methods(["GET", "POST"])
def social(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show and change a client's social categories; without the client's consent, say why there are none."""
    client = access.client_for(request.user, pk)
    if request.method == "GET":
        return _page(request, client)
    form = SocialForm(request.POST)
    if not form.is_valid():
        return _page(request, client, form, status=REFUSED)
    try:
        place_client(by=request.user, client=client, seen=form.seen, places=form.places)
    except StaleVersion as stale:
        return _page(request, client, form.over(stale.differences), stale=stale, status=CONFLICT)
    messages.success(request, "Saved.")
    return redirect("social", pk=pk)


def _page(
    request: SignedInRequest,
    client: Client,
    form: SocialForm | None = None,
    *,
    stale: StaleVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    page = social_page(client)
    record_reading(by=request.user, action="social.read", subject=client)
    context = {"client": client, "page": page, "form": form or SocialForm.of(page.places), "stale": stale}
    return render(request, "clients/social.html", context, status=status)
