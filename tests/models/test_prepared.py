"""Prepared queries find what the same queries find without it, on whatever values and in whatever thread."""

import datetime
import uuid

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sessions_log.models import Client, Person, TherapySession
from sessions_log.models.prepared import Given, Prepared
from tests.people import log, make_client
from tests.threads import at_once

CLIENTS = Prepared(lambda: Client.objects.select_related("practice").filter(therapist=Given("therapist")))
NUMBERS = Prepared(
    lambda: (
        TherapySession.objects.filter(client=Given("client"), starts_at__gte=Given("since"), number__gt=Given("n"))
        .order_by("-starts_at")
        .values_list("pk", "number", "starts_at")[:2]
    )
)


def test_instances_with_what_they_refer_to_in_one_query(ana: Person, cleo: Person) -> None:
    mine, theirs = make_client(ana, code="A-1", name="Robin"), make_client(cleo, code="C-1")
    CLIENTS(therapist=uuid.uuid4())

    with CaptureQueriesContext(connection) as queries:
        [found] = CLIENTS(therapist=ana.pk)
        assert (found, found.name, found.practice) == (mine, "Robin", ana.practice)
    assert len(queries) == 1
    assert CLIENTS.one(therapist=cleo.pk) == theirs
    assert CLIENTS.one(therapist=uuid.uuid4()) is None


def test_values_of_every_type_are_filled_in_anew(anas_client: Client) -> None:
    start = timezone.now().replace(microsecond=0) - datetime.timedelta(days=9)
    logged = [log(anas_client, starts_at=start + datetime.timedelta(days=day)) for day in range(4)]
    rows = [(session.pk, session.number, session.starts_at) for session in logged]

    assert NUMBERS(client=anas_client.pk, since=start, n=0) == [rows[3], rows[2]]
    assert NUMBERS(client=anas_client.pk, since=logged[3].starts_at, n=0) == [rows[3]]
    assert NUMBERS(client=anas_client.pk, since=start, n=4) == []


def test_a_missing_value_is_an_error(anas_client: Client) -> None:
    with pytest.raises(KeyError, match="since"):
        NUMBERS(client=anas_client.pk, n=0)


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_within_a_transaction_only(ana: Person) -> None:
    locked = Prepared(lambda: Person.objects.select_for_update().filter(pk=Given("pk")))

    with transaction.atomic():
        assert locked.one(pk=ana.pk) == ana
    with pytest.raises(TransactionManagementError):
        locked.one(pk=ana.pk)


@pytest.mark.django_db(transaction=True)
def test_threads_with_connections_of_their_own(ana: Person) -> None:
    client = make_client(ana, code="A-1", name="Robin")

    for _ in range(2):  # the connections of the first round are closed
        found = at_once([lambda: CLIENTS(therapist=ana.pk)] * 4)
        assert [one.name for [one] in found] == [client.name] * 4
