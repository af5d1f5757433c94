"""The audit trail for the admin: who did what and when, in words. Subjects by type and id only."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from sessions_log.models import AuditEntry, Person

ENTRIES_A_PAGE = 50

ACTIONS = MappingProxyType(
    {
        "access_refused": "Was refused a page",
        "answers.read": "Read a client’s answers",
        "audit.read": "Read the audit trail",
        "check.answer": "Took a client’s answers to the check",
        "check.invite": "Made an address for the client’s check",
        "client.archive": "Archived a client",
        "client.create": "Added a client",
        "client.edit": "Changed a client",
        "client.erase": "Erased a client",
        "client.erase_rewrite": "Wrote the database file anew",
        "client.read": "Opened a page about a client",
        "client.record": "Took out a client’s whole record",
        "client.unarchive": "Took a client out of the archive",
        "consent.give": "Recorded a consent",
        "consent.read": "Read a consent",
        "consent.withdraw": "Recorded the end of a consent",
        "episode.duties": "Recorded the duties of a breach",
        "episode.move": "Changed an episode’s status",
        "episode.open": "Opened an episode",
        "episode.read": "Read an episode",
        "frame.end": "Ended an agreement of the frame",
        "image.delete": "Took a relational image out",
        "frame.agree": "Recorded an agreement on the frame",
        "image.create": "Added a relational image",
        "image.edit": "Changed a relational image",
        "image.read": "Read a relational image",
        "instrument.aside": "Set an instrument aside",
        "instrument.delete": "Deleted an instrument",
        "instrument.load": "Loaded an instrument",
        "instrument.offer": "Offered an instrument again",
        "keys.rotate": "Re-encrypted under a new key",
        "keys.switch": "Switched single keys on or off",
        "note.read": "Read a note",
        "password_changed": "Changed the password",
        "password_reset": "Chose a new password by link",
        "person_created": "Added an account",
        "person_disabled": "Disabled an account",
        "person_enabled": "Enabled an account",
        "practice.record_rules": "Set how long records are kept and what is handed over",
        "practice.safety_text": "Changed the practice’s safety text",
        "practice_created": "Set up the practice",
        "prompt.answered": "Told what happened with a repair prompt",
        "prompt.chosen": "Chose a repair prompt",
        "prompt.dismissed": "Dismissed a repair prompt",
        "prompt.switch": "Switched a prompt on or off",
        "prompt.write": "Wrote a prompt for the practice",
        "rating.delete": "Removed a rating",
        "rating.risk": "Was shown the safety text",
        "rating.save": "Saved a rating",
        "records.import": "Imported past records",
        "reflection.read": "Read the own private reflection",
        "roles_changed": "Changed a person’s roles",
        "search": "Searched the own records",
        "second_factor_added": "Added a second factor",
        "second_factor_failed": "Failed the second factor",
        "second_factor_removed": "Removed a second factor",
        "second_factor_reset": "Made new recovery codes",
        "session.addendum": "Added an addendum",
        "session.create": "Logged a session",
        "session.delete": "Deleted a session",
        "session.save": "Saved a draft",
        "session.sign": "Signed a session",
        "set_password_link": "Made a link to choose a password",
        "sign_in_failed": "Failed to sign in",
        "sign_in_locked": "Was locked out after failed sign-ins",
        "signed_in": "Signed in",
        "signed_out": "Signed out",
        "social.forget": "Removed social categories, with their consent",
        "social.place": "Changed social categories",
        "social.read": "Opened social categories",
        "supervision_ended": "Ended a supervision pair",
        "supervision_paired": "Paired a supervisor with a therapist",
        "timeline.read": "Looked at a timeline",
    }
)
"""What each code of the trail is called. Codes of later versions are shown as they are."""

SUBJECTS = MappingProxyType(
    {
        "CheckInvitation": "Invitation to the check",
        "Client": "Client",
        "ClientAnswers": "The client’s answers",
        "Consent": "Consent",
        "Episode": "Episode",
        "FrameAgreement": "Frame agreement",
        "Instrument": "Instrument",
        "Person": "Person",
        "Practice": "Practice",
        "PracticePrompt": "Prompt of the practice",
        "PromptChoice": "Prompt",
        "Rating": "Rating",
        "RelationalImage": "Relational image",
        "SupervisionPair": "Supervision pair",
        "TherapySession": "Session",
    }
)

TOLD = MappingProxyType(
    {
        "access_refused": ("page",),
        "client.erase": ("reason",),
        "client.erase_rewrite": ("done",),
        "client.record": ("form", "reflections"),
        "instrument.load": ("key", "items"),
        "keys.rotate": ("table", "rows"),
        "person_created": ("roles",),
        "practice.record_rules": ("drafts", "years", "reflections"),
        "prompt.switch": ("code", "on"),
        "records.import": (
            *("rows_added", "rows_known", "rows_deleted", "rows_left_out"),
            *("clients", "sessions", "ratings", "notes", "ratings_raised"),
        ),
        "roles_changed": ("roles",),
        "search": ("found",),
        "second_factor_added": ("kind",),
        "second_factor_removed": ("kind",),
        "session.delete": ("reason",),
        "signed_out": ("because",),
        "supervision_paired": ("supervisor", "therapist"),
    }
)
"""The facts of an entry that are told. What an admin has no need of is not: kinds of consent, states of ruptures."""

WORDS = MappingProxyType(
    {
        "rows_added": "rows added",
        "rows_known": "known already",
        "rows_deleted": "of deleted sessions",
        "rows_left_out": "left out",
        "ratings_raised": "with a risk item answered",
        "found": "texts found",
        "done": ("not done, others used the file", "done"),
        "on": ("off", "on"),
        "reflections": ("without private reflections", "with private reflections"),
    }
)
"""What a number is of, where its name does not say it; what no and yes mean."""


@dataclass(frozen=True)
class AuditLine:
    """One entry. `who` is a colleague's name; empty for what nobody signed in did. `details` are its facts in words.

    What people did with their own account has no subject.
    """

    sequence: int
    at: datetime.datetime
    who: str
    action: str
    details: str
    subject: str
    subject_id: str


@dataclass(frozen=True)
class AuditPage:
    """Entries, the latest first; `earlier` is the sequence to go on before, if there are more."""

    lines: list[AuditLine]
    earlier: int | None


def names_of(practice_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Return the practice's people, id → name, in one query, by name."""
    people = Person.objects.filter(practice_id=practice_id).values_list("pk", "name")
    return dict(sorted(people, key=lambda person: person[1].casefold()))


def audit_page(
    practice_id: uuid.UUID,
    names: dict[uuid.UUID, str],
    *,
    action: str = "",
    person: uuid.UUID | None = None,
    before: int | None = None,
) -> AuditPage:
    """Return up to fifty entries of the practice's chain, in one query."""
    entries = AuditEntry.objects.filter(practice_id=practice_id)
    if action:
        entries = entries.filter(action=action)
    if person:
        entries = entries.filter(actor_id=person)
    if before:
        entries = entries.filter(sequence__lt=before)
    found = list(entries.order_by("-sequence")[: ENTRIES_A_PAGE + 1])
    shown = found[:ENTRIES_A_PAGE]
    lines = [_line(entry, names) for entry in shown]
    return AuditPage(lines, shown[-1].sequence if len(found) > ENTRIES_A_PAGE else None)


def _line(entry: AuditEntry, names: dict[uuid.UUID, str]) -> AuditLine:
    is_own = entry.actor_id is not None and entry.subject_id == str(entry.actor_id)
    return AuditLine(
        sequence=entry.sequence,
        at=entry.at,
        who=names.get(entry.actor_id, "A former colleague") if entry.actor_id else "",
        action=ACTIONS.get(entry.action, entry.action),
        details=", ".join(_details(entry, names)),
        subject="" if is_own else SUBJECTS.get(entry.subject_type, entry.subject_type),
        subject_id=_person(entry.subject_id, names) or entry.subject_id,
    )


def _details(entry: AuditEntry, names: dict[uuid.UUID, str]) -> Iterator[str]:
    """Yield the facts that are told of an entry, in words; what counts nothing is left out."""
    for name in TOLD.get(entry.action, ()):
        match entry.facts.get(name):
            case bool() as is_so:
                yield WORDS[name][is_so]
            case int() as number if number:
                yield f"{WORDS.get(name, name)}: {number}"
            case str() as code if code:
                yield _person(code, names) or code.replace("_", " ").replace(",", " and ")


def _person(code: str, names: dict[uuid.UUID, str]) -> str:
    return next((name for pk, name in names.items() if str(pk) == code), "")
