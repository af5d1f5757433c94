"""The keys that do something, and the switch for those that do it by themselves."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sessions_log.forms.keys import KeysForm
from sessions_log.services.account import switch_single_keys
from sessions_log.views.signed_in import SignedInRequest

REFUSED = 422


@require_http_methods(["GET", "POST"])
def keys(request: SignedInRequest) -> HttpResponse:
    """List the keys; switch the single ones on or off for oneself, from here or from the logging page."""
    form = KeysForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        switch_single_keys(by=request.user, on=form.cleaned_data["on"])
        if request.headers.get("X-Requested-With") != "fetch":
            return redirect("keys")
        request.user.refresh_from_db(fields=["single_keys"])
        return render(request, "keys/switch.html")
    return render(request, "keys/keys.html", status=REFUSED if form.errors else 200)
