"""The second factor: who needs one, how its secret lies in the database, who keeps it."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client as Browser

from relational.sign_in import MFAAdapter
from sessions_log.errors import DecryptionFailed
from sessions_log.models import AuditEntry, Person
from tests.people import PASSWORD, as_person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGE = "/accounts/password/change/"


@pytest.fixture
def real(settings: Any) -> None:
    """An installation that is no demo, over plain http for the test."""
    settings.DEMO = False


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def is_sent_to_set_up(browser: Browser) -> bool:
    response = browser.get(PAGE)
    return (response.status_code, response.get("Location")) == (302, "/accounts/2fa/")


@pytest.mark.parametrize("who", ["ben", "dora", "otto"])
def test_supervisors_and_admins_must_set_one_up(real: None, request: pytest.FixtureRequest, who: str) -> None:
    browser = as_person(request.getfixturevalue(who))

    assert is_sent_to_set_up(browser)
    assert browser.get("/accounts/2fa/").status_code == 200


def test_therapist_may_work_without(real: None, ana: Person) -> None:
    assert as_person(ana).get(PAGE).status_code == 200


def test_practice_may_ask_it_of_all(real: None, ana: Person) -> None:
    ana.practice.require_second_factor = True
    ana.practice.save()

    assert is_sent_to_set_up(as_person(ana))


def test_demo_asks_it_of_nobody(dora: Person) -> None:
    assert as_person(dora).get(PAGE).status_code == 200


def test_whoever_has_one_may_work(real: None, dora: Person) -> None:
    TOTP.activate(dora, SECRET)

    assert as_person(dora).get(PAGE).status_code == 200


def test_recovery_codes_alone_do_not_count(real: None, dora: Person) -> None:
    Authenticator.objects.create(user=dora, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert is_sent_to_set_up(as_person(dora))


def test_sign_in_asks_for_the_code(client: Browser, dora: Person) -> None:
    TOTP.activate(dora, SECRET)

    response = client.post("/accounts/login/", {"login": dora.email, "password": PASSWORD})
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert client.get(PAGE).status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert client.get(PAGE).status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code()})

    assert client.get(PAGE).status_code == 200
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["second_factor_added", "second_factor_failed", "signed_in"]


def test_setting_one_up_asks_for_the_password_again(dora: Person) -> None:
    browser = as_person(dora)
    again = "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"

    assert browser.get("/accounts/2fa/totp/activate/")["Location"] == again
    browser.post("/accounts/reauthenticate/", {"password": "not the password at all"})
    assert browser.get("/accounts/2fa/totp/activate/")["Location"] == again


def test_setting_one_up_is_audited_and_gives_recovery_codes(dora: Person) -> None:
    client = as_person(dora)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret

    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})

    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    added = AuditEntry.objects.filter(action="second_factor_added").order_by("id")
    assert [(entry.actor_id, entry.facts) for entry in added] == [
        (dora.pk, {"kind": "totp"}),
        (dora.pk, {"kind": "recovery_codes"}),
    ]


def test_secrets_lie_encrypted(dora: Person) -> None:
    stored = TOTP.activate(dora, SECRET).instance.data["secret"]

    assert SECRET not in stored
    assert MFAAdapter().decrypt(stored) == SECRET


@pytest.mark.parametrize("stored", ["not base64!", SECRET])
def test_secret_of_another_making_is_refused(stored: str) -> None:
    with pytest.raises(DecryptionFailed):
        MFAAdapter().decrypt(stored)


def test_last_factor_stays_where_it_is_needed(real: None, dora: Person) -> None:
    totp = TOTP.activate(dora, SECRET).instance

    assert not MFAAdapter().can_delete_authenticator(totp)


def test_one_of_two_factors_may_go(real: None, dora: Person) -> None:
    totp = TOTP.activate(dora, SECRET).instance
    Authenticator.objects.create(user=dora, type=Authenticator.Type.WEBAUTHN, data={})

    assert MFAAdapter().can_delete_authenticator(totp)


def test_therapist_may_remove_the_only_one(real: None, ana: Person) -> None:
    totp = TOTP.activate(ana, SECRET).instance

    assert MFAAdapter().can_delete_authenticator(totp)

    totp.delete()
    assert AuditEntry.objects.filter(action="second_factor_removed", actor_id=ana.pk).count() == 1
