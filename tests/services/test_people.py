"""Practices, accounts and pairs: what is made, what is refused, what is audited."""

import datetime
from typing import Any

import pytest

from sessions_log.errors import InvalidEntry
from sessions_log.models import AuditEntry, Person, Practice, SupervisionPair
from sessions_log.services import people
from sessions_log.vocabulary import Role

PASSWORD = "a long and quiet phrase"
MONDAY = datetime.date(2026, 1, 5)


def create(practice: Practice, **changed: Any) -> Person:
    usual: dict[str, Any] = {
        "email": " Eve@Quiet.example ",
        "name": "Eve",
        "roles": {Role.THERAPIST, Role.ADMIN},
        "password": PASSWORD,
        "by": None,
    }
    return people.create_person(practice=practice, **(usual | changed))


def test_practice_is_created_and_audited_in_its_own_chain(db: None) -> None:
    practice = people.create_practice(name=" Riverside ", by=None, time_zone="Europe/Berlin")

    assert (practice.name, practice.time_zone) == ("Riverside", "Europe/Berlin")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.practice_id, entry.sequence) == ("practice_created", practice.pk, 1)


@pytest.mark.parametrize(
    ("name", "time_zone", "field"),
    [("Quiet Room", "Europe/London", "name"), (" ", "Europe/London", "name"), ("New", "Mars/Base", "time_zone")],
)
def test_practice_that_cannot_be_is_refused(practice: Practice, name: str, time_zone: str, field: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        people.create_practice(name=name, by=None, time_zone=time_zone)

    assert refused.value.field == field


def test_person_is_created_with_roles_and_audited(practice: Practice, dora: Person) -> None:
    eve = create(practice, by=dora)

    eve.refresh_from_db()
    assert (eve.email, eve.name, eve.roles) == ("eve@quiet.example", "Eve", {Role.THERAPIST, Role.ADMIN})
    assert eve.check_password(PASSWORD)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("person_created", dora.pk, str(eve.pk))
    assert entry.facts == {"roles": "admin,therapist"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"email": "ANA@quiet-room.example"}, "email"),
        ({"name": " "}, "name"),
        ({"roles": set()}, "roles"),
        ({"password": "too short"}, "password"),
        ({"password": "eve@quiet.example"}, "password"),
    ],
)
def test_account_that_cannot_be_is_refused(practice: Practice, ana: Person, changed: Any, field: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        create(practice, **changed)

    assert refused.value.field == field
    assert Person.objects.count() == 1


def test_failing_audit_leaves_no_account(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(people, "record", fail)

    with pytest.raises(RuntimeError):
        create(practice)

    assert Person.objects.count() == 0


def test_pair_is_made_and_audited(ana: Person, dora: Person, practice: Practice) -> None:
    sue = create(practice, roles={Role.SUPERVISOR})

    pair = people.pair_supervisor(supervisor=sue, therapist=ana, starts_on=MONDAY, by=dora)

    assert SupervisionPair.objects.get() == pair
    assert (pair.practice_id, pair.starts_on, pair.ends_on) == (practice.pk, MONDAY, None)
    entry = AuditEntry.objects.get(action="supervision_paired")
    assert entry.facts == {"supervisor": str(sue.pk), "therapist": str(ana.pk)}


def test_pair_across_practices_is_refused(ana: Person, otto: Person) -> None:
    with pytest.raises(InvalidEntry, match="same practice"):
        people.pair_supervisor(supervisor=otto, therapist=ana, starts_on=MONDAY, by=None)


def test_pair_without_the_roles_is_refused(ana: Person, cleo: Person) -> None:
    with pytest.raises(InvalidEntry, match="two roles"):
        people.pair_supervisor(supervisor=cleo, therapist=ana, starts_on=MONDAY, by=None)


def test_pair_with_itself_is_refused(otto: Person) -> None:
    with pytest.raises(InvalidEntry, match="two people"):
        people.pair_supervisor(supervisor=otto, therapist=otto, starts_on=MONDAY, by=None)


def test_pair_that_ends_before_it_starts_is_refused(practice: Practice, ana: Person) -> None:
    sue = create(practice, roles={Role.SUPERVISOR})

    with pytest.raises(InvalidEntry, match="last day"):
        people.pair_supervisor(
            supervisor=sue, therapist=ana, starts_on=MONDAY, ends_on=MONDAY - datetime.timedelta(days=1), by=None
        )
