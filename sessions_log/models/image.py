"""Relational images: inner pictures of how relationships go, and the moments that touched them."""

from django.db import models

from sessions_log.models.client import Client
from sessions_log.models.fields import EncryptedTextField, Owned, TermField, once, one_of, submission_field
from sessions_log.models.moment import Moment
from sessions_log.vocabulary import ImageDirection


class RelationalImage(Owned):
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="images")
    text = EncryptedTextField(help_text="In the client's words where possible.")
    origin = EncryptedTextField(blank=True, default="", help_text="The relationship that it comes from.")
    belief = EncryptedTextField(blank=True, default="", help_text="The diminishing belief in it.")
    lesson = EncryptedTextField(blank=True, default="", help_text="The life lesson that disproves it.")
    strategy = EncryptedTextField(blank=True, default="", help_text="How the client stays out of connection.")
    paradox = EncryptedTextField(blank=True, default="", help_text="The longing, and what is kept out for fear.")
    is_controlling = models.BooleanField(default=False, help_text="A demeaning image that society imposes on a group.")
    submission = submission_field()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [once("image_submission_once", "client")]


class ImageLink(Owned):
    """A moment that re-enacted an image or countered it."""

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="image_links")
    image = models.ForeignKey(RelationalImage, on_delete=models.CASCADE, related_name="links")
    direction = TermField(ImageDirection)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["moment", "image"], name="image_link_once"),
            one_of("image_direction_known", "direction", ImageDirection),
        ]
