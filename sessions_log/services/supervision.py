"""Ends supervision pairs; `services.people` makes them."""

import datetime

from django.db import transaction
from django.utils import timezone

from sessions_log.models import Person, SupervisionPair
from sessions_log.services.audit import record


def end_pair(*, by: Person, pair: SupervisionPair) -> None:
    """End a pair so that the supervisor's next request is refused: its last day was yesterday.

    A pair that began today or is yet to begin is taken out; the audit trail keeps that it was there.
    """
    with transaction.atomic():
        record(by=by, action="supervision_ended", subject=pair)
        yesterday = timezone.localdate(timezone=by.practice.zone) - datetime.timedelta(days=1)
        if pair.starts_on > yesterday:
            pair.delete()
        else:
            SupervisionPair.objects.filter(pk=pair.pk).update(ends_on=yesterday)
