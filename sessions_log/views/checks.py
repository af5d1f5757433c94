"""The client's check: inviting to it, handing over the tablet, answering, and taking the tablet back."""

import io
import uuid
from typing import Any

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from sessions_log import access
from sessions_log.errors import NotAllowedNow
from sessions_log.forms.check import CheckForm, PinForm
from sessions_log.models import CheckInvitation
from sessions_log.services import check as service
from sessions_log.views import handed_over
from sessions_log.views.signed_in import SIGNED_OUT_BECAUSE, SignedInRequest

REFUSED, GONE = 422, 410


@require_http_methods(["GET", "POST"])
def check_invite(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer the ways to the check; a POST makes a new address and shows it this once."""
    session = access.session_for(request.user, pk)
    context: dict[str, Any] = {"session": session, "form": PinForm()}
    if request.method == "POST":
        token = service.invite(by=request.user, session=session)
        address = request.build_absolute_uri(reverse("check", args=[token]))
        context |= {"address": address, "qr_code": qr_code(address)}
    else:
        context["refused"] = service.why_not(session)
    return render(request, "checks/invite.html", context)


@require_POST
def check_hand_over(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Lock this browser to the check until the PIN is given."""
    session = access.session_for(request.user, pk)
    form = PinForm(request.POST)
    if not form.is_valid():
        context = {"session": session, "form": form, "refused": service.why_not(session)}
        return render(request, "checks/invite.html", context, status=REFUSED)
    token = service.invite(by=request.user, session=session)
    back = reverse("session", args=[session.pk])
    handed_over.lock(request, pin=form.cleaned_data["pin"], to=reverse("check", args=[token]), back=back)
    return redirect("check", token=token)


@login_not_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Let a client answer, once."""
    invitation = service.find_invitation(token)
    if invitation is None:
        return _closed(request)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service.answer(invitation=invitation, check=form.check(), answers=form.answers())
        except NotAllowedNow:
            return _closed(request)
        return _show(request, "checks/thanks.html", {"form": PinForm()})
    return _page(request, invitation, form)


@login_not_required
@require_http_methods(["GET", "POST"])
def check_unlock(request: HttpRequest) -> HttpResponse:
    """Give the tablet back: the PIN opens it, five wrong ones sign the therapist out."""
    if not handed_over.is_locked(request):
        return redirect("today")
    form = PinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        tried = handed_over.unlock(request, pin=form.cleaned_data["pin"])
        if tried.back:
            return redirect(tried.back)
        if tried.is_last:
            setattr(request, SIGNED_OUT_BECAUSE, "wrong_pin")
            logout(request)
            messages.info(request, "That was not the PIN. Please sign in again.")
            return redirect("account_login")
        form.add_error("pin", "That is not the PIN.")
    context = {"form": form, "check": handed_over.address(request)}
    return render(request, "checks/unlock.html", context, status=REFUSED if form.errors else 200)


def qr_code(address: str) -> SafeString:
    """Return an address as a QR code in SVG without inline styles."""
    drawing = io.BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, box_size=12).save(drawing)
    svg = drawing.getvalue().decode().partition("?>")[2]
    return mark_safe(svg)  # noqa: S308 - drawn by the library from our own address


def _page(request: HttpRequest, invitation: CheckInvitation, form: CheckForm) -> HttpResponse:
    context = {
        "form": form,
        "therapist": invitation.session.therapist.name,
        "practice": invitation.practice.name,
    }
    return _show(request, "checks/check.html", context, status=REFUSED if form.errors else 200)


def _closed(request: HttpRequest) -> HttpResponse:
    return _show(request, "checks/closed.html", {"form": PinForm()}, status=GONE)


def _show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page of the check. Its address is the way in, so requests for style sheets do not name it either."""
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "strict-origin"
    return response
