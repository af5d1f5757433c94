"""The practice: whose records these are. Every other row belongs to one."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models

from sessions_log.models.fields import between, new_id


def validate_time_zone(name: str) -> None:
    """Refuse a name that is not in the IANA time zone database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"{name} is not a known time zone.")


class Practice(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, unique=True)
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_time_zone])
    require_second_factor = models.BooleanField(default=False)
    draft_limit_days = models.PositiveSmallIntegerField(default=7)
    retention_years = models.PositiveSmallIntegerField(
        default=10, help_text="How long a record is kept after the ending, as the law of the practice's country asks."
    )
    reflection_in_record = models.BooleanField(
        default=False, help_text="Whether the client's right of access covers private reflections there."
    )
    rules_version = models.PositiveIntegerField(default=1)
    """Counts changes of the three above, and of nothing else: the safety text has a form of its own."""
    safety_text = models.TextField(
        blank=True, default="", help_text="The practice's safety pathway, opened by a risk item."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [between("practice_retention_sensible", "retention_years", 1, 100)]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)
