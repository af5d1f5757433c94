"""Archiving from the client's page, and what the admin sets for all records."""

import datetime

import pytest
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Person, Practice
from sessions_log.services.client import edit_client
from tests.people import as_person, person
from tests.views.people_at_work import confirmed

RULES = {"version": "1", "draft_limit_days": "3", "retention_years": "7", "reflection_in_record": "on"}


@pytest.fixture
def ended(anas_client: Client, ana: Person) -> Client:
    day = datetime.date(2026, 3, 1)
    return edit_client(by=ana, client=anas_client, version=1, ended_on=day, ending="agreed")


def test_an_ended_therapy_is_archived_and_brought_back_from_its_page(ana: Person, ended: Client) -> None:
    browser, page = as_person(ana), reverse("client", args=[ended.pk])
    assert ">Archive</button>" in browser.get(page).content.decode()

    browser.post(reverse("client_archive", args=[ended.pk]))

    assert "Bring back from the archive" in browser.get(page).content.decode()
    assert "Robin" not in browser.get(reverse("client_list"), {"ended": ""}).content.decode()
    assert "Robin" in browser.get(reverse("client_list"), {"archived": ""}).content.decode()

    browser.post(reverse("client_unarchive", args=[ended.pk]))

    assert "Robin" in browser.get(reverse("client_list"), {"ended": ""}).content.decode()


def test_a_therapy_under_way_offers_no_archive_and_refuses_it(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)
    assert ">Archive</button>" not in browser.get(reverse("client", args=[anas_client.pk])).content.decode()

    answer = browser.post(reverse("client_archive", args=[anas_client.pk]))

    assert answer.status_code == 409
    assert "This therapy goes on." in answer.content.decode()


def test_the_admin_sets_retention_and_right_of_access_of_the_own_practice(dora: Person, otto: Person) -> None:
    answer = confirmed(dora).post(reverse("record_rules"), RULES)

    assert answer.headers["Location"] == reverse("record_rules")
    rules = Practice.objects.values_list("name", "draft_limit_days", "retention_years", "reflection_in_record")
    assert set(rules) == {("Quiet Room", 3, 7, True), ("Elsewhere", 7, 10, False)}
    entry = AuditEntry.objects.get(action="practice.record_rules")
    assert (entry.actor_id, entry.facts) == (dora.pk, {"drafts": 3, "years": 7, "reflections": True})


@pytest.mark.parametrize(
    ("name", "value"),
    [*(("retention_years", years) for years in ("0", "101", "", "ten")),
     *(("draft_limit_days", days) for days in ("-1", "366", "", "a week"))],
)  # fmt: skip
def test_a_senseless_time_is_refused(dora: Person, name: str, value: str) -> None:
    answer = confirmed(dora).post(reverse("record_rules"), RULES | {name: value})

    assert answer.status_code == 422
    assert Practice.objects.values_list("draft_limit_days", "retention_years").get() == (7, 10)


def test_two_admins_see_both_and_saving_again_is_a_decision(practice: Practice, dora: Person) -> None:
    eve = person(practice, "Eve", is_admin=True)
    opened = confirmed(dora).get(reverse("record_rules")).content.decode()
    assert 'name="version" value="1"' in opened
    confirmed(eve).post(reverse("record_rules"), RULES | {"retention_years": "12"})
    browser = confirmed(dora)

    refused = browser.post(reverse("record_rules"), RULES)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "This was saved somewhere else in the meantime" in page
    assert "<pre>12</pre>" in page
    assert "<pre>7</pre>" in page
    assert 'name="version" value="2"' in page
    assert refused.context["form"]["retention_years"].value() == "7"
    assert Practice.objects.values_list("retention_years", flat=True).get() == 12

    assert browser.post(reverse("record_rules"), RULES | {"version": "2"}).status_code == 302

    assert Practice.objects.values_list("retention_years", flat=True).get() == 7


def test_the_password_is_asked_for_before_the_rules_change(dora: Person) -> None:
    as_person(dora).post(reverse("record_rules"), RULES)

    assert Practice.objects.get().retention_years == 10
