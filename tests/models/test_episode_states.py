"""The diagram of an episode's states in the docs is the transition table, drawn."""

import re
from pathlib import Path

from sessions_log.models.episode import EPISODE_TRANSITIONS
from sessions_log.vocabulary import OPEN_STATUSES, EpisodeStatus

PAGE = Path(__file__).parents[2] / "docs" / "episode-states.md"


def diagram() -> str:
    """Return the transition table as a Mermaid state diagram; closed states lead to the end."""
    names = [f"    {status}: {status.label}" for status in EpisodeStatus]
    steps = [f"    {before} --> {after}" for before, later in EPISODE_TRANSITIONS.items() for after in later]
    ends = [f"    {status} --> [*]" for status in EpisodeStatus if status not in OPEN_STATUSES]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {EpisodeStatus.OPEN}", *steps, *ends, ""])


def test_the_diagram_in_the_docs_is_the_transition_table() -> None:
    drawn = re.search(r"```mermaid\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    assert drawn is not None
    assert drawn.group(1) == diagram()
