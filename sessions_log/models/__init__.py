"""Tables, constraints and rules about one row."""

from sessions_log.models.audit import AuditEntry, AuditHead
from sessions_log.models.check import CheckInvitation, ClientAnswers
from sessions_log.models.client import Client, FrameAgreement
from sessions_log.models.consent import Consent, DeletedSession
from sessions_log.models.episode import Episode, RepairAttempt
from sessions_log.models.image import ImageLink, RelationalImage
from sessions_log.models.moment import Moment, MomentContext
from sessions_log.models.person import Person
from sessions_log.models.practice import Practice
from sessions_log.models.prompt import PracticePrompt, PromptChoice, PromptSwitch
from sessions_log.models.rating import FiveGoodThings, Instrument, Rating, RelationshipView
from sessions_log.models.session import Addendum, ClinicalNote, PrivateReflection, TherapySession
from sessions_log.models.social import SocialCategory
from sessions_log.models.supervision import SupervisionPair

__all__ = [
    "Addendum",
    "AuditEntry",
    "AuditHead",
    "CheckInvitation",
    "Client",
    "ClientAnswers",
    "ClinicalNote",
    "Consent",
    "DeletedSession",
    "Episode",
    "FiveGoodThings",
    "FrameAgreement",
    "ImageLink",
    "Instrument",
    "Moment",
    "MomentContext",
    "Person",
    "Practice",
    "PracticePrompt",
    "PrivateReflection",
    "PromptChoice",
    "PromptSwitch",
    "Rating",
    "RelationalImage",
    "RelationshipView",
    "RepairAttempt",
    "SocialCategory",
    "SupervisionPair",
    "TherapySession",
]
