"""What happened in a session: connection, misattunement, rupture, breach or repair."""

from django.db import models
from django.db.models import Q

from sessions_log.models.client import FrameAgreement
from sessions_log.models.fields import EncryptedTextField, Owned, TermField, between, one_of
from sessions_log.models.session import TherapySession
from sessions_log.vocabulary import (
    Actor,
    Clarity,
    ContextAxis,
    Marker,
    MarkerGroup,
    MomentKind,
    markers_of,
)


def marker_fits_kind() -> Q:
    """Return the condition that a moment's marker is one of its kind, or not given."""
    fits = Q()
    for kind in MomentKind:
        fits |= Q(kind=kind.value, marker__in=["", *(marker.value for marker in markers_of(kind))])
    return fits


class Moment(Owned):
    session = models.ForeignKey(TherapySession, on_delete=models.CASCADE, related_name="moments")
    position = models.PositiveSmallIntegerField(help_text="Order within the session, from 0.")
    kind = TermField(MomentKind)
    marker = TermField(Marker, blank=True, default="")
    actor = TermField(Actor)
    clarity = TermField(Clarity, blank=True, default="")
    minute = models.PositiveSmallIntegerField(null=True, blank=True)
    intensity = models.PositiveSmallIntegerField(null=True, blank=True)
    contribution = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The therapist's, 1-5.")
    before = EncryptedTextField(blank=True, default="", help_text="What happened just before.")
    transference = models.BooleanField(default=False)
    countertransference = models.BooleanField(default=False)
    frame = models.ForeignKey(FrameAgreement, null=True, blank=True, on_delete=models.SET_NULL, related_name="moments")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            one_of("moment_kind_known", "kind", MomentKind),
            one_of("moment_actor_known", "actor", Actor),
            one_of("moment_clarity_known", "clarity", Clarity, blank=True),
            models.CheckConstraint(name="moment_marker_fits_kind", condition=marker_fits_kind()),
            between("moment_minute_in_session", "minute", 0, 480),
            between("moment_intensity_1_5", "intensity", 1, 5),
            between("moment_contribution_1_5", "contribution", 1, 5),
        ]

    @property
    def group(self) -> MarkerGroup | None:
        """Withdrawal or confrontation for a rupture; None where no marker was given."""
        return Marker(self.marker).group if self.marker else None


class MomentContext(Owned):
    """Power and social context that was live in a moment."""

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="contexts")
    axis = TermField(ContextAxis)

    class Meta:
        ordering = ["axis"]
        constraints = [
            models.UniqueConstraint(fields=["moment", "axis"], name="context_once"),
            one_of("context_axis_known", "axis", ContextAxis),
        ]
