"""The first page, for each role."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions_log.models import Client, Person
from sessions_log.models.entry import MomentEntry
from tests.bulk import fill_caseload
from tests.people import as_person, log, make_client

BREACH = MomentEntry(kind="breach", actor="therapist", marker="disrespect")
TODAY = "/"


def page_of(person: Person) -> str:
    return as_person(person).get(TODAY).content.decode()


def test_row_leads_to_client_session_timeline_draft_and_episode(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, BREACH, client_check=(5, 5, 5, 5, 5, 5))

    page = page_of(ana)

    for name in ("client", "session_new", "timeline"):
        assert f'href="{reverse(name, args=[anas_client.pk])}"' in page
    assert f'href="{reverse("session", args=[session.pk])}"' in page
    assert f'href="{reverse("episode", args=[session.moments.get().episode.pk])}"' in page
    assert "Alliance: 1 of the last 1 sessions rated, lately 5 on a scale of 1 to 7" in page


def test_one_press_leads_to_todays_session_where_it_is_begun(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, starts_at=timezone.now())

    page = page_of(ana)

    assert f'href="{reverse("session", args=[session.pk])}">Go on<' in page
    assert f'href="{reverse("session_new", args=[anas_client.pk])}"' not in page


def test_a_draft_is_said_once(ana: Person, anas_client: Client) -> None:
    log(anas_client)

    page = page_of(ana)

    assert page.lower().count("draft from") == 1
    assert "waiting to be signed" in page


def test_empty_caseload_says_what_will_be_here_and_offers_the_first_step(ana: Person) -> None:
    page = page_of(ana)

    assert "Your clients will stand here" in page
    assert f'href="{reverse("client_new")}"' in page


def test_names_and_codes_cannot_bring_markup_along(ana: Person) -> None:
    make_client(ana, code="<i>A", name="<script>alert(1)</script>")

    page = page_of(ana)

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;i&gt;A" in page


def test_supervisor_is_told_how_much_is_open_and_shown_no_client(ben: Person, anas_client: Client) -> None:
    log(anas_client, BREACH, sign=True)

    page = page_of(ben)

    assert "1 open episode with your supervisees’ clients, 1 of them a breach." in page
    assert f'href="{reverse("supervision")}"' in page
    assert "Robin" not in page
    assert "A-1" not in page


def test_admin_is_shown_the_way_to_people_and_audit_and_nothing_clinical(dora: Person, anas_client: Client) -> None:
    log(anas_client, BREACH)

    page = page_of(dora)

    assert f'href="{reverse("people")}"' in page
    assert f'href="{reverse("audit")}"' in page
    assert "Breach" not in page
    assert "A-1" not in page


def test_somebody_with_all_roles_has_all_parts(otto: Person) -> None:
    page = page_of(otto)

    assert "Your clients will stand here" in page
    assert "No episode is open with your supervisees’ clients." in page
    assert f'href="{reverse("people")}"' in page


@pytest.mark.parametrize("clients", [1, 3, 50])
def test_page_takes_five_queries(ana: Person, clients: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    fill_caseload(ana, clients)
    browser = as_person(ana)
    browser.get(TODAY)  # the first request notes in the session when it was seen

    with django_assert_num_queries(5):  # session, person, and the caseload's three
        page = browser.get(TODAY).content.decode()

    assert page.count(">Log session<") + page.count(">Go on<") == clients
