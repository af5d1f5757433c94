"""Words of the record: what groups of rows are called, and columns whose own name would not do."""

from sessions_log.models import Instrument
from sessions_log.signals.keys import BUILT_IN_ALLIANCE
from sessions_log.signals.questionnaire import Item, restored
from sessions_log.vocabulary import CheckItem, ClientQuestion, GoodThing, Rater, RelationshipItem

GROUPS = {
    "FrameAgreement": "Frame",
    "Consent": "Consent",
    "SocialCategory": "Social categories, for reports alone",
    "RelationalImage": "Relational images",
    "Episode": "Ruptures, from opening to close",
    "PromptChoice": "Repair prompts",
    "TherapySession": "Sessions",
    "DeletedSession": "Sessions that were deleted",
    "ClinicalNote": "Note",
    "PrivateReflection": "Private reflection",
    "Addendum": "Addenda",
    "ClientAnswers": "What the client answered",
    "Rating": "Ratings",
    "FiveGoodThings": "Five good things",
    "RelationshipView": "The real relationship",
    "Moment": "Moments",
    "RepairAttempt": "Repair",
    "MomentContext": "Power and social context",
    "ImageLink": "Relational images touched",
    "CheckInvitation": "Invitations to the client’s check",
}
"""What stands under a row, in this order; a table that is not named here comes last, under its own name."""

IN_HEADING = {
    "FrameAgreement": {"topic"},
    "Consent": {"kind"},
    "Episode": {"opening"},
    "PromptChoice": {"words", "code"},
    "TherapySession": {"number", "starts_at"},
    "DeletedSession": {"number"},
    "Moment": {"kind", "marker", "actor", "position"},
    "MomentContext": {"axis"},
    "SocialCategory": {"axis"},
    "ImageLink": {"direction", "image"},
    "Rating": {"items"},
}
"""Columns that an entry tells in its heading, or as answers to what was asked."""

WRITTEN = frozenset({"created_at", "updated_at"})
"""When a row was written, which matters to a reader only where it is the date of the thing itself."""

LABELS = {
    "Client.name": "Chosen name",
    "Moment.before": "Just before",
    "Moment.contribution": "Therapist’s contribution",
    "TherapySession.intention": "Intention for next time",
    "ClinicalNote.text": "",
    "PrivateReflection.text": "",
    "Addendum.text": "",
    "FrameAgreement.text": "",
    "RelationalImage.text": "",
    "Addendum.created_at": "Written on",
    "RelationalImage.is_controlling": "Controlling image",
    "RepairAttempt.episode": "Rupture",
    "Rating.rater": "Who answered",
    "PromptChoice.what_happened": "What happened",
    "SocialCategory.location": "In the society around them",
    **{f"ClientAnswers.{question.value}": question.label for question in ClientQuestion},
    **{f"FiveGoodThings.{thing.value}": thing.label for thing in GoodThing},
    **{f"RelationshipView.{item.value}": item.label for item in RelationshipItem},
}
"""Names of columns where their own would not do; an empty one stands for itself."""

WHO = {"Client": ("name", "code")}
"""Short texts that say whom a row is about, and stand before all else."""

OUT_OF = {
    **{f"ClientAnswers.{name}": 7 for name in ("genuine", "realistic", *GoodThing)},
    **{f"ClientAnswers.{name}": 5 for name in ("tension_strength", "resolved")},
    **{f"FiveGoodThings.{thing.value}": 7 for thing in GoodThing},
    **{f"RelationshipView.{item.value}": 7 for item in RelationshipItem},
    **dict.fromkeys(("Moment.intensity", "Moment.contribution", "RepairAttempt.resolution"), 5),
}
"""The highest step of columns that hold one."""


def questions_of(instrument: Instrument, rater: Rater) -> tuple[Item, ...]:
    """Return what was asked, in its order: our own words or the practice's; nothing where only scores were imported."""
    if instrument.code != BUILT_IN_ALLIANCE.code:
        return restored(instrument.wording)
    steps = tuple((step, f"{step} of 7") for step in range(1, 8))
    words = {item: item.label if rater is Rater.THERAPIST else item.for_client for item in CheckItem}
    return tuple(Item(item.value, text, options=steps) for item, text in words.items())
