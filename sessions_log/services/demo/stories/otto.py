"""Otto's caseload in the other practice, which nobody of the first may ever see."""

import datetime

from sessions_log.services.demo.story import Story, connection, disconnection, hour, missed, repair
from sessions_log.vocabulary import FrameTopic, Marker, MomentKind, RepairStrategy

BEATRIX = Story(
    code="HS-01",
    name="Beatrix",
    slot=1,
    time=datetime.time(9, 0),
    level=5.6,
    frame={FrameTopic.TIME: "Every week at nine, before she opens the shop."},
    hours=(
        hour("Florist. Since the burglary she counts the till five times a night."),
        hour("She has drawn the shop for me, with the window as it was before."),
        hour(
            "I asked for the evening of the burglary too directly. She began to describe roses.",
            disconnection(
                MomentKind.RUPTURE,
                Marker.TOPIC_SHIFT,
                14,
                intensity=3,
                before="I asked where she stood.",
                opens="roses",
            ),
        ),
        hour(
            "Asked about the roses instead, and whether they had been a way out. They had. She decides the pace now.",
            repair(RepairStrategy.HONOUR_STRATEGY, "roses", 4, minute=8, closes_as="repaired"),
        ),
        hour("Counted twice only. Told me as one tells of a bet."),
        missed("Two weddings on one Saturday. Cancelled."),
    ),
)

LIONEL = Story(
    code="HS-02",
    name="Lionel",
    slot=0,
    time=datetime.time(15, 0),
    level=5.2,
    hours=(
        hour("Bus driver, fifty-eight, after the accident in the depot. Wants to be able to hear brakes again."),
        hour("The sound of brakes, from far off, with the window shut. He bore it and cursed."),
        hour(
            "His wife waited outside in the car. He said that she should hear what he is like here. Calmer.",
            connection(Marker.FELT_UNDERSTOOD, 30, intensity=2),
        ),
        hour("Rode one stop, as a passenger, with his eyes open."),
    ),
)

STORIES = (BEATRIX, LIONEL)
