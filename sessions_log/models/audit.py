"""The audit trail: append-only, hash-chained per practice, without foreign keys so that it outlives its subjects."""

import uuid

from django.db import models

INSTALLATION = uuid.UUID(int=0)
"""The chain of what belongs to no practice, such as a sign-in with an unknown address."""


class AuditEntry(models.Model):
    """One thing that somebody saw, changed, exported or was refused. Codes and identifiers only, no clinical text."""

    id = models.BigAutoField(primary_key=True)
    practice_id = models.UUIDField()
    sequence = models.PositiveBigIntegerField(help_text="Counted per practice from 1.")
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64, blank=True, default="")
    subject_id = models.CharField(max_length=64, blank=True, default="")
    facts = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "sequence"], name="audit_sequence_once")]
        indexes = [models.Index("practice_id", "subject_id", name="audit_of_subject")]


class AuditHead(models.Model):
    """The last entry of each chain. Its row is what concurrent writers queue at; its seal shows a cut-off end."""

    practice_id = models.UUIDField(primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    seal = models.CharField(max_length=96, default="", help_text="Id of the key, colon, keyed digest.")
