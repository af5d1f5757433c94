"""Keeps account of searches: how many texts were found, never what was looked for, and which were shown."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.db import models, transaction

from sessions_log.models import ClientAnswers, ClinicalNote, Consent, Person, PrivateReflection
from sessions_log.services import audit

READ_AS: Mapping[type[models.Model], str] = MappingProxyType(
    {
        ClinicalNote: "note.read",
        PrivateReflection: "reflection.read",
        ClientAnswers: "answers.read",
        Consent: "consent.read",
    }
)
"""The tables whose texts are audited when they are read on their own pages, and under which name."""


def record_search(*, by: Person, found: int, shown: Iterable[tuple[type[models.Model], models.Model]]) -> None:
    """Audit a search; and for each (table, session or client) that is shown from READ_AS, that it was read."""
    reads = dict.fromkeys((READ_AS[table], subject) for table, subject in shown if table in READ_AS)
    with transaction.atomic():
        audit.record(by=by, action="search", found=found)
        audit.record_each(by=by, happened=list(reads))
