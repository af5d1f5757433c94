"""Who gets what from every address: each URL × role × own, colleague's and other practice's row.

Ana, Cleo and Otto are therapists, Ben supervises Ana, Dora is the admin. Otto, therapist, supervisor and admin of
another practice, is the stranger. A URL without a line here, or a line without a URL, fails.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from sessions_log.access import PAGES
from sessions_log.models import Client, FrameAgreement, Person, RelationalImage, SupervisionPair, TherapySession
from tests.people import as_person
from tests.views.people_at_work import Work, at_work, confirmed

Pairs = frozenset[tuple[str, str]]
"""(who asks, whose row): all that is answered; everything else is not there."""

OWN: Pairs = frozenset({("ana", "ana"), ("cleo", "cleo"), ("otto", "otto")})
SUPERVISED: Pairs = OWN | {("ben", "ana")}
ADMIN: Pairs = frozenset({("dora", "ana"), ("dora", "cleo"), ("otto", "otto")})

EVERYBODY = frozenset({"ana", "ben", "cleo", "dora", "otto"})
THERAPISTS = frozenset({"ana", "cleo", "otto"})
SUPERVISORS = frozenset({"ben", "otto"})
ADMINS = frozenset({"dora", "otto"})

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


@dataclass(frozen=True)
class Page:
    """One of our own pages. `row` is the kind of row in its address; `found` is the answer to who may, by GET
    where there is one, else by an empty POST."""

    methods: tuple[str, ...]
    whom: frozenset[str] | Pairs
    row: str = ""
    found: int = 200


OURS = {
    "today": Page(GET, EVERYBODY),
    "keys": Page(BOTH, EVERYBODY),
    "client_list": Page(BOTH, THERAPISTS),
    "client_new": Page(BOTH, THERAPISTS),
    "client": Page(GET, OWN, "client"),
    "client_edit": Page(BOTH, OWN, "client"),
    "client_archive": Page(POST, OWN, "client", 409),
    "client_unarchive": Page(POST, OWN, "client", 302),
    "client_erase": Page(BOTH, OWN, "client"),
    "erasure": Page(GET, OWN, "erased"),
    "record": Page(GET, OWN, "client"),
    "record_json": Page(GET, OWN, "client"),
    "consents": Page(BOTH, OWN, "client"),
    "consent_withdraw": Page(BOTH, OWN, "consent"),
    "social": Page(BOTH, OWN, "client"),
    "search": Page(BOTH, THERAPISTS),
    "frame_new": Page(BOTH, OWN, "client"),
    "frame_end": Page(BOTH, OWN, "agreement"),
    "image_new": Page(BOTH, OWN, "client"),
    "image": Page(GET, OWN, "image"),
    "image_edit": Page(BOTH, OWN, "image"),
    "image_delete": Page(POST, OWN, "image", 302),
    "timeline": Page(GET, SUPERVISED, "client"),
    "session_new": Page(BOTH, OWN, "client"),
    "session": Page(BOTH, OWN, "session"),
    "session_delete": Page(BOTH, OWN, "session"),
    "check_invite": Page(BOTH, OWN, "session"),
    "check_hand_over": Page(POST, OWN, "session", 422),
    "addendum_new": Page(POST, OWN, "session", 422),
    "rating_new": Page(BOTH, OWN, "session"),
    "session_safety": Page(GET, OWN, "session"),
    "moment_follow": Page(POST, OWN, "moment", 409),
    "episode": Page(GET, OWN, "episode"),
    "episode_close": Page(POST, OWN, "episode", 422),
    "episode_reopen": Page(POST, OWN, "episode", 302),
    "episode_duties": Page(POST, OWN, "episode", 422),
    "prompt_decide": Page(POST, OWN, "episode", 302),
    "client_prompt_decide": Page(POST, OWN, "client", 302),
    "prompt_answer": Page(POST, OWN, "choice", 302),
    "prompt_list": Page(GET, ADMINS),
    "prompt_new": Page(BOTH, ADMINS),
    "prompt_edit": Page(BOTH, ADMIN, "own_prompt"),
    "prompt_switch": Page(POST, ADMINS, found=302),
    "import_records": Page(BOTH, THERAPISTS),
    "supervision": Page(GET, SUPERVISORS),
    "people": Page(GET, ADMINS),
    "person_new": Page(BOTH, ADMINS),
    "person": Page(BOTH, ADMIN, "person"),
    "person_link": Page(POST, ADMIN, "person"),
    "pair_new": Page(BOTH, ADMINS),
    "pair_end": Page(POST, ADMIN, "pair", 302),
    "instruments": Page(GET, ADMINS),
    "instrument_new": Page(BOTH, ADMINS),
    "instrument": Page(GET, ADMIN, "instrument"),
    "instrument_aside": Page(POST, ADMIN, "instrument", 302),
    "instrument_delete": Page(POST, ADMIN, "instrument", 302),
    "safety_text": Page(POST, ADMINS, found=302),
    "record_rules": Page(BOTH, ADMINS),
    "audit": Page(GET, ADMINS),
}

# The pages of signing in, by name: (nobody signed in, somebody signed in). They show and change one's own only.
SIGN_IN = {
    "health": (200, 200),
    "check": (410, 410),
    "check_unlock": (302, 302),
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_reauthenticate": (302, 200),
    "account_change_password": (302, 200),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "mfa_authenticate": (302, 302),
    "mfa_index": (302, 200),
    "mfa_reauthenticate": (302, 302),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_activate_totp": (302, 200),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 200),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 200),
    "mfa_edit_webauthn": (302, 404),
    "mfa_remove_webauthn": (302, 404),
    "mfa_login_webauthn": (302, 302),
}

SIGN_IN_ARGUMENTS: dict[str, list[Any]] = {
    "check": ["guess"],
    "account_reset_password_from_key": ["abc", "wrong-key"],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
}


@pytest.fixture
def work(ana: Person, ben: Person, cleo: Person, dora: Person, otto: Person) -> Work:
    return at_work(ana=ana, ben=ben, cleo=cleo, dora=dora, otto=otto)


def url_names(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str | None]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from url_names(pattern.url_patterns)
        else:
            yield pattern.name


def address_of(name: str, work: Work, whose: str = "ana") -> str:
    row = OURS[name].row
    return reverse(name, args=[work.rows[row][whose]] if row else [])


def ask(browser: Browser, page: Page, address: str) -> int:
    return (browser.get(address) if "GET" in page.methods else browser.post(address)).status_code


def may(page: Page, who: str, whose: str) -> bool:
    return ((who, whose) if page.row else who) in page.whom


def test_every_address_is_declared_and_stands_here_and_no_declaration_is_left_over() -> None:
    names = list(url_names(get_resolver().url_patterns))

    assert set(names) == set(PAGES) == set(OURS) | set(SIGN_IN)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", OURS)
def test_our_pages(work: Work, name: str) -> None:
    page = OURS[name]
    owners = work.rows[page.row] if page.row else ["nobody"]
    wanted = {(who, whose): page.found if may(page, who, whose) else 404 for who in work.people for whose in owners}

    # Somebody else's rows first, so that what the rightful person does cannot be the reason for a 404.
    found = {}
    for who, whose in sorted(wanted, key=lambda asked: wanted[asked] != 404):
        found[who, whose] = ask(confirmed(work.people[who]), page, address_of(name, work, whose))

    assert found == wanted


@pytest.mark.parametrize("name", OURS)
def test_our_pages_without_signing_in(work: Work, name: str) -> None:
    address = address_of(name, work)

    for method in ("get", "post"):
        answer = getattr(Browser(), method)(address)

        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("name", [name for name in OURS if OURS[name].row])
def test_row_that_does_not_exist_answers_like_one_of_somebody_else(work: Work, name: str) -> None:
    page = OURS[name]
    who = next(iter(page.whom))[0]

    assert ask(confirmed(work.people[who]), page, reverse(name, args=[uuid.uuid4()])) == 404


@pytest.mark.parametrize("name", SIGN_IN)
def test_pages_of_signing_in(ana: Person, name: str) -> None:
    address = reverse(name, args=SIGN_IN_ARGUMENTS.get(name, []))

    answers = [browser.get(address).status_code for browser in (Browser(), confirmed(ana))]

    assert tuple(answers) == SIGN_IN[name]


@pytest.mark.parametrize("name", [*OURS, *SIGN_IN])
def test_every_post_without_a_token_is_refused(work: Work, name: str) -> None:
    address = address_of(name, work) if name in OURS else reverse(name, args=SIGN_IN_ARGUMENTS.get(name, []))
    people: list[Person | None] = [None, *work.people.values()]

    for person in people:
        browser = Browser(enforce_csrf_checks=True)
        if person:
            browser.force_login(person)

        assert browser.post(address, {"q": "Robin"}).status_code == 403


@pytest.mark.parametrize("name", OURS)
def test_methods_that_are_not_listed_are_refused(work: Work, name: str) -> None:
    page = OURS[name]
    who = next(who for who in work.people if may(page, who, "ana"))
    browser = confirmed(work.people[who])
    unlisted = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - set(page.methods)

    answers = {method: browser.generic(method, address_of(name, work)).status_code for method in unlisted}

    assert answers == dict.fromkeys(unlisted, 405)


@pytest.mark.parametrize("name", ["health", "check", "check_unlock"])
def test_methods_that_are_not_listed_are_refused_without_signing_in_too(db: None, name: str) -> None:
    address = reverse(name, args=SIGN_IN_ARGUMENTS.get(name, []))

    answers = {
        method: Browser().generic(method, address).status_code for method in ("PUT", "PATCH", "DELETE", "OPTIONS")
    }

    assert set(answers.values()) == {405}


def test_nothing_that_is_answered_may_be_kept_by_a_cache(work: Work) -> None:
    browsers = [Browser(), *(confirmed(work.people[who]) for who in ("ana", "ben", "dora"))]
    addresses = [address_of(name, work) for name in OURS]
    addresses += [reverse(name, args=SIGN_IN_ARGUMENTS.get(name, [])) for name in SIGN_IN]

    kept = {address for address in addresses for browser in browsers if not _is_kept_out(browser.get(address))}

    assert kept == set()


def _is_kept_out(answer: HttpResponse) -> bool:
    return answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", OURS)
def test_head_is_answered_like_get_without_the_page(work: Work, name: str) -> None:
    page = OURS[name]
    browser = confirmed(work.people[next(who for who in work.people if may(page, who, "ana"))])
    address = address_of(name, work)

    head, get = browser.head(address), browser.get(address)

    assert (head.status_code, head.content) == (get.status_code, b"")


def rows_of_everything() -> dict[str, list[tuple]]:
    """Return all rows but those of the audit trail and of sign-ins, which reading may add to."""
    left_out = {"AuditEntry", "AuditHead", "Session"}
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model.__name__ not in left_out
    }


def test_get_changes_nothing(work: Work) -> None:
    browsers = [confirmed(person) for person in work.people.values()]
    before = rows_of_everything()

    for browser in browsers:
        for name, page in OURS.items():
            for whose in work.rows.get(page.row, ["nobody"]):
                browser.get(address_of(name, work, whose))

    assert rows_of_everything() == before


def test_removed_supervision_pair_bites_on_the_next_request(work: Work) -> None:
    ben, dora = as_person(work.people["ben"]), confirmed(work.people["dora"])
    timeline = address_of("timeline", work)
    assert ben.get(timeline).status_code == 200

    dora.post(address_of("pair_end", work))

    assert ben.get(timeline).status_code == 404
    assert b"A-1" not in ben.get(reverse("supervision")).content


def test_pair_that_has_not_begun_or_is_over_shows_nothing(work: Work) -> None:
    today, day = timezone.localdate(), datetime.timedelta(days=1)

    for first, last in ((today + day, None), (today - 9 * day, today - day)):
        SupervisionPair.objects.filter(therapist=work.people["ana"]).update(starts_on=first, ends_on=last)

        assert as_person(work.people["ben"]).get(address_of("timeline", work)).status_code == 404


def test_disabled_person_is_signed_out_on_the_next_request(work: Work) -> None:
    ana = as_person(work.people["ana"])
    Person.objects.filter(pk=work.people["ana"].pk).update(is_active=False)

    assert ana.get(reverse("today")).status_code == 302


def test_extra_fields_of_a_post_change_nothing(work: Work) -> None:
    """Whatever else is posted: the row belongs to the signed-in person's practice, caseload and client."""
    ana, cleo, otto = work.people["ana"], work.people["cleo"], work.people["otto"]
    pk = uuid.uuid4()
    extra = {"id": pk, "pk": pk, "practice": otto.practice_id, "practice_id": otto.practice_id, "version": "1"}
    extra |= {"therapist": cleo.pk, "therapist_id": cleo.pk, "client": work.rows["client"]["otto"], "is_admin": "on"}
    extra |= {"author": cleo.pk, "number": "99", "status": "signed", "created_at": "2001-01-01"}
    extra |= {"submission": str(uuid.uuid4())}
    usual = {"usual_minutes": "50", "usual_format": "video", "began_on": "2026-01-05"}
    session = {"submission": str(uuid.uuid4()), "date": "2026-02-02", "time": "10:00", "minutes": "50"}
    session |= {"format": "video", "attendance": "held", "moments-TOTAL_FORMS": "0", "moments-INITIAL_FORMS": "0"}
    browser = as_person(ana)

    browser.post(reverse("client_new"), extra | usual | {"code": "A-9"})
    browser.post(address_of("client_edit", work), extra | usual | {"code": "A-1"})
    browser.post(address_of("frame_new", work), extra | {"topic": "time", "text": "50", "agreed_on": "2026-01-05"})
    browser.post(address_of("image_new", work), extra | {"text": "People leave"})
    browser.post(address_of("session_new", work), extra | session)

    edited, added = Client.objects.filter(therapist=ana).order_by("created_at")
    assert {(client.practice_id, client.usual_format) for client in (edited, added)} == {(ana.practice_id, "video")}
    assert (edited.pk, added.version) == (work.rows["client"]["ana"], 1)
    for model in (FrameAgreement, RelationalImage):
        row = model.objects.order_by("-id").first()
        assert row is not None
        assert (row.client_id, row.practice_id) == (edited.pk, ana.practice_id)
    logged = TherapySession.objects.get(submission=session["submission"])
    assert (logged.client_id, logged.therapist_id, logged.practice_id) == (edited.pk, ana.pk, ana.practice_id)
    assert (logged.number, logged.status) == (3, "draft")
    assert not Client.objects.filter(pk=pk).exists()
    ana.refresh_from_db()
    assert ana.roles == {"therapist"}
