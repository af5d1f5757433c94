"""Sam: rates rarely, comes by video, with gaps; once the therapist's own telephone rings."""

import datetime

from sessions_log.services.demo.story import Story, connection, disconnection, hour, missed, repair
from sessions_log.vocabulary import (
    Attendance,
    ContextAxis,
    FrameTopic,
    Marker,
    MomentKind,
    RepairStrategy,
    SessionFormat,
)

EARLY = (
    hour(
        "By video, camera on, lamp behind. Sound engineer, they/them, thirty. Came about panic on stage left, "
        "as they put it."
    ),
    hour(
        "Filled in the check “to be a good sport”. Says that numbers make them nervous. We agreed: only when they like."
    ),
    hour("Their partner is on tour for half a year. The flat is loud with quiet.", client_rated=False),
    hour(
        "A colleague called them “she” over the intercom, the whole crew heard. They mixed the show to the end.",
        connection(Marker.FELT_UNDERSTOOD, 21, intensity=3, contexts=(ContextAxis.GENDER,)),
        client_rated=False,
    ),
    hour(
        "Picture frozen three times. I talked on into a frozen face for a minute and felt foolish; they had "
        "heard it all.",
        disconnection(MomentKind.MISATTUNEMENT, Marker.ABSTRACT_TALK, 15, actor="therapist", intensity=1),
        client_rated=False,
    ),
    hour(
        "Voice only, their wish. Easier without a face to look after.", format=SessionFormat.PHONE, client_rated=False
    ),
    missed("Load-in moved, cancelled two days before."),
    hour("Back to the camera. Their father has written after six years. The letter lies on the mixing desk, unopened."),
    missed(
        "Not on line, no message. They had slept through, after a get-out at five in the morning.", Attendance.NO_SHOW
    ),
    hour(
        "Opened the letter with me. Two lines about the weather and “your old room is still there”. The old "
        "name on it.",
        connection(Marker.MOVED_EACH_OTHER, 24, intensity=4, before="They read it aloud."),
        client_rated=False,
    ),
    hour("Did not want to speak of the letter. We spoke of microphones, and of what they pick up.", client_rated=False),
)

LATER = (
    hour(
        "On tour for three weeks, now a hotel in Hull. They like hotels: nobody’s old room.",
        gap=3,
        client_rated=False,
        therapist_rated=False,
    ),
    hour(
        "My own telephone rang, and I looked at it. “So that’s how it is.” Then, fairly: “We said off. Both of "
        "us.” I said yes, we did. They stayed, some way back from the camera.",
        disconnection(
            MomentKind.RUPTURE,
            Marker.ABOUT_PARAMETERS,
            17,
            intensity=3,
            contribution=5,
            clarity="clear",
            before="They were about to say what they had answered their father.",
            frame=FrameTopic.PHONES,
            opens="telephone",
            chose=("confrontation_task_or_frame",),
        ),
        reflection="I had left it on because of the school. I could have said so beforehand.",
        intention="Apologise once, plainly. Then ask for the answer that I cut off.",
    ),
    hour(
        "Apologised. They had rehearsed a speech and did not need it, which annoyed them, and made us laugh. "
        "Then what they had answered: “Dear Dad, it’s Sam.” No more than that.",
        repair(
            RepairStrategy.OWN_CONTRIBUTION,
            "telephone",
            5,
            minute=1,
            before="I held the telephone up to the camera, off.",
            closes_as="repaired",
        ),
        connection(Marker.SHARED_LAUGHTER, 4, intensity=3),
    ),
    hour("A whole show without the panic. They distrust it. “It’s probably just late.”", client_rated=False),
    missed("Cancelled, throat infection; wrote instead of ringing."),
    hour(
        "Partner home. Two people in the flat who both want the quiet seat. Looked at asking for it.",
        client_rated=False,
    ),
    hour(
        "They asked for the quiet seat and got it, and then felt like a thief.",
        connection(Marker.NEW_POSSIBILITY, 13, actor="client", intensity=3),
        therapist_rated=False,
    ),
    hour("Father rang. Used the name “Sam”, stumbled, used it again. They have not told anyone but me.", gap=1),
    hour(
        "I said “brave”. They winced. “Brave is what people say about haircuts.” Fair. What then? “Just say you "
        "heard.” I heard.",
        disconnection(
            MomentKind.MISATTUNEMENT,
            Marker.REJECTS_INTERVENTION,
            29,
            intensity=2,
            contribution=2,
            contexts=(ContextAxis.GENDER,),
        ),
        client_rated=False,
    ),
    hour("Counted up: nineteen shows, two bad ones. Talked of coming every other week, one day.", client_rated=False),
)

STORY = Story(
    code="QR-011",
    name="Sam",
    slot=3,
    time=datetime.time(12, 15),
    level=5.2,
    format=SessionFormat.VIDEO,
    frame={
        FrameTopic.PHONES: "Off, on both sides of the camera.",
        FrameTopic.LANGUAGE: "They and them. Whoever slips says it again, without a speech.",
    },
    social_words="“They. Backstage it is nothing special; at home it is everything. Do not put me in a table.”",
    hours=EARLY + LATER,
)
