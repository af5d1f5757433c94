"""The stories, by the first name of the therapist in whose caseload they are. Everybody in them is invented."""

from sessions_log.services.demo.stories import (
    adaeze,
    callum,
    cleo,
    farah,
    ingrid,
    joel,
    miriam,
    nell,
    otto,
    sam,
    tomasz,
)
from sessions_log.services.demo.story import Story

STORIES: dict[str, tuple[Story, ...]] = {
    "ana": tuple(module.STORY for module in (ingrid, tomasz, sam, miriam, callum, adaeze, joel, nell, farah)),
    "cleo": cleo.STORIES,
    "otto": otto.STORIES,
}
