"""Every page takes the same queries, whether it shows one row, three or fifty: counted whole, with all middleware."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sessions_log.models import Client, Episode, FrameAgreement, Person, SupervisionPair, TherapySession
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.services.image import add_image
from sessions_log.services.session import add_addendum
from tests.people import as_person, log, make_client, person

ROWS = (1, 3, 50)
RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response", contexts=("gender",))
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="clarify", episode=HERE)
SIX = (6,) * 6

Show = Callable[[Person, int], str]
"""Brings what a page shows to so many rows, for a therapist, and returns the page's address."""


def clients(ana: Person, rows: int) -> None:
    """Bring the caseload to so many clients, each with an open rupture in a rated draft."""
    for number in range(ana.clients.count(), rows):
        client = make_client(ana, code=f"C-{number}", name=f"Name {number}")
        log(client, RUPTURE, REPAIR, sign=True, client_check=SIX)
        log(client, RUPTURE, client_check=SIX, therapist_check=SIX)


def course(ana: Person, rows: int) -> Client:
    """Bring one client to so many sessions, open episodes, images and parts of the frame."""
    client = ana.clients.first() or make_client(ana, code="A-1")
    for number in range(client.sessions.count(), rows):
        image = add_image(by=ana, client=client, text=f"Image {number}", origin="", is_controlling=False)
        FrameAgreement.objects.create(
            practice=ana.practice, client=client, topic="fee", text=f"Fee {number}", agreed_on=client.began_on
        )
        touched = MomentEntry(**vars(RUPTURE) | {"image": image.pk, "direction": "re_enacted"})
        log(client, touched, sign=True, client_check=SIX, therapist_check=SIX, good_things={"zest": 5}, note="Said")
    return client


def today(ana: Person, rows: int) -> str:
    clients(ana, rows)
    return reverse("today")


def client_list(ana: Person, rows: int) -> str:
    clients(ana, rows)
    return reverse("client_list")


def client_page(ana: Person, rows: int) -> str:
    return reverse("client", args=[course(ana, rows).pk])


def timeline(ana: Person, rows: int) -> str:
    return reverse("timeline", args=[course(ana, rows).pk])


def logging(ana: Person, rows: int) -> str:
    return reverse("session_new", args=[course(ana, rows).pk])


def draft(ana: Person, rows: int) -> str:
    session = log(course(ana, 1), *[RUPTURE, REPAIR] * rows, note="Said", reflection="Thought")
    return reverse("session", args=[session.pk])


def signed(ana: Person, rows: int) -> str:
    session = log(course(ana, 1), *[RUPTURE, REPAIR] * rows, note="Said", reflection="Thought", sign=True)
    for number in range(rows):
        add_addendum(by=ana, session=session, submission=uuid.uuid4(), text=f"Addendum {number}")
    return reverse("session", args=[session.pk])


def episode(ana: Person, rows: int) -> str:
    """Show the first rupture of a course, with so many repairs in later sessions."""
    client = course(ana, 1)
    episode = Episode.objects.get(client=client)
    for _ in range(episode.attempts.count(), rows):
        log(client, MomentEntry(**vars(REPAIR) | {"episode": str(episode.pk)}), sign=True)
    return reverse("episode", args=[episode.pk])


def supervision(ana: Person, rows: int) -> str:
    clients(ana, rows)
    TherapySession.objects.filter(status="draft").update(status="signed", signed_at=timezone.now())
    return reverse("supervision")


def people(ana: Person, rows: int) -> str:
    """Show so many therapists beside those that are there, each with a supervisor."""
    ben = Person.objects.get(is_supervisor=True)
    for number in range(SupervisionPair.objects.count(), rows):
        colleague = person(ana.practice, f"Therapist{number}", is_therapist=True)
        SupervisionPair.objects.create(
            practice=ana.practice, supervisor=ben, therapist=colleague, starts_on=timezone.localdate()
        )
    return reverse("people")


def audit(ana: Person, rows: int) -> str:
    clients(ana, rows)
    return reverse("audit")


@pytest.mark.parametrize(
    ("reader", "show"),
    [
        *(("ana", show) for show in (today, client_list, client_page, timeline, logging, draft, signed, episode)),
        ("ben", supervision),
        ("ben", timeline),
        ("dora", people),
        ("dora", audit),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_page_takes_the_same_queries_with_one_row_three_or_fifty(
    reader: str, show: Show, ana: Person, ben: Person, dora: Person
) -> None:
    browser = as_person({"ana": ana, "ben": ben, "dora": dora}[reader])
    browser.get("/")  # the first request notes in the session when it was seen

    seen = [_open(browser, show(ana, rows)) for rows in ROWS]

    lengths, counts = zip(*seen, strict=True)
    assert len(set(counts)) == 1, counts
    assert sorted(set(lengths)) == list(lengths), "more rows make a longer page"


def _open(browser: Browser, address: str) -> tuple[int, int]:
    """Return a page's length and the number of queries that it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)
    assert answer.status_code == 200
    return len(answer.content), len(queries)
