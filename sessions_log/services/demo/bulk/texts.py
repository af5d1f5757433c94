"""Short notes for therapies in bulk: a subject and how it went, which makes some hundreds of notes."""

import random

NAMES = (
    "Alma", "Bjorn", "Carys", "Dele", "Edie", "Fergus", "Gita", "Hal", "Ida", "Jonas", "Kezia", "Lachlan", "Mae",
    "Nico", "Orla", "Priya", "Quinn", "Rosa", "Silas", "Tess", "Uma", "Viggo", "Wren", "Yusuf", "Zora",
)  # fmt: skip

SUBJECTS = (
    "Sleep again, and what keeps it away.",
    "A visit from the sister, shorter than planned.",
    "The new post, and whether to stay in it.",
    "A dream of the old house with the doors off.",
    "Money, which is never only about money.",
    "The argument on Sunday, told twice.",
    "A week in which nothing happened, and that was new.",
    "The father’s letter, still unanswered.",
    "Being the only one in the room who speaks up.",
    "Moving in together, or not yet.",
    "The neighbours, the noise, the note under the door.",
    "A friend who has stopped ringing.",
    "The anniversary, which came as a surprise.",
    "Getting up in the morning, step by step.",
    "The first evening class, in the back row.",
    "Who is asked, at home, and who decides.",
    "An old photograph, turned over and over.",
    "The tiredness that rest does not help.",
)

COURSES = (
    "Slow to begin with, warmer towards the end.",
    "Said more than was meant to be said, and was glad of it.",
    "We lost the thread and found it again.",
    "I listened for the most part.",
    "Some laughter.",
    "A long silence that neither of us hurried.",
    "Left with a question rather than an answer.",
    "Wanted advice; we looked at the wanting.",
    "Close to tears, and stayed with it.",
    "Looked at the clock more often than usual.",
    "Found a word for it at last.",
    "Careful with me today.",
    "Disagreed with me once, and the hour went on.",
    "Will try it differently this week.",
)

BEFORE = (
    "I asked about last week.",
    "A pause, longer than usual.",
    "I offered an explanation.",
    "The telephone buzzed.",
    "I said that it was nearly time.",
    "The mother was mentioned.",
    "We had both begun to speak.",
    "I repeated what had been said.",
)


def note(rng: random.Random) -> str:
    """Return a clinical note of one or two sentences."""
    return f"{rng.choice(SUBJECTS)} {rng.choice(COURSES)}"
