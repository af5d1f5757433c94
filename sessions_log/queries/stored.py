"""Identifiers and times as the databases write them, for rows of which few are needed: turning all takes longest."""

import datetime

from django.db.models import TextField
from django.db.models.functions import Cast


def as_text(path: str) -> Cast:
    """Return a column's text. That of an identifier tells it apart within one database, which may write no hyphens."""
    return Cast(path, TextField())


def moment_of(text: str) -> datetime.datetime:
    """Return a moment from its text, which on SQLite is in UTC and does not say so."""
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
