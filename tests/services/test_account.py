"""Changes to accounts: what counts, what is refused, and two admins with the same person open."""

from collections.abc import Collection
from typing import Any

import pytest

from sessions_log.errors import NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Person, Practice
from sessions_log.services.account import change_person
from sessions_log.vocabulary import Role
from tests.people import person
from tests.threads import at_once

BOTH = {Role.THERAPIST, Role.SUPERVISOR}


def change(who: Person, by: Person, roles: Collection[Role], *, version: int = 1, is_active: bool = True) -> None:
    change_person(by=by, person=who, version=version, roles=roles, is_active=is_active)


def stored(who: Person) -> dict[str, Any]:
    now = Person.objects.get(pk=who.pk)
    return {"roles": now.roles, "is_active": now.is_active, "version": now.version}


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))


def test_a_change_counts_the_version_up(ana: Person, dora: Person) -> None:
    change(ana, dora, BOTH)

    assert stored(ana) == {"roles": BOTH, "is_active": True, "version": 2}
    assert actions() == ["roles_changed"]


def test_a_tab_that_does_not_know_the_latest_is_told_both_and_changes_nothing(ana: Person, dora: Person) -> None:
    change(ana, dora, BOTH)

    with pytest.raises(StaleVersion) as refused:
        change(ana, dora, {Role.THERAPIST}, is_active=False)

    assert refused.value.differences == {"Roles": ("Therapist, Supervisor", "Therapist"), "May sign in": ("Yes", "No")}
    assert refused.value.version == 2
    assert stored(ana) == {"roles": BOTH, "is_active": True, "version": 2}
    assert actions() == ["roles_changed"]


def test_only_what_differs_is_shown(ana: Person, dora: Person) -> None:
    change(ana, dora, BOTH)

    with pytest.raises(StaleVersion) as refused:
        change(ana, dora, BOTH, is_active=False)

    assert refused.value.differences == {"May sign in": ("Yes", "No")}


def test_the_same_from_two_tabs_is_one_change(ana: Person, dora: Person) -> None:
    for _ in range(2):
        change(ana, dora, BOTH)

    assert stored(ana)["version"] == 2
    assert actions() == ["roles_changed"]


def test_once_both_were_seen_it_is_saved(ana: Person, dora: Person) -> None:
    change(ana, dora, BOTH)

    change(ana, dora, {Role.THERAPIST}, version=2, is_active=False)

    assert stored(ana) == {"roles": {Role.THERAPIST}, "is_active": False, "version": 3}


def test_the_last_active_admin_stays_admin(dora: Person) -> None:
    with pytest.raises(NotAllowedNow, match="only active admin"):
        change(dora, dora, {Role.THERAPIST})

    assert stored(dora) == {"roles": {Role.ADMIN}, "is_active": True, "version": 1}


@pytest.mark.django_db(transaction=True)
def test_of_several_admins_who_save_at_once_one_saves_and_the_others_are_told(practice: Practice, ana: Person) -> None:
    admins = [person(practice, name, is_admin=True) for name in ("Dora", "Eve", "Fay")]
    wishes = [{Role.SUPERVISOR}, {Role.ADMIN}, BOTH]

    def save(admin: Person, roles: set[Role]) -> set[Role] | None:
        try:
            change(ana, admin, roles)
        except StaleVersion:
            return None
        return roles

    outcomes = at_once([lambda each=each: save(*each) for each in zip(admins, wishes, strict=True)])

    (saved,) = [roles for roles in outcomes if roles]
    assert stored(ana) == {"roles": saved, "is_active": True, "version": 2}
    assert actions() == ["roles_changed"]
