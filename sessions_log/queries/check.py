"""What a client answered in the check, in words for the therapist."""

from dataclasses import dataclass

from sessions_log.models import ClientAnswers, Rating, TherapySession
from sessions_log.models.entry import NOT_ANSWERED, Answers
from sessions_log.signals.keys import BUILT_IN_ALLIANCE
from sessions_log.vocabulary import CheckItem, GoodThing, Rater


@dataclass(frozen=True)
class AnswersPage:
    """The client's answers as (label, value) pairs, the alliance items first, and their sentence."""

    facts: list[tuple[str, str]]
    sentence: str


def has_answered(session: TherapySession) -> bool:
    """Return whether the client has answered the check of a session."""
    return ClientAnswers.objects.filter(session=session).exists()


def client_answers(session: TherapySession) -> AnswersPage | None:
    """Return what the client answered for a session, in two queries, or None if they have not."""
    answers = ClientAnswers.objects.filter(session=session).first()
    if answers is None:
        return None
    known = [
        *((item.for_client, _of(value, 7)) for item, value in zip(CheckItem, _alliance(session), strict=True)),
        ("Genuine with one another", _of(answers.genuine, 7)),
        ("Saw one another as we are", _of(answers.realistic, 7)),
        *((thing.label, _of(getattr(answers, thing), 7)) for thing in GoodThing),
        ("A tension today", _yes_no(answers.tension)),
        ("How strong", _of(answers.tension_strength, 5)),
        ("Talked about", _yes_no(answers.talked_about)),
        ("How far resolved", _of(answers.resolved, 5)),
    ]
    return AnswersPage([(label, value) for label, value in known if value], answers.sentence)


def _alliance(session: TherapySession) -> Answers:
    found = Rating.objects.filter(session=session, rater=Rater.CLIENT, instrument__key=BUILT_IN_ALLIANCE.code)
    return found.values_list("items", flat=True).first() or NOT_ANSWERED


def _of(value: int | None, most: int) -> str:
    return "" if value is None else f"{value} of {most}"


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
