"""A rupture from its opening through its repair attempts to its close. May span sessions."""

from django.db import models
from django.db.models import Q

from sessions_log.models.client import Client
from sessions_log.models.fields import Owned, TermField, between, one_of
from sessions_log.models.moment import Moment
from sessions_log.models.session import TherapySession
from sessions_log.vocabulary import OPEN_STATUSES, EpisodeStatus, MomentKind, PromptDecision, RepairStrategy

EPISODE_TRANSITIONS: dict[EpisodeStatus, tuple[EpisodeStatus, ...]] = {
    EpisodeStatus.OPEN: (EpisodeStatus.WORKED_ON, EpisodeStatus.UNREPAIRED, EpisodeStatus.WITHDRAWN),
    EpisodeStatus.WORKED_ON: (
        EpisodeStatus.OPEN,  # the only repair attempt was taken out of an unsigned draft
        EpisodeStatus.REPAIRED,
        EpisodeStatus.PARTLY,
        EpisodeStatus.UNREPAIRED,
        EpisodeStatus.WITHDRAWN,
    ),
    # A closed episode is worked on again when the rupture turns out not to be over.
    EpisodeStatus.REPAIRED: (EpisodeStatus.WORKED_ON,),
    EpisodeStatus.PARTLY: (EpisodeStatus.WORKED_ON,),
    EpisodeStatus.UNREPAIRED: (EpisodeStatus.WORKED_ON,),
    EpisodeStatus.WITHDRAWN: (EpisodeStatus.OPEN, EpisodeStatus.WORKED_ON),
}

OPENING_KINDS = (MomentKind.RUPTURE, MomentKind.BREACH)
"""Kinds that open an episode by themselves; a misattunement does when a repair is joined to it."""


class Episode(Owned):
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="episodes")
    opening = models.OneToOneField(Moment, on_delete=models.CASCADE, related_name="episode")
    status = TermField(EpisodeStatus, default=EpisodeStatus.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    closed_in = models.ForeignKey(
        TherapySession, null=True, blank=True, on_delete=models.SET_NULL, related_name="closed_episodes"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            one_of("episode_status_known", "status", EpisodeStatus),
            models.CheckConstraint(
                name="episode_closed_with_date",
                condition=Q(status__in=OPEN_STATUSES, closed_on__isnull=True)
                | (~Q(status__in=OPEN_STATUSES) & Q(closed_on__isnull=False)),
            ),
        ]
        indexes = [models.Index("client", name="episode_open", condition=Q(status__in=OPEN_STATUSES))]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


class RepairAttempt(Owned):
    """One repair: the moment it happened in, the episode it belongs to, how, and how far it went."""

    moment = models.OneToOneField(Moment, on_delete=models.CASCADE, related_name="repair")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="attempts")
    strategy = TermField(RepairStrategy, blank=True, default="")
    resolution = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 poor, 3 average, 5 very good.")

    class Meta:
        constraints = [
            one_of("repair_strategy_known", "strategy", RepairStrategy, blank=True),
            between("repair_resolution_1_5", "resolution", 1, 5),
        ]


class PromptChoice(Owned):
    """A repair prompt that the therapist chose or dismissed, in which version, for which episode."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="prompt_choices")
    episode = models.ForeignKey(Episode, null=True, blank=True, on_delete=models.CASCADE, related_name="prompt_choices")
    code = models.CharField(max_length=64)
    prompt_version = models.PositiveSmallIntegerField()
    decision = TermField(PromptDecision)
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "episode", "code"], name="prompt_decided_once"),
            models.UniqueConstraint(
                fields=["client", "code"], name="prompt_decided_once_alone", condition=Q(episode__isnull=True)
            ),
            one_of("prompt_decision_known", "decision", PromptDecision),
        ]
