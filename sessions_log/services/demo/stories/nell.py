"""Nell: three sessions, the forming phase; safety is being made."""

import datetime

from sessions_log.services.demo.story import Story, connection, disconnection, hour, repair
from sessions_log.vocabulary import FrameTopic, Marker, MomentKind, RepairStrategy

HOURS = (
    hour(
        "First meeting. Nineteen, first year at college, moved out ten weeks ago and has hardly slept since. "
        "Kept her rucksack on her knees. Wanted to know who else would hear of what she says; I told her exactly.",
        connection(
            Marker.FELT_UNDERSTOOD, 40, actor="client", intensity=2, before="I explained what is written down and why."
        ),
        intention="Ask what would make the room easier.",
        felt=-0.3,
    ),
    hour(
        "The flat-share. Everyone cooks together and she eats in her room. I asked about home; too early, she "
        "went to the window. I came back to the flat, and so did she.",
        disconnection(
            MomentKind.RUPTURE,
            Marker.TOPIC_SHIFT,
            18,
            intensity=2,
            contribution=3,
            before="I asked what her mother had said about her moving out.",
            opens="home",
            chose=("forming_check",),
        ),
        reflection="Impatient. I want to know what she is running from; she wants to know whether I can wait.",
        felt=-0.5,
    ),
    hour(
        "I said that last time I had asked about home too soon, and that she may say stop. “Stop,” she said, "
        "and grinned. The rucksack on the floor from the twentieth minute. She slept five hours on Tuesday.",
        repair(
            RepairStrategy.CHANGE_TASK_OR_GOAL,
            "home",
            4,
            minute=5,
            before="I asked whether “stop” would be of use here.",
            closes_as="repaired",
        ),
        connection(Marker.SHARED_LAUGHTER, 7, intensity=3),
        intention="Let her choose where we start.",
    ),
)

STORY = Story(
    code="QR-031",
    name="Nell",
    slot=2,
    time=datetime.time(10, 0),
    level=5.0,
    frame={
        FrameTopic.FEE: "Reduced fee while she studies; looked at again each term.",
        FrameTopic.PHONES: "Her telephone may lie face up for the first weeks.",
    },
    good_from=(3, 3, 3, 3, 3),
    good_to=(3, 4, 3, 3, 4),
    hours=HOURS,
)
