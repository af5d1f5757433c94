"""Verifies that the audit trail is unbroken."""

import re
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sessions_log.errors import AuditBroken
from sessions_log.services import audit

HEAD = re.compile(r"(?P<chain>[0-9a-f-]{36}):(?P<sequence>[0-9]+):(?P<hash>[0-9a-f]{64})")


class Command(BaseCommand):
    help = (
        "Verify every chain of the audit trail; exit 1 and name the first broken entry if one is broken. "
        "Keep the heads that it prints elsewhere: given back with --head, they show whether the database, whole and "
        "consistent in itself, was put back to an earlier state."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="CHAIN:SEQUENCE:HASH",
            help="a head that an earlier run printed; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the number of entries and each chain's head."""
        noted = [_parse(head) for head in options["head"]]
        try:
            heads = audit.verify()
            for chain, sequence, noted_hash in noted:
                audit.require(chain, sequence, noted_hash)
        except AuditBroken as error:
            raise CommandError(f"The audit trail is broken. {error}") from error
        self.stdout.write(f"{sum(head.sequence for head in heads)} entries in {len(heads)} chains, unbroken:")
        for head in heads:
            self.stdout.write(f"{head.practice_id}:{head.sequence}:{head.hash}")


def _parse(head: str) -> tuple[uuid.UUID, int, str]:
    found = HEAD.fullmatch(head)
    if not found:
        raise CommandError(f"{head} is no head as this command prints them.")
    return uuid.UUID(found["chain"]), int(found["sequence"]), found["hash"]
