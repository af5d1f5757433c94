"""The app, and the shared cache table that rate limits need."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


def create_cache_table(using: str, **kwargs: Any) -> None:
    """Create the table of the shared cache beside the migrations, so that no set-up step can be forgotten."""
    call_command("createcachetable", database=using, verbosity=0)


class SessionsLogConfig(AppConfig):
    name = "sessions_log"
    verbose_name = "Sessions log"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sessions_log.forms.words import speak_plainly

        speak_plainly()
        post_migrate.connect(create_cache_table, sender=self)
