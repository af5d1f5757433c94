"""An episode: how it opened, what was tried and what followed, what is offered, the duties of a breach, its close."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sessions_log import access
from sessions_log.errors import DomainError, InvalidEntry, StaleVersion
from sessions_log.forms.episode import DutiesForm, EpisodeForm, ReopenForm
from sessions_log.models import Episode
from sessions_log.prompts.content import EVIDENCE
from sessions_log.queries.episode import episode_page
from sessions_log.services import episode as service
from sessions_log.services.audit import record_reading
from sessions_log.views.signed_in import SignedInRequest

REFUSED, CONFLICT = 422, 409

FORMS: dict[str, type[EpisodeForm] | type[DutiesForm]] = {"closing": EpisodeForm, "duties": DutiesForm}
"""The forms of the page, by the name that its template knows them under."""


@require_GET
def episode(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one episode; having looked is audited."""
    episode = access.episode_for(request.user, pk)
    record_reading(by=request.user, action="episode.read", subject=episode)
    return _page(request, episode)


@require_POST
def moment_follow(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Open the episode of a misattunement that turned out to matter."""
    opened = service.follow_misattunement(by=request.user, moment=access.moment_for(request.user, pk))
    messages.success(request, "It is followed as an episode from now on.")
    return redirect("episode", pk=opened.pk)


@require_POST
def episode_close(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Close an episode."""
    episode = access.episode_for(request.user, pk)
    return _save(request, episode, "closing", service.close_episode, "The episode is closed.")


@require_POST
def episode_duties(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what was done about a breach."""
    episode = access.episode_for(request.user, pk)
    return _save(request, episode, "duties", service.record_duties, "Saved.")


@require_POST
def episode_reopen(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a closed episode again: the rupture turned out not to be over."""
    episode = access.episode_for(request.user, pk)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            service.reopen_episode(by=request.user, episode=episode, version=form.cleaned_data["version"])
        except StaleVersion as stale:
            return _page(request, episode, status=CONFLICT, stale=stale)
        messages.success(request, "The episode is open again.")
    return redirect("episode", pk=pk)


def _save(
    request: SignedInRequest, episode: Episode, name: str, write: Callable[..., Episode], done: str
) -> HttpResponse:
    """Write what was posted by the page's form `name`, or show it again with what stands against it."""
    form = FORMS[name](request.POST, episode=episode)
    if not form.is_valid():
        return _page(request, episode, status=REFUSED, **{name: form})
    try:
        write(by=request.user, episode=episode, **form.cleaned_data)
    except StaleVersion as stale:
        over = request.POST.copy()
        over["version"] = str(stale.version)
        again = FORMS[name](over, episode=episode)
        return _page(request, episode, status=CONFLICT, stale=stale, **{name: again})
    except DomainError as refused:
        form.add_error(refused.field if isinstance(refused, InvalidEntry) else None, str(refused))
        return _page(request, episode, status=REFUSED, **{name: form})
    messages.success(request, done)
    return redirect("episode", pk=episode.pk)


def _page(request: SignedInRequest, episode: Episode, *, status: int = 200, **context: Any) -> HttpResponse:
    unposted = {name: form(episode=episode) for name, form in FORMS.items()}
    shown = {"client": episode.client, "page": episode_page(episode), "evidence": EVIDENCE}
    shown["safety_text"] = episode.practice.safety_text if episode.is_breach else ""
    return render(request, "episodes/episode.html", shown | unposted | context, status=status)
