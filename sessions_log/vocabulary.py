"""Every enumerated term of the field, in one place.

Codes are stored and exported; labels are shown. Plain Python, so that the pure layers can use it.
Sources: 3RS (Eubanks, Muran & Safran 2015; Eubanks & Muran 2022), Miller & Stiver 1997, Jordan 2010.
"""

import enum
from typing import Self


class Term(enum.StrEnum):
    """A coded term with the words shown for it: `NAME = code, label`. `Term(code)` finds it again."""

    label: str

    def __new__(cls, code: str, *words: str) -> Self:
        term = str.__new__(cls, code)
        term._value_ = code
        term.label = words[0]
        return term

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (code, label) pairs in the order of definition."""
        return [(term.value, term.label) for term in cls]

    @classmethod
    def knows(cls, code: str | None) -> bool:
        """Return whether a code is one of these terms."""
        return code in {term.value for term in cls}


class Role(Term):
    THERAPIST = "therapist", "Therapist"
    SUPERVISOR = "supervisor", "Supervisor"
    ADMIN = "admin", "Admin"


class Attendance(Term):
    HELD = "held", "Held"
    LATE = "late", "Held, started late"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "Did not come"


ATTENDED = (Attendance.HELD, Attendance.LATE)


class SessionFormat(Term):
    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "Video"
    PHONE = "phone", "Phone"


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""Stored by their place in the week, 0 for Monday."""


class SessionStatus(Term):
    """Draft → signed → addended; `models.session` holds the transition table."""

    DRAFT = "draft", "Draft"
    SIGNED = "signed", "Signed"
    ADDENDED = "addended", "Signed, with addenda"


class MomentKind(Term):
    CONNECTION = "connection", "Connection"
    MISATTUNEMENT = "misattunement", "Misattunement"
    RUPTURE = "rupture", "Rupture"
    BREACH = "breach", "Breach"
    REPAIR = "repair", "Repair"


class Actor(Term):
    """Who moved."""

    CLIENT = "client", "Client"
    THERAPIST = "therapist", "Therapist"
    BOTH = "both", "Both"


class Clarity(Term):
    CLEAR = "clear", "Clear"
    UNCLEAR = "unclear", "Unclear"


class MarkerGroup(Term):
    CONNECTION = "connection", "Connection"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    CONFRONTATION = "confrontation", "Confrontation"
    BREACH = "breach", "Breach"


MOVEMENT = {MarkerGroup.WITHDRAWAL: "Moving away", MarkerGroup.CONFRONTATION: "Moving against"}
"""Which way somebody moves in the two kinds of rupture."""


_COMPLAINED_OF = {Actor.THERAPIST: "the client", Actor.BOTH: "one another"}


class Marker(Term):
    """What was seen; each marker belongs to one group."""

    group: MarkerGroup

    def __new__(cls, code: str, *words: str) -> Self:
        marker = str.__new__(cls, code)
        marker._value_ = code
        marker.label = words[0]
        marker.group = MarkerGroup(words[1])
        return marker

    def seen_of(self, actor: str | None) -> str:
        """Return what was seen in mid-sentence, by who moved: a complaint of the therapist’s is about the client."""
        if self is Marker.ABOUT_THERAPIST and actor in _COMPLAINED_OF:
            return f"complaint about {_COMPLAINED_OF[Actor(actor)]}"
        return self.label[0].lower() + self.label[1:]

    FELT_UNDERSTOOD = "felt_understood", "Felt understood", MarkerGroup.CONNECTION
    SHARED_LAUGHTER = "shared_laughter", "Shared laughter", MarkerGroup.CONNECTION
    MOVED_EACH_OTHER = "moved_each_other", "Moved each other", MarkerGroup.CONNECTION
    VOICED_HIDDEN = "voiced_hidden", "Voiced something hidden", MarkerGroup.CONNECTION
    DISAGREED_SAFELY = "disagreed_safely", "Disagreed safely", MarkerGroup.CONNECTION
    NEW_POSSIBILITY = "new_possibility", "New possibility lived", MarkerGroup.CONNECTION

    DENIAL = "denial", "Denial", MarkerGroup.WITHDRAWAL
    MINIMAL_RESPONSE = "minimal_response", "Minimal response", MarkerGroup.WITHDRAWAL
    ABSTRACT_TALK = "abstract_talk", "Abstract talk", MarkerGroup.WITHDRAWAL
    TOPIC_SHIFT = "topic_shift", "Avoidant storytelling or topic shift", MarkerGroup.WITHDRAWAL
    APPEASING = "appeasing", "Deferential or appeasing", MarkerGroup.WITHDRAWAL
    CONTENT_AFFECT_SPLIT = "content_affect_split", "Content and affect apart", MarkerGroup.WITHDRAWAL
    SELF_CRITICISM = "self_criticism", "Self-criticism or hopelessness", MarkerGroup.WITHDRAWAL

    ABOUT_THERAPIST = "about_therapist", "Complaint about the therapist", MarkerGroup.CONFRONTATION
    REJECTS_INTERVENTION = "rejects_intervention", "Rejects an intervention", MarkerGroup.CONFRONTATION
    ABOUT_ACTIVITIES = "about_activities", "Complaint about activities", MarkerGroup.CONFRONTATION
    ABOUT_PARAMETERS = "about_parameters", "Complaint about time, fee or frame", MarkerGroup.CONFRONTATION
    ABOUT_PROGRESS = "about_progress", "Complaint about progress", MarkerGroup.CONFRONTATION
    DEFENDS_SELF = "defends_self", "Defends self against the other", MarkerGroup.CONFRONTATION
    CONTROLS = "controls", "Controls or pressures the other", MarkerGroup.CONFRONTATION

    DISRESPECT = "disrespect", "Disrespect", MarkerGroup.BREACH
    DISTANCING_DISMISSAL = "distancing_dismissal", "Distancing dismissal", MarkerGroup.BREACH
    DEMEANING_DISREGARD = "demeaning_disregard", "Demeaning disregard", MarkerGroup.BREACH
    CONTROLLING_IMAGE = "controlling_image", "Controlling image imposed", MarkerGroup.BREACH
    BOUNDARY = "boundary", "Boundary crossed", MarkerGroup.BREACH


MARKER_GROUPS_OF_KIND: dict[MomentKind, tuple[MarkerGroup, ...]] = {
    MomentKind.CONNECTION: (MarkerGroup.CONNECTION,),
    MomentKind.MISATTUNEMENT: (MarkerGroup.WITHDRAWAL, MarkerGroup.CONFRONTATION),
    MomentKind.RUPTURE: (MarkerGroup.WITHDRAWAL, MarkerGroup.CONFRONTATION),
    MomentKind.BREACH: (MarkerGroup.BREACH,),
    MomentKind.REPAIR: (),  # a repair has a strategy instead
}


def markers_of(kind: MomentKind) -> tuple[Marker, ...]:
    """Return the markers that a moment of this kind may carry."""
    return tuple(marker for marker in Marker if marker.group in MARKER_GROUPS_OF_KIND[kind])


class RepairStrategy(Term):
    CLARIFY = "clarify", "Clarify a misunderstanding"
    CHANGE_TASK_OR_GOAL = "change_task_or_goal", "Change task or goal"
    EXPLAIN_RATIONALE = "explain_rationale", "Explain the rationale"
    INVITE = "invite", "Invite thoughts and feelings about the therapist or the therapy"
    OWN_CONTRIBUTION = "own_contribution", "Own one’s contribution"
    DISCLOSE = "disclose", "Disclose one’s experience of the interaction"
    LINK_HERE = "link_here", "Link to a pattern in this relationship"
    LINK_ELSEWHERE = "link_elsewhere", "Link to a pattern in other relationships"
    VALIDATE = "validate", "Validate the protective stance"
    REFOCUS = "refocus", "Refocus"
    HONOUR_STRATEGY = "honour_strategy", "Honour the strategy of disconnection"
    ANTICIPATORY_EMPATHY = "anticipatory_empathy", "Anticipatory empathy"
    SHOW_BEING_MOVED = "show_being_moved", "Let the client see that one is moved"
    NAME_PARADOX = "name_paradox", "Name the paradox"


class EpisodeStatus(Term):
    """`models.episode` holds the transition table."""

    OPEN = "open", "Open"
    WORKED_ON = "worked_on", "Being worked on"
    REPAIRED = "repaired", "Repaired"
    PARTLY = "partly", "Partly repaired"
    UNREPAIRED = "unrepaired", "Unrepaired at ending"
    WITHDRAWN = "withdrawn", "Not a rupture after all"


OPEN_STATUSES = (EpisodeStatus.OPEN, EpisodeStatus.WORKED_ON)


def status_words(status: str, kind: str) -> str:
    """Return how an episode stands, by what opened it: what was logged as a breach is “not a breach after all”."""
    if status == EpisodeStatus.WITHDRAWN:
        return f"Not a {MomentKind(kind).label.lower()} after all"
    return EpisodeStatus(status).label


class UnrepairedEnding(Term):
    """How it went on when a rupture stayed unrepaired."""

    ENDED = "ended", "The therapy ended"
    REFERRED = "referred", "Referred to somebody else"
    CHANGE_OF_THERAPIST = "change_of_therapist", "Change of therapist"


class ImageDirection(Term):
    RE_ENACTED = "re_enacted", "Re-enacted"
    COUNTERED = "countered", "Countered"


class ContextAxis(Term):
    """Power and social context that was live in the moment."""

    RACE = "race", "Race"
    CLASS = "class", "Class"
    CULTURE = "culture", "Culture"
    GENDER = "gender", "Gender"
    SEXUALITY = "sexuality", "Sexuality"
    ABILITY = "ability", "Ability"
    ROLE = "role", "Role"


SOCIAL_AXES = tuple(axis for axis in ContextAxis if axis is not ContextAxis.ROLE)
"""What a client stands somewhere on whatever the moment is; a role belongs to the moment."""


class SocialLocation(Term):
    """Where somebody stands in the society around them: the margin and the centre (hooks 1984; Jordan 2010).

    Coarse on purpose, and without the names of groups, which differ from place to place and single people out.
    """

    MARGIN = "margin", "At the margin"
    BETWEEN = "between", "In between, or both"
    CENTRE = "centre", "At the centre"


class MomentTag(Term):
    """What a moment may carry from elsewhere. The therapist's own side is told in the private reflection."""

    TRANSFERENCE = "transference", "Transference: the client met somebody else in me"
    COUNTERTRANSFERENCE = "countertransference", "Countertransference: something of my own was stirred"


class FrameTopic(Term):
    TIME = "time", "Time"
    FEE = "fee", "Fee"
    PHONES = "phones", "Phones"
    LANGUAGE = "language", "Respectful language"
    CONTACT = "contact", "Contact between sessions"
    OTHER = "other", "Something else"


class Rater(Term):
    CLIENT = "client", "Client"
    THERAPIST = "therapist", "Therapist"


class GoodThing(Term):
    """One of the five good things; `opposite` is its pole in disconnection."""

    opposite: str

    def __new__(cls, code: str, *words: str) -> Self:
        thing = str.__new__(cls, code)
        thing._value_ = code
        thing.label, thing.opposite = words
        return thing

    ZEST = "zest", "Zest", "Depletion and aloneness"
    ACTION = "action", "Ability to act", "Unable to act, or afraid that acting makes it worse"
    KNOWLEDGE = "knowledge", "Knowledge of self and other", "Confusion"
    WORTH = "worth", "Sense of worth", "Diminishment"
    MORE_CONNECTION = "more_connection", "Desire for more connection", "Turning away, isolation"


class RelationshipItem(Term):
    """How the therapist saw the relationship beside the work: the real relationship, and empowered authenticity.

    `short` stands beside a row, `opposite` at the other end of a slider. Gelso 2011; Jordan 2010.
    """

    short: str
    opposite: str

    def __new__(cls, code: str, *words: str) -> Self:
        item = str.__new__(cls, code)
        item._value_ = code
        item.label, item.short, item.opposite = words
        return item

    GENUINE = "genuine", "We were genuine with one another", "Genuine", "Each behind a pane of glass"
    REALISTIC = "realistic", "We saw one another as we are", "Realistic", "Each saw somebody else in the other"
    AUTHENTICITY = "authenticity", "Bringing oneself fully", "Authenticity", "Holding oneself back"


REAL_RELATIONSHIP = (RelationshipItem.GENUINE, RelationshipItem.REALISTIC)
"""What the client is asked too."""


FORMING_SESSIONS = 5
"""Sessions 1 to 5: anxiety is high and safety is made."""


class Phase(Term):
    FORMING = "forming", "Forming phase"
    LATER = "later", "Under way"
    ENDED = "ended", "Ended"


class Ending(Term):
    AGREED = "agreed", "Agreed ending"
    EARLY = "early", "Left early"
    REFERRED = "referred", "Referred"
    CHANGE_OF_THERAPIST = "change_of_therapist", "Change of therapist"


ENDED_AS = {
    Ending.REFERRED: UnrepairedEnding.REFERRED,
    Ending.CHANGE_OF_THERAPIST: UnrepairedEnding.CHANGE_OF_THERAPIST,
}
"""How an unrepaired rupture went on when the therapy ended like this; with the others, it ended with the therapy."""


class ConsentKind(Term):
    """What a client may agree to, each by itself."""

    TREATMENT = "treatment", "Treatment"
    RECORDING = "recording", "Recording of data"
    RESEARCH = "research", "Research and anonymised reports"
    SUPERVISION = "supervision", "Sharing in supervision"
    SOCIAL = "social", "Social categories in reports"


class Erasure(Term):
    """Why the whole record of a client is erased."""

    REQUEST = "request", "The client asked for it"
    RETENTION = "retention", "The retention time is over"
    MISTAKE = "mistake", "The client was entered by mistake"


class SessionDeletion(Term):
    """Why one session is deleted."""

    MISTAKE = "mistake", "It was entered by mistake"
    TWICE = "twice", "It was entered twice"
    OTHER_CLIENT = "other_client", "It belongs to another client"
    REQUEST = "request", "The client asked for it"


class PromptTrigger(Term):
    WITHDRAWAL = "withdrawal", "A withdrawal"
    CONFRONTATION = "confrontation", "A confrontation"
    BREACH = "breach", "A breach"
    POWER_AND_CONTEXT = "power_and_context", "Power and context"
    DISCONNECTION = "disconnection", "Disconnection"
    FORMING = "forming", "Sessions 1 to 5"
    SIGNAL = "signal", "A signal, and nothing logged"
    VIEWS_APART = "views_apart", "Views far apart"
    REAL_RELATIONSHIP = "real_relationship", "A real relationship that does not form"


class PromptDecision(Term):
    CHOSEN = "chosen", "Chosen"
    DISMISSED = "dismissed", "Dismissed"


class PromptOutcome(Term):
    """What happened with a prompt that was chosen; after “not yet” it is asked again. Each prompt has its answers."""

    HELPED = "helped", "It helped"
    PARTLY = "partly", "It helped in part"
    NOT_YET = "not_yet", "Not yet, ask me again"
    DID_NOT_COME_UP = "did_not_come_up", "It did not come up"
    CONFIRMED = "confirmed", "There was something between us"
    NOT_CONFIRMED = "not_confirmed", "There was nothing"
    UNKNOWN = "unknown", "I don’t know"
    OLD_PATTERN = "old_pattern", "The old pattern again"
    NEW_POSSIBILITY = "new_possibility", "A new possibility"
    KEEP = "keep", "We keep going as we are"
    CHANGE = "change", "We change how we work"
    REFER = "refer", "I think of a referral"
    DONE = "done", "All of it is done"


class CheckItem(Term):
    """The built-in alliance check in our own words, 1 completely disagree to 7 completely agree. Not validated.

    In the order of the items of its scoring key: two on the bond, two on the task, two on the goal.
    """

    for_client: str

    def __new__(cls, code: str, *words: str) -> Self:
        item = str.__new__(cls, code)
        item._value_ = code
        item.label, item.for_client = words
        return item

    UNDERSTOOD = "1", "We understood one another today", "I felt understood today"
    TRUST = "2", "There was trust between us", "I could trust my therapist today"
    USEFUL = "3", "What we did was of use to the client", "What we did today was of use to me"
    FITTING = "4", "Our way of working suited the client", "Our way of working suits me"
    AGREED = "5", "We agreed on what matters most now", "We agreed on what matters most to me now"
    TOWARDS = "6", "We were working towards the same things", "We are working towards the same things"


class ClientQuestion(Term):
    """What the client is asked beside the six items, in words for them; `opposite` is a slider's other end.

    The five good things have names of the field; nobody should have to look them up to answer.
    """

    opposite: str

    def __new__(cls, code: str, *words: str) -> Self:
        question = str.__new__(cls, code)
        question._value_ = code
        question.label, question.opposite = (*words, "")[:2]
        return question

    GENUINE = "genuine", "We were both genuine with one another"
    REALISTIC = "realistic", "We saw one another as we really are"
    ZEST = "zest", "I felt alive", "Drained and alone"
    ACTION = "action", "I felt able to act", "Stuck, or afraid to make it worse"
    KNOWLEDGE = "knowledge", "I understood myself and the other better", "Confused"
    WORTH = "worth", "I felt of worth", "Made small"
    MORE_CONNECTION = "more_connection", "I want to be closer to people", "I want to turn away"
    TENSION = "tension", "Was there a tension or misunderstanding between you today?"
    TENSION_STRENGTH = "tension_strength", "How strong was it? (1 slight, 5 very strong)"
    TALKED_ABOUT = "talked_about", "Did you talk about it?"
    RESOLVED = "resolved", "How far was it resolved? (1 not at all, 5 completely)"
    SENTENCE = "sentence", "Anything you would like to add, in a sentence"
