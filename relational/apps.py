"""Connects what must be in place before the first request: start-up checks and the audit of sign-ins."""

from django.apps import AppConfig


class RelationalConfig(AppConfig):
    name = "relational"

    def ready(self) -> None:
        from relational import checks, sign_in_audit  # noqa: F401 - importing them registers and connects
