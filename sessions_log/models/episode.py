"""A rupture from its opening through its repair attempts to its close. May span sessions."""

from django.db import models
from django.db.models import Q

from sessions_log.models.client import Client
from sessions_log.models.fields import EncryptedTextField, Owned, TermField, between, one_of
from sessions_log.models.moment import Moment
from sessions_log.models.session import TherapySession
from sessions_log.vocabulary import OPEN_STATUSES, Actor, EpisodeStatus, MomentKind, RepairStrategy, UnrepairedEnding

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
    EpisodeStatus.UNREPAIRED: (EpisodeStatus.OPEN, EpisodeStatus.WORKED_ON),
    EpisodeStatus.WITHDRAWN: (EpisodeStatus.OPEN, EpisodeStatus.WORKED_ON),
}

OPENING_KINDS = (MomentKind.RUPTURE, MomentKind.BREACH)
"""Kinds that open an episode by themselves; a misattunement does when a repair is joined to it, or on request later."""


def duties_left() -> Q:
    """Return the condition that of a breach, open or closed, something is still to be noted.

    The complaints route is the client's: where the client crossed the line, only the supervisor has to know.
    """
    towards_client = ~Q(opening__actor=Actor.CLIENT)
    to_note = Q(supervisor_informed_on__isnull=True) | (Q(complaints_route_told_on__isnull=True) & towards_client)
    return Q(opening__kind=MomentKind.BREACH) & ~Q(status=EpisodeStatus.WITHDRAWN) & to_note


class Episode(Owned):
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="episodes")
    opening = models.OneToOneField(Moment, on_delete=models.CASCADE, related_name="episode")
    status = TermField(EpisodeStatus, default=EpisodeStatus.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    closed_in = models.ForeignKey(
        TherapySession, null=True, blank=True, on_delete=models.SET_NULL, related_name="closed_episodes"
    )
    ending = TermField(UnrepairedEnding, blank=True, default="", help_text="How it went on, if it stayed unrepaired.")
    supervisor_informed_on = models.DateField(null=True, blank=True, help_text="Of a breach.")
    complaints_route_told_on = models.DateField(null=True, blank=True, help_text="Of a breach.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            one_of("episode_status_known", "status", EpisodeStatus),
            one_of("episode_ending_known", "ending", UnrepairedEnding, blank=True),
            models.CheckConstraint(
                name="episode_ending_of_unrepaired", condition=Q(ending="") | Q(status=EpisodeStatus.UNREPAIRED)
            ),
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

    @property
    def is_breach(self) -> bool:
        """Whether it leaves the repair script: safety and duties come first."""
        return self.opening.kind == MomentKind.BREACH


class RepairAttempt(Owned):
    """One repair: the moment it happened in, the episode it belongs to, how, how far it went, and the answer."""

    moment = models.OneToOneField(Moment, on_delete=models.CASCADE, related_name="repair")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="attempts")
    strategy = TermField(RepairStrategy, blank=True, default="")
    resolution = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 poor, 3 average, 5 very good.")
    client_said = EncryptedTextField(blank=True, default="", help_text="What the client said to it.")

    class Meta:
        constraints = [
            one_of("repair_strategy_known", "strategy", RepairStrategy, blank=True),
            between("repair_resolution_1_5", "resolution", 1, 5),
        ]
