"""What the domain refuses. Messages are written for people; `relational.middleware` turns them into HTTP."""

from collections.abc import Sequence
from typing import NamedTuple


class DomainError(Exception):
    """Something was refused; nothing has changed. The message says what happened and what to do."""


class NotAllowedNow(DomainError):
    """The state of the record forbids it: signed, closed, ended."""


class InvalidEntry(DomainError):
    """What was entered contradicts itself or the record; `field` names the form field where that is known."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class AlreadyPosted(InvalidEntry):
    """The same form was posted before, with other content."""

    def __init__(self) -> None:
        super().__init__(
            "This form was saved already, with other words. What you typed is still here: change what was saved, or "
            "open a new form."
        )


class BadRow(NamedTuple):
    """A row of an imported file that cannot be taken: the line it begins on, the column, and the reason."""

    line: int
    column: str
    reason: str


class ImportRefused(InvalidEntry):
    """Nothing of a file was imported. `rows` are its first bad rows, `count` is the number of all."""

    def __init__(self, message: str, rows: Sequence[BadRow] = (), count: int = 0) -> None:
        super().__init__(message, "file")
        self.rows = rows
        self.count = count


class StaleVersion(DomainError):
    """Somebody saved the record since this page was opened.

    `differences` maps each field's label to (saved text, submitted text); `version` is the saved one. What
    `is_signed` cannot be saved over.
    """

    def __init__(self, differences: dict[str, tuple[str, str]], version: int, *, is_signed: bool = False) -> None:
        super().__init__("This record was saved elsewhere since this page was opened. Nothing has been overwritten.")
        self.differences = differences
        self.version = version
        self.is_signed = is_signed


class DecryptionFailed(DomainError):
    """A stored text cannot be read: wrong key, another column's text, or damaged."""

    def __init__(self, column: str) -> None:
        super().__init__(f"A stored text of {column} cannot be read: the key is missing or the text is damaged.")


class AuditBroken(DomainError):
    """The audit chain does not hold; `practice_id` and `sequence` name the first broken entry."""

    def __init__(self, practice_id: str, sequence: int, reason: str) -> None:
        super().__init__(f"Practice {practice_id}, entry {sequence}: {reason}")
        self.practice_id = practice_id
        self.sequence = sequence
