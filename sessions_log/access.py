"""Who may reach which page and which row. Every view asks here first; whoever may not gets 404.

`PAGES` says for every URL name who may come in at all; a URL that is not listed is closed. The getters below it
return one row, or raise `Refused`, which the browser sees as "not found".
"""

import enum
import uuid
from functools import partial
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone

from sessions_log.models import (
    AuditEntry,
    Client,
    Consent,
    Episode,
    FrameAgreement,
    Instrument,
    Moment,
    Person,
    PracticePrompt,
    PromptChoice,
    RelationalImage,
    SupervisionPair,
    TherapySession,
)
from sessions_log.models.prepared import Given, Prepared
from sessions_log.signals.keys import BUILT_IN_ALLIANCE

Row = TypeVar("Row", bound=Model)


class Refused(Http404):
    """The page or row is not there for this person. The refusal is audited, the answer says nothing more."""


class Reach(enum.Enum):
    """Who may open a page; whose rows it shows is decided by the getters."""

    PUBLIC = "anybody"
    SIGNED_IN = "anybody with an account"
    THERAPIST = "therapists"
    SUPERVISOR = "supervisors"
    CARE = "therapists and supervisors"
    ADMIN = "admins"


PAGES: dict[str, Reach] = {
    "today": Reach.SIGNED_IN,
    "keys": Reach.SIGNED_IN,
    "client_list": Reach.THERAPIST,
    "client_new": Reach.THERAPIST,
    "client": Reach.THERAPIST,
    "client_edit": Reach.THERAPIST,
    "client_archive": Reach.THERAPIST,
    "client_unarchive": Reach.THERAPIST,
    "client_erase": Reach.THERAPIST,
    "erasure": Reach.THERAPIST,
    "record": Reach.THERAPIST,
    "record_json": Reach.THERAPIST,
    "consents": Reach.THERAPIST,
    "consent_withdraw": Reach.THERAPIST,
    "social": Reach.THERAPIST,
    "search": Reach.THERAPIST,
    "frame_new": Reach.THERAPIST,
    "frame_end": Reach.THERAPIST,
    "image_new": Reach.THERAPIST,
    "image": Reach.THERAPIST,
    "image_edit": Reach.THERAPIST,
    "image_delete": Reach.THERAPIST,
    "timeline": Reach.CARE,
    "session_new": Reach.THERAPIST,
    "session": Reach.THERAPIST,
    "session_delete": Reach.THERAPIST,
    "addendum_new": Reach.THERAPIST,
    "check_invite": Reach.THERAPIST,
    "check_hand_over": Reach.THERAPIST,
    "check": Reach.PUBLIC,
    "check_unlock": Reach.PUBLIC,
    "rating_new": Reach.THERAPIST,
    "session_safety": Reach.THERAPIST,
    "moment_follow": Reach.THERAPIST,
    "episode": Reach.THERAPIST,
    "episode_close": Reach.THERAPIST,
    "episode_reopen": Reach.THERAPIST,
    "episode_duties": Reach.THERAPIST,
    "prompt_decide": Reach.THERAPIST,
    "client_prompt_decide": Reach.THERAPIST,
    "prompt_answer": Reach.THERAPIST,
    "prompt_list": Reach.ADMIN,
    "prompt_new": Reach.ADMIN,
    "prompt_edit": Reach.ADMIN,
    "prompt_switch": Reach.ADMIN,
    "import_records": Reach.THERAPIST,
    "supervision": Reach.SUPERVISOR,
    "people": Reach.ADMIN,
    "person_new": Reach.ADMIN,
    "person": Reach.ADMIN,
    "person_link": Reach.ADMIN,
    "pair_new": Reach.ADMIN,
    "pair_end": Reach.ADMIN,
    "instruments": Reach.ADMIN,
    "instrument_new": Reach.ADMIN,
    "instrument": Reach.ADMIN,
    "instrument_aside": Reach.ADMIN,
    "instrument_delete": Reach.ADMIN,
    "safety_text": Reach.ADMIN,
    "record_rules": Reach.ADMIN,
    "audit": Reach.ADMIN,
    "health": Reach.PUBLIC,
    "account_login": Reach.PUBLIC,
    "account_logout": Reach.PUBLIC,  # also leaves a sign-in that waits for its second factor
    "account_reauthenticate": Reach.SIGNED_IN,
    "account_change_password": Reach.SIGNED_IN,
    "account_reset_password": Reach.PUBLIC,
    "account_reset_password_done": Reach.PUBLIC,
    "account_reset_password_from_key": Reach.PUBLIC,
    "account_reset_password_from_key_done": Reach.PUBLIC,
    "account_inactive": Reach.PUBLIC,
    "mfa_authenticate": Reach.PUBLIC,
    "mfa_index": Reach.SIGNED_IN,
    "mfa_reauthenticate": Reach.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Reach.SIGNED_IN,
    "mfa_activate_totp": Reach.SIGNED_IN,
    "mfa_deactivate_totp": Reach.SIGNED_IN,
    "mfa_view_recovery_codes": Reach.SIGNED_IN,
    "mfa_generate_recovery_codes": Reach.SIGNED_IN,
    "mfa_download_recovery_codes": Reach.SIGNED_IN,
    "mfa_list_webauthn": Reach.SIGNED_IN,
    "mfa_add_webauthn": Reach.SIGNED_IN,
    "mfa_edit_webauthn": Reach.SIGNED_IN,
    "mfa_remove_webauthn": Reach.SIGNED_IN,
    "mfa_login_webauthn": Reach.PUBLIC,
}


def check_page(person: Person | AnonymousUser, url_name: str | None) -> None:
    """Raise Refused unless the URL is declared and this person may open it."""
    reach = PAGES.get(url_name or "")
    if reach is None or not _may_open(person, reach):
        raise Refused


def _may_open(person: Person | AnonymousUser, reach: Reach) -> bool:
    if reach is Reach.PUBLIC:
        return True
    if not isinstance(person, Person):
        return False
    return {
        Reach.SIGNED_IN: True,
        Reach.THERAPIST: person.is_therapist,
        Reach.SUPERVISOR: person.is_supervisor,
        Reach.CARE: person.is_therapist or person.is_supervisor,
        Reach.ADMIN: person.is_admin,
    }[reach]


def clients_of(person: Person) -> QuerySet[Client]:
    """The caseload: clients whose therapist this person is."""
    if not person.is_therapist:
        return Client.objects.none()
    return _caseload(person.practice_id, person.pk)


def _caseload(practice: uuid.UUID | Given, therapist: uuid.UUID | Given) -> QuerySet[Client]:
    return Client.objects.filter(practice=practice, therapist=therapist)


def clients_supervised_by(person: Person) -> QuerySet[Client]:
    """Clients of the therapists whom this person supervises today."""
    if not person.is_supervisor:
        return Client.objects.none()
    today = timezone.localdate(timezone=person.practice.zone)
    pairs = SupervisionPair.objects.filter(SupervisionPair.in_force(today), supervisor=person)
    return Client.objects.filter(practice_id=person.practice_id, therapist__in=pairs.values("therapist"))


# What most pages begin with.
_CASELOAD = partial(_caseload, Given("practice"), Given("person"))
_CLIENT = Prepared(lambda: _CASELOAD().filter(pk=Given("pk")).select_related("practice"))
_SESSION = Prepared(
    lambda: TherapySession.objects.filter(client__in=_CASELOAD(), pk=Given("pk")).select_related("practice", "client")
)


def client_for(person: Person, pk: uuid.UUID) -> Client:
    """Return a client of the person's own caseload."""
    return _found(_own(_CLIENT, person, pk))


def client_in_view_of(person: Person, pk: uuid.UUID) -> Client:
    """Return a client whose timeline the person may see: their own, or a supervisee's."""
    return _own(_CLIENT, person, pk) or _one(clients_supervised_by(person).select_related("practice"), pk)


def session_for(person: Person, pk: uuid.UUID) -> TherapySession:
    """Return a session with a client of the person's own caseload."""
    return _found(_own(_SESSION, person, pk))


def episode_for(person: Person, pk: uuid.UUID) -> Episode:
    """Return an episode of a client of the person's own caseload."""
    episodes = Episode.objects.filter(client__in=clients_of(person))
    return _one(episodes.select_related("practice", "client", "opening__session"), pk)


def moment_for(person: Person, pk: uuid.UUID) -> Moment:
    """Return a moment of a session with a client of the person's own caseload."""
    return _one(Moment.objects.filter(session__client__in=clients_of(person)).select_related("session"), pk)


def agreement_for(person: Person, pk: uuid.UUID) -> FrameAgreement:
    """Return an agreement of the frame with a client of the person's own caseload."""
    return _one(FrameAgreement.objects.filter(client__in=clients_of(person)).select_related("client"), pk)


def image_for(person: Person, pk: uuid.UUID) -> RelationalImage:
    """Return a relational image of a client of the person's own caseload."""
    return _one(RelationalImage.objects.filter(client__in=clients_of(person)).select_related("client"), pk)


def loaded_instrument_for(person: Person, pk: uuid.UUID) -> Instrument:
    """Return an instrument of the therapist's practice whose wording is loaded."""
    return _one(Instrument.objects.filter(practice_id=person.practice_id).exclude(wording=[]), pk)


def instrument_for(person: Person, pk: uuid.UUID) -> Instrument:
    """Return an instrument of the admin's own practice; the built-in check is nobody's to change."""
    return _one(_of_own_practice(person, Instrument.objects.exclude(code=BUILT_IN_ALLIANCE.code)), pk)


def consent_for(person: Person, pk: uuid.UUID) -> Consent:
    """Return a consent of a client of the person's own caseload."""
    return _one(Consent.objects.filter(client__in=clients_of(person)).select_related("client"), pk)


def erasure_for(person: Person, pk: uuid.UUID) -> AuditEntry:
    """Return the audit entry of an erasure that the person did; `pk` is the id that the client had."""
    own = AuditEntry.objects.filter(practice_id=person.practice_id, actor_id=person.pk, action="client.erase")
    entry = own.filter(subject_id=str(pk)).first()
    if entry is None:
        raise Refused
    return entry


def prompt_choice_for(person: Person, pk: uuid.UUID) -> PromptChoice:
    """Return a decision on a prompt with a client of the person's own caseload."""
    return _one(PromptChoice.objects.filter(client__in=clients_of(person)).select_related("client__practice"), pk)


def own_prompt_for(person: Person, pk: uuid.UUID) -> PracticePrompt:
    """Return a prompt of the admin's practice's own, in any of its versions."""
    return _one(_of_own_practice(person, PracticePrompt.objects.filter(is_own=True)), pk)


def colleague_for(person: Person, pk: uuid.UUID) -> Person:
    """Return an account of the admin's own practice."""
    return _one(_of_own_practice(person, Person.objects.select_related("practice")), pk)


def pair_for(person: Person, pk: uuid.UUID) -> SupervisionPair:
    """Return a supervision pair of the admin's own practice."""
    return _one(_of_own_practice(person, SupervisionPair.objects.all()), pk)


def _of_own_practice(person: Person, rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.filter(practice_id=person.practice_id) if person.is_admin else rows.none()


def _one(rows: QuerySet[Row], pk: uuid.UUID) -> Row:
    return _found(rows.filter(pk=pk).first())


def _own(query: Prepared[Row], person: Person, pk: uuid.UUID) -> Row | None:
    """Return a row of the person's own caseload, if it is one."""
    return query.one(practice=person.practice_id, person=person.pk, pk=pk) if person.is_therapist else None


def _found(row: Row | None) -> Row:
    if row is None:
        raise Refused
    return row
