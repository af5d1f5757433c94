"""The ledger of relational images."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sessions_log import access
from sessions_log.errors import StaleVersion
from sessions_log.forms.image import ImageEditForm, ImageForm
from sessions_log.queries.image import ledger_of
from sessions_log.services.audit import record_reading
from sessions_log.services.image import add_image, delete_image, edit_image
from sessions_log.views.refusals import refusals_in
from sessions_log.views.signed_in import SignedInRequest


@require_http_methods(["GET", "POST"])
def image_new(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Add an image to a client's ledger."""
    client = access.client_for(request.user, pk)
    form = ImageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            image = add_image(by=request.user, client=client, **form.cleaned_data)
            messages.success(request, "The image is in the ledger.")
            return redirect("image", pk=image.pk)
    return render(request, "images/form.html", {"client": client, "form": form}, status=422 if form.errors else 200)


@require_GET
def image(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one image with the moments that re-enacted and countered it."""
    image = access.image_for(request.user, pk)
    record_reading(by=request.user, action="image.read", subject=image)
    return render(request, "images/image.html", {"image": image, "ledger": ledger_of(image)})


@require_POST
def image_delete(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an image out that no moment refers to."""
    image = access.image_for(request.user, pk)
    delete_image(by=request.user, image=image)
    messages.success(request, "The image is taken out of the ledger.")
    return redirect("client", pk=image.client_id)


@require_http_methods(["GET", "POST"])
def image_edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Change an image."""
    image = access.image_for(request.user, pk)
    form = ImageEditForm(request.POST) if request.method == "POST" else ImageEditForm.of(image)
    if request.method == "GET":
        record_reading(by=request.user, action="image.read", subject=image)
    context = {"client": image.client, "image": image, "form": form}
    if request.method == "GET" or not form.is_valid():
        return render(request, "images/form.html", context, status=422 if form.errors else 200)
    try:
        edit_image(by=request.user, image=image, version=form.cleaned_data["version"], **form.changes())
    except StaleVersion as stale:
        context |= {"form": form.over(stale.version), "stale": stale}
        return render(request, "images/form.html", context, status=409)
    messages.success(request, "The image is changed.")
    return redirect("image", pk=pk)
