"""The client: a code and a chosen name, not an index of personal data; and what was agreed on with them."""

from django.db import models
from django.db.models import F, Q

from sessions_log.models.fields import EncryptedTextField, Owned, TermField, between, once, one_of, submission_field
from sessions_log.models.person import Person
from sessions_log.vocabulary import WEEKDAYS, Ending, FrameTopic, SessionFormat


class Client(Owned):
    therapist = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clients")
    code = EncryptedTextField()
    code_index = models.CharField(max_length=64)
    name = EncryptedTextField(blank=True, default="", help_text="The name that the client chose for here.")
    name_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    social_words = EncryptedTextField(
        "power and social context, in the client’s own words",
        blank=True,
        default="",
        help_text="What the client says of race, class, culture, gender, sexuality, ability, and who has power where.",
    )

    usual_weekday = models.PositiveSmallIntegerField(null=True, blank=True, choices=list(enumerate(WEEKDAYS)))
    usual_time = models.TimeField(null=True, blank=True)
    usual_minutes = models.PositiveSmallIntegerField(default=50)
    usual_format = TermField(SessionFormat, default=SessionFormat.IN_PERSON)

    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ending = TermField(Ending, blank=True, default="")
    archived_on = models.DateField(null=True, blank=True, help_text="Since then in no list; search still finds it.")
    submission = submission_field()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "code_index"], name="client_code_once"),
            once("client_submission_once", "therapist"),
            one_of("client_format_known", "usual_format", SessionFormat),
            one_of("client_ending_known", "ending", Ending, blank=True),
            between("client_weekday_in_week", "usual_weekday", 0, 6),
            between("client_minutes_sensible", "usual_minutes", 5, 480),
            models.CheckConstraint(
                name="client_ends_after_start", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on"))
            ),
            models.CheckConstraint(
                name="client_ending_with_date",
                condition=Q(ended_on__isnull=True, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="client_archived_after_ending",
                condition=Q(archived_on__isnull=True) | Q(ended_on__isnull=False),
            ),
        ]


class FrameAgreement(Owned):
    """What client and therapist agreed on: time, fee, phones, language, contact between sessions."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="frame")
    topic = TermField(FrameTopic)
    text = EncryptedTextField()
    agreed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    submission = submission_field()

    class Meta:
        ordering = ["agreed_on", "id"]
        constraints = [
            once("frame_submission_once", "client"),
            one_of("frame_topic_known", "topic", FrameTopic),
            models.CheckConstraint(
                name="frame_ends_after_start", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("agreed_on"))
            ),
        ]
