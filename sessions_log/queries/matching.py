"""Finds words in texts whatever their case and accents, and shows where they stand."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

ACCENTS = re.compile("[\u0300-\u036f]")
"""Combining marks of Latin, Greek and Cyrillic letters."""

QUOTES = str.maketrans({**dict.fromkeys("‘’‛ʼ", "'"), **dict.fromkeys("“”„", '"')})
"""Phones type curly quotation marks and apostrophes, desks straight ones."""

BEFORE, AFTER = 60, 160
"""Characters of an excerpt before the first word that was found, and from it on."""


@dataclass(frozen=True)
class Piece:
    """A stretch of an excerpt, and whether it is one of the words looked for."""

    text: str
    is_match: bool


def fold(text: str) -> str:
    """Return a text without what a search overlooks: upper case, accents, compatibility forms, the bend of quotes."""
    if text.isascii():
        return text.lower()
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(QUOTES).casefold()


def holds(text: str, words: Sequence[str]) -> bool:
    """Return whether every one of the folded words occurs in a text."""
    folded = fold(text)
    return all(word in folded for word in words)


def excerpt(text: str, words: Sequence[str]) -> list[Piece]:
    """Return the surroundings of the first folded word that occurs in a text, all of them marked."""
    spans = _spans(text, words)
    first = spans[0][0] if spans else 0
    start = _word_start(text, max(0, first - BEFORE))
    end = _word_end(text, min(len(text), first + AFTER))
    pieces, at = [Piece("… ", False)] if start else [], start
    for left, right in spans:
        if left >= end:
            break
        pieces += [Piece(text[at:left], False), Piece(text[left : min(right, end)], True)]
        at = min(right, end)
    pieces += [Piece(text[at:end], False), Piece(" …" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece.text]


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the words stand in the text as it was typed, in order and without overlaps."""
    folded, origins = _with_origins(text)
    found = sorted(
        (origins[match.start()], origins[match.end() - 1] + 1)
        for word in words
        for match in re.finditer(re.escape(word), folded)
    )
    spans: list[tuple[int, int]] = []
    for left, right in found:
        while right < len(text) and ACCENTS.match(text[right]):
            right += 1
        if spans and left < spans[-1][1]:
            left, right = spans[-1][0], max(right, spans.pop()[1])
        spans.append((left, right))
    return spans


def _with_origins(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each of its characters the index of the one that it comes from."""
    letters = [fold(letter) for letter in text]
    origins = [index for index, letter in enumerate(letters) for _ in letter]
    return "".join(letters), origins


def _word_start(text: str, index: int) -> int:
    """Return the start of the first whole word from an index on."""
    if index == 0 or text[index - 1].isspace():
        return index
    space = re.search(r"\s", text[index : index + BEFORE])
    return index + space.end() if space else index


def _word_end(text: str, index: int) -> int:
    """Return the end of the last whole word before an index."""
    if index == len(text) or text[index].isspace():
        return index
    cut = text.rfind(" ", index - BEFORE, index)
    return cut if cut > 0 else index
