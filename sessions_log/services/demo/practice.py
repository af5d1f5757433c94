"""What the practice itself has set up: its safety text, and an instrument in words of our own with some answers."""

from sessions_log.models import Client, Instrument, Person
from sessions_log.services.instrument import load_instrument, write_safety_text
from sessions_log.services.rating import save_rating
from sessions_log.signals.questionnaire import Item, Questionnaire
from sessions_log.vocabulary import ATTENDED, Rater

SAFETY_TEXT = """Stay with the client, or on the line, and ask directly.

If there is danger now, ring the emergency number together with them. Nobody is sent home alone with it.

Otherwise go through the client’s own crisis plan; a blank one hangs beside the door of every room. Ring whoever of \
the team is on call that day, their number is on the same sheet, and write down what was agreed on.

Tell your supervisor the same day. If the next session is more than three days off, offer a call in between."""

HOW_FAR = ((0.0, "Not at all"), (1.0, "A little"), (2.0, "In part"), (3.0, "Largely"), (4.0, "Entirely"))

WEEK = Questionnaire(
    title="How the week was",
    code="week",
    version="1",
    items=tuple(
        Item(link_id=str(number), text=text, options=HOW_FAR)
        for number, text in enumerate(
            (
                "I slept as I needed to",
                "I could do what I had set out to do",
                "Somebody was there when I needed them",
                "I could say what I wanted to say",
                "There was something to look forward to",
            ),
            start=1,
        )
    ),
)

WEEKS = ((1, 2, 1, 1, 2), (2, 2, 1, None, 2), (2, 3, 2, 2, 3), (2, 3, 3, 2, 3))
"""Answers of one client to it, in the latest sessions, the last one last."""


def set_up(admin: Person) -> Instrument:
    """Write the practice's safety text and load its instrument."""
    write_safety_text(by=admin, text=SAFETY_TEXT, seen="")
    return load_instrument(by=admin, questionnaire=WEEK, key="mean")


def rate_weeks(*, client: Client, instrument: Instrument) -> None:
    """Add a client's answers to the instrument to their latest sessions."""
    held = client.sessions.filter(attendance__in=ATTENDED).order_by("-number")
    for session, items in zip(held[: len(WEEKS)], reversed(WEEKS), strict=False):
        save_rating(by=client.therapist, session=session, instrument=instrument, rater=Rater.CLIENT, items=items)
