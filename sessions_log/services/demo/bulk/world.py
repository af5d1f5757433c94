"""What invented therapies share, and where their rows are collected."""

import datetime
import random
import zoneinfo
from dataclasses import dataclass, field

from django.db import models

from sessions_log.models import (
    Client,
    ClinicalNote,
    Episode,
    FiveGoodThings,
    Instrument,
    Moment,
    Person,
    Practice,
    Rating,
    RepairAttempt,
    TherapySession,
)
from sessions_log.services.demo.bulk.ids import Ids
from sessions_log.services.demo.ratings import Course
from sessions_log.services.rating import key_for
from sessions_log.signals.scoring import ScoringKey

TABLES: tuple[type[models.Model], ...] = (
    Person,
    Client,
    TherapySession,
    ClinicalNote,
    Rating,
    FiveGoodThings,
    Moment,
    Episode,
    RepairAttempt,
)
"""In the order in which the rows refer to one another."""

Rows = dict[type[models.Model], list[models.Model]]


@dataclass
class World:
    """The practice, the day and the chance that decide everything."""

    practice: Practice
    instrument: Instrument
    today: datetime.date
    rng: random.Random
    ids: Ids
    zone: zoneinfo.ZoneInfo = field(init=False)
    key: ScoringKey = field(init=False)

    def __post_init__(self) -> None:
        self.zone = self.practice.zone
        self.key = key_for(self.instrument)

    def own(self) -> dict[str, object]:
        """Return the columns that every row has."""
        return {"id": self.ids.next(), "practice_id": self.practice.pk}


@dataclass
class Therapy:
    """One client's therapy in the making."""

    world: World
    client: Client
    rows: Rows
    felt: Course
    seen: Course
    gives_good_things: bool
    open_episodes: list[Episode] = field(default_factory=list)
