"""Writes the ledger of relational images."""

import uuid

from django.db import transaction

from sessions_log.errors import NotAllowedNow, StaleVersion
from sessions_log.models import Client, Person, RelationalImage
from sessions_log.services import audit
from sessions_log.services.client import lock_client
from sessions_log.services.differing import in_words
from sessions_log.services.submission import posted_before

LABELS = {
    "text": "The image",
    "origin": "The relationship it comes from",
    "belief": "The belief in it",
    "lesson": "The life lesson",
    "strategy": "The strategy of disconnection",
    "paradox": "The paradox",
    "is_controlling": "A controlling image",
}


def add_image(
    *, by: Person, client: Client, submission: uuid.UUID | None = None, **values: str | bool
) -> RelationalImage:
    """Add a relational image to the client's ledger; `values` are fields of LABELS.

    The same `submission` again is the same image, for as long as it has not been changed.
    """
    with transaction.atomic():
        lock_client(client.pk)
        if known := posted_before(client.images.all(), submission, values):
            return known
        image = RelationalImage.objects.create(
            practice_id=client.practice_id, client=client, submission=submission, **values
        )
        audit.record(by=by, action="image.create", subject=image)
    return image


def delete_image(*, by: Person, image: RelationalImage) -> None:
    """Take an image out of the ledger that was entered by mistake. Raises NotAllowedNow once a moment refers to it."""
    with transaction.atomic():
        lock_client(image.client_id)
        if image.links.exists():
            raise NotAllowedNow("A moment refers to this image, so it stays in the ledger. It can be changed.")
        audit.record(by=by, action="image.delete", subject=image)
        RelationalImage.objects.filter(pk=image.pk).delete()


def edit_image(*, by: Person, image: RelationalImage, version: int, **values: str | bool) -> RelationalImage:
    """Change an image; what is so already changes nothing.

    Raises StaleVersion with both texts if it was saved elsewhere since `version`.
    """
    with transaction.atomic():
        lock_client(image.client_id)
        image = RelationalImage.objects.get(pk=image.pk)
        differing = in_words({LABELS[name]: (getattr(image, name), value) for name, value in values.items()})
        if not differing:
            return image
        if image.version != version:
            raise StaleVersion(differing, image.version)
        for name, value in values.items():
            setattr(image, name, value)
        image.version += 1
        image.save()
        audit.record(by=by, action="image.edit", subject=image, version=image.version)
    return image
