"""People, roles, pairs and links, for the admin."""

import datetime
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions_log.models import AuditEntry, Person, Practice, SupervisionPair
from tests.people import PASSWORD, as_person, person
from tests.views.people_at_work import confirmed

PAGE = reverse("people")
EVE = {"name": "Eve", "email": "eve@quiet.example", "roles": ["therapist"]}


def test_list_shows_roles_second_factor_and_pairs_of_the_own_practice(dora: Person, ben: Person, otto: Person) -> None:
    Authenticator.objects.create(user=ben, type=Authenticator.Type.TOTP, data={})

    page = as_person(dora).get(PAGE).content.decode()

    assert "Ben supervises Ana" in page
    assert page.count("none yet") == 2
    assert '<span class="small">app</span>' in page
    assert "Otto" not in page


@pytest.mark.parametrize("more", [0, 2, 30])
def test_list_takes_five_queries(
    practice: Practice, dora: Person, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(more):
        person(practice, f"T{number}", is_therapist=True)
    browser = as_person(dora)
    browser.get(PAGE)

    with django_assert_num_queries(5):  # session, person, people, second factors, pairs
        browser.get(PAGE)


@pytest.mark.parametrize("name", ["person_new", "pair_new"])
def test_changes_ask_for_the_password_again(dora: Person, name: str) -> None:
    answer = as_person(dora).get(reverse(name))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_new_person_gets_a_link_that_opens_the_account_once(dora: Person) -> None:
    page = confirmed(dora).post(reverse("person_new"), EVE).content.decode()

    link = re.search(r'value="http://testserver(/accounts/password/reset/key/[^"]+)"', page)
    assert link is not None
    eve, browser = Person.objects.get(email="eve@quiet.example"), Browser()
    assert (eve.roles, eve.practice_id) == ({"therapist"}, dora.practice_id)
    form = browser.get(link[1], follow=True)
    chosen = {"password1": "the willow by the river", "password2": "the willow by the river"}
    browser.post(form.request["PATH_INFO"], chosen)
    eve.refresh_from_db()
    assert eve.check_password("the willow by the river")
    assert "This link no longer works" in Browser().get(link[1], follow=True).content.decode()
    assert mail.outbox == []


def test_taken_address_is_said_beside_the_field(dora: Person, ana: Person) -> None:
    answer = confirmed(dora).post(reverse("person_new"), EVE | {"email": ana.email.upper()})

    assert answer.status_code == 422
    assert "Somebody signs in with this address already." in answer.content.decode()


def test_link_for_a_colleague_leaves_the_present_password(dora: Person, ana: Person) -> None:
    answer = confirmed(dora).post(reverse("person_link", args=[ana.pk]))

    ana.refresh_from_db()
    assert b"/accounts/password/reset/key/" in answer.content
    assert ana.check_password(PASSWORD)
    assert AuditEntry.objects.get(action="set_password_link").subject_id == str(ana.pk)


def test_page_of_a_person_shows_what_is_so(dora: Person, ana: Person) -> None:
    page = confirmed(dora).get(reverse("person", args=[ana.pk])).content.decode()

    boxes = dict(re.findall(r'value="(therapist|supervisor|admin)"([^>]*)>', page))
    assert {role: "checked" in box for role, box in boxes.items()} == {
        "therapist": True,
        "supervisor": False,
        "admin": False,
    }


def test_roles_change_and_count_at_once(dora: Person, ana: Person) -> None:
    address = reverse("person", args=[ana.pk])

    confirmed(dora).post(address, {"version": "1", "roles": ["supervisor"], "is_active": "on"})

    ana.refresh_from_db()
    assert ana.roles == {"supervisor"}
    assert as_person(ana).get(reverse("client_list")).status_code == 404
    assert AuditEntry.objects.get(action="roles_changed").facts == {"roles": "supervisor"}


def test_disabling_and_enabling_are_audited(dora: Person, ana: Person) -> None:
    browser, address = confirmed(dora), reverse("person", args=[ana.pk])

    browser.post(address, {"version": "1", "roles": ["therapist"]})
    ana.refresh_from_db()
    assert not ana.is_active
    browser.post(address, {"version": "2", "roles": ["therapist"], "is_active": "on"})

    ana.refresh_from_db()
    assert ana.is_active
    assert AuditEntry.objects.filter(action__in=["person_disabled", "person_enabled"]).count() == 2


def test_two_admins_see_both_and_saving_again_is_a_decision(practice: Practice, dora: Person, ana: Person) -> None:
    eve, address = person(practice, "Eve", is_admin=True), reverse("person", args=[ana.pk])
    browser = confirmed(dora)
    assert 'name="version" value="1"' in browser.get(address).content.decode()
    confirmed(eve).post(address, {"version": "1", "roles": ["therapist", "supervisor"], "is_active": "on"})

    refused = browser.post(address, {"version": "1", "roles": ["therapist"]})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "This was saved somewhere else in the meantime" in page
    assert "<pre>Therapist, Supervisor</pre>" in page
    assert "<pre>Therapist</pre>" in page
    assert 'name="version" value="2"' in page
    assert (refused.context["form"]["roles"].value(), refused.context["form"]["is_active"].value()) == (
        ["therapist"],
        False,
    )
    ana.refresh_from_db()
    assert (ana.roles, ana.is_active) == ({"therapist", "supervisor"}, True)

    assert browser.post(address, {"version": "2", "roles": ["therapist"]}).status_code == 302

    ana.refresh_from_db()
    assert (ana.roles, ana.is_active) == ({"therapist"}, False)


@pytest.mark.parametrize("change", [{"roles": ["therapist"], "is_active": "on"}, {"roles": ["admin"]}])
def test_last_active_admin_stays(dora: Person, change: dict[str, str]) -> None:
    answer = confirmed(dora).post(reverse("person", args=[dora.pk]), {"version": "1"} | change)

    dora.refresh_from_db()
    assert answer.status_code == 422
    assert "only active admin" in answer.content.decode()
    assert (dora.is_admin, dora.is_active) == (True, True)


def test_admin_may_go_when_there_is_another(practice: Practice, dora: Person) -> None:
    person(practice, "Eve", is_admin=True)

    change = {"version": "1", "roles": ["therapist"], "is_active": "on"}
    confirmed(dora).post(reverse("person", args=[dora.pk]), change)

    dora.refresh_from_db()
    assert dora.roles == {"therapist"}


def test_pair_that_overlaps_another_is_refused(dora: Person, ben: Person, cleo: Person) -> None:
    posted = {"supervisor": str(ben.pk), "therapist": str(cleo.pk)}
    browser = confirmed(dora)

    answers = [
        browser.post(reverse("pair_new"), posted | {"starts_on": day}).status_code
        for day in ("2026-01-05", "2026-01-06")
    ]

    assert answers == [302, 422]
    assert SupervisionPair.objects.filter(therapist=cleo).count() == 1


def test_only_the_own_practice_s_people_can_be_paired(dora: Person, ben: Person, otto: Person) -> None:
    posted = {"supervisor": str(ben.pk), "therapist": str(otto.pk), "starts_on": "2026-01-05"}

    assert confirmed(dora).post(reverse("pair_new"), posted).status_code == 422


@pytest.mark.parametrize(("days", "left"), [(365, 1), (0, 0)])
def test_pair_ends_as_of_yesterday_or_never_was(dora: Person, ben: Person, days: int, left: int) -> None:
    today = timezone.localdate()
    SupervisionPair.objects.update(starts_on=today - datetime.timedelta(days=days))
    pair = SupervisionPair.objects.get()

    confirmed(dora).post(reverse("pair_end", args=[pair.pk]))

    ended = SupervisionPair.objects.filter(ends_on=today - datetime.timedelta(days=1))
    assert (ended.count(), SupervisionPair.objects.count()) == (left, left)
    assert AuditEntry.objects.get(action="supervision_ended").subject_id == str(pair.pk)


def test_a_pair_that_is_ended_twice_ends_once(dora: Person, ben: Person) -> None:
    browser, pair = confirmed(dora), SupervisionPair.objects.get()

    answers = [browser.post(reverse("pair_end", args=[pair.pk])) for _ in range(2)]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, PAGE)] * 2
    assert AuditEntry.objects.filter(action="supervision_ended").count() == 1
