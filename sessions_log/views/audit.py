"""The audit trail, for the admin."""

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sessions_log.forms.audit import AuditFilterForm
from sessions_log.queries.audit import audit_page, names_of
from sessions_log.services.audit import record
from sessions_log.views.signed_in import SignedInRequest


@require_GET
def audit(request: SignedInRequest) -> HttpResponse:
    """Show the practice's trail, the latest first. That it was read is a part of it."""
    practice_id = request.user.practice_id
    names = names_of(practice_id)
    form = AuditFilterForm(request.GET, names=names)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = audit_page(practice_id, names, **chosen)
    with transaction.atomic():
        record(by=request.user, action="audit.read")
    earlier = _address(request.GET, page.earlier) if page.earlier else ""
    return render(request, "audit/audit.html", {"form": form, "page": page, "earlier": earlier})


def _address(chosen: QueryDict, before: int) -> str:
    query = chosen.copy()
    query["before"] = str(before)
    return f"?{query.urlencode()}"
