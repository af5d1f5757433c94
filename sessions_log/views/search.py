"""Search in the own caseload. What was looked for stays in the page that shows what was found."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sessions_log import access
from sessions_log.forms.search import SearchForm
from sessions_log.queries import search as query
from sessions_log.services.search import record_search
from sessions_log.views.signed_in import SignedInRequest

REFUSED = 422


@require_http_methods(["GET", "POST"])
def search(request: SignedInRequest) -> HttpResponse:
    """Show what POST finds in the own clients and sessions; what is shown is audited as read."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "search/search.html", {"form": form}, status=REFUSED if form.is_bound else 200)
    found = query.search(request.user, access.clients_of(request.user), form.cleaned_data["phrase"])
    read = [(hit.place.read_as, hit.session or hit.client) for hit in found.hits if hit.place.read_as]
    record_search(by=request.user, found=found.total, read=read)
    return render(request, "search/search.html", {"form": form, "found": found})
