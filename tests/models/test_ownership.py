"""What hangs on a client or a session is found through the registry, new tables included."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

from sessions_log.models import Client, ClinicalNote, Episode, Person, Practice, TherapySession
from sessions_log.models.ownership import mentions, rows_under, tables_under
from tests.people import log, make_client
from tests.rows import one_of_each

SHARED = {Practice, Person}
"""What outlives every client."""


def references(model: type[Model]) -> set[type[Model]]:
    return {field.related_model for field in model._meta.concrete_fields if isinstance(field, ForeignKey)}


def test_whatever_refers_to_something_of_a_client_hangs_on_the_client() -> None:
    owned = set(tables_under(Client))

    referring = {model for model in apps.get_models(include_auto_created=True) if references(model) & owned}

    assert referring - owned == set()
    assert owned & SHARED == set()


@pytest.mark.parametrize("root", [Client, TherapySession])
def test_tables_come_in_an_order_in_which_they_can_be_emptied(root: type[Model]) -> None:
    tables = tables_under(root)

    for place, table in enumerate(tables):
        assert references(table) & set(tables[place + 1 :]) == set(), table


def test_an_episode_that_a_session_only_closed_does_not_hang_on_it(anas_client: Client) -> None:
    one_of_each(anas_client)
    episode = Episode.objects.first()
    later = log(anas_client)
    Episode.objects.filter(pk=episode.pk).update(closed_in=later)

    assert rows_under(later)[Episode].count() == 0


def test_only_the_clients_own_rows_are_found(anas_client: Client, cleo: Person) -> None:
    log(anas_client, note="Ana's")
    other = make_client(cleo, code="C-1")
    log(other, note="Cleo's")

    notes = rows_under(other)[ClinicalNote]
    assert list(notes.values_list("session__client", flat=True)) == [other.pk]


def test_mentions_finds_identifiers_without_a_foreign_key_too(anas_client: Client, ana: Person) -> None:
    session = log(anas_client)

    assert mentions([str(anas_client.pk)]) == {"Client.id": 1, "TherapySession.client": 1}
    assert mentions([str(session.submission)]) == {"TherapySession.submission": 1}
