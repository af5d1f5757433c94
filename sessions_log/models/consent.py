"""What a client agreed to, from when to when; and the trace that a deleted session leaves in its client's record."""

import datetime

from django.db import models
from django.db.models import F, Q

from sessions_log.models.client import Client
from sessions_log.models.fields import EncryptedTextField, Owned, TermField, one_of
from sessions_log.models.person import Person
from sessions_log.vocabulary import ConsentKind, SessionDeletion


class Consent(Owned):
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    kind = TermField(ConsentKind)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    note = EncryptedTextField(blank=True, default="", help_text="What was said or signed, and where the paper is.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-given_on", "-id"]
        constraints = [
            one_of("consent_kind_known", "kind", ConsentKind),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
            ),
            models.UniqueConstraint(
                fields=["client", "kind"], name="consent_in_force_once", condition=Q(withdrawn_on__isnull=True)
            ),
        ]

    @staticmethod
    def in_force(on: datetime.date) -> Q:
        """Return the condition that a consent holds on a day: the day of giving counts, that of withdrawal does not."""
        return Q(given_on__lte=on) & (Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on))


class DeletedSession(Owned):
    """That a session with this number was there, who deleted it, when and why. Nothing of what it held."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="deleted_sessions")
    number = models.PositiveIntegerField()
    reason = TermField(SessionDeletion)
    deleted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number", "id"]
        constraints = [one_of("session_deletion_known", "reason", SessionDeletion)]
        indexes = [models.Index("client", "number", name="deleted_session_of_client")]
