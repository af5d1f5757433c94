"""One row at least in every table, and something in every encrypted column."""

from collections.abc import Callable

from django.db import connection, transaction

from sessions_log.models import Client, Episode, Person, PromptSwitch, triggers
from sessions_log.models.entry import MomentEntry
from sessions_log.prompts.content import PROMPTS
from sessions_log.services.image import add_image
from sessions_log.services.keys import encrypted_columns
from sessions_log.services.prompt import decide_prompt
from tests.people import log
from tests.writers import REPAIR, RUPTURE, WRITERS

CODE = next(iter(PROMPTS))


def one_of_each(client: Client) -> None:
    """Write through every service; fill tables and columns that no writer has filled."""
    by = client.therapist
    for writer in WRITERS:
        writer(client)()
    image = add_image(by=by, client=client, text="I am too much", origin="Mother", is_controlling=False)
    rupture = MomentEntry(**vars(RUPTURE) | {"contexts": ("gender",), "image": image.pk, "direction": "re_enacted"})
    session = log(client, rupture, REPAIR, good_things={"zest": 3}, relationship={"genuine": 5}, client_check=(6,) * 6)
    episode = Episode.objects.get(opening__session=session)
    decide_prompt(by=by, client=client, episode=episode, code=CODE, decision="chosen")
    PromptSwitch.objects.create(practice_id=client.practice_id, code=CODE)
    with transaction.atomic(), triggers.lifted(connection):
        fill_encrypted_columns()


def sing(song: Callable[[str], str]) -> None:
    """Put a song into every encrypted column of every row, but for colleagues' names; it is given `Model.field`."""
    with transaction.atomic(), triggers.lifted(connection):
        for model, fields in encrypted_columns().items():
            if model is not Person:
                model._base_manager.update(**{field.name: song(f"{model.__name__}.{field.name}") for field in fields})


def fill_encrypted_columns() -> None:
    """Write something into every encrypted column that is still empty in a row."""
    for model, fields in encrypted_columns().items():
        for row in model._base_manager.all():
            missing = [field for field in fields if not getattr(row, field.name)]
            for field in missing:
                setattr(row, field.name, f"something in {field.name}")
            if missing:
                row.save(update_fields=[field.name for field in missing])
