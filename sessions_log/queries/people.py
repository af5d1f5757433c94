"""The practice's people and who supervises whom, for the admin. Nothing of clients."""

import datetime
import uuid
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import F
from django.utils import timezone

from sessions_log.models import Person, SupervisionPair
from sessions_log.vocabulary import Role

FACTORS = {Authenticator.Type.TOTP: "app", Authenticator.Type.WEBAUTHN: "passkey"}

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class PersonLine:
    """One person. `second_factor` says which are set up, or is empty."""

    id: uuid.UUID
    name: str
    email: str
    roles: str
    is_active: bool
    second_factor: str


@dataclass(frozen=True)
class PairLine:
    """A supervision pair that is in force or yet to begin."""

    id: uuid.UUID
    supervisor: str
    therapist: str
    starts_on: datetime.date
    ends_on: datetime.date | None


@dataclass(frozen=True)
class PeoplePage:
    """People by name, and the pairs by their first day."""

    people: list[PersonLine]
    pairs: list[PairLine]


def people_page(practice_id: uuid.UUID) -> PeoplePage:
    """Return the practice's people and pairs, in three queries."""
    factors = Authenticator.objects.filter(user__practice=practice_id, type__in=FACTORS)
    kinds: dict[uuid.UUID, set[str]] = {}
    for person, kind in factors.values_list("user", "type"):
        kinds.setdefault(person, set()).add(FACTORS[Authenticator.Type(kind)])
    people = [
        PersonLine(
            id=person.pk,
            name=person.name,
            email=person.email,
            roles=", ".join(role.label for role in Role if role in person.roles),
            is_active=person.is_active,
            second_factor=" and ".join(sorted(kinds.get(person.pk, ()))),
        )
        for person in Person.objects.filter(practice=practice_id)
    ]
    return PeoplePage(sorted(people, key=lambda line: line.name.casefold()), _pairs(practice_id))


def supervision_choices(practice_id: uuid.UUID) -> tuple[Choices, Choices]:
    """Return who may supervise and who may be supervised, as (id, name), in one query."""
    people = sorted(Person.objects.filter(practice=practice_id, is_active=True), key=lambda one: one.name.casefold())
    supervisors = [(str(person.pk), person.name) for person in people if person.is_supervisor]
    return supervisors, [(str(person.pk), person.name) for person in people if person.is_therapist]


def _pairs(practice_id: uuid.UUID) -> list[PairLine]:
    pairs = SupervisionPair.objects.filter(practice=practice_id).exclude(ends_on__lt=timezone.localdate())
    names = (F("supervisor__name"), F("therapist__name"))
    return [PairLine(*row) for row in pairs.values_list("pk", *names, "starts_on", "ends_on")]
