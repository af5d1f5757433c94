"""An episode: how it opened, what was tried, what is offered, and its close."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sessions_log import access
from sessions_log.errors import DomainError, InvalidEntry
from sessions_log.forms.episode import EpisodeForm, PromptForm, ReopenForm
from sessions_log.models import Episode
from sessions_log.prompts.content import EVIDENCE
from sessions_log.queries.episode import episode_card
from sessions_log.services.episode import close_episode, reopen_episode
from sessions_log.services.prompt import decide_prompt
from sessions_log.views.signed_in import SignedInRequest


@require_GET
def episode(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one episode."""
    episode = access.episode_for(request.user, pk)
    return _page(request, episode, EpisodeForm(episode=episode))


@require_POST
def episode_close(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Close an episode, or open a closed one again."""
    episode = access.episode_for(request.user, pk)
    form = EpisodeForm(request.POST, episode=episode)
    if not form.is_valid():
        return _page(request, episode, form, status=422)
    try:
        close_episode(by=request.user, episode=episode, **form.cleaned_data)
    except DomainError as refused:
        form.add_error(refused.field if isinstance(refused, InvalidEntry) else None, str(refused))
        return _page(request, episode, form, status=422)
    messages.success(request, "The episode is closed.")
    return redirect("episode", pk=pk)


@require_POST
def episode_reopen(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a closed episode again: the rupture turned out not to be over."""
    episode = access.episode_for(request.user, pk)
    form = ReopenForm(request.POST)
    if form.is_valid():
        reopen_episode(by=request.user, episode=episode, version=form.cleaned_data["version"])
        messages.success(request, "The episode is open again.")
    return redirect("episode", pk=pk)


@require_POST
def prompt_decide(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose or dismiss a prompt of an episode, in one tap."""
    episode = access.episode_for(request.user, pk)
    form = PromptForm(request.POST)
    if form.is_valid():
        code, decision = form.cleaned_data["code"], form.cleaned_data["decision"]
        decide_prompt(by=request.user, client=episode.client, episode=episode, code=code, decision=decision)
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "episodes/prompts.html", {"card": episode_card(episode), "evidence": EVIDENCE})
    return redirect("episode", pk=pk)


def _page(request: SignedInRequest, episode: Episode, form: EpisodeForm, *, status: int = 200) -> HttpResponse:
    context = {"client": episode.client, "card": episode_card(episode), "form": form, "evidence": EVIDENCE}
    return render(request, "episodes/episode.html", context, status=status)
