"""A therapy session and its texts. `TherapySession`, so that `request.session` never confuses."""

import datetime

from django.db import models
from django.db.models import Q

from sessions_log.models.client import Client
from sessions_log.models.fields import EncryptedTextField, Owned, TermField, between, one_of
from sessions_log.models.person import Person
from sessions_log.vocabulary import ATTENDED, Attendance, SessionFormat, SessionStatus

SESSION_TRANSITIONS: dict[SessionStatus, tuple[SessionStatus, ...]] = {
    SessionStatus.DRAFT: (SessionStatus.SIGNED,),
    SessionStatus.SIGNED: (SessionStatus.ADDENDED,),
    SessionStatus.ADDENDED: (SessionStatus.ADDENDED,),
}


class TherapySession(Owned):
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="sessions")
    therapist = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="Counted per client from 1.")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=50)
    format = TermField(SessionFormat, default=SessionFormat.IN_PERSON)
    attendance = TermField(Attendance, default=Attendance.HELD)
    intention = EncryptedTextField(blank=True, default="", help_text="For the next session.")
    status = TermField(SessionStatus, default=SessionStatus.DRAFT)
    signed_at = models.DateTimeField(null=True, blank=True)
    submission = models.UUIDField(help_text="Of the form that created it: posted twice, it is one session.")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "number"], name="session_number_once"),
            models.UniqueConstraint(fields=["therapist", "submission"], name="session_submission_once"),
            one_of("session_format_known", "format", SessionFormat),
            one_of("session_attendance_known", "attendance", Attendance),
            one_of("session_status_known", "status", SessionStatus),
            between("session_minutes_sensible", "minutes", 5, 480),
            models.CheckConstraint(name="session_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="session_signed_with_time",
                condition=Q(status=SessionStatus.DRAFT, signed_at__isnull=True)
                | (~Q(status=SessionStatus.DRAFT) & Q(signed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index("client", "starts_at", name="session_of_client"),
            models.Index("therapist", "starts_at", name="session_draft", condition=Q(status=SessionStatus.DRAFT)),
        ]

    @property
    def is_draft(self) -> bool:
        return self.status == SessionStatus.DRAFT

    @property
    def took_place(self) -> bool:
        return self.attendance in ATTENDED

    @property
    def local_start(self) -> datetime.datetime:
        """The start on the practice's own clock."""
        return self.starts_at.astimezone(self.practice.zone)


class ClinicalNote(Owned):
    """The clinical record of a session."""

    session = models.OneToOneField(TherapySession, on_delete=models.CASCADE, related_name="note")
    text = EncryptedTextField()


class PrivateReflection(Owned):
    """The process note: only its author ever sees it; in no export and no supervision view."""

    session = models.OneToOneField(TherapySession, on_delete=models.CASCADE, related_name="reflection")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()


class Addendum(Owned):
    """A dated correction to a signed session."""

    session = models.ForeignKey(TherapySession, on_delete=models.CASCADE, related_name="addenda")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    submission = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "submission"], name="addendum_submission_once")]
