"""Repair prompts as a practice has them, and what its therapists decided on and what followed."""

from django.db import models
from django.db.models import Q

from sessions_log.models.client import Client
from sessions_log.models.episode import Episode
from sessions_log.models.fields import EncryptedTextField, Owned, TermField, one_of
from sessions_log.vocabulary import PromptDecision, PromptOutcome, PromptTrigger


class PracticePrompt(Owned):
    """One version of a prompt's words; never changed, so that what somebody decided on can always be shown again.

    The practice's own (`is_own`), of which the highest version is the present one; and copies of ours, taken when
    somebody first decides on a version. Lists of plain texts; nothing of any client.
    """

    code = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    is_own = models.BooleanField()
    trigger = TermField(PromptTrigger)
    title = models.CharField(max_length=120)
    reflect = models.JSONField(default=list)
    moves = models.JSONField(default=list)
    path = models.JSONField(default=list)
    follow_up = models.CharField(max_length=300)
    sources = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "code", "version"], name="practice_prompt_version_once"),
            one_of("practice_prompt_trigger_known", "trigger", PromptTrigger),
        ]


class PromptSwitch(Owned):
    """A prompt that the practice has switched off, ours or its own; switched on again, the row goes."""

    code = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "code"], name="prompt_switched_off_once")]


class PromptChoice(Owned):
    """A repair prompt that the therapist chose or dismissed, in the words that were seen, and what followed.

    It belongs to an episode, or to the relationship as a whole: then `after_session` is the number of the last
    session at that time, and the same prompt may come again later.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="prompt_choices")
    episode = models.ForeignKey(Episode, null=True, blank=True, on_delete=models.CASCADE, related_name="prompt_choices")
    after_session = models.PositiveIntegerField(null=True, blank=True)
    code = models.CharField(max_length=64)
    words = models.ForeignKey(PracticePrompt, on_delete=models.PROTECT, related_name="choices")
    decision = TermField(PromptDecision)
    decided_at = models.DateTimeField()
    outcome = TermField(PromptOutcome, blank=True, default="")
    what_happened = EncryptedTextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "episode", "code"], name="prompt_decided_once"),
            models.UniqueConstraint(
                fields=["client", "code", "after_session"],
                name="prompt_decided_once_a_session",
                condition=Q(episode__isnull=True),
            ),
            one_of("prompt_decision_known", "decision", PromptDecision),
            one_of("prompt_outcome_known", "outcome", PromptOutcome, blank=True),
            models.CheckConstraint(
                name="prompt_of_episode_or_session",
                condition=Q(episode__isnull=True, after_session__isnull=False)
                | Q(episode__isnull=False, after_session__isnull=True),
            ),
            models.CheckConstraint(
                name="prompt_outcome_of_chosen",
                condition=Q(outcome="", answered_at__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False, decision=PromptDecision.CHOSEN)),
            ),
        ]
