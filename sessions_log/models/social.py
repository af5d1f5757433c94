"""Where a client stands in the society around them, for reports alone and only while the client agrees to that."""

from django.db import models

from sessions_log.models.client import Client
from sessions_log.models.fields import Owned, TermField, one_of
from sessions_log.vocabulary import SOCIAL_AXES, SocialLocation


class SocialCategory(Owned):
    """One axis on which the client's place was said. What is not said has no row.

    A trigger refuses it unless the consent to social categories holds; the withdrawal of that consent removes it.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="social_categories")
    axis = TermField(SOCIAL_AXES)
    location = TermField(SocialLocation)

    class Meta:
        ordering = ["axis"]
        constraints = [
            models.UniqueConstraint(fields=["client", "axis"], name="social_axis_once"),
            one_of("social_axis_known", "axis", SOCIAL_AXES),
            one_of("social_location_known", "location", SocialLocation),
        ]
