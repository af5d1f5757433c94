"""The supervisor's page."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions_log.models import Client, Person, SupervisionPair
from sessions_log.models.entry import MomentEntry
from tests.people import as_person, log

RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response")
PAGE = reverse("supervision")


@pytest.mark.parametrize("moments", [(), (RUPTURE,)])
def test_client_stands_there_by_code_with_the_way_to_the_timeline(
    ben: Person, anas_client: Client, moments: tuple[MomentEntry, ...]
) -> None:
    log(anas_client, *moments, sign=True)

    page = as_person(ben).get(PAGE).content.decode()

    assert f'<a class="whole" href="{reverse("timeline", args=[anas_client.pk])}">A-1</a>' in page
    assert ("no repair logged yet" in page) is bool(moments)
    assert "Robin" not in page


def test_supervisor_without_supervisees_is_told_what_will_be_here(ben: Person) -> None:
    SupervisionPair.objects.all().delete()

    assert "Therapists whom you supervise will stand here" in as_person(ben).get(PAGE).content.decode()


def test_a_rupture_that_no_session_has_followed_says_nothing_of_sessions(ben: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE, starts_at=timezone.now() - datetime.timedelta(days=2), sign=True)

    page = as_person(ben).get(PAGE).content.decode()

    assert "Rupture, 2 days</li>" in page
    assert "session" not in page.partition("Open now")[2].partition("Your supervisees")[0]
