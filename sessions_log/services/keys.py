"""Brings all that is kept under a key under the newest one: texts, blind indexes, second factors, audit seals.

Each batch is one transaction with its audit entry, and what is under the newest key already is passed over: a run
that was killed is finished by the next. Rows that somebody is writing at the moment are left to the next run too,
so that a rotation and a writer never wait for one another in a circle.
"""

import base64
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import BinaryField, ExpressionWrapper, F, Func, Q, QuerySet, Value

from sessions_log.errors import DecryptionFailed
from sessions_log.models import AuditHead, Client, triggers
from sessions_log.models.encryption import SECOND_FACTORS, decrypt, encrypt, key_id_of, key_ids, token_start
from sessions_log.models.fields import EncryptedTextField
from sessions_log.services import audit
from sessions_log.services.client import indexes

BATCH = 500
UNREADABLE = "?"
"""Stands for the key id of a value that names none."""

SECRETS = ("secret", "seed")
"""Where TOTP and recovery codes keep theirs in `Authenticator.data`, encrypted and in base64."""

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A table with something under a key.

    `rows` are those to look at; `keys` names the key of each value in a row; `renewed` returns the columns to set so
    that the row is under the newest key, or nothing where it is already or cannot be read.
    """

    model: type[models.Model]
    rows: QuerySet[Any, Any]
    keys: Callable[[Row], list[str]]
    renewed: Callable[[Row], Row]


def rotate() -> Iterator[tuple[str, int]]:
    """Renew everything, yielding (table, rows renewed) after each batch that was committed."""
    for kept in _everything():
        yield from _rotate_table(kept)


def remaining() -> Counter[tuple[str, str]]:
    """Count what is under an older key: (table, key id) → values. A key with none left may be removed."""
    found: Counter[tuple[str, str]] = Counter()
    for kept in _everything():
        for row in kept.rows.iterator():
            found.update((kept.model._meta.label, key) for key in kept.keys(row) if key != key_ids()[0])
    return found


def encrypted_columns() -> dict[type[models.Model], list[EncryptedTextField]]:
    """Return every table that has encrypted texts, with these columns, so that no new one can be forgotten."""
    found = {
        model: [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]
        for model in apps.get_models(include_auto_created=True)
    }
    return {model: fields for model, fields in found.items() if fields}


def _everything() -> Iterator[Kept]:
    for model, fields in encrypted_columns().items():
        yield _texts(model, fields)
    factors = Authenticator.objects.values("pk", "data")
    yield Kept(model=Authenticator, rows=factors, keys=_keys_of_factor, renewed=_renewed_factor)
    heads = AuditHead.objects.values("pk", "sequence", "hash", "seal")
    yield Kept(model=AuditHead, rows=heads, keys=_keys_of_head, renewed=_renewed_head)


def _rotate_table(kept: Kept) -> Iterator[tuple[str, int]]:
    rows, label = kept.rows.order_by("pk"), kept.model._meta.label
    batch = _rotate_batch(kept, rows)
    while batch:
        yield label, sum(renewed for _, renewed in batch)
        batch = _rotate_batch(kept, rows.filter(pk__gt=batch[-1][0]))


@transaction.atomic
def _rotate_batch(kept: Kept, rows: QuerySet[Any, Row]) -> list[tuple[Any, bool]]:
    """Renew the first rows and return for each its primary key and whether it was renewed."""
    batch = [(row["pk"], kept.renewed(row)) for row in rows.select_for_update(skip_locked=True)[:BATCH]]
    renewed = [(pk, values) for pk, values in batch if values]
    if renewed:
        with triggers.lifted(connection):  # signed records too come under the new key, as they are
            for pk, values in renewed:
                kept.model._base_manager.filter(pk=pk).update(**values)
        audit.record(by=None, action="keys.rotate", table=kept.model._meta.label, rows=len(renewed), key=key_ids()[0])
    return [(pk, bool(values)) for pk, values in batch]


def _texts(model: type[models.Model], fields: list[EncryptedTextField]) -> Kept:
    """Return the rows with a text under an older key, the stored bytes of each column as `stored_<column>`."""
    start = token_start(key_ids()[0])
    rows, due = model._base_manager.all(), Q()
    for field in fields:
        first_bytes = Func(F(field.name), Value(1), Value(len(start)), function="SUBSTR", output_field=BinaryField())
        stored = ExpressionWrapper(F(field.name), output_field=BinaryField())
        rows = rows.alias(**{f"start_{field.name}": first_bytes}).annotate(**{f"stored_{field.name}": stored})
        due |= ~Q(**{f"start_{field.name}__in": [start, b""]})

    def tokens(row: Row) -> dict[str, bytes]:
        stored = {field.name: row[f"stored_{field.name}"] for field in fields}
        return {name: bytes(token) for name, token in stored.items() if token}

    def renewed(row: Row) -> Row:
        try:
            texts = {name: decrypt(f"{model._meta.label}.{name}", token) for name, token in tokens(row).items()}
        except DecryptionFailed:
            return {}
        # The field encrypts under the newest key as it writes.
        return texts | (indexes(Client(practice_id=row["practice_id"], **texts)) if model is Client else {})

    return Kept(
        model=model,
        rows=rows.filter(due).values("pk", "practice_id", *(f"stored_{field.name}" for field in fields)),
        keys=lambda row: [_key_of(token) for token in tokens(row).values()],
        renewed=renewed,
    )


def _keys_of_factor(row: Row) -> list[str]:
    return [_key_of(token) for token in _secrets(row).values()]


def _renewed_factor(row: Row) -> Row:
    older = {name: token for name, token in _secrets(row).items() if _key_of(token) != key_ids()[0]}
    try:
        renewed = {name: encrypt(SECOND_FACTORS, decrypt(SECOND_FACTORS, token)) for name, token in older.items()}
    except DecryptionFailed:
        return {}
    secrets = {name: base64.b64encode(token).decode("ascii") for name, token in renewed.items()}
    return {"data": row["data"] | secrets} if secrets else {}


def _secrets(row: Row) -> dict[str, bytes]:
    return {name: base64.b64decode(row["data"][name]) for name in SECRETS if name in row["data"]}


def _keys_of_head(row: Row) -> list[str]:
    return [row["seal"].partition(":")[0] or UNREADABLE]


def _renewed_head(row: Row) -> Row:
    """A seal that was broken stays so, for `verify_audit` to find."""
    head = AuditHead(**row)
    if _keys_of_head(row) == [key_ids()[0]] or not audit.is_sealed(head):
        return {}
    return {"seal": audit.sealed(head.practice_id, head.sequence, head.hash)}


def _key_of(token: bytes) -> str:
    try:
        return key_id_of(token)
    except (ValueError, IndexError):
        return UNREADABLE
