"""What a practice offers: our prompts but for those it has switched off, and its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from sessions_log.prompts.content import Prompt


@dataclass(frozen=True, slots=True)
class Library:
    """`off` holds the codes of ours that are switched off; `own` the practice's own prompts that are on."""

    off: frozenset[str] = frozenset()
    own: tuple[Prompt, ...] = ()

    def instead_of(self, ours: Prompt) -> Iterator[Prompt]:
        """Yield what is offered where one of ours fits: ours, unless it is off, then the own of the same trigger."""
        if ours.code not in self.off:
            yield ours
        yield from (prompt for prompt in self.own if prompt.trigger is ours.trigger)
