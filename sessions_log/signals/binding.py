"""Binds the items of a questionnaire to a scoring key, or says what does not match."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sessions_log.errors import InvalidEntry
from sessions_log.signals.keys import BUILT_IN_ALLIANCE, KEYS, key_of
from sessions_log.signals.plain_keys import PLAIN_AGGREGATES, plain_items_code
from sessions_log.signals.questionnaire import Item
from sessions_log.signals.scoring import ScoringKey

BINDABLE = {code: key for code, key in KEYS.items() if key is not BUILT_IN_ALLIANCE}
"""The shipped keys of other instruments; the built-in check brings its own items."""

REASONS_SHOWN = 5

Counts = frozenset[tuple[str, float]]
"""What each answer, by its words, counts."""


def bind(items: Sequence[Item], choice: str) -> tuple[ScoringKey, tuple[Item, ...]]:
    """Return the key and the items as it takes them; `choice` is a shipped key's code, "sum" or "mean".

    Answers are stored as they were given and reversed by the key. A file may count reversed items the other way
    round already; they are turned back here, else they would be reversed twice. Raises InvalidEntry, for the field
    `key`, with everything that does not match.
    """
    if choice in PLAIN_AGGREGATES:
        return _plain(items, choice), tuple(items)
    key = BINDABLE.get(choice)
    if key is None:
        raise InvalidEntry("There is no such scoring key.", "key")
    if len(items) != key.item_count:
        raise InvalidEntry(f"{key.title} has {key.item_count} items, this questionnaire has {len(items)}.", "key")
    _refuse_any(list(_outside(key, items)))
    return key, _as_given(key, items)


def range_of(item: Item) -> tuple[float, float] | None:
    """Return the lowest and the highest answer to an item, or None where the file does not tell."""
    if item.options:
        values = [value for value, _label in item.options]
        return min(values), max(values)
    if item.minimum is None or item.maximum is None:
        return None
    return item.minimum, item.maximum


def _plain(items: Sequence[Item], kind: str) -> ScoringKey:
    """Return the key of a plain sum or mean over the one range that all items share."""
    ranges = [range_of(item) for item in items]
    unknown = [number for number, ends in enumerate(ranges, start=1) if ends is None]
    if unknown:
        raise InvalidEntry(
            f"Item {unknown[0]} takes any number: the file has to give its minValue and maxValue.", "key"
        )
    usual = Counter(ranges).most_common(1)[0][0]
    _refuse_any(
        [
            f"Item {number} goes from {_words(ends)}, most others from {_words(usual)}; a plain {kind} needs one range."
            for number, ends in enumerate(ranges, start=1)
            if ends and usual and ends != usual
        ]
    )
    try:
        low, high = usual or (0, 0)
        return key_of(plain_items_code(kind, low, high, len(items)))
    except ValueError as error:
        raise InvalidEntry(f"The items have no range to choose from: {error}.", "key") from error


def _outside(key: ScoringKey, items: Sequence[Item]) -> Iterator[str]:
    """Yield for each item what is wrong with its range."""
    wanted = (key.minimum, key.maximum)
    for number, item in enumerate(items, start=1):
        ends = range_of(item)
        if ends is not None and ends != wanted:
            yield f"Item {number} goes from {_words(ends)}; {key.title} takes {_words(wanted)}."
        elif key.whole_numbers and any(value != int(value) for value, _label in item.options):
            yield f"Item {number} offers fractions; {key.title} takes whole numbers."


def _as_given(key: ScoringKey, items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items with every answer counting as it is given, before the key reverses any.

    What is usual is taken from the items that the key leaves as they are. An item that the key reverses is judged
    by the words of its answers, and by their order where its words are its own.
    """
    straight = {number: item for number, item in enumerate(items, start=1) if number not in key.reversed_items}
    offered = [item for item in straight.values() if item.options]
    if not offered:
        return tuple(items)
    usual = Counter(_counts(item) for item in offered).most_common(1)[0][0]
    descend = sum(_descends(item) for item in offered) * 2 > len(offered)
    _refuse_any(
        [
            f"Item {number} counts the other way round than the others; {key.title} does not."
            for number, item in straight.items()
            if _is_turned(key, item, usual)
        ]
    )

    def as_given(number: int, item: Item) -> Item:
        if number in straight or not item.options:
            return item
        by_words = _is_turned(key, item, usual)
        is_turned = _descends(item) is not descend if by_words is None else by_words
        return _turned(key, item) if is_turned else item

    return tuple(as_given(number, item) for number, item in enumerate(items, start=1))


def _is_turned(key: ScoringKey, item: Item, usual: Counts) -> bool | None:
    """Return whether the answers of an item count the other way round; None where their words are its own."""
    counts = _counts(item)
    if {label for label, _value in counts} != {label for label, _value in usual}:
        return None
    return counts != usual and _counts(_turned(key, item)) == usual


def _turned(key: ScoringKey, item: Item) -> Item:
    return replace(item, options=tuple((key.minimum + key.maximum - value, label) for value, label in item.options))


def _counts(item: Item) -> Counts:
    return frozenset((label.casefold(), value) for value, label in item.options)


def _descends(item: Item) -> bool:
    return item.options[0][0] > item.options[-1][0]


def _refuse_any(reasons: list[str]) -> None:
    if reasons:
        more = f" And {len(reasons) - REASONS_SHOWN} more." if len(reasons) > REASONS_SHOWN else ""
        raise InvalidEntry(" ".join(reasons[:REASONS_SHOWN]) + more, "key")


def _words(ends: tuple[float, float]) -> str:
    return f"{ends[0]:g} to {ends[1]:g}"
