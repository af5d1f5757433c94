"""Lists the records that were kept for as long as their practice set. Identifiers and dates only."""

from typing import Any

from django.core.management.base import BaseCommand

from sessions_log.models import Practice
from sessions_log.queries.retention import due_for_erasure


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a record: practice, therapist, client, ended. Its therapist decides and erases."""
        for practice in Practice.objects.order_by("pk"):
            for due in due_for_erasure(practice):
                self.stdout.write(
                    f"practice {practice.pk} therapist {due.therapist_id} client {due.client_id} ended {due.ended_on}"
                )
