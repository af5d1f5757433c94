"""Every sign-in, sign-out, failure and change of a credential in the audit trail.

An address that belongs to nobody is not written down: people type passwords into the wrong field.
"""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from sessions_log.models import Person
from sessions_log.services.audit import record
from sessions_log.views.signed_in import SIGNED_OUT_BECAUSE


@transaction.atomic
def record_about_account(person: Person | None, action: str) -> None:
    """Append an entry about an account that nobody has proved to be theirs; `person` is None for an unknown one."""
    record(by=None, action=action, subject=person)


def person_of(email: str) -> Person | None:
    """Return whose address this is."""
    return Person.objects.filter(email=email.strip().lower()).first()


@receiver(user_logged_in)
@transaction.atomic
def _signed_in(user: Person, **kwargs: Any) -> None:
    record(by=user, action="signed_in", subject=user)


@receiver(user_logged_out)
@transaction.atomic
def _signed_out(request: HttpRequest, user: Person | None, **kwargs: Any) -> None:
    if user is not None:
        record(by=user, action="signed_out", subject=user, because=getattr(request, SIGNED_OUT_BECAUSE, "own_wish"))


@receiver(user_login_failed)
def _sign_in_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    record_about_account(person_of(str(credentials.get("email", ""))), "sign_in_failed")


@receiver(authentication_failed)
def _second_factor_failed(user: Person, **kwargs: Any) -> None:
    record_about_account(user, "second_factor_failed")


@receiver(password_changed)
@transaction.atomic
def _password_changed(user: Person, **kwargs: Any) -> None:
    record(by=user, action="password_changed", subject=user)


@receiver(password_reset)
@transaction.atomic
def _password_reset(user: Person, **kwargs: Any) -> None:
    record(by=user, action="password_reset", subject=user)


# The table's own signals, for allauth's are sent after the commit, where an entry could be lost.
@receiver(post_save, sender=Authenticator)
@transaction.atomic
def _factor_added(instance: Authenticator, *, created: bool, **kwargs: Any) -> None:
    if created:
        record(by=instance.user, action="second_factor_added", subject=instance.user, kind=instance.type)


@receiver(post_delete, sender=Authenticator)
@transaction.atomic
def _factor_removed(instance: Authenticator, **kwargs: Any) -> None:
    record(by=instance.user, action="second_factor_removed", subject=instance.user, kind=instance.type)
