"""Farah: agreed to come, first session still ahead."""

import datetime

from sessions_log.services.demo.story import Story
from sessions_log.vocabulary import FrameTopic

STORY = Story(
    code="QR-034",
    name="Farah",
    slot=0,
    time=datetime.time(13, 30),
    frame={FrameTopic.TIME: "Six sessions to begin with, then we look together."},
    consents=(),
    hours=(),
)
