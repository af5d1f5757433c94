"""Writes the audit trail and verifies it.

Every entry's hash covers its content and the hash before it; the head of each practice's chain is sealed with a
key that is not in the database, so that changed, removed, reordered and cut-off entries all show.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models, transaction
from django.utils import timezone

from sessions_log.errors import AuditBroken
from sessions_log.models import AuditEntry, AuditHead, Person
from sessions_log.models.audit import INSTALLATION
from sessions_log.models.encryption import key_ids, seal, seal_holds
from sessions_log.models.prepared import Given, Prepared

Fact = str | int | bool | None

CODE = re.compile(r"[\w.,:@/+-]{0,64}")
"""Facts are codes. Whatever has a space in it might be something that somebody said."""

PAGE = 2000
"""Entries held in memory at a time while a chain is verified."""

HEAD = Prepared(lambda: AuditHead.objects.select_for_update().filter(pk=Given("chain")))

Chained = tuple[uuid.UUID, AuditEntry]

_held: ContextVar[list[Chained] | None] = ContextVar("audit_held", default=None)
"""What `together` keeps back until its block ends."""


@contextmanager
def together() -> Iterator[None]:
    """Append all that is recorded within the block at its end, in its order: three statements instead of three each.

    For a block that is one transaction, or the whole inside of one. When the block raises, nothing is appended, as
    nothing has happened. Until its end, an entry that `record` returned has neither sequence nor hash.
    """
    held: list[Chained] = []
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    for chain in dict.fromkeys(chain for chain, _ in held):
        _append(chain, [entry for of, entry in held if of == chain])


def record(
    *,
    by: Person | None,
    action: str,
    subject: models.Model | None = None,
    practice_id: uuid.UUID | None = None,
    subject_id: str = "",
    **facts: Fact,
) -> AuditEntry:
    """Append an entry to the practice's chain, in the transaction of what it records.

    The practice is that of the subject, else of the acting person, else the installation's own chain.
    Raises RuntimeError outside a transaction, ValueError for facts that are not codes, AuditBroken without the
    key that sealed the chain.
    """
    _refuse_prose(facts | {"action": action, "subject_id": subject_id})
    chain = practice_id or getattr(subject, "practice_id", None) or (by.practice_id if by else INSTALLATION)
    entry = _entry(by, action, subject)
    entry.subject_id, entry.facts = entry.subject_id or subject_id, facts
    held = _held.get()
    if held is None:
        _append(chain, [entry])
    else:
        held.append((chain, entry))
    return entry


def record_each(*, by: Person, happened: Sequence[tuple[str, models.Model]]) -> None:
    """Append an entry for each (action, subject) to the person's practice's chain, in a fixed number of queries."""
    if happened:
        _append(by.practice_id, [_entry(by, action, subject) for action, subject in happened])


@transaction.atomic
def record_reading(*, by: Person, action: str, subject: models.Model) -> None:
    """Append that somebody was shown something, where nothing else is written with it."""
    record(by=by, action=action, subject=subject)


def digest_of(entry: AuditEntry, previous_hash: str) -> str:
    """Return the entry's SHA-256 (64 hex digits) over its content and the hash of the one before it."""
    content = [
        str(entry.practice_id),
        entry.sequence,
        entry.at.isoformat(),
        str(entry.actor_id) if entry.actor_id else None,
        entry.action,
        entry.subject_type,
        entry.subject_id,
        entry.facts,
        previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _entry(by: Person | None, action: str, subject: models.Model | None) -> AuditEntry:
    return AuditEntry(
        actor_id=by.pk if by else None,
        action=action,
        subject_type=subject._meta.object_name or "" if subject else "",
        subject_id=str(subject.pk) if subject else "",
    )


def _append(chain: uuid.UUID, entries: Sequence[AuditEntry]) -> None:
    """Put entries at the end of a chain, in their order, and seal it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs in the transaction of what it records")
    head = _lock_head(chain)
    sequence, last_hash, now = head.sequence, head.hash, timezone.now()
    for entry in entries:
        sequence += 1
        entry.practice_id, entry.sequence, entry.at = chain, sequence, now
        last_hash = entry.hash = digest_of(entry, last_hash)
    AuditEntry.objects.bulk_create(entries)
    AuditHead.objects.filter(pk=chain).update(
        sequence=sequence, hash=last_hash, seal=_next_seal(head, sequence, last_hash)
    )


def sealed(chain: uuid.UUID, sequence: int, last_hash: str) -> str:
    """Return the seal of a chain that ends with this entry."""
    return seal("audit", _sealed_text(chain, sequence, last_hash))


def is_sealed(head: AuditHead) -> bool:
    """Return whether the head is as `record` left it."""
    return seal_holds("audit", _sealed_text(head.practice_id, head.sequence, head.hash), head.seal)


def verify() -> list[AuditHead]:
    """Check every chain up to its head, while others go on writing, and return the heads.

    Raises AuditBroken at the first entry that does not hold. What the database alone cannot show is that all of it,
    or a whole chain with its head, was put back to an earlier state: `require` compares with a head noted elsewhere.
    """
    chains = set(AuditEntry.objects.values_list("practice_id", flat=True).distinct())
    heads = AuditHead.objects.in_bulk()  # after the entries: whatever they belong to has its head by now
    if headless := chains - heads.keys():
        raise AuditBroken(str(min(headless)), 1, "the head of the chain is missing")
    for _, head in sorted(heads.items()):
        _verify_chain(head)
    return [head for _, head in sorted(heads.items())]


def require(chain: uuid.UUID, sequence: int, noted_hash: str) -> None:
    """Check that an entry noted elsewhere is still in its chain. Raises AuditBroken if it is not."""
    if not AuditEntry.objects.filter(practice_id=chain, sequence=sequence, hash=noted_hash).exists():
        raise AuditBroken(str(chain), sequence, "this is not the entry that was noted")


def _verify_chain(head: AuditHead) -> None:
    chain, sequence, last_hash = str(head.practice_id), 0, ""
    entries = AuditEntry.objects.filter(practice_id=head.practice_id)
    # No transaction round this: on SQLite it would keep every writer waiting until the end.
    for entry in entries.filter(sequence__lte=head.sequence).order_by("sequence").iterator(chunk_size=PAGE):
        if entry.sequence != sequence + 1:
            raise AuditBroken(chain, sequence + 1, "the entry is missing, or another stands in its place")
        if entry.hash != digest_of(entry, last_hash):
            raise AuditBroken(chain, entry.sequence, "the entry was changed")
        sequence, last_hash = entry.sequence, entry.hash
    if not is_sealed(head):
        raise AuditBroken(chain, head.sequence, "the head of the chain was changed")
    if (head.sequence, head.hash) != (sequence, last_hash):
        raise AuditBroken(chain, sequence + 1, "entries are missing at the end")
    if entries.filter(sequence__gt=head.sequence).exists() and not _has_grown(head):
        raise AuditBroken(chain, head.sequence + 1, "the entry was added past the head of the chain")


def _has_grown(head: AuditHead) -> bool:
    """Return whether somebody has written since the head was read; an entry and its head are committed together."""
    return AuditHead.objects.get(pk=head.pk).sequence > head.sequence


def _sealed_text(chain: uuid.UUID, sequence: int, last_hash: str) -> str:
    return f"{chain}|{sequence}|{last_hash}"


def _next_seal(head: AuditHead, sequence: int, last_hash: str) -> str:
    """Return the seal of the chain with one more entry.

    A seal that somebody broke stays as it is, so that writing on does not hide it. Raises AuditBroken when the key
    of the seal is not there to tell.
    """
    is_new = head.sequence == 0 and not head.seal
    if not is_new and head.seal.partition(":")[0] not in key_ids():
        raise AuditBroken(str(head.pk), head.sequence, "the key that sealed the chain is not in FIELD_KEYS")
    return sealed(head.pk, sequence, last_hash) if is_new or is_sealed(head) else head.seal


def _lock_head(chain: uuid.UUID) -> AuditHead:
    """Return the chain's head, held until the transaction ends, so that concurrent writers queue here."""
    return HEAD.one(chain=chain) or AuditHead.objects.select_for_update().get_or_create(pk=chain)[0]


def _refuse_prose(values: dict[str, Fact]) -> None:
    for name, value in values.items():
        if not isinstance(value, str | int | None) or (isinstance(value, str) and not CODE.fullmatch(value)):
            raise ValueError(f"{name} is not a code; the audit trail holds no text")
