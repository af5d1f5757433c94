"""Who supervises whom, from when to when."""

import datetime

from django.db import models
from django.db.models import F, Q

from sessions_log.models.fields import Owned
from sessions_log.models.person import Person


class SupervisionPair(Owned):
    supervisor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supervises")
    therapist = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supervised_by")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day; empty while it goes on.")

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(name="pair_is_of_two", condition=~Q(supervisor=F("therapist"))),
            models.CheckConstraint(
                name="pair_ends_after_start", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(fields=["supervisor", "therapist", "starts_on"], name="pair_once_a_day"),
        ]

    @staticmethod
    def in_force(on: datetime.date) -> Q:
        """Return the condition that a pair holds on a day, its first and last included."""
        return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
