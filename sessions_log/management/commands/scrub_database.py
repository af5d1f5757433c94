"""Writes the SQLite file anew where that could not be done when a client was erased."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sessions_log.services import scrub


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite the file for the erasures that wait for it; fail if others keep the file busy."""
        done, waiting = scrub.finish()
        if not done:
            raise CommandError("Others keep the database file busy. Stop the server, or try again later.")
        self.stdout.write(f"Done. Erasures that were waiting for it: {waiting}.")
