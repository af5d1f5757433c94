"""Many people, tabs and impatient fingers at once: nothing twice, nothing lost, nobody stuck."""

import http.client
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sessions_log.errors import InvalidEntry, StaleVersion
from sessions_log.models import AuditEntry, Client, Episode, Instrument, Person, TherapySession
from sessions_log.services import audit, keys
from sessions_log.services import session as sessions
from tests.keys import DEMO_KEY, key
from tests.people import as_person, entry, log, make_client
from tests.threads import at_once
from tests.views.test_sessions import RUPTURE_AND_REPAIR, posted
from tests.writers import (
    REPAIR,
    RUPTURE,
    WRITERS,
    Writer,
    create_client,
    read_session,
    switch_prompt,
    write_own_prompt,
)

HANDS, TIMES = 20, 5
"""Twenty at once, five times each: a hundred posts within what PostgreSQL allows as connections by default."""

pytestmark = pytest.mark.django_db(transaction=True)


def post_a_hundred_times(post: Callable[[], Any]) -> list[Any]:
    return [answer for answers in at_once([lambda: [post() for _ in range(TIMES)]] * HANDS) for answer in answers]


@pytest.mark.parametrize("sign", [False, True], ids=["draft", "signed"])
def test_the_same_form_a_hundred_times_at_once_is_one_session(anas_client: Client, sign: bool) -> None:
    submission, typed = uuid.uuid4(), entry(RUPTURE, REPAIR, note="She fell silent", therapist_check=(6,) * 6)

    made = post_a_hundred_times(
        lambda: sessions.log_session(
            by=anas_client.therapist, client=anas_client, submission=submission, entry=typed, sign=sign
        )
    )

    session = TherapySession.objects.get()
    assert (len(made), {one.pk for one in made}) == (100, {session.pk})
    assert (session.number, session.version, session.moments.count()) == (1, 1, 2)
    assert Episode.objects.get().attempts.count() == 1
    assert AuditEntry.objects.filter(action="session.create").count() == 1
    assert AuditEntry.objects.filter(action="session.sign").count() == sign
    audit.verify()


def test_the_same_form_a_hundred_times_at_once_through_the_server_is_one_session(
    live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    cookie = as_person(ana).cookies[django_settings.SESSION_COOKIE_NAME].value
    token = "t" * 32
    body = urlencode(posted(**RUPTURE_AND_REPAIR, note="She fell silent.") | {"csrfmiddlewaretoken": token})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{django_settings.SESSION_COOKIE_NAME}={cookie}; {django_settings.CSRF_COOKIE_NAME}={token}",
    }

    def post() -> tuple[int, str | None]:
        server = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=120)
        try:
            server.request("POST", reverse("session_new", args=[anas_client.pk]), body, headers)
            answer = server.getresponse()
            return answer.status, answer.getheader("Location")
        finally:
            server.close()

    answers = Counter(post_a_hundred_times(post))

    session = TherapySession.objects.get()
    assert answers == {(302, reverse("session", args=[session.pk])): 100}
    assert Episode.objects.get().attempts.count() == 1


def test_sessions_logged_at_once_for_one_client_are_numbered_without_gap(anas_client: Client) -> None:
    at_once([lambda: [log(anas_client, RUPTURE, REPAIR) for _ in range(3)]] * 8)

    assert sorted(TherapySession.objects.values_list("number", flat=True)) == list(range(1, 25))
    assert Episode.objects.count() == 24


def test_two_tabs_that_save_one_draft_at_once_overwrite_nothing(anas_client: Client) -> None:
    session = log(anas_client, note="Typed first")

    def save(text: str) -> tuple[str, str]:
        try:
            sessions.save_draft(by=anas_client.therapist, session=session, version=1, entry=entry(note=text))
        except StaleVersion as refused:
            return "refused", refused.differences["Note"][0]
        return "saved", text

    outcomes = at_once([lambda text=text: save(text) for text in ("One", "Two", "Three", "Four")])

    (saved,) = [text for outcome, text in outcomes if outcome == "saved"]
    assert [text for outcome, text in outcomes if outcome == "refused"] == [saved] * 3
    assert TherapySession.objects.get().note.text == saved


def test_one_code_given_to_several_clients_at_once_is_given_to_one(ana: Person) -> None:
    def create() -> str:
        try:
            make_client(ana, code="A-1")
        except InvalidEntry as refused:
            return f"refused for its {refused.field}"
        return "created"

    assert Counter(at_once([create] * 8)) == {"created": 1, "refused for its code": 7}
    assert Client.objects.count() == 1


def test_an_instrument_that_several_use_for_the_first_time_at_once_is_one(ana: Person) -> None:
    clients = [make_client(ana, code=f"A-{number}") for number in range(8)]

    at_once([lambda client=client: log(client, therapist_check=(6,) * 6) for client in clients])

    assert Instrument.objects.count() == 1
    assert Instrument.objects.get().ratings.count() == 8


def test_all_writers_and_a_rotation_of_keys_at_once_never_wait_in_a_circle(
    anas_client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = [anas_client, make_client(anas_client.therapist, code="A-2")]
    prepared = [writer(client) for client in clients for writer in WRITERS if writer is not create_client]
    settings.FIELD_KEYS = [key("new"), DEMO_KEY]
    monkeypatch.setattr(keys, "BATCH", 2)

    at_once(
        [
            lambda: [list(keys.rotate()) for _ in range(3)],
            *(lambda write=write: [write() for _ in range(4)] for write in prepared),
        ]
    )

    assert sum(head.sequence for head in audit.verify()) == AuditEntry.objects.count()
    list(keys.rotate())
    assert keys.remaining() == {}


WRITE_NO_CLIENTS_ROWS = (create_client, read_session, write_own_prompt, switch_prompt)
"""A new client, a reading, and the practice's own prompts: there is no client to queue at."""


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize(
    "writer",
    [writer for writer in WRITERS if writer not in WRITE_NO_CLIENTS_ROWS],
    ids=lambda writer: writer.__name__,
)
def test_a_writer_takes_the_clients_lock_before_it_writes_and_before_the_audit(
    anas_client: Client, writer: Writer
) -> None:
    write = writer(anas_client)
    with CaptureQueriesContext(connection) as queries:
        write()

    statements = [query["sql"] for query in queries]
    writes = [i for i, sql in enumerate(statements) if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    queues = [i for i, sql in enumerate(statements) if sql.startswith("SELECT") and '"sessions_log_audithead"' in sql]
    locks = [i for i, sql in enumerate(statements) if sql.startswith("SELECT") and 'FROM "sessions_log_client"' in sql]
    assert locks[0] < min(writes + queues)
