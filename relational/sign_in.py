"""How django-allauth signs people in here: invited accounts only, sealed second-factor secrets."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from relational.second_factor import FACTORS, needs_second_factor
from relational.sign_in_audit import person_of, record_about_account
from sessions_log.models import Person
from sessions_log.models.encryption import SECOND_FACTORS, decrypt_text, encrypt_to_text
from sessions_log.models.prepared import Given, Prepared

PERSON = Prepared(lambda: Person.objects.select_related("practice").filter(pk=Given("pk")))


class PersonBackend(AuthenticationBackend):
    """Signs in by e-mail address; brings the practice along, which every page needs."""

    def get_user(self, user_id: uuid.UUID) -> Person | None:
        """Return the person while the account is active, so that disabling it ends the session at once."""
        person = PERSON.one(pk=user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the practice's admin, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Audit when the limit on failed sign-ins is reached, then refuse as allauth does (ValidationError)."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            record_about_account(person_of(str(credentials.get("email", ""))), "sign_in_locked")
            raise

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Check the password again; the address is the account's own, for allauth keeps a list that we do not."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets lie encrypted in the database; who needs a second factor keeps one."""

    def encrypt(self, text: str) -> str:
        return encrypt_to_text(SECOND_FACTORS, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raise DecryptionFailed for a secret that was not written by `encrypt` under a known key."""
        return decrypt_text(SECOND_FACTORS, encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to remove the last TOTP or passkey of somebody who may not work without."""
        person = authenticator.user
        others = Authenticator.objects.filter(user=person, type__in=FACTORS).exclude(pk=authenticator.pk)
        return not needs_second_factor(person) or authenticator.type not in FACTORS or others.exists()
