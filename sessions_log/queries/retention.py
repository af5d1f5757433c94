"""Which records have been kept for as long as the practice set."""

import calendar
import datetime
import uuid
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from sessions_log.models import Client, Person, Practice


@dataclass(frozen=True)
class Due:
    """A record whose time is over: identifiers and dates only, for people who may not see more."""

    client_id: uuid.UUID
    therapist_id: uuid.UUID
    ended_on: datetime.date


def is_due(client: Client) -> bool:
    """Return whether a record, whose practice is loaded, was kept for the practice's retention time."""
    return client.ended_on is not None and client.ended_on <= _last_ending(client.practice)


def due_for_erasure(practice: Practice) -> list[Due]:
    """Return what is due in a practice, the longest due first, in one query and without decrypting anything."""
    due = Client.objects.filter(practice=practice, ended_on__lte=_last_ending(practice)).order_by("ended_on", "pk")
    rows = due.values_list("pk", "therapist_id", "ended_on")
    return [Due(client, therapist, ended_on) for client, therapist, ended_on in rows if ended_on]


def due_by_therapist(practice: Practice) -> list[tuple[str, int]]:
    """Return each therapist with something due and how many records that is, by name; no record is named."""
    counts = Counter(due.therapist_id for due in due_for_erasure(practice))
    therapists = Person.objects.filter(pk__in=counts)
    return sorted((therapist.name, counts[therapist.pk]) for therapist in therapists)


def _last_ending(practice: Practice) -> datetime.date:
    """Return the day that lies the retention time before today; 28 February for a 29th that was not."""
    today = timezone.localdate(timezone=practice.zone)
    year = today.year - practice.retention_years
    return today.replace(year=year, day=min(today.day, calendar.monthrange(year, today.month)[1]))
