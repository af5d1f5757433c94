"""When the sessions of a story took place, counted back from today."""

import datetime

from sessions_log.services.demo.story import Hour, Story

WEEK = datetime.timedelta(weeks=1)
SATURDAY = 5


def slot_day(today: datetime.date, working_days: int) -> datetime.date:
    """Return the day that lies so many working days before today; none at all is today itself."""
    day = today
    while working_days:
        day -= datetime.timedelta(days=1)
        working_days -= day.weekday() < SATURDAY
    return day


def days_of(story: Story, today: datetime.date) -> list[datetime.date]:
    """Return the day of each hour of a story, the last one in the last usual slot before today, or before the end."""
    day = slot_day(today, story.slot)
    if story.slot == 0:
        day -= WEEK  # today's hour is still to come, or still to be logged
    day -= WEEK * story.ended_weeks_ago
    days: list[datetime.date] = []
    following: Hour | None = None
    for hour in reversed(story.hours):
        if following:
            day -= WEEK * (1 + following.gap)
        days.append(day)
        following = hour
    return days[::-1]
