"""Importing past sessions and ratings from a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sessions_log.errors import ImportRefused
from sessions_log.forms.import_records import ImportForm
from sessions_log.services import import_records as service
from sessions_log.signals.keys import KEYS
from sessions_log.views.signed_in import SignedInRequest

REFUSED = 422

CLIENTS_LISTED = 100


@require_http_methods(["GET", "POST"])
def import_records(request: SignedInRequest) -> HttpResponse:
    """Explain the file; take it, and say what became of its rows.

    A file is answered with a page and no redirect: what the page says stands nowhere else, and the same file sent
    again adds nothing.
    """
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context = {"form": form, "instruments": KEYS.values()}
    if form.is_valid():
        file, skip_bad = form.cleaned_data["file"].file, form.cleaned_data["skip_bad"]
        try:
            imported = service.import_records(by=request.user, file=file, skip_bad=skip_bad)
        except ImportRefused as refused:
            return render(request, "import/records.html", context | {"refused": refused}, status=REFUSED)
        clients = list(imported.clients.items())[:CLIENTS_LISTED]
        return render(request, "import/done.html", {"imported": imported, "clients": clients})
    return render(request, "import/records.html", context, status=REFUSED if form.errors else 200)
