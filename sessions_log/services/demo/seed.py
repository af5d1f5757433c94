"""Sets up the demo practice with its stories: once, all or nothing."""

import datetime

from django.db import transaction

from sessions_log.models import TherapySession
from sessions_log.services.demo import people, practice
from sessions_log.services.demo.stories import STORIES, tomasz
from sessions_log.services.demo.write import tell


def seed_stories(*, today: datetime.date, seed: int) -> int | None:
    """Write the practice's people and their clients' stories as they stand on the morning of `today`.

    Returns the number of sessions written, or None where the demo practice is there already. Raises InvalidEntry
    when one of its addresses is taken.
    """
    if people.is_there():
        return None
    with transaction.atomic():
        team = people.set_up(today)
        instrument = practice.set_up(team["dora"])
        for name, stories in STORIES.items():
            for story in stories:
                client = tell(by=team[name], story=story, today=today, seed=seed)
                if story is tomasz.STORY:
                    practice.rate_weeks(client=client, instrument=instrument)
    return TherapySession.objects.filter(practice__name__in=(people.PRACTICE, people.OTHER_PRACTICE)).count()
