"""Practices, accounts and supervision pairs. `by` is the acting person, or None for a command on the machine."""

import datetime
import secrets
import uuid
from collections.abc import Collection

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from sessions_log.errors import InvalidEntry
from sessions_log.models import Person, Practice, SupervisionPair
from sessions_log.models.practice import validate_time_zone
from sessions_log.services.audit import record
from sessions_log.vocabulary import Role


@transaction.atomic
def create_practice(*, name: str, by: Person | None, time_zone: str = "Europe/London") -> Practice:
    """Create a practice. Raises InvalidEntry for a name that is taken or an unknown IANA time zone."""
    if not name.strip() or Practice.objects.filter(name=name.strip()).exists():
        raise InvalidEntry("Give the practice a name that no other practice here has.", "name")
    try:
        validate_time_zone(time_zone)
    except ValidationError as error:
        raise InvalidEntry(error.messages[0], "time_zone") from error
    practice = Practice.objects.create(name=name.strip(), time_zone=time_zone)
    record(by=by, action="practice_created", subject=practice, practice_id=practice.pk)
    return practice


@transaction.atomic
def create_person(
    *, practice: Practice, email: str, name: str, roles: Collection[Role], password: str, by: Person | None
) -> Person:
    """Create an account that can sign in at once.

    Raises InvalidEntry, naming the field, for an address that is malformed or taken, for no role, and for a
    password that the validators of AUTH_PASSWORD_VALIDATORS refuse.
    """
    address = _free_address(email)
    if not name.strip():
        raise InvalidEntry("Give the name that colleagues know the person by.", "name")
    if not roles:
        raise InvalidEntry("Give the person at least one role.", "roles")
    _refuse_weak(password, Person(email=address, name=name))
    held = {f"is_{role.value}": role in roles for role in Role}
    person = Person.objects.create_person(
        practice=practice, email=address, name=name.strip(), password=password, **held
    )
    record(by=by, action="person_created", subject=person, roles=",".join(sorted(role.value for role in roles)))
    return person


def add_person(*, by: Person, email: str, name: str, roles: Collection[Role]) -> Person:
    """Add an account to the admin's practice, opened by the password that its person chooses.

    The same entries again find the account that they made, for as long as nobody has signed in with it. Raises
    InvalidEntry as `create_person` does.
    """
    with transaction.atomic():
        _lock(by.practice_id)
        known = Person.objects.filter(practice_id=by.practice_id, email=email.strip().lower(), last_login=None).first()
        if known and known.is_active and (known.name, known.roles) == (name.strip(), set(roles)):
            return known
        unknown = secrets.token_urlsafe(48)  # to everybody
        return create_person(practice=by.practice, email=email, name=name, roles=roles, password=unknown, by=by)


@transaction.atomic
def pair_supervisor(
    *,
    supervisor: Person,
    therapist: Person,
    starts_on: datetime.date,
    by: Person | None,
    ends_on: datetime.date | None = None,
) -> SupervisionPair:
    """Let a supervisor see a therapist's timelines from the first day to the last, both included.

    The same pair with the same days again changes nothing. Raises InvalidEntry when the two are one person or of two
    practices, lack the role, are paired in these days already, or the days are reversed.
    """
    if supervisor == therapist or supervisor.practice_id != therapist.practice_id:
        raise InvalidEntry("Supervisor and therapist are two people of the same practice.", "supervisor")
    if not supervisor.is_supervisor or not therapist.is_therapist:
        raise InvalidEntry("Supervision needs somebody with each of the two roles.", "supervisor")
    if ends_on is not None and ends_on < starts_on:
        raise InvalidEntry("The last day lies before the first.", "ends_on")
    _lock(therapist.practice_id)
    the_same = {"supervisor": supervisor, "therapist": therapist, "starts_on": starts_on, "ends_on": ends_on}
    if known := SupervisionPair.objects.filter(**the_same).first():
        return known
    _refuse_overlap(supervisor, therapist, starts_on, ends_on)
    pair = SupervisionPair.objects.create(practice_id=therapist.practice_id, **the_same)
    record(by=by, action="supervision_paired", subject=pair, supervisor=str(supervisor.pk), therapist=str(therapist.pk))
    return pair


def _lock(practice_id: uuid.UUID) -> None:
    """Hold the practice's people until the transaction ends: impatient fingers queue here."""
    Practice.objects.select_for_update(no_key=True).get(pk=practice_id)


def _refuse_overlap(
    supervisor: Person, therapist: Person, starts_on: datetime.date, ends_on: datetime.date | None
) -> None:
    earlier = SupervisionPair.objects.filter(supervisor=supervisor, therapist=therapist).exclude(ends_on__lt=starts_on)
    if (earlier.filter(starts_on__lte=ends_on) if ends_on else earlier).exists():
        raise InvalidEntry("These two are paired in these days already.", "starts_on")


def _free_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidEntry("This is not an e-mail address.", "email") from error
    if Person.objects.filter(email=address).exists():
        raise InvalidEntry("Somebody signs in with this address already.", "email")
    return address


def _refuse_weak(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InvalidEntry(" ".join(error.messages), "password") from error
