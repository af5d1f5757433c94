"""The people who sign in: therapists, supervisors and admins. Clients have no account."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from sessions_log.models.fields import EncryptedTextField, Owned
from sessions_log.models.practice import Practice
from sessions_log.vocabulary import Role


class PersonManager(BaseUserManager["Person"]):
    """Creates rows only; `services.people` is what decides and audits."""

    def create_person(
        self, *, practice: Practice, email: str, name: str, password: str | None, **roles: bool
    ) -> "Person":
        person = self.model(practice=practice, email=email.strip().lower(), name=name, **roles)
        person.set_password(password)
        person.save()
        return person


class Person(Owned, AbstractBaseUser):
    email = models.EmailField(unique=True)
    name = EncryptedTextField()
    is_active = models.BooleanField(default=True)
    is_therapist = models.BooleanField(default=False)
    is_supervisor = models.BooleanField(default=False)
    is_admin = models.BooleanField(default=False)
    single_keys = models.BooleanField(default=True)
    """Whether a key by itself, such as `?`, does something. Who dictates, or touches keys unawares, switches it off."""
    version = models.PositiveIntegerField(default=1)
    """Counts what an admin changed: the roles, and whether the account is in use."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [models.Index("practice", name="person_of_practice")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_any_case"),
            models.CheckConstraint(
                name="person_has_a_role",
                condition=models.Q(is_therapist=True) | models.Q(is_supervisor=True) | models.Q(is_admin=True),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def roles(self) -> set[Role]:
        held = {Role.THERAPIST: self.is_therapist, Role.SUPERVISOR: self.is_supervisor, Role.ADMIN: self.is_admin}
        return {role for role, has in held.items() if has}
