"""Joel: messages at night against what was agreed, and an hour yesterday whose note is not finished."""

import datetime

from sessions_log.services.demo.story import Image, Story, connection, disconnection, hour, missed, repair
from sessions_log.vocabulary import Attendance, FrameTopic, Marker, MomentKind, RepairStrategy

HOURS = (
    hour(
        "Chef, forty-one, separated half a year ago, two boys at weekends. Talks fast. Said that he has "
        "frightened people off before and would rather I knew.",
        connection(Marker.VOICED_HIDDEN, 12, actor="client", intensity=2),
    ),
    hour(
        "The separation in one breath. Dan, his brother, took her side. He has been sleeping in the "
        "restaurant’s office."
    ),
    hour(
        "He has a flat. No curtains yet. The boys’ first night there: pancakes at eleven, all three of them happy.",
        connection(Marker.MOVED_EACH_OTHER, 22, intensity=3),
    ),
    hour(
        "I had to stop him at the hour’s end, mid-sentence. “Sure. Next customer.” Smiled.",
        disconnection(
            MomentKind.MISATTUNEMENT, Marker.ABOUT_PARAMETERS, 50, intensity=2, before="I said that our time was up."
        ),
        felt=-0.6,
    ),
    hour(
        "Fourteen text messages between one and four on Sunday night, the last of them abusive. He brought it "
        "up himself, grey in the face. We read the agreement again. I said what the nights do to me, and that "
        "he may come earlier in a week that looks bad.",
        disconnection(
            MomentKind.BREACH,
            Marker.BOUNDARY,
            3,
            intensity=4,
            clarity="clear",
            before="On Saturday the boys had asked to go home early.",
            frame=FrameTopic.CONTACT,
            opens="night",
            chose=("breach_towards_therapist",),
        ),
        repair(RepairStrategy.DISCLOSE, "night", 3, minute=20, before="He asked whether I had been frightened."),
        reflection="I was frightened, at four in the morning, in my own kitchen. Ben first, then the hour.",
        intention="Look at the nights before they come.",
    ),
    hour(
        "No messages. He has written them into a notebook instead and let me read one page. It was about being "
        "put out of the car at nine, on the hard shoulder.",
        repair(
            RepairStrategy.LINK_ELSEWHERE,
            "night",
            4,
            minute=26,
            before="He put the notebook on the table.",
            countered="car",
            closes_as="repaired",
        ),
        connection(Marker.VOICED_HIDDEN, 31, actor="client", intensity=4),
    ),
    missed("Cancelled, a cook off sick. Asked for the next free hour by the agreed way."),
    hour("Dan rang him. Eleven minutes, none of it about her. He timed it. So did I, a little: he spoke more slowly."),
    hour(
        "Late, coat on. Flat. Dan again – something at the christening. Went dead when I asked whose idea the "
        "toast was. Left saying “see you, maybe”.",
        disconnection(
            MomentKind.RUPTURE,
            Marker.MINIMAL_RESPONSE,
            28,
            intensity=3,
            before="I asked whose idea the toast had been.",
            re_enacted="car",
            opens="toast",
        ),
        attendance=Attendance.LATE,
        signed=False,
        client_rated=False,
    ),
)

STORY = Story(
    code="QR-027",
    name="Joel",
    slot=1,
    time=datetime.time(16, 0),
    level=5.3,
    frame={
        FrameTopic.CONTACT: "Messages only to move an hour. In a crisis: the night line, whose number he has.",
        FrameTopic.FEE: "Sixty a session, cancelled hours by agreement.",
    },
    images={
        "car": Image(
            text="Sooner or later I am put out of the car.", origin="Father, on the way to the coast, when he was nine."
        )
    },
    hours=HOURS,
)
