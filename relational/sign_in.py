"""How django-allauth signs people in here: invited accounts only, sealed second-factor secrets."""

import base64
import binascii
import uuid

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from sessions_log.errors import DecryptionFailed
from sessions_log.models import Person
from sessions_log.models.encryption import decrypt, encrypt

SECRET_COLUMN = "mfa.Authenticator.data"


class PersonBackend(AuthenticationBackend):
    """Signs in by e-mail address; brings the practice along, which every page needs."""

    def get_user(self, user_id: uuid.UUID | str) -> Person | None:
        """Return the person while the account is active, so that disabling it ends the session at once."""
        person = Person.objects.select_related("practice").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the practice's admin, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(encrypt(SECRET_COLUMN, text)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Raise DecryptionFailed for a secret that was not written by `encrypt` under a known key."""
        try:
            token = base64.b64decode(encrypted_text, validate=True)
        except binascii.Error as error:
            raise DecryptionFailed(SECRET_COLUMN) from error
        return decrypt(SECRET_COLUMN, token)
