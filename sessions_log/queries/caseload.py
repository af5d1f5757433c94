"""The list of a therapist's clients."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sessions_log.models import Client
from sessions_log.models.encryption import blind_indexes
from sessions_log.queries.client import usual_slot
from sessions_log.queries.retention import is_due
from sessions_log.vocabulary import OPEN_STATUSES

CLIENTS_A_PAGE = 50
CODE_COLUMN = "sessions_log.Client.code"
NAME_COLUMN = "sessions_log.Client.name"


@dataclass(frozen=True)
class ClientLine:
    """One client in the list. `is_due` says that the record was kept for as long as the practice set."""

    id: uuid.UUID
    code: str
    name: str
    usual: str
    ended_on: datetime.date | None
    is_due: bool
    open_episodes: int


@dataclass(frozen=True)
class ClientList:
    """A page of the list, the latest added first; `earlier` is the id to go on before, if there are more."""

    lines: list[ClientLine]
    earlier: uuid.UUID | None


def client_list(
    caseload: QuerySet[Client], *, ended: bool, archived: bool = False, before: uuid.UUID | None = None
) -> ClientList:
    """Return up to fifty clients, in one query; archived ones only if they are asked for."""
    clients = caseload.filter(ended_on__isnull=not ended, archived_on__isnull=not archived)
    if before:
        clients = clients.filter(pk__lt=before)
    lines = _client_lines(clients.order_by("-pk")[: CLIENTS_A_PAGE + 1])
    return ClientList(lines[:CLIENTS_A_PAGE], lines[CLIENTS_A_PAGE - 1].id if len(lines) > CLIENTS_A_PAGE else None)


def find_clients(caseload: QuerySet[Client], practice_id: uuid.UUID, text: str) -> list[ClientLine]:
    """Return the clients whose code or chosen name is exactly this text, whatever its case, in one query."""
    same_code = Q(code_index__in=blind_indexes(CODE_COLUMN, practice_id, text))
    same_name = Q(name_index__in=blind_indexes(NAME_COLUMN, practice_id, text))
    return _client_lines(caseload.filter(same_code | same_name).order_by("-pk")[:CLIENTS_A_PAGE])


def _client_lines(clients: QuerySet[Client]) -> list[ClientLine]:
    is_open = Q(episodes__status__in=OPEN_STATUSES)
    return [
        ClientLine(
            id=client.pk,
            code=client.code,
            name=client.name,
            usual=usual_slot(client),
            ended_on=client.ended_on,
            is_due=is_due(client),
            open_episodes=client.open_episodes,
        )
        for client in clients.select_related("practice").annotate(open_episodes=Count("episodes", filter=is_open))
    ]
