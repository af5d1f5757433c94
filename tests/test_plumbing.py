"""The tests' own plumbing: what one test commits is gone in the next, append-only or not."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction

from sessions_log.models import AuditEntry
from sessions_log.services.audit import record


@pytest.mark.parametrize("time", ["first", "second"])
def test_committed_audit_entry_is_gone_in_the_next_test(transactional_db: None, time: str) -> None:
    assert AuditEntry.objects.count() == 0
    assert cache.get("left_over") is None

    with transaction.atomic():
        record(by=None, action="signed_in")
    cache.set("left_over", time)

    with pytest.raises(DatabaseError, match="append-only"):
        AuditEntry.objects.all().delete()
