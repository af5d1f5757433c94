"""What the practice offers, for the admin: our prompts on and off, and its own, version by version."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sessions_log import access
from sessions_log.errors import InvalidEntry, StaleVersion
from sessions_log.forms.prompt import OwnPromptForm, SwitchForm, words_of
from sessions_log.prompts.content import EVIDENCE
from sessions_log.queries.prompt_library import prompt_library
from sessions_log.services.prompt_library import add_prompt, edit_prompt, switch_prompt
from sessions_log.views.signed_in import SignedInRequest

REFUSED, CONFLICT = 422, 409


@require_GET
def prompt_list(request: SignedInRequest) -> HttpResponse:
    """Show all prompts, ours and the practice's own, by what they are offered at."""
    context = {"groups": prompt_library(request.user.practice_id), "evidence": EVIDENCE}
    return render(request, "prompts/list.html", context)


@require_http_methods(["GET", "POST"])
def prompt_new(request: SignedInRequest) -> HttpResponse:
    """Add a prompt of the practice's own."""
    form = OwnPromptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_prompt(by=request.user, submission=form.cleaned_data["submission"], **form.words())
        except InvalidEntry as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "The prompt is added. It is offered from now on.")
            return redirect("prompt_list")
    return render(request, "prompts/own.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "POST"])
def prompt_edit(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a prompt of the practice's own: a new version, from now on."""
    prompt = access.own_prompt_for(request.user, pk)
    form = OwnPromptForm(request.POST if request.method == "POST" else None, initial=words_of(prompt))
    stale = None
    if form.is_valid():
        try:
            edit_prompt(by=request.user, prompt=prompt, version=form.cleaned_data["version"], **form.words())
        except StaleVersion as refused:
            stale = refused
            over = request.POST.copy()
            over["version"] = str(stale.version)
            form = OwnPromptForm(over)
        else:
            messages.success(request, "Saved. What somebody decided on before keeps its words.")
            return redirect("prompt_list")
    status = CONFLICT if stale else REFUSED if form.errors else 200
    return render(request, "prompts/own.html", {"form": form, "prompt": prompt, "stale": stale}, status=status)


@require_POST
def prompt_switch(request: SignedInRequest) -> HttpResponse:
    """Switch a prompt on or off for the whole practice."""
    form = SwitchForm(request.POST)
    if form.is_valid():
        switch_prompt(by=request.user, **form.cleaned_data)
    return redirect("prompt_list")
