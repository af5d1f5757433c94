"""Entries of FIELD_KEYS for tests: the demo's own, and others to change over to."""

import base64

from relational.environment import DEVELOPMENT_FIELD_KEY

DEMO_KEY = DEVELOPMENT_FIELD_KEY


def key(key_id: str) -> str:
    """Return an entry whose 32 bytes are made of its id."""
    return f"{key_id}:{base64.b64encode(key_id.encode().ljust(32, b'.')).decode()}"
