"""Writes clients and what was agreed on with them."""

import datetime
import uuid
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import Field, Min
from django.utils import timezone

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import Client, FrameAgreement, Person
from sessions_log.models.encryption import blind_indexes
from sessions_log.models.prepared import Given, Prepared
from sessions_log.services import audit
from sessions_log.services.submission import posted_before
from sessions_log.vocabulary import FrameTopic

CODE_COLUMN = "sessions_log.Client.code"
NAME_COLUMN = "sessions_log.Client.name"
CODE_TAKEN = "Another client of this practice has this code already."


LOCKED = Prepared(lambda: Client.objects.select_for_update(no_key=True).filter(pk=Given("pk")))


def lock_client(pk: uuid.UUID) -> Client:
    """Hold a client's records until the transaction ends; whoever writes to them takes this lock first.

    Raises NotAllowedNow if somebody erased the client since the page was opened.
    """
    client = LOCKED.one(pk=pk)
    if client is None:
        raise NotAllowedNow("The record of this client was erased. Nothing has been saved.")
    return client


def create_client(*, by: Person, submission: uuid.UUID | None = None, **values: Any) -> Client:
    """Add a client to the person's caseload; the same `submission` again is the same client.

    Raises InvalidEntry if the practice uses the code already.
    """
    client = Client(practice=by.practice, therapist=by, submission=submission, **values)
    with transaction.atomic():
        try:
            _save(client)
        except InvalidEntry:
            known = posted_before(Client.objects.filter(therapist=by), submission, values)
            if known is None:
                raise
            return known
        audit.record(by=by, action="client.create", subject=client)
    return client


def edit_client(*, by: Person, client: Client, version: int, **values: Any) -> Client:
    """Change a client; what is so already changes nothing.

    Raises StaleVersion with both texts if it was saved elsewhere since `version`, InvalidEntry for a taken code.
    """
    with transaction.atomic():
        client = lock_client(client.pk)
        differing = {
            name: (_in_words(name, getattr(client, name)), _in_words(name, value))
            for name, value in values.items()
            if getattr(client, name) != value
        }
        if not differing:
            return client
        if client.version != version:
            labels = {
                cast(Field, Client._meta.get_field(name)).verbose_name: texts for name, texts in differing.items()
            }
            raise StaleVersion({str(label).capitalize(): texts for label, texts in labels.items()}, client.version)
        for name, value in values.items():
            setattr(client, name, value)
        if client.ended_on is None:
            client.archived_on = None  # a therapy that goes on again is back in the lists
        client.version += 1
        _save(client)
        audit.record(by=by, action="client.edit", subject=client, fields=",".join(sorted(differing))[:64])
    return client


def agree_frame(
    *,
    by: Person,
    client: Client,
    topic: str,
    text: str,
    agreed_on: datetime.date,
    submission: uuid.UUID | None = None,
) -> FrameAgreement:
    """Record what was agreed on about the frame; an earlier agreement on the same topic ends with it.

    Something else is no topic of its own: there an agreement holds until it is ended. The same `submission` again is
    the same agreement. Raises InvalidEntry for a day to come.
    """
    if agreed_on > timezone.localdate(timezone=by.practice.zone):
        raise InvalidEntry("This day has not come yet.", "agreed_on")
    with transaction.atomic():
        lock_client(client.pk)
        values = {"topic": topic, "text": text, "agreed_on": agreed_on}
        if known := posted_before(client.frame.all(), submission, values):
            return known
        same = client.frame.none() if topic == FrameTopic.OTHER else client.frame.filter(topic=topic)
        same.filter(ended_on=None, agreed_on__lte=agreed_on).update(ended_on=agreed_on)
        # One that is recorded after the fact holds until the next that was agreed on after it.
        until = same.filter(agreed_on__gt=agreed_on).aggregate(until=Min("agreed_on"))["until"]
        agreement = FrameAgreement.objects.create(
            practice_id=client.practice_id, client=client, submission=submission, ended_on=until, **values
        )
        audit.record(by=by, action="frame.agree", subject=agreement, topic=topic)
    return agreement


def end_agreement(*, by: Person, agreement: FrameAgreement, ended_on: datetime.date) -> FrameAgreement:
    """Record since when an agreement no longer holds; the same day again changes nothing.

    Raises InvalidEntry for a day before it was agreed on or to come, NotAllowedNow if it ended on another day.
    """
    with transaction.atomic():
        lock_client(agreement.client_id)
        agreement = FrameAgreement.objects.get(pk=agreement.pk)
        if agreement.ended_on == ended_on:
            return agreement
        if agreement.ended_on is not None:
            raise NotAllowedNow("This agreement has ended already.")
        if not agreement.agreed_on <= ended_on <= timezone.localdate(timezone=by.practice.zone):
            raise InvalidEntry("The day must lie between the agreement and today.", "ended_on")
        agreement.ended_on = ended_on
        agreement.save(update_fields=["ended_on"])
        audit.record(by=by, action="frame.end", subject=agreement, topic=agreement.topic)
    return agreement


def code_indexes(practice_id: uuid.UUID, code: str) -> list[str]:
    """Return the blind indexes under which a client's code may be stored, that of the newest key first."""
    return blind_indexes(CODE_COLUMN, practice_id, code)


def indexes(client: Client) -> dict[str, str]:
    """Return the blind indexes (field → digest) of the client's code and name under the newest key."""
    name = blind_indexes(NAME_COLUMN, client.practice_id, client.name)[0] if client.name else ""
    return {"code_index": code_indexes(client.practice_id, client.code)[0], "name_index": name}


def _in_words(name: str, value: Any) -> str:
    """Return the value of a field as people read it, "" where nothing is known."""
    if value is None:
        return ""
    choices = dict(cast(Field, Client._meta.get_field(name)).flatchoices)
    return str(choices.get(value, value))


def _save(client: Client) -> None:
    """Save with fresh blind indexes; a code is taken if it is stored under any key that is still known."""
    for field, digest in indexes(client).items():
        setattr(client, field, digest)
    codes = code_indexes(client.practice_id, client.code)
    taken = Client.objects.filter(practice_id=client.practice_id, code_index__in=codes).exclude(pk=client.pk)
    if taken.exists():
        raise InvalidEntry(CODE_TAKEN, "code")
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError as error:
        if taken.exists():  # somebody else's client with this code came in between
            raise InvalidEntry(CODE_TAKEN, "code") from error
        raise
