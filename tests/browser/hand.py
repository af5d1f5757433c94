"""A hand at mouse and keyboard. What it does is counted in the page, from the events that a real hand makes too."""

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page

# Trusted events only, in the capturing phase and before any script of the page, so that nothing escapes the count.
# A digit that answers the item in focus is typing, as a letter in a text is; every other key is an action.
_LISTEN = """
(() => {
  if (window.top !== window) return;
  const tell = event => window.tellHand(JSON.stringify(event));
  const textual = "textarea, input:not([type=radio], [type=checkbox], [type=range], [type=submit], [type=button])";
  addEventListener("pointerdown", event => event.isTrusted && tell({how: "press"}), true);
  addEventListener("keydown", event => {
    if (!event.isTrusted || ["Control", "Alt", "Shift", "Meta"].includes(event.key)) return;
    const chord = [event.ctrlKey && "Control", event.altKey && "Alt", event.metaKey && "Meta"].filter(Boolean);
    const plain = chord.length === 0;
    const how = plain && event.target.matches(textual) && event.key !== "Tab" ? "text"
      : plain && event.target.closest("[data-scale]") && /^[0-9]$/.test(event.key) ? "answer" : "key";
    tell({how, keys: [...chord, event.code].length});
  }, true);
})();
"""

KEY, POINT, CLICK, HOMING, MENTAL = 0.28, 1.10, 0.20, 0.40, 1.35
"""Seconds for an average typist who is no secretary to hit a key, for pointing with a mouse, for pressing and letting
go its button, for moving the hand between mouse and keyboard, and for making up one's mind before an act.

Card, Moran & Newell 1983, The Psychology of Human-Computer Interaction, chapter 8.
"""


@dataclass
class Hand:
    """Acts on a page; `seen` is what the page noticed, one entry for each press and each stroke."""

    page: Page
    seen: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.expose_function("tellHand", lambda event: self.seen.append(json.loads(event)))
        self.page.add_init_script(_LISTEN)
        self.page.reload()

    def press(self, what: str | Locator) -> None:
        (self.page.locator(what) if isinstance(what, str) else what).first.click()

    def keys(self, combination: str) -> None:
        self.page.keyboard.press(combination)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    @property
    def actions(self) -> int:
        """How many acts there were besides typing: presses, and keys or chords that write nothing."""
        return sum(event["how"] in ("press", "key") for event in self.seen)

    @property
    def answers(self) -> int:
        """How many digits answered an item."""
        return sum(event["how"] == "answer" for event in self.seen)

    def seconds(self) -> float:
        """Return how long a practised person takes, by the keystroke-level model, without the typing of texts.

        Before each act and each answer the mind is made up once, which is the cautious count; the computer's own time
        is none of it.
        """
        total, is_at_mouse = 0.0, True
        for event in self.seen:
            needs_mouse = event["how"] == "press"
            total += HOMING * (needs_mouse != is_at_mouse)
            is_at_mouse = needs_mouse
            if needs_mouse:
                total += MENTAL + POINT + CLICK
            elif event["how"] != "text":
                total += MENTAL + KEY * event["keys"]
        return total
