"""Identifiers that the seed decides."""

import random
import uuid
from dataclasses import dataclass


@dataclass
class Ids:
    """Makes UUIDs of version 7 (RFC 9562), one millisecond apart from `start` (since 1970), the rest by chance."""

    rng: random.Random
    start: int
    made: int = 0

    def next(self) -> uuid.UUID:
        """Return the next identifier; each sorts behind the one before it."""
        self.made += 1
        head = (self.start + self.made) << 80 | 7 << 76 | self.rng.getrandbits(12) << 64
        return uuid.UUID(int=head | 2 << 62 | self.rng.getrandbits(62))
