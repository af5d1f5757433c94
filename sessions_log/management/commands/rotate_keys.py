"""Brings everything under the newest key of FIELD_KEYS."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sessions_log.models.encryption import key_ids
from sessions_log.services import keys


class Command(BaseCommand):
    help = (
        "Re-encrypt all that is under an older key. Put the new key first in FIELD_KEYS, restart the servers, then "
        "run this, as often as it takes: a run that was stopped is finished by the next. An older key may leave "
        "FIELD_KEYS when nothing is left under it; backups made before still need it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was renewed, table by table. Exit 1 while anything is left under another key than the newest."""
        renewed: Counter[str] = Counter()
        for table, rows in keys.rotate():
            renewed[table] += rows
        for table, rows in (+renewed).items():
            self.stdout.write(f"{table}: {rows} renewed")
        left = keys.remaining()
        if left:
            listed = "\n".join(f"  key {key}: {count} in {table}" for (table, key), count in sorted(left.items()))
            raise CommandError(
                f"Not everything is under key {key_ids()[0]} yet:\n{listed}\n"
                "Keep these keys and run the command again. What stays even so is damaged, or its key is missing; "
                "an audit head that stays was tampered with: run verify_audit."
            )
        self.stdout.write(self.style.SUCCESS(f"Everything is under key {key_ids()[0]}; no older key is needed."))
