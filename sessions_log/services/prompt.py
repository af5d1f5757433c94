"""Records which repair prompts the therapist chose or dismissed."""

from django.db import transaction

from sessions_log.errors import InvalidEntry
from sessions_log.models import Client, Episode, Person, PromptChoice
from sessions_log.prompts.content import PROMPTS
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.vocabulary import PromptDecision


def decide_prompt(*, by: Person, client: Client, episode: Episode | None, code: str, decision: str) -> PromptChoice:
    """Keep the therapist's choice of a prompt; a later choice replaces it. Raises InvalidEntry for an unknown one."""
    prompt = PROMPTS.get(code)
    if prompt is None or not PromptDecision.knows(decision):
        raise InvalidEntry("This prompt is no longer offered.")
    with transaction.atomic():
        lock_client(client.pk)
        choice, _ = PromptChoice.objects.update_or_create(
            client=client,
            episode=episode,
            code=code,
            defaults={"decision": decision, "prompt_version": prompt.version},
            create_defaults={"practice_id": client.practice_id, "decision": decision, "prompt_version": prompt.version},
        )
        audit.record(by=by, action=f"prompt.{decision}", subject=choice, code=code)
    return choice
