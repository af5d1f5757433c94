"""Changes to accounts that exist: roles, disabling, and the link by which somebody chooses a password."""

from collections.abc import Collection

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import Person, Practice
from sessions_log.services.audit import record
from sessions_log.services.differing import in_words
from sessions_log.vocabulary import Role


def change_person(*, by: Person, person: Person, version: int, roles: Collection[Role], is_active: bool) -> Person:
    """Set a person's roles and whether the account is in use; both count from the next request on.

    What is so already changes nothing. Raises StaleVersion, with both, if another admin changed the person since
    `version`, InvalidEntry for no role, NotAllowedNow when the practice would be left without an active admin.
    """
    if not roles:
        raise InvalidEntry("Give the person at least one role.", "roles")
    with transaction.atomic():
        # Two admins who disable one another at the same time queue here.
        Practice.objects.select_for_update(no_key=True).get(pk=person.practice_id)
        person = Person.objects.get(pk=person.pk)
        if (person.roles, person.is_active) == (set(roles), is_active):
            return person
        if person.version != version:
            raise StaleVersion(_differences(person, roles, is_active=is_active), person.version)
        if not (is_active and Role.ADMIN in roles) and not _another_admin(person):
            raise NotAllowedNow("This is the practice’s only active admin. Make somebody else an admin first.")
        if person.roles != set(roles):
            codes = ",".join(sorted(role.value for role in roles))
            record(by=by, action="roles_changed", subject=person, roles=codes)
        if person.is_active != is_active:
            record(by=by, action="person_enabled" if is_active else "person_disabled", subject=person)
        for role in Role:
            setattr(person, f"is_{role.value}", role in roles)
        person.is_active = is_active
        person.version += 1
        person.save(update_fields=["is_active", "version", *(f"is_{role.value}" for role in Role)])
    return person


@transaction.atomic
def switch_single_keys(*, by: Person, on: bool) -> None:
    """Let keys by themselves do something for this person, or nothing."""
    if Person.objects.filter(pk=by.pk, single_keys=not on).update(single_keys=on):
        record(by=by, action="keys.switch", subject=by, on=on)


def make_password_key(*, by: Person, person: Person) -> dict[str, str]:
    """Return what the address of choosing a password takes (`uidb36`, `key`); it works once, for an hour."""
    if not person.is_active:
        raise NotAllowedNow("This account is disabled. Enable it first.")
    with transaction.atomic():
        # Making the first token also writes the person's address for allauth: two presses at once queue here.
        Practice.objects.select_for_update(no_key=True).get(pk=person.practice_id)
        record(by=by, action="set_password_link", subject=person)
        return {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}


def _differences(person: Person, roles: Collection[Role], *, is_active: bool) -> dict[str, tuple[str, str]]:
    return in_words({"Roles": (_labels(person.roles), _labels(roles)), "May sign in": (person.is_active, is_active)})


def _labels(roles: Collection[Role]) -> str:
    return ", ".join(role.label for role in Role if role in roles)


def _another_admin(person: Person) -> bool:
    admins = Person.objects.filter(practice_id=person.practice_id, is_admin=True, is_active=True)
    return admins.exclude(pk=person.pk).exists()
