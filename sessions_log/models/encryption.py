"""Encryption at rest: AES-256-GCM, one derived key per column, and blind indexes for finding by exact text.

`FIELD_KEYS` holds `id:base64` master keys, newest first. Each column's key is derived from the master key by
HKDF (RFC 5869), so notes and reflections never share one; the column's label is bound in as associated data,
so a ciphertext moved to another table or column is refused. A stored value is
`version (1 byte) | length of key id (1) | key id | nonce (12) | ciphertext and tag`.
"""

import base64
import binascii
import hmac
import os
import unicodedata
import uuid
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from sessions_log.errors import DecryptionFailed

VERSION = 1
NONCE_BYTES = 12

SECOND_FACTORS = "mfa.Authenticator.data"
"""The column label of second-factor secrets, whose table belongs to the sign-in library."""

HANDED_OVER = "sessions.Session.handed_over"
"""The label of what a handed-over browser holds in its stored session."""


@lru_cache(maxsize=8)
def _parse(entries: tuple[str, ...]) -> dict[str, bytes]:
    keys = {}
    for entry in entries:
        key_id, _, encoded = entry.strip().partition(":")
        key = base64.b64decode(encoded, validate=True)
        if not key_id or len(key_id) > 16 or len(key) != 32:
            raise ValueError("each entry of FIELD_KEYS is a short id, a colon and 32 bytes in base64")
        keys[key_id] = key
    if not keys:
        raise ValueError("FIELD_KEYS holds no key")
    return keys


def _master_keys() -> dict[str, bytes]:
    """Return key id → key, newest first."""
    return _parse(tuple(settings.FIELD_KEYS))


@lru_cache(maxsize=512)
def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master)


@lru_cache(maxsize=512)
def _cipher(master: bytes, column: str) -> AESGCM:
    return AESGCM(_derive(master, f"column:{column}"))


def key_ids() -> list[str]:
    """Return the ids of the known keys; the first is the one that new texts are written under."""
    return list(_master_keys())


def encrypt(column: str, text: str) -> bytes:
    """Encrypt a text for one column (`app.Model.field`); the empty text stays empty."""
    if not text:
        return b""
    key_id, master = next(iter(_master_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(master, column).encrypt(nonce, text.encode(), column.encode())
    return token_start(key_id) + nonce + sealed


def decrypt(column: str, token: bytes) -> str:
    """Return the text of a stored value. Raises DecryptionFailed on a wrong key, column or flipped bit."""
    if not token:
        return ""
    try:
        key_id = key_id_of(token)
        start = 2 + len(key_id)
        nonce, sealed = token[start : start + NONCE_BYTES], token[start + NONCE_BYTES :]
        return _cipher(_master_keys()[key_id], column).decrypt(nonce, sealed, column.encode()).decode()
    except (KeyError, IndexError, ValueError, InvalidTag) as error:
        raise DecryptionFailed(column) from error


def encrypt_to_text(column: str, text: str) -> str:
    """Encrypt as `encrypt` does, into base64, for columns that take text alone."""
    return base64.b64encode(encrypt(column, text)).decode("ascii")


def decrypt_text(column: str, encoded: str) -> str:
    """Return the text that `encrypt_to_text` was given. Raises DecryptionFailed for anything else."""
    try:
        token = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise DecryptionFailed(column) from error
    return decrypt(column, token)


def token_start(key_id: str) -> bytes:
    """Return the bytes that every stored value under this key begins with."""
    return bytes([VERSION, len(key_id)]) + key_id.encode("ascii")


def key_id_of(token: bytes) -> str:
    """Return the id of the key that a stored value was written under; ValueError for another format."""
    if token[0] != VERSION:
        raise ValueError("unknown format of encrypted value")
    return token[2 : 2 + token[1]].decode("ascii")


def blind_indexes(column: str, practice_id: uuid.UUID, text: str) -> list[str]:
    """Return the keyed digests (64 hex digits) under which a text may be stored, newest key first.

    Upper and lower case, compatibility forms and runs of white space count as equal.
    """
    normal = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    message = practice_id.bytes + normal.encode()
    return [hmac.digest(_derive(key, f"index:{column}"), message, "sha256").hex() for key in _master_keys().values()]


def seal(purpose: str, text: str) -> str:
    """Return a keyed digest of a text, `key id:hex`, that nobody without the key can make."""
    key_id, master = next(iter(_master_keys().items()))
    return f"{key_id}:{_seal_under(master, purpose, text)}"


def seal_holds(purpose: str, text: str, sealed: str) -> bool:
    """Return whether a digest was made by `seal` for this text, under any key that is still known."""
    key_id, _, digest = sealed.partition(":")
    master = _master_keys().get(key_id)
    return master is not None and hmac.compare_digest(_seal_under(master, purpose, text), digest)


def _seal_under(master: bytes, purpose: str, text: str) -> str:
    return hmac.digest(_derive(master, f"seal:{purpose}"), text.encode(), "sha256").hex()
