"""Writes the audit trail and verifies it.

Every entry's hash covers its content and the hash before it; the head of each practice's chain is sealed with a
key that is not in the database, so that changed, removed, reordered and cut-off entries all show.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator

from django.db import models, transaction
from django.utils import timezone

from sessions_log.errors import AuditBroken
from sessions_log.models import AuditEntry, AuditHead, Person
from sessions_log.models.audit import INSTALLATION
from sessions_log.models.encryption import seal, seal_holds

Fact = str | int | bool | None

CODE = re.compile(r"[\w.,:@/+-]{0,64}")
"""Facts are codes. Whatever has a space in it might be something that somebody said."""


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
    Raises RuntimeError outside a transaction and ValueError for facts that are not codes.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry belongs in the transaction of what it records")
    _refuse_prose(facts)
    chain = practice_id or getattr(subject, "practice_id", None) or (by.practice_id if by else INSTALLATION)
    head = _lock_head(chain)
    entry = AuditEntry(
        practice_id=chain,
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor_id=by.pk if by else None,
        action=action,
        subject_type=subject._meta.object_name or "" if subject else "",
        subject_id=str(subject.pk) if subject else subject_id,
        facts=facts,
    )
    entry.hash = digest_of(entry, head.hash)
    entry.save(force_insert=True)
    AuditHead.objects.filter(pk=chain).update(
        sequence=entry.sequence, hash=entry.hash, seal=seal("audit", sealed_text(chain, entry.sequence, entry.hash))
    )
    return entry


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


def sealed_text(chain: uuid.UUID, sequence: int, last_hash: str) -> str:
    """Return what the seal of a chain's head covers."""
    return f"{chain}|{sequence}|{last_hash}"


def verify() -> list[AuditHead]:
    """Check every chain and return their heads. Raises AuditBroken at the first entry that does not hold."""
    with transaction.atomic():
        heads = {head.practice_id: head for head in AuditHead.objects.order_by("practice_id")}
        checked: dict[uuid.UUID, AuditEntry] = {}
        for entry in _entries():
            _verify_link(entry, checked.get(entry.practice_id))
            checked[entry.practice_id] = entry
        for chain in heads.keys() | checked.keys():
            _verify_end(chain, heads.get(chain), checked.get(chain))
    return list(heads.values())


def _entries() -> Iterator[AuditEntry]:
    return AuditEntry.objects.order_by("practice_id", "sequence").iterator(chunk_size=2000)


def _verify_link(entry: AuditEntry, before: AuditEntry | None) -> None:
    expected = before.sequence + 1 if before else 1
    if entry.sequence != expected:
        raise AuditBroken(str(entry.practice_id), expected, "the entry is missing")
    if entry.hash != digest_of(entry, before.hash if before else ""):
        raise AuditBroken(str(entry.practice_id), entry.sequence, "the entry was changed")


def _verify_end(chain: uuid.UUID, head: AuditHead | None, last: AuditEntry | None) -> None:
    sequence, last_hash = (last.sequence, last.hash) if last else (0, "")
    if head is None:
        raise AuditBroken(str(chain), sequence, "the head of the chain is missing")
    if head.sequence == 0 and last is None and not head.seal:
        return
    if not seal_holds("audit", sealed_text(chain, head.sequence, head.hash), head.seal):
        raise AuditBroken(str(chain), head.sequence, "the head of the chain was changed")
    if (head.sequence, head.hash) != (sequence, last_hash):
        raise AuditBroken(str(chain), sequence + 1, "entries are missing at the end")


def _lock_head(chain: uuid.UUID) -> AuditHead:
    """Return the chain's head, held until the transaction ends, so that concurrent writers queue here."""
    heads = AuditHead.objects.select_for_update()
    return heads.filter(pk=chain).first() or heads.get_or_create(pk=chain)[0]


def _refuse_prose(facts: dict[str, Fact]) -> None:
    for name, value in facts.items():
        if isinstance(value, str) and not CODE.fullmatch(value):
            raise ValueError(f"the fact {name} is not a code; the audit trail holds no text")
