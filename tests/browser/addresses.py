"""The address of every page that a person can open, with the rows that have most to show."""

from django.db.models import Count, Model, QuerySet
from django.urls import reverse
from playwright.sync_api import Page

from sessions_log import access
from sessions_log.models import (
    Consent,
    Episode,
    FrameAgreement,
    Instrument,
    Person,
    PracticePrompt,
    RelationalImage,
    TherapySession,
)
from sessions_log.services.check import invite, why_not

ROWS = {
    "client": (
        *("client", "client_edit", "client_erase", "record", "consents", "frame_new", "image_new", "timeline"),
        *("session_new", "social"),
    ),
    "session": ("session", "session_delete", "session_safety"),
    "draft": ("session", "session_delete", "rating_new", "check_invite"),
    "episode": ("episode",),
    "breach": ("episode",),
    "consent": ("consent_withdraw",),
    "agreement": ("frame_end",),
    "image": ("image", "image_edit"),
    "person": ("person",),
    "instrument": ("instrument",),
    "own prompt": ("prompt_edit",),
}
"""The kinds of row, and the pages that show one."""

PLAIN = (
    *("today", "keys", "client_list", "client_new", "search", "import_records", "supervision", "audit"),
    *("people", "person_new", "pair_new", "record_rules", "instruments", "instrument_new", "prompt_list", "prompt_new"),
    "record_rules",
    *("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_generate_recovery_codes"),
    *("account_change_password", "account_logout"),
)
"""The pages for somebody signed in that show no row in particular."""

SIGNED_OUT = ("account_login", "account_reset_password", "account_reset_password_done", "account_inactive")
NOT_SHOWN = (
    # answers to a POST alone
    *("client_archive", "client_unarchive", "image_delete", "addendum_new", "check_hand_over", "check_unlock"),
    *("moment_follow", "episode_close"),
    *("episode_reopen", "episode_duties", "prompt_decide", "client_prompt_decide", "prompt_answer", "prompt_switch"),
    *("person_link", "pair_end", "instrument_aside", "instrument_delete", "safety_text"),
    # data rather than pages, a page of a client who is gone, and steps that need a device or a mailed address
    *("health", "record_json", "erasure", "account_reauthenticate", "account_reset_password_from_key"),
    *("account_reset_password_from_key_done", "mfa_authenticate", "mfa_reauthenticate", "mfa_login_webauthn"),
    *("mfa_reauthenticate_webauthn", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_edit_webauthn"),
    *("mfa_remove_webauthn", "mfa_download_recovery_codes"),
)


def addresses_of(person: Person) -> dict[str, str]:
    """Return the paths of the pages that the person may open, by the page's name and where needed its row's kind."""
    found = {name: reverse(name) for name in PLAIN if _may_open(person, name)}
    for kind, row in _rows(person).items():
        for name in ROWS[kind]:
            if row is not None and _may_open(person, name):
                found[f"{name}, {kind}" if name in found else name] = reverse(name, args=[row.pk])
    return found


def check_address(person: Person) -> str:
    """Invite a client of the person's to the check and return the path that they would be given."""
    session = next(session for session in _sessions(person).order_by("-starts_at") if not why_not(session))
    return reverse("check", args=[invite(by=person, session=session)])


def open_page(page: Page, address: str, password: str) -> None:
    """Go to a page, by way of the question for the password where there is one."""
    page.goto(address)
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url(address)


def _may_open(person: Person, name: str) -> bool:
    try:
        access.check_page(person, name)
    except access.Refused:
        return False
    return True


def _rows(person: Person) -> dict[str, Model | None]:
    clients = access.clients_of(person) if person.is_therapist else access.clients_supervised_by(person)
    client = clients.filter(ended_on=None).annotate(amount=Count("sessions")).order_by("-amount", "began_on").first()
    sessions = _sessions(person).annotate(amount=Count("moments")).order_by("-amount")
    episodes = (
        Episode.objects.filter(client__in=access.clients_of(person))
        .annotate(amount=Count("attempts"))
        .order_by("-amount")
    )
    of_own_clients = {"client__in": access.clients_of(person)}
    of_own_practice = {"practice_id": person.practice_id}
    return {
        "client": client,
        "session": sessions.filter(status="signed").first(),
        "draft": sessions.filter(status="draft").first(),
        "episode": episodes.filter(opening__kind="rupture").first(),
        "breach": episodes.filter(opening__kind="breach").first(),
        "consent": Consent.objects.filter(**of_own_clients, kind="social", withdrawn_on=None).first(),
        "agreement": FrameAgreement.objects.filter(**of_own_clients, ended_on=None).first(),
        "image": RelationalImage.objects.filter(**of_own_clients).first(),
        "person": Person.objects.filter(is_therapist=True, **of_own_practice).first(),
        "instrument": Instrument.objects.filter(**of_own_practice).exclude(wording=[]).first(),
        "own prompt": PracticePrompt.objects.filter(is_own=True, **of_own_practice).first(),
    }


def _sessions(person: Person) -> QuerySet[TherapySession]:
    return TherapySession.objects.filter(client__in=access.clients_of(person))
