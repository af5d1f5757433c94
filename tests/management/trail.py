"""What somebody might do to the audit trail who can write to the database but has no key."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sessions_log.models import AuditEntry, AuditHead, Person
from sessions_log.services import audit

LENGTH = 10
ELSEWHERE = uuid.UUID("0197a000-0000-7000-8000-000000000002")
"""Another practice's chain."""


def write(chain: uuid.UUID, count: int, by: Person | None = None) -> None:
    """Append entries as the application does."""
    with transaction.atomic():
        for number in range(count):
            audit.record(by=by, action="note.read", practice_id=chain, subject_id=f"subject-{number}", number=number)


def entry(chain: uuid.UUID, sequence: int) -> Any:
    return AuditEntry.objects.filter(practice_id=chain, sequence=sequence)


def head(chain: uuid.UUID) -> Any:
    return AuditHead.objects.filter(pk=chain)


def point_head_at_last_entry(chain: uuid.UUID) -> None:
    last = AuditEntry.objects.filter(practice_id=chain).order_by("sequence").last()
    assert last is not None
    head(chain).update(sequence=last.sequence, hash=last.hash)


def rehash_from(chain: uuid.UUID, sequence: int) -> None:
    """Make the hashes of an entry and all after it consistent, as anybody can who reads the source."""
    before = entry(chain, sequence - 1).get().hash
    for later in AuditEntry.objects.filter(practice_id=chain, sequence__gte=sequence).order_by("sequence"):
        later.hash = before = audit.digest_of(later, before)
        later.save()


def forge(chain: uuid.UUID, sequence: int) -> None:
    """Add an entry that fits what stands before it."""
    before = entry(chain, sequence - 1).first()
    forged = AuditEntry(practice_id=chain, sequence=sequence, at=timezone.now(), action="signed_in", facts={})
    forged.hash = audit.digest_of(forged, before.hash if before else "")
    forged.save(force_insert=True)


def remove_first(chain: uuid.UUID) -> None:
    entry(chain, 1).delete()


def remove_in_the_middle(chain: uuid.UUID) -> None:
    entry(chain, 5).delete()


def remove_and_renumber(chain: uuid.UUID) -> None:
    entry(chain, 5).delete()
    for later in range(6, LENGTH + 1):
        entry(chain, later).update(sequence=later - 1)


def remove_renumber_and_rehash(chain: uuid.UUID) -> None:
    remove_and_renumber(chain)
    rehash_from(chain, 5)
    point_head_at_last_entry(chain)


def change_and_rehash_one(chain: uuid.UUID) -> None:
    entry(chain, 5).update(action="note.unread")
    changed = entry(chain, 5).get()
    entry(chain, 5).update(hash=audit.digest_of(changed, entry(chain, 4).get().hash))


def change_and_rehash_all(chain: uuid.UUID) -> None:
    entry(chain, 5).update(action="note.unread")
    rehash_from(chain, 5)


def change_rehash_and_point_head(chain: uuid.UUID) -> None:
    change_and_rehash_all(chain)
    point_head_at_last_entry(chain)


def cut_off(chain: uuid.UUID) -> None:
    AuditEntry.objects.filter(practice_id=chain, sequence__gt=7).delete()


def cut_off_and_point_head(chain: uuid.UUID) -> None:
    cut_off(chain)
    point_head_at_last_entry(chain)


def remove_all_entries(chain: uuid.UUID) -> None:
    AuditEntry.objects.filter(practice_id=chain).delete()


def remove_all_and_blank_head(chain: uuid.UUID) -> None:
    remove_all_entries(chain)
    head(chain).update(sequence=0, hash="", seal="")


def swap(chain: uuid.UUID) -> None:
    entry(chain, 4).update(sequence=99)
    entry(chain, 6).update(sequence=4)
    entry(chain, 99).update(sequence=6)


def insert_in_the_middle(chain: uuid.UUID) -> None:
    for later in range(LENGTH, 4, -1):
        entry(chain, later).update(sequence=later + 1)
    forge(chain, 5)


def insert_before_the_first(chain: uuid.UUID) -> None:
    forge(chain, 0)


def append(chain: uuid.UUID) -> None:
    forge(chain, LENGTH + 1)


def append_and_point_head(chain: uuid.UUID) -> None:
    append(chain)
    point_head_at_last_entry(chain)


def append_far_away(chain: uuid.UUID) -> None:
    forge(chain, LENGTH + 50)


def remove_head(chain: uuid.UUID) -> None:
    head(chain).delete()


def break_seal(chain: uuid.UUID) -> None:
    head(chain).update(seal="demo:" + "0" * 64)


def borrow_seal(chain: uuid.UUID) -> None:
    head(chain).update(seal=AuditHead.objects.get(pk=ELSEWHERE).seal)


def unknown_seal(chain: uuid.UUID) -> None:
    head(chain).update(seal=F("hash"))


def change_head_hash(chain: uuid.UUID) -> None:
    head(chain).update(hash="0" * 64)


def change_head_sequence(chain: uuid.UUID) -> None:
    head(chain).update(sequence=LENGTH + 1)


TAMPERINGS: dict[Callable[[uuid.UUID], None], tuple[int, str]] = {
    remove_first: (1, "missing"),
    remove_in_the_middle: (5, "missing"),
    remove_and_renumber: (5, "changed"),
    remove_renumber_and_rehash: (9, "head of the chain was changed"),
    change_and_rehash_one: (6, "changed"),
    change_and_rehash_all: (11, "missing at the end"),
    change_rehash_and_point_head: (10, "head of the chain was changed"),
    cut_off: (8, "missing at the end"),
    cut_off_and_point_head: (7, "head of the chain was changed"),
    remove_all_entries: (1, "missing at the end"),
    remove_all_and_blank_head: (0, "head of the chain was changed"),
    swap: (4, "changed"),
    insert_in_the_middle: (6, "changed"),
    insert_before_the_first: (1, "another stands in its place"),
    append: (11, "added past the head"),
    append_and_point_head: (11, "head of the chain was changed"),
    append_far_away: (11, "added past the head"),
    remove_head: (1, "head of the chain is missing"),
    break_seal: (10, "head of the chain was changed"),
    borrow_seal: (10, "head of the chain was changed"),
    unknown_seal: (10, "head of the chain was changed"),
    change_head_hash: (10, "head of the chain was changed"),
    change_head_sequence: (11, "head of the chain was changed"),
}
"""Each tampering with the chain of LENGTH entries, and the entry and reason that are to be named."""
