"""The repair prompts: questions to oneself first, then moves one might make, and what to ask next time.

All wording is ours. Each prompt names the published models that it draws on; raise `version` whenever its words
change, because a decision is kept with the version that was seen.
"""

from dataclasses import dataclass

from sessions_log.vocabulary import PromptOutcome, PromptTrigger

EVIDENCE = (
    "The evidence is modest: repair and outcome go together (r = .29 over 11 studies); "
    "training alone shows r = .11, which is not significant."
)

RATING_2015 = "Eubanks, Muran & Safran 2015"
RATING_2022 = "Eubanks & Muran 2022"
STAGES_1996 = "Safran & Muran 1996"
STAGES_2000 = "Safran & Muran 2000"
CONSENSUS_2018 = "Eubanks, Burckell & Goldfried 2018"
MILLER_STIVER = "Miller & Stiver 1997"
JORDAN_2010 = "Jordan 2010"
JORDAN_2018 = "Jordan 2018"
WALKER_ROSEN = "Walker & Rosen 2004"
COLLINS = "Collins 2000"
STILES_2004 = "Stiles et al. 2004"
CONTROL_CHARTS_2012 = "Eubanks-Carter et al. 2012"


ANSWERS = (PromptOutcome.HELPED, PromptOutcome.PARTLY, PromptOutcome.NOT_YET, PromptOutcome.DID_NOT_COME_UP)
"""What can be said of most prompts when the next session asks."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `path` is the course that such a repair often takes, where a model describes one.

    `answers` are those that fit the question of its `follow_up`.
    """

    code: str
    version: int
    trigger: PromptTrigger
    title: str
    reflect: tuple[str, ...]
    moves: tuple[str, ...]
    follow_up: str
    sources: tuple[str, ...]
    path: tuple[str, ...] = ()
    answers: tuple[PromptOutcome, ...] = ANSWERS


WITHDRAWAL_BY_CLIENT = Prompt(
    code="withdrawal_by_client",
    version=1,
    trigger=PromptTrigger.WITHDRAWAL,
    title="When the client moves away",
    reflect=(
        "What was being spoken of when the contact thinned?",
        "What had I said or done just before?",
        "Am I drawing back too, or filling the silence?",
    ),
    moves=(
        "You might name it lightly, as a question: “Something seemed to change just now. Is that so for you too?”",
        "You could ask how your last words came across, and leave room for an answer that is hard to give.",
        "If something of yours played a part, you might say so first.",
        "Perhaps the task itself is unclear: you could say why it seemed worth doing, and ask whether it still is.",
    ),
    path=("A sign of withdrawal", "A guarded complaint", "The fear that blocks it", "Speaking up for oneself"),
    follow_up="Could the client disagree with you, or take the lead, more than last time?",
    sources=(STAGES_1996, STAGES_2000, RATING_2015, CONSENSUS_2018),
)

WITHDRAWAL_BY_THERAPIST = Prompt(
    code="withdrawal_by_therapist",
    version=1,
    trigger=PromptTrigger.WITHDRAWAL,
    title="When I move away",
    reflect=(
        "What was happening in me when I drew back: tiredness, worry, shame, boredom?",
        "What would I have had to feel or say, had I stayed?",
        "Did the client notice, and what might they have made of it?",
    ),
    moves=(
        "You might come back in plain words: “I think I lost touch with you for a moment there.”",
        "You could ask how it was for the client, and let the answer stand without explaining yourself.",
        "Perhaps this is one to take to your reflection or your supervisor before the next hour.",
    ),
    follow_up="Were you able to stay closer, and did the client seem to feel it?",
    sources=(RATING_2022, STAGES_2000, JORDAN_2018),
)

SELF_CRITICISM = Prompt(
    code="self_criticism",
    version=1,
    trigger=PromptTrigger.WITHDRAWAL,
    title="When the client turns against themselves",
    reflect=(
        "Could a complaint about me or the therapy be folded into what they say against themselves?",
        "Do I hurry to reassure, and does that leave them more alone?",
        "Is the hopelessness about life, about us, or about both; and is there a risk I have yet to ask about?",
    ),
    moves=(
        "You might stay beside the hopelessness for a while before offering anything against it.",
        "You could wonder aloud whether some of it belongs between you: “Is there something that I am missing?”",
        "Perhaps you can let it show that you are moved by how hard they are on themselves.",
    ),
    follow_up="Could the client be a little less alone with it, or direct some of it at you?",
    sources=(RATING_2015, STAGES_2000, MILLER_STIVER),
)

CONFRONTATION_HURT = Prompt(
    code="confrontation_hurt",
    version=1,
    trigger=PromptTrigger.CONFRONTATION,
    title="When the client is angry with me",
    reflect=(
        "What in this is legitimate, even if the way it came was hard?",
        "Am I defending myself, explaining, or giving in?",
        "What hurt may lie beneath the anger?",
    ),
    moves=(
        "You might stay open and ask for more of it before answering any of it.",
        "You could say what your own part was, without a “but”.",
        "When the heat has gone, perhaps ask, gently, what it was like to be let down here.",
    ),
    path=("Anger", "Hurt", "Vulnerability", "The need beneath"),
    follow_up="Does the client feel that the complaint was heard?",
    sources=(STAGES_1996, STAGES_2000, RATING_2015, CONSENSUS_2018),
)

CONFRONTATION_TASK_OR_FRAME = Prompt(
    code="confrontation_task_or_frame",
    version=1,
    trigger=PromptTrigger.CONFRONTATION,
    title="When the work or the frame is in question",
    reflect=(
        "What is legitimate in it: does this task, this pace, this arrangement serve the client?",
        "Did I ever say why we do it this way, and was there a real choice?",
        "If I hold to it, for whose sake do I?",
    ),
    moves=(
        "You might say again what the task or the arrangement was for, and ask what the client hoped for instead.",
        "Where it can change, you could look for another way together; where it cannot, you might say so plainly.",
        "Perhaps the disagreement is itself worth welcoming: it takes trust to say it.",
    ),
    follow_up="Was the task or the frame agreed anew, and does it fit better?",
    sources=(STAGES_2000, RATING_2015, CONSENSUS_2018),
)

CONFRONTATION_BY_THERAPIST = Prompt(
    code="confrontation_by_therapist",
    version=1,
    trigger=PromptTrigger.CONFRONTATION,
    title="When I push back",
    reflect=(
        "What was I protecting when I pressed, corrected or defended?",
        "What did the client do next: argue, give in, go quiet?",
        "Had I felt criticised, helpless or hurried before it?",
    ),
    moves=(
        "You might own it simply: “I think I pressed you there, and I am sorry.”",
        "You could ask what it was like to be on the other side of it, and listen to the end.",
        "Perhaps your own irritation is worth a line in the private reflection, or a word in supervision.",
    ),
    follow_up="Could the two of you speak about it, and is there more room now?",
    sources=(RATING_2022, STAGES_2000, WALKER_ROSEN),
)

BREACH_TOWARDS_CLIENT = Prompt(
    code="breach_towards_client",
    version=1,
    trigger=PromptTrigger.BREACH,
    title="A breach: safety before repair",
    reflect=(
        "Is the client safe now, and do they have someone besides me?",
        "What do my professional duties and the practice’s rules ask of me here?",
        "Who needs to know, and by when?",
        "Can this be worked on with me at all, or does the client need somebody else beside them?",
    ),
    moves=(
        "You might call your supervisor before the next session rather than at the next supervision hour.",
        "You could acknowledge the harm in plain words, and leave its meaning and the relationship for later.",
        "You might tell the client how to complain, and to whom outside the room, without weighing it for them.",
        "It may help to write down soon what happened, what was said and what was done about it.",
    ),
    follow_up="Is the record kept, has your supervisor been told, and does the client know the complaints route?",
    answers=(PromptOutcome.DONE, PromptOutcome.NOT_YET),
    sources=(WALKER_ROSEN, JORDAN_2010, COLLINS),
)

BREACH_TOWARDS_THERAPIST = Prompt(
    code="breach_towards_therapist",
    version=1,
    trigger=PromptTrigger.BREACH,
    title="A breach towards me: safety before repair",
    reflect=(
        "Am I safe, and is everyone else who could be touched by this?",
        "What do my professional duties and the practice’s rules ask of me here?",
        "What do I need before I can sit in that room again?",
    ),
    moves=(
        "You might call your supervisor before the next session; this is not one to carry alone.",
        "You could say what the frame is and what happens if it is crossed again, before anything else is explored.",
        "You might let the practice know, so that rooms, hours and the complaints route are thought of for both sides.",
        "It may help to write down soon what happened, what was said and what was done about it.",
    ),
    follow_up="Is the record kept, has your supervisor been told, and are you safe enough to go on?",
    answers=(PromptOutcome.DONE, PromptOutcome.NOT_YET),
    sources=(WALKER_ROSEN, JORDAN_2010),
)

POWER_AND_CONTEXT = Prompt(
    code="power_and_context",
    version=1,
    trigger=PromptTrigger.POWER_AND_CONTEXT,
    title="Power and context in the room",
    reflect=(
        "Which differences between us are live here, and who usually has to mention them?",
        "Did I repeat an image that is held against people like my client?",
        "What does my place, and my role, make hard to say to me?",
    ),
    moves=(
        "You might name the difference yourself, briefly, without asking the client to explain it or to comfort you.",
        "If harm was done, you could mend that first and leave what it meant for later.",
        "Perhaps consult somebody who knows this from closer by, before the next session.",
    ),
    follow_up="Did you consult anyone, and what has changed between you?",
    sources=(WALKER_ROSEN, COLLINS, JORDAN_2018),
)

DISCONNECTION_OLD_IMAGE = Prompt(
    code="disconnection_old_image",
    version=1,
    trigger=PromptTrigger.DISCONNECTION,
    title="An old image between us",
    reflect=(
        "Which image of how relationships go may have been alive just then?",
        "Which way of staying out did the client take, and what has it protected them from?",
        "Where did I step into a part that somebody else once had?",
    ),
    moves=(
        "You might honour the way of staying out before wondering about it: it was once the best there was.",
        "You could try to feel ahead what coming closer would cost, and say a little of it.",
        "Perhaps name both sides: the wish to be known, and the good reasons for keeping hidden.",
    ),
    follow_up="Was it the old pattern again, or was there a new possibility?",
    answers=(
        PromptOutcome.NEW_POSSIBILITY,
        PromptOutcome.OLD_PATTERN,
        PromptOutcome.NOT_YET,
        PromptOutcome.DID_NOT_COME_UP,
    ),
    sources=(MILLER_STIVER, WALKER_ROSEN, JORDAN_2010, CONSENSUS_2018),
)

DISCONNECTION_THINNED = Prompt(
    code="disconnection_thinned",
    version=1,
    trigger=PromptTrigger.DISCONNECTION,
    title="Something thinned between us",
    reflect=(
        "Which of the five good things is missing, and since when?",
        "Is it missing for the client, for me, or for both?",
        "What would a little more connection look like in the next hour?",
    ),
    moves=(
        "You might say that you noticed a distance, as your own impression that could be wrong.",
        "You could let it be seen where the client moves you; that is often what tells them that they matter.",
        "Perhaps it is enough to honour the distance for now, and to be there when it shortens.",
    ),
    follow_up="Has what was missing come back a little?",
    sources=(MILLER_STIVER, JORDAN_2010, JORDAN_2018),
)

FORMING = Prompt(
    code="forming_check",
    version=1,
    trigger=PromptTrigger.FORMING,
    title="The first sessions",
    reflect=(
        "Is it safe enough here for the client to disagree with me?",
        "Would the two of us name the same goals, if asked apart?",
        "What might make the client think of leaving, and would I hear of it?",
    ),
    moves=(
        "You might ask for a minute, near the end, how working together is so far; an interpretation can wait.",
        "You could say that complaints are welcome here, and that they help.",
        "Perhaps go over the goals once more in the client’s own words.",
    ),
    follow_up="Did the client come back easily, and could they say what does not suit them?",
    sources=(JORDAN_2018, CONSENSUS_2018),
)

SIGNAL_NOTHING_LOGGED = Prompt(
    code="signal_nothing_logged",
    version=2,
    trigger=PromptTrigger.SIGNAL,
    title="The client’s score went down, and nothing was logged",
    reflect=(
        "Which of the items moved, and what do they have in common?",
        "Could it be something in the client’s life, or the way back to their usual level?",
        "A drop like this often comes about by chance alone: what else speaks for it, or against it?",
    ),
    moves=(
        "You might say that you looked at the scores, and ask whether something between you has been different.",
        "You could look at the line together, and let the client tell you what it shows.",
        "If a moment comes to mind now, you might add it to its session, or to a signed one as an addendum.",
    ),
    follow_up="Was there something between you, was there not, or is it still open?",
    answers=(PromptOutcome.CONFIRMED, PromptOutcome.NOT_CONFIRMED, PromptOutcome.UNKNOWN, PromptOutcome.NOT_YET),
    sources=(STILES_2004, CONTROL_CHARTS_2012),
)

TENSION_TOLD = Prompt(
    code="tension_told",
    version=2,
    trigger=PromptTrigger.SIGNAL,
    title="The client told of a tension, and nothing was logged",
    reflect=(
        "Do I know which moment it was, or did it pass me by?",
        "What may have made it easier to say in the check than to me?",
        "Was I relieved not to hear of it in the room?",
    ),
    moves=(
        "You might thank the client for having said it, and ask what it was, before you explain anything.",
        "You could say which moment comes to your mind, as a guess that may be wrong.",
        "If you see now which moment it was, you might add it to its session, or to a signed one as an addendum.",
    ),
    follow_up="Could the two of you speak about it, and how does the client see it now?",
    sources=(RATING_2022, STAGES_2000, CONSENSUS_2018),
)

VIEWS_APART = Prompt(
    code="views_apart",
    version=1,
    trigger=PromptTrigger.VIEWS_APART,
    title="The two of you see it differently",
    reflect=(
        "Whose view do I take for the true one, and why?",
        "If the client’s score is the higher one, how much of it may be politeness, or care for me?",
        "If mine is the higher one, what would I rather not see?",
    ),
    moves=(
        "You might invite criticism expressly, and say why it would help you.",
        "You could lay the two scores beside one another and wonder about the difference, without a right one.",
        "Perhaps ask what a lower score would have been for.",
    ),
    follow_up="Is the gap smaller, and can the two of you speak about it?",
    sources=(RATING_2022, STAGES_2000, CONSENSUS_2018),
)

REAL_RELATIONSHIP = Prompt(
    code="real_relationship",
    version=1,
    trigger=PromptTrigger.REAL_RELATIONSHIP,
    title="Perhaps the two of you have not met yet",
    reflect=(
        "Are we both behind a pane of glass, and what keeps it there?",
        "When did one of us last say something unprepared?",
        "Might somebody else suit this client better, and can I think so without blaming either of us?",
    ),
    moves=(
        "You might meet as persons for a while: a plain word about this hour, this room, the two of you.",
        "You could say that you would like to know the client better, and that it may take its time.",
        "Perhaps take to supervision whether a better-fitting therapist is worth considering.",
    ),
    follow_up="Do you keep going as you are, change how you work, or think of a referral?",
    answers=(PromptOutcome.KEEP, PromptOutcome.CHANGE, PromptOutcome.REFER, PromptOutcome.NOT_YET),
    sources=(MILLER_STIVER, JORDAN_2010, JORDAN_2018),
)

PROMPTS: dict[str, Prompt] = {
    prompt.code: prompt
    for prompt in (
        WITHDRAWAL_BY_CLIENT,
        WITHDRAWAL_BY_THERAPIST,
        SELF_CRITICISM,
        CONFRONTATION_HURT,
        CONFRONTATION_TASK_OR_FRAME,
        CONFRONTATION_BY_THERAPIST,
        BREACH_TOWARDS_CLIENT,
        BREACH_TOWARDS_THERAPIST,
        POWER_AND_CONTEXT,
        DISCONNECTION_OLD_IMAGE,
        DISCONNECTION_THINNED,
        FORMING,
        SIGNAL_NOTHING_LOGGED,
        TENSION_TOLD,
        VIEWS_APART,
        REAL_RELATIONSHIP,
    )
}


def answers_to(code: str) -> tuple[PromptOutcome, ...]:
    """Return the answers to a prompt's question; a practice's own prompts have those of most."""
    return PROMPTS[code].answers if code in PROMPTS else ANSWERS
