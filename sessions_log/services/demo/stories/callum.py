"""Callum: a confrontation that is explained away, then politeness, then he is gone. Never repaired."""

import datetime

from sessions_log.services.demo.story import (
    AGREED_TO_BEGIN_WITH,
    Image,
    Story,
    connection,
    disconnection,
    hour,
    missed,
    repair,
)
from sessions_log.vocabulary import (
    Attendance,
    ConsentKind,
    ContextAxis,
    Ending,
    FrameTopic,
    Marker,
    MomentKind,
    RepairStrategy,
)

HOURS = (
    hour(
        "Sent by his GP after the second panic in the van. Joiner, own firm, two lads. Wants “tools”. "
        "Sceptical, funny, on time to the minute.",
        connection(Marker.SHARED_LAUGHTER, 30, intensity=2),
        felt=-0.3,
    ),
    hour("Breathing, sleep, caffeine. He keeps a log of the attacks on his phone and is proud of it. Rightly."),
    hour(
        "The attack at the builders’ merchant. Thought that the others were laughing. School came up, then went again.",
        disconnection(
            MomentKind.MISATTUNEMENT, Marker.TOPIC_SHIFT, 35, intensity=2, before="I asked who laughed then."
        ),
    ),
    hour(
        "Two weeks without an attack. Credits the breathing. Asked how long this usually takes; I said that it "
        "differs.",
        felt=-0.5,
    ),
    hour(
        "His father called him “the professor” for reading. He told it as a joke. I did not laugh, and he noticed.",
        connection(Marker.VOICED_HIDDEN, 26, actor="client", intensity=3),
        intention="Come back to the father, if he does.",
    ),
    hour(
        "A bad week: one attack, a job lost. Wanted something to do about it. I stayed with the feeling. "
        "Perhaps too long."
    ),
    hour(
        "“Seven weeks, four hundred quid, and I’m still sat in lay-bys.” He wanted to know what the plan was. I "
        "spoke about the value of understanding. He folded his arms and said “right”.",
        disconnection(
            MomentKind.RUPTURE,
            Marker.ABOUT_PROGRESS,
            14,
            intensity=4,
            contribution=4,
            clarity="clear",
            before="I said that the attacks might be telling him something.",
            contexts=(ContextAxis.CLASS,),
            re_enacted="professor",
            opens="progress",
            dismissed=("confrontation_task_or_frame",),
        ),
        reflection="I sounded like a leaflet. The money stung, because it is a lot of money for him.",
        felt=-0.6,
    ),
    hour(
        "Began by laying out how I work and why it takes time. He listened as one listens to a quotation that "
        "is too high. “You’re the expert.”",
        repair(
            RepairStrategy.EXPLAIN_RATIONALE,
            "progress",
            1,
            minute=4,
            before="He asked whether we were doing the same as last week.",
        ),
        reflection="I defended my trade. He had asked for help.",
        felt=-1.0,
        intention="Ask what he had hoped for. Do not explain.",
    ),
    missed("Cancelled by text in the morning: a delivery."),
    hour(
        "Everything “grand”. Thanked me twice. No attacks to report, none asked about. I said that he seemed "
        "further away; he said not at all.",
        disconnection(
            MomentKind.RUPTURE,
            Marker.APPEASING,
            20,
            intensity=3,
            contribution=3,
            clarity="clear",
            before="I asked whether he was still cross about the cost.",
            opens="grand",
        ),
        reflection="I should like to have last month’s argument back. He was here for it.",
        felt=-1.2,
    ),
    missed(
        "Did not come, no message. Rang at twenty past, left word. He answered in the evening by text: work is "
        "mad, will be in touch. Wrote to him with an open door and the surgery’s number.",
        Attendance.NO_SHOW,
    ),
)

STORY = Story(
    code="QR-019",
    name="Callum",
    slot=4,
    time=datetime.time(18, 0),
    level=5.1,
    frame={FrameTopic.FEE: "Fifty-five a session, by transfer at the end of the month."},
    images={
        "professor": Image(text="Who talks like a book thinks that I am thick.", origin="Father; the school in town.")
    },
    consents=(*AGREED_TO_BEGIN_WITH, ConsentKind.RESEARCH),
    withdrew=(ConsentKind.RESEARCH,),
    hours=HOURS,
    ended_weeks_ago=9,
    ending=Ending.EARLY,
)
