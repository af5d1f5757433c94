"""Cleo's caseload: four clients, among them an ending that was agreed on."""

import datetime

from sessions_log.services.demo.story import Image, Story, connection, disconnection, hour, missed, repair
from sessions_log.vocabulary import ContextAxis, Ending, FrameTopic, Marker, MomentKind, RepairStrategy, SessionFormat

RUTH = Story(
    code="QR-005",
    name="Ruth",
    slot=2,
    time=datetime.time(14, 0),
    level=5.8,
    good_from=(3, 3, 4, 4, 4),
    good_to=(6, 5, 6, 6, 5),
    ended_weeks_ago=3,
    ending=Ending.AGREED,
    hours=(
        hour("Twelve sessions agreed, before she moves north in the new post. She wants to leave well, for once."),
        hour("List of leavings: three towns, a marriage, a doctorate. Always at night, with two suitcases."),
        hour("Her desk at work. She has begun to empty it already, ten weeks early."),
        hour(
            "I took a note in mid-sentence. “Am I that interesting?” Dry. I put the pen away.",
            disconnection(
                MomentKind.RUPTURE,
                Marker.ABOUT_THERAPIST,
                16,
                intensity=2,
                contribution=3,
                before="I wrote down a date.",
                opens="pen",
            ),
            repair(RepairStrategy.OWN_CONTRIBUTION, "pen", 4, minute=18, closes_as="repaired"),
        ),
        hour("Told two friends that she is going. One wept. She had not reckoned with that."),
        hour(
            "Angry with the friend who wept. Under it: nobody ever saw her off.",
            connection(Marker.VOICED_HIDDEN, 29, actor="client", intensity=3),
        ),
        missed("House viewing up north; cancelled in good time."),
        hour("Found a flat with a spare room. Spare for whom? She blushed."),
        hour(
            "The farewell party is to be in daylight. She asked me whether I would miss her. I shall, and said so.",
            connection(Marker.MOVED_EACH_OTHER, 37, intensity=4),
        ),
        hour("Two weeks left. She was late for the first time and hated it."),
        hour("The party was in daylight. She stayed to the end of her own leaving."),
        hour(
            "Last hour. She left first, turned round in the doorway, waved, and went.",
            connection(Marker.NEW_POSSIBILITY, 48, intensity=4),
        ),
    ),
)

HARRIET = Story(
    code="QR-016",
    name="Harriet",
    slot=0,
    time=datetime.time(10, 0),
    level=5.3,
    frame={FrameTopic.TIME: "Weekly at ten, and never through the lunch break: she eats with her team."},
    images={"noise": Image(text="If I raise my voice, I am like him.", origin="Father.")},
    good_from=(4, 3, 3, 3, 4),
    good_to=(5, 5, 4, 4, 5),
    hours=(
        hour("Paramedic. Sleeps with the radio on. Asked for the chair by the door."),
        hour("A call that went badly, told in abbreviations. I asked for the words behind two of them."),
        hour(
            "Spoke quietly and more quietly. I leant forward; she leant back.",
            disconnection(MomentKind.MISATTUNEMENT, Marker.MINIMAL_RESPONSE, 20, intensity=2, re_enacted="noise"),
        ),
        hour(
            "A week’s leave. Walked on the dyke. Nobody asked her for anything, and she did not know how to stop.",
            gap=1,
        ),
        hour(
            "I was brisk about the time; there was someone waiting. She said nothing, and then that she would "
            "manage without next week.",
            disconnection(
                MomentKind.RUPTURE,
                Marker.DENIAL,
                48,
                intensity=3,
                contribution=4,
                clarity="clear",
                before="I stood up first.",
                opens="brisk",
                chose=("withdrawal_by_client",),
            ),
            reflection="The waiting room won over her.",
            felt=-0.5,
        ),
        hour(
            "I spoke of standing up. “You were loud,” she said, very quietly; and I had been.",
            repair(RepairStrategy.OWN_CONTRIBUTION, "brisk", 4, minute=7, closes_as="repaired"),
        ),
        hour("Shouted at a driver who would not let the ambulance through. Shook afterwards; the patient lived."),
        hour(
            "Being loud for somebody is not being loud at somebody. She found the two words herself.",
            connection(Marker.NEW_POSSIBILITY, 24, actor="client", intensity=3, countered="noise"),
        ),
        hour("Radio off, two nights out of seven."),
    ),
)

JIN = Story(
    code="QR-025",
    name="Jin",
    slot=1,
    time=datetime.time(13, 0),
    level=5.0,
    format=SessionFormat.VIDEO,
    hours=(
        hour("Doctoral student, third year, far from home. Chose video because the department’s corridor has ears."),
        hour("His supervisor praises him to others and never to him."),
        hour(
            "Agreed with everything I said. I tried saying the opposite; he agreed with that as well. We both noticed."
        ),
        hour(
            "I mixed up his city with another. He put it right, smiling, and told less from then on.",
            disconnection(
                MomentKind.RUPTURE,
                Marker.APPEASING,
                12,
                intensity=3,
                contribution=4,
                contexts=(ContextAxis.CULTURE, ContextAxis.RACE),
                before="I named the wrong city.",
                opens="city",
                chose=("power_and_context",),
            ),
            intention="Say it. He will not.",
        ),
        hour(
            "I said it: wrong city, and what that may be like when it is the tenth time. “The fourth this "
            "month,” he said. He counts.",
            repair(RepairStrategy.ANTICIPATORY_EMPATHY, "city", 3, minute=6, contexts=(ContextAxis.CULTURE,)),
        ),
        hour("Showed me his city on the map, street by street. The chapter can wait.", felt=0.3),
    ),
)

OWEN = Story(
    code="QR-029",
    name="Owen",
    slot=3,
    time=datetime.time(17, 0),
    level=5.5,
    frame={FrameTopic.FEE: "Fifty a session; his firm pays for the first eight."},
    hours=(
        hour("Surveyor, new father, cannot bear the crying. Ashamed to have written that in the form."),
        hour("He holds her at arm’s length, literally, and showed me with a cushion."),
        hour(
            "He asked whether I have children. I asked back what it would mean to him. Wrong moment: he wanted "
            "a human being.",
            disconnection(MomentKind.MISATTUNEMENT, Marker.REJECTS_INTERVENTION, 19, intensity=2, contribution=3),
            felt=-0.6,
        ),
        missed("The little one has a temperature. Cancelled from the surgery’s waiting room."),
        hour(
            "Slept in the chair with her on his chest. Three hours. He told it as others tell of a summit.",
            connection(Marker.MOVED_EACH_OTHER, 15, intensity=3),
        ),
    ),
)

STORIES = (RUTH, HARRIET, JIN, OWEN)
