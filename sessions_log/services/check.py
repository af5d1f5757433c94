"""Invites a client to the check and takes their answers, once. Whoever holds the address needs no account."""

import datetime
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from sessions_log.errors import NotAllowedNow
from sessions_log.models import CheckInvitation, ClientAnswers, Person, TherapySession
from sessions_log.models.entry import Answers
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.services.rating import CHECK, write_check
from sessions_log.vocabulary import Rater

VALID_FOR = datetime.timedelta(hours=48)
TOKEN_BYTES = 32  # 256 bits: guessing one takes longer than any check stays open


def invite(*, by: Person, session: TherapySession) -> str:
    """Return the token of a new single-use address, valid for 48 hours; earlier ones of the session end.

    The token is shown once and kept nowhere. Raises NotAllowedNow for what `why_not` says.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    with transaction.atomic():
        lock_client(session.client_id)
        if reason := why_not(session):
            raise NotAllowedNow(reason)
        session.check_invitations.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        invitation = CheckInvitation.objects.create(
            practice_id=session.practice_id,
            session=session,
            token_digest=digest_of(token),
            created_by=by,
            expires_at=now + VALID_FOR,
        )
        audit.record(by=by, action="check.invite", subject=invitation)
    return token


def why_not(session: TherapySession) -> str:
    """Return what stands against inviting the client to the check of a session, "" if nothing does."""
    current = TherapySession.objects.filter(pk=session.pk).first()
    if current is None:
        return "This session was deleted."
    if ClientAnswers.objects.filter(session=current).exists():
        return "The client has answered; the answers stand on the session’s page."
    if not current.took_place:
        return "This session did not take place."
    if not current.is_draft and current.ratings.filter(rater=Rater.CLIENT, instrument__code=CHECK).exists():
        return "The client’s view was recorded with this session before it was signed."
    return ""


def find_invitation(token: str) -> CheckInvitation | None:
    """Return the open invitation that a token belongs to, or None: unknown, used and expired are all the same."""
    found = CheckInvitation.objects.filter(token_digest=digest_of(token))
    invitation = found.select_related("practice", "session__client", "session__therapist").first()
    return invitation if invitation and invitation.is_open(timezone.now()) else None


def answer(*, invitation: CheckInvitation, check: Answers, answers: Mapping[str, Any]) -> ClientAnswers:
    """Take the client's answers: the six items of the check (1-7, None for left out) and the rest by field.

    Six items left out leave what the therapist entered for the client. Raises NotAllowedNow if the invitation was
    used, expired or went with its session in the meantime.
    """
    session = invitation.session
    with transaction.atomic():
        lock_client(session.client_id)
        current = CheckInvitation.objects.filter(pk=invitation.pk).first()
        if current is None or not current.is_open(timezone.now()):
            raise NotAllowedNow("This check has been answered already, or its time is over.")
        current.used_at = timezone.now()
        current.save(update_fields=["used_at"])
        if any(answer is not None for answer in check):
            write_check(session, Rater.CLIENT, check)  # first: once there are answers, it stands as well
        stored = ClientAnswers.objects.create(practice_id=session.practice_id, session=session, **answers)
        audit.record(by=None, action="check.answer", subject=stored)
    return stored


def digest_of(token: str) -> str:
    """Return what is stored of a token (64 hex digits)."""
    return hashlib.sha256(token.encode()).hexdigest()
