"""Ratings: the alliance check and any other instrument, the five good things, and the view of the relationship."""

from django.db import models
from django.db.models import F, Q

from sessions_log.models.fields import Owned, TermField, between, one_of
from sessions_log.models.session import TherapySession
from sessions_log.vocabulary import GoodThing, Rater, RelationshipItem

GOOD_THING_SCALE = (1, 7)


class Instrument(Owned):
    """One version of what ratings are made with. `key` names a scoring key of `signals.keys`.

    `wording` holds the items as `signals.questionnaire.stored` writes them: loaded by the practice, which has the
    licence for it, and never shipped. It is empty where only scores were imported.
    """

    code = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=32, default="1")
    key = models.CharField(max_length=64)
    score_min = models.FloatField(help_text="The lowest score that can be reached.")
    score_max = models.FloatField()
    wording = models.JSONField(default=list, blank=True)
    is_aside = models.BooleanField(default=False, help_text="No longer offered; its ratings stay.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "code", "version"], name="instrument_version_once"),
            models.CheckConstraint(name="instrument_range", condition=Q(score_min__lt=F("score_max"))),
        ]


class Rating(Owned):
    session = models.ForeignKey(TherapySession, on_delete=models.CASCADE, related_name="ratings")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="ratings")
    rater = TermField(Rater)
    score = models.FloatField(null=True, blank=True, help_text="Empty when too few items are answered.")
    items = models.JSONField(default=list, help_text="The answers in the order of the items; null for missing.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "instrument", "rater"], name="rating_once"),
            one_of("rating_rater_known", "rater", Rater),
        ]


class FiveGoodThings(Owned):
    """The five good things in one session, each from 1 (its opposite in disconnection) to 7."""

    session = models.OneToOneField(TherapySession, on_delete=models.CASCADE, related_name="good_things")
    zest = models.PositiveSmallIntegerField(null=True, blank=True)
    action = models.PositiveSmallIntegerField(null=True, blank=True)
    knowledge = models.PositiveSmallIntegerField(null=True, blank=True)
    worth = models.PositiveSmallIntegerField(null=True, blank=True)
    more_connection = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [between(f"good_{thing}_1_7", thing, *GOOD_THING_SCALE) for thing in GoodThing]


class RelationshipView(Owned):
    """How the therapist saw the real relationship and empowered authenticity in one session, each from 1 to 7."""

    session = models.OneToOneField(TherapySession, on_delete=models.CASCADE, related_name="relationship_view")
    genuine = models.PositiveSmallIntegerField(null=True, blank=True)
    realistic = models.PositiveSmallIntegerField(null=True, blank=True)
    authenticity = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [between(f"view_{item}_1_7", item, 1, 7) for item in RelationshipItem]
