"""Puts ended therapies out of the lists and brings them back; what a practice sets for all its records."""

from django.db import transaction
from django.utils import timezone

from sessions_log.errors import NotAllowedNow, StaleVersion
from sessions_log.models import Client, Person, Practice
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.services.differing import in_words

LABELS = {
    "draft_limit_days": "Days that a draft may wait to be signed",
    "retention_years": "Years that a record is kept after the ending",
    "reflection_in_record": "A client’s right of access covers private reflections here",
}


def archive_client(*, by: Person, client: Client) -> None:
    """Take an ended therapy out of the lists; archiving it again changes nothing. Raises NotAllowedNow before."""
    with transaction.atomic():
        client = lock_client(client.pk)
        if client.ended_on is None:
            raise NotAllowedNow("This therapy goes on. Say when and how it ended, then it can be archived.")
        if client.archived_on is None:
            client.archived_on = timezone.localdate(timezone=by.practice.zone)
            client.save(update_fields=["archived_on"])
            audit.record(by=by, action="client.archive", subject=client)


def unarchive_client(*, by: Person, client: Client) -> None:
    """Bring an archived therapy back into the lists."""
    with transaction.atomic():
        client = lock_client(client.pk)
        if client.archived_on is not None:
            client.archived_on = None
            client.save(update_fields=["archived_on"])
            audit.record(by=by, action="client.unarchive", subject=client)


def set_record_rules(
    *, by: Person, version: int, draft_limit_days: int, retention_years: int, reflection_in_record: bool
) -> None:
    """Set how long drafts may wait, how long records are kept, and whether private reflections are handed over.

    What is so already changes nothing. Raises StaleVersion, with both, if other rules were set since `version`.
    """
    rules = {
        "draft_limit_days": draft_limit_days,
        "retention_years": retention_years,
        "reflection_in_record": reflection_in_record,
    }
    with transaction.atomic():
        practice = Practice.objects.select_for_update().get(pk=by.practice_id)
        differing = in_words({LABELS[name]: (getattr(practice, name), value) for name, value in rules.items()})
        if not differing:
            return
        if practice.rules_version != version:
            raise StaleVersion(differing, practice.rules_version)
        for name, value in rules.items():
            setattr(practice, name, value)
        practice.rules_version += 1
        practice.save(update_fields=[*rules, "rules_version"])
        audit.record(
            by=by,
            action="practice.record_rules",
            practice_id=practice.pk,
            subject_id=str(practice.pk),
            drafts=draft_limit_days,
            years=retention_years,
            reflections=reflection_in_record,
        )
