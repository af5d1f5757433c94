"""What a therapist does with a prompt: keep or dismiss it, and tell what happened with it later."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sessions_log import access
from sessions_log.errors import StaleVersion
from sessions_log.forms.prompt import OutcomeForm, PromptForm
from sessions_log.models import Client, Episode
from sessions_log.prompts.content import EVIDENCE
from sessions_log.queries.episode import episode_page
from sessions_log.queries.left_off import standing
from sessions_log.queries.prompt import Tried, choices_of, tried
from sessions_log.services.prompt import answer_prompt, decide_prompt
from sessions_log.views.signed_in import SignedInRequest
from sessions_log.vocabulary import PromptDecision

REFUSED, CONFLICT = 422, 409


@require_POST
def prompt_decide(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep or dismiss a prompt of an episode, in one tap."""
    episode = access.episode_for(request.user, pk)
    return _decide(request, episode.client, episode)


@require_POST
def client_prompt_decide(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep or dismiss a prompt about the relationship as a whole, in one tap."""
    return _decide(request, access.client_for(request.user, pk), None)


@require_POST
def prompt_answer(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Tell what happened with a prompt that was chosen, in one tap."""
    choice = access.prompt_choice_for(request.user, pk)
    form = OutcomeForm(request.POST, code=choice.code)
    stale = None
    if form.is_valid():
        try:
            answer_prompt(by=request.user, choice=choice, **form.cleaned_data)
            _say(request, "Noted.")
        except StaleVersion as refused:
            stale = refused
    too_long = form.errors.get("what_happened")
    if _is_fetched(request) or stale or too_long:
        (one,) = (one for one in tried(choices_of(choice.client)) if one.id == choice.pk)
        template = "prompts/answer.html" if _is_fetched(request) else "prompts/answer_page.html"
        context = {"one": one, "stale": stale, "refused": too_long, "form": form, "client": choice.client}
        return render(request, template, context, status=CONFLICT if stale else REFUSED if too_long else 200)
    return _back(choice.client_id, choice.episode_id)


def _decide(request: SignedInRequest, client: Client, episode: Episode | None) -> HttpResponse:
    form = PromptForm(request.POST)
    if form.is_valid():
        decided = {name: form.cleaned_data[name] for name in ("code", "version", "decision")}
        decide_prompt(by=request.user, client=client, episode=episode, **decided)
        is_kept = decided["decision"] == PromptDecision.CHOSEN
        _say(request, "Kept for next time." if is_kept else "Put aside.")
    if not _is_fetched(request):
        return _back(client.pk, episode.pk if episode else None)
    return render(request, "prompts/offers.html", _offers(request, client, episode, form))


def _offers(request: SignedInRequest, client: Client, episode: Episode | None, form: PromptForm) -> dict[str, Any]:
    """Return what was kept and what is offered now, on the page where the tap was: an episode's own, or all in all."""
    context: dict[str, Any] = {"client": client, "evidence": EVIDENCE}
    if episode and form.cleaned_data.get("on_episode"):
        page = episode_page(episode)
        return context | {
            "offers": page.offers,
            "kept": _just_kept(page.tried, episode, form),
            "aside": page.aside,
            "episode_id": episode.pk,
        }
    draft = form.cleaned_data.get("session")
    session = access.session_for(request.user, draft) if draft else None
    now = standing(client, session)
    # Where the usual hour is still to come, what was kept a second ago counts as due; it is shown as kept all the same.
    kept = [*now.kept, *_just_kept(now.asked, episode, form)]
    return context | {
        "offers": now.offers,
        "kept": kept,
        "on_log": form.cleaned_data.get("on_log"),
        "session": session,
    }


def _just_kept(chosen: Iterable[Tried], episode: Episode | None, form: PromptForm) -> list[Tried]:
    """Return the prompt that this tap has kept, if it is among `chosen`."""
    tapped = (form.cleaned_data.get("code"), episode.pk if episode else None)
    return [one for one in chosen if one.is_awaited and (one.prompt.code, one.episode) == tapped]


def _back(client: uuid.UUID, episode: uuid.UUID | None) -> HttpResponse:
    """Without scripts the logging page stays open in its own tab, so nothing leads to a second form of it."""
    return redirect("episode", pk=episode) if episode else redirect("timeline", pk=client)


def _say(request: SignedInRequest, words: str) -> None:
    """Say on the next page what was done; in the page itself it shows."""
    if not _is_fetched(request):
        messages.success(request, words)


def _is_fetched(request: SignedInRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
