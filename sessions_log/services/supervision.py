"""Ends supervision pairs; `services.people` makes them."""

import datetime

from django.db import transaction
from django.utils import timezone

from sessions_log.models import Person, SupervisionPair
from sessions_log.services.audit import record


def end_pair(*, by: Person, pair: SupervisionPair) -> None:
    """End a pair so that the supervisor's next request is refused: its last day was yesterday.

    A pair that began today or is yet to begin is taken out; the audit trail keeps that it was there. One that has
    ended already keeps its last day.
    """
    yesterday = timezone.localdate(timezone=by.practice.zone) - datetime.timedelta(days=1)
    with transaction.atomic():
        held = SupervisionPair.objects.select_for_update().exclude(ends_on__lte=yesterday).filter(pk=pair.pk).first()
        if held is None:
            return  # the same press, twice
        record(by=by, action="supervision_ended", subject=held)
        if held.starts_on > yesterday:
            held.delete()
        else:
            held.ends_on = yesterday
            held.save(update_fields=["ends_on"])
