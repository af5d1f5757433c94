"""The client's own check after a session: the single-use address that leads to it, and what they answered."""

import datetime

from django.db import models
from django.db.models import Q

from sessions_log.models.fields import EncryptedTextField, Owned, between
from sessions_log.models.person import Person
from sessions_log.models.session import TherapySession
from sessions_log.vocabulary import GoodThing


class CheckInvitation(Owned):
    """One single-use address. Only a digest of its token is kept, so that the database gives no way in."""

    session = models.ForeignKey(TherapySession, on_delete=models.CASCADE, related_name="check_invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def is_open(self, now: datetime.datetime) -> bool:
        """Return whether it may still be answered."""
        return self.used_at is None and now < self.expires_at


class ClientAnswers(Owned):
    """What the client answered beside the six alliance items, which are a Rating. Each item is optional."""

    session = models.OneToOneField(TherapySession, on_delete=models.CASCADE, related_name="client_answers")
    genuine = models.PositiveSmallIntegerField(null=True, blank=True)
    realistic = models.PositiveSmallIntegerField(null=True, blank=True)
    zest = models.PositiveSmallIntegerField(null=True, blank=True)
    action = models.PositiveSmallIntegerField(null=True, blank=True)
    knowledge = models.PositiveSmallIntegerField(null=True, blank=True)
    worth = models.PositiveSmallIntegerField(null=True, blank=True)
    more_connection = models.PositiveSmallIntegerField(null=True, blank=True)
    tension = models.BooleanField(null=True, blank=True, help_text="A tension or misunderstanding today.")
    tension_strength = models.PositiveSmallIntegerField(null=True, blank=True)
    talked_about = models.BooleanField(null=True, blank=True)
    resolved = models.PositiveSmallIntegerField(null=True, blank=True)
    sentence = EncryptedTextField(blank=True, default="")
    answered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            *(between(f"answers_{name}_1_7", name, 1, 7) for name in ("genuine", "realistic", *GoodThing)),
            between("answers_strength_1_5", "tension_strength", 1, 5),
            between("answers_resolved_1_5", "resolved", 1, 5),
            models.CheckConstraint(
                name="answers_about_tension_only_with_one",
                # A check that comes out as unknown passes, so "not answered" is ruled out by name.
                condition=Q(tension=True, tension__isnull=False)
                | Q(tension_strength__isnull=True, talked_about__isnull=True, resolved__isnull=True),
            ),
        ]
