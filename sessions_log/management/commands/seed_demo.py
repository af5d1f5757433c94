"""The invented practice: stories to look at, and any number of sessions to measure with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sessions_log.errors import DomainError
from sessions_log.models import Practice
from sessions_log.services.demo.bulk.write import seed_bulk
from sessions_log.services.demo.people import PRACTICE
from sessions_log.services.demo.seed import seed_stories

SESSIONS_PER_CLIENT = 20
MOST_SESSIONS = 10_000_000
MOST_SESSIONS_PER_CLIENT = 1_000
"""Weekly, that is twenty years, and some clients have nearly twice as many as the mean."""


class Command(BaseCommand):
    help = "Set up the demo practice, with any number of further sessions; the same seed gives the same data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, help="in bulk, beyond the stories; else one for 20 sessions")
        parser.add_argument("--sessions", type=int, help="in bulk, beyond the stories; else 20 for each client")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what is not there yet; a second run changes nothing and says so."""
        if not settings.DEMO:
            raise CommandError("Invented clients belong in demo mode only. Set DEMO=1, with a database of its own.")
        clients, sessions = _amounts(options["clients"], options["sessions"])
        try:
            self._stories(options["seed"])
            if clients:
                self._bulk(clients, sessions, options["seed"])
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _stories(self, seed: int) -> None:
        written = seed_stories(today=timezone.localdate(), seed=seed)
        if written is None:
            self.stdout.write("The demo practice is there already; nothing has been changed.")
        else:
            self.stdout.write(f"The demo practice is set up, with {written} sessions.")

    def _bulk(self, clients: int, sessions: int, seed: int) -> None:
        written = seed_bulk(
            practice=Practice.objects.get(name=PRACTICE),
            today=timezone.localdate(),
            clients=clients,
            sessions=sessions,
            seed=seed,
            report=lambda so_far: self.stdout.write(f"  {so_far:,} of {sessions:,} sessions"),
        )
        if written:
            self.stdout.write(f"{sessions:,} sessions of {clients:,} clients have been added in bulk.")
        else:
            self.stdout.write("Sessions in bulk are there already; nothing has been changed.")


def _amounts(clients: int | None, sessions: int | None) -> tuple[int, int]:
    """Return the clients and sessions to write in bulk, none of either where nothing was asked for."""
    if clients is None and sessions is None:
        return 0, 0
    if clients is None:
        clients = max(1, (sessions or 0) // SESSIONS_PER_CLIENT)
    if sessions is None:
        sessions = clients * SESSIONS_PER_CLIENT
    if clients < 1 or not 0 <= sessions <= MOST_SESSIONS:
        raise CommandError(f"Ask for at least one client, and for up to {MOST_SESSIONS:,} sessions.")
    if sessions > clients * MOST_SESSIONS_PER_CLIENT:
        raise CommandError(
            f"That is more than {MOST_SESSIONS_PER_CLIENT:,} sessions for a client. Ask for more clients."
        )
    return clients, sessions
