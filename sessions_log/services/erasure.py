"""Deletes a session with a reason, and erases all there is of a client. The only place where signed texts go."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Q

from sessions_log.errors import InvalidEntry, NotAllowedNow
from sessions_log.models import Client, DeletedSession, Episode, Person, RepairAttempt, TherapySession, triggers
from sessions_log.models.ownership import mentions, rows_under
from sessions_log.services import audit, scrub
from sessions_log.services.client import lock_client
from sessions_log.services.episode import follow_attempts, move
from sessions_log.vocabulary import EpisodeStatus, Erasure, SessionDeletion


def erase_client(*, by: Person, client: Client, reason: str) -> dict[str, int]:
    """Delete every row of a client; return table → rows. What stays is the audit trail, with identifiers only.

    After the commit the database file is rewritten where that can be done. Raises RuntimeError, and changes
    nothing, if any column of any table still mentions the client or one of the sessions.
    """
    if not Erasure.knows(reason):
        raise InvalidEntry("Say why the record is erased.", "reason")
    scrub.overwrite_what_is_deleted()
    with transaction.atomic():
        # Locked wholly: not even a row that merely refers to the client can come in until it is gone.
        if Client.objects.select_for_update().filter(pk=client.pk).first() is None:
            raise NotAllowedNow("This record was erased already.")
        gone = [str(pk) for pk in (client.pk, *client.sessions.values_list("pk", flat=True))]
        counts = _delete(client)
        if left := mentions(gone):
            raise RuntimeError(f"still mentioned in {', '.join(sorted(left))}")
        audit.record(by=by, action="client.erase", subject=client, reason=reason, engine=connection.vendor, **counts)
        if connection.vendor == "sqlite":
            transaction.on_commit(lambda: scrub.rewrite_after(by=by, client_id=client.pk))
    return counts


def delete_session(*, by: Person, session: TherapySession, reason: str) -> None:
    """Delete one session, draft or signed, with all that was logged in it; its number is not given again.

    Raises NotAllowedNow while repairs in other sessions belong to one of its ruptures.
    """
    if not SessionDeletion.knows(reason):
        raise InvalidEntry("Say why the session is deleted.", "reason")
    with transaction.atomic():
        client = lock_client(session.client_id)
        if in_the_way := sessions_with_its_repairs(session):
            raise NotAllowedNow(_kept_because(in_the_way))
        worked_on = list(_detach_episodes(by, session))
        counts = _delete(session)
        for episode in worked_on:
            follow_attempts(by=by, episode=episode)
        DeletedSession.objects.create(
            practice_id=session.practice_id, client=client, number=session.number, reason=reason, deleted_by=by
        )
        audit.record(by=by, action="session.delete", subject=session, reason=reason, **counts)


def sessions_with_its_repairs(session: TherapySession) -> list[int]:
    """Return the numbers of other sessions in which repairs of this session's ruptures were tried."""
    repairs = RepairAttempt.objects.filter(episode__opening__session=session).exclude(moment__session=session)
    return sorted(set(repairs.values_list("moment__session__number", flat=True)))


def _kept_because(numbers: list[int]) -> str:
    sessions = f"session {numbers[0]}" if len(numbers) == 1 else f"sessions {', '.join(map(str, numbers))}"
    return (
        f"A rupture in this session was worked on in {sessions}, so it cannot be deleted by itself. "
        "Delete those first, or keep this session and say in an addendum what is wrong with it."
    )


def _detach_episodes(by: Person, session: TherapySession) -> Iterator[Episode]:
    """Yield earlier episodes that this session worked on; what was closed in it is open again."""
    touched = Q(closed_in=session) | Q(attempts__moment__session=session)
    episodes = Episode.objects.filter(touched, client=session.client_id).exclude(opening__session=session)
    for episode in episodes.distinct():
        if episode.closed_in_id == session.pk:
            move(by=by, episode=episode, to=EpisodeStatus.WORKED_ON)
        yield episode


def _delete(root: Model) -> dict[str, Any]:
    """Delete a row and all that hangs on it; return table → rows.

    Only primary keys are read: a text that can no longer be decrypted must not keep a record from being erased.
    """
    with triggers.lifted(connection):
        deleted = {model.__name__: rows.only("pk").delete()[0] for model, rows in rows_under(root).items()}
    return {name: count for name, count in deleted.items() if count}
