"""Words of the record: what groups of rows are called, and columns whose own name would not do."""

from sessions_log.vocabulary import ClientQuestion, GoodThing, RelationshipItem

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
}

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
    "PromptChoice.what_happened": "What happened",
    **{f"ClientAnswers.{question.value}": question.label for question in ClientQuestion},
    **{f"FiveGoodThings.{thing.value}": thing.label for thing in GoodThing},
    **{f"RelationshipView.{item.value}": item.label for item in RelationshipItem},
}
"""Names of columns where their own would not do; an empty one stands for itself."""
