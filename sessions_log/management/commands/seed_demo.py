"""The invented practice: stories to look at, and any number of sessions to measure with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sessions_log.errors import InvalidEntry
from sessions_log.services.demo.seed import seed_stories


class Command(BaseCommand):
    help = "Set up the demo practice; the same seed gives the same data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented clients belong in demo mode only. Set DEMO=1, with a database of its own.")
        today = timezone.localdate()
        try:
            written = seed_stories(today=today, seed=options["seed"])
        except InvalidEntry as error:
            raise CommandError(str(error)) from error
        if written is None:
            self.stdout.write("The demo practice is there already; nothing has been changed.")
        else:
            self.stdout.write(f"The demo practice is set up, with {written} sessions.")
