"""Signing in with a password: who gets in, what is said to the others, what is written down."""

from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.core import mail
from django.test import Client as Browser

from relational import settings as real_settings
from sessions_log.models import AuditEntry, Person
from sessions_log.models.audit import INSTALLATION
from tests.people import PASSWORD, as_person

WRONG = "not the password at all"


def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> Any:
    return browser.post("/accounts/login/", {"login": email, "password": password})


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/accounts/password/change/").status_code == 200


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_right_password_signs_in_and_is_audited(client: Browser, ana: Person) -> None:
    response = sign_in(client, ana.email.upper())

    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_signed_in(client)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.practice_id) == ("signed_in", ana.pk, ana.practice_id)


def test_session_key_changes_on_sign_in(client: Browser, ana: Person) -> None:
    before = client.session
    before["kept"] = True
    before.save()
    client.cookies["session"] = before.session_key

    sign_in(client, ana.email)

    assert client.session.session_key != before.session_key


def test_sign_out_ends_the_session_and_is_audited(client: Browser, ana: Person) -> None:
    sign_in(client, ana.email)

    client.post("/accounts/logout/")

    assert not is_signed_in(client)
    assert actions() == ["signed_in", "signed_out"]
    assert AuditEntry.objects.get(action="signed_out").facts == {"because": "own_wish"}


def test_getting_the_sign_out_page_signs_nobody_out(client: Browser, ana: Person) -> None:
    sign_in(client, ana.email)

    client.get("/accounts/logout/")

    assert is_signed_in(client)


def message_of(response: Any) -> list[str]:
    return response.context["form"].non_field_errors()


def test_known_and_unknown_addresses_get_the_same_answer(client: Browser, ana: Person) -> None:
    known = sign_in(client, ana.email, WRONG)
    unknown = sign_in(client, "nobody@nowhere.example", WRONG)

    assert known.status_code == unknown.status_code == 200
    assert message_of(known) == message_of(unknown)
    assert message_of(known)


def test_failures_are_audited_without_an_unknown_address(client: Browser, ana: Person) -> None:
    sign_in(client, ana.email, WRONG)
    sign_in(client, "nobody@nowhere.example", WRONG)

    known, unknown = AuditEntry.objects.order_by("id")
    assert (known.action, known.practice_id, known.subject_id) == ("sign_in_failed", ana.practice_id, str(ana.pk))
    assert (unknown.action, unknown.practice_id, unknown.subject_id) == ("sign_in_failed", INSTALLATION, "")
    assert known.actor_id is None
    assert unknown.facts == {}


def test_disabled_account_cannot_sign_in(client: Browser, ana: Person) -> None:
    Person.objects.filter(pk=ana.pk).update(is_active=False)

    sign_in(client, ana.email)

    assert not is_signed_in(client)


def test_sixth_attempt_is_refused_even_with_the_right_password(client: Browser, ana: Person) -> None:
    for _ in range(5):
        sign_in(client, ana.email, WRONG)

    sign_in(client, ana.email, PASSWORD)

    assert not is_signed_in(client)
    assert actions() == ["sign_in_failed"] * 5 + ["sign_in_locked"]


def test_lock_of_one_account_leaves_others_alone(client: Browser, ana: Person, cleo: Person) -> None:
    for _ in range(6):
        sign_in(client, ana.email, WRONG)

    sign_in(client, cleo.email)

    assert is_signed_in(client)


def test_reset_mail_goes_to_known_addresses_and_the_answer_is_the_same(client: Browser, ana: Person) -> None:
    known = client.post("/accounts/password/reset/", {"email": ana.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@nowhere.example"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[ana.email]]


def test_link_of_the_mail_sets_a_new_password_once(client: Browser, ana: Person) -> None:
    client.post("/accounts/password/reset/", {"email": ana.email})
    link = next(line for line in mail.outbox[0].body.split() if "/accounts/password/reset/key/" in line)
    path = link.removeprefix("http://testserver")
    form = client.get(path)["Location"]
    new = "an entirely new pass phrase"

    client.post(form, {"password1": new, "password2": new})

    sign_in(client, ana.email, new)
    assert is_signed_in(client)
    assert "password_reset" in actions()
    assert client.get(path).context["token_fail"]


@pytest.mark.parametrize("weak", ["fourteen chars", "1q2w3e4r5t6y7u8i9o0p", "ana@quiet-room.example"])
def test_weak_new_password_is_refused(ana: Person, weak: str) -> None:
    browser = as_person(ana)

    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})

    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_new_password_ends_other_sessions(ana: Person) -> None:
    here, elsewhere = as_person(ana), as_person(ana)
    new = "an entirely new pass phrase"

    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert "password_changed" in actions()


def test_nobody_can_sign_up(client: Browser, db: None) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.get("/accounts/email/").status_code == 404


def test_post_without_token_is_refused(ana: Person) -> None:
    strict = Browser(enforce_csrf_checks=True)

    assert sign_in(strict, ana.email).status_code == 403


def test_passwords_are_kept_as_argon2id(ana: Person, settings: Any) -> None:
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS

    ana.set_password(PASSWORD)

    assert ana.password.startswith("argon2$argon2id$")
    assert identify_hasher(ana.password).algorithm == "argon2"
