"""Finding words whatever their case and accents, and showing where they stand."""

import pytest

from sessions_log.queries.matching import excerpt, fold, holds


def shown(text: str, phrase: str) -> str:
    """Return the excerpt with what was found in brackets."""
    pieces = excerpt(text, fold(phrase).split())
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("She fell silent.", "SILENT"),
        ("Ein Gespräch über Größe", "gesprach grosse"),
        ("Ein Gespräch über Größe", "GRÖSSE"),
        ("e\u0301cole", "école"),
        ("école", "e\u0301cole"),
        ("ﬁne", "fine"),
        ("Άγγελος", "αγγελος"),
        ("静かな部屋", "部屋"),
        ("two\nlines", "two lines"),
        ("She doesn’t mind.", "doesn't"),
        ("She doesn't mind: “fine”.", 'doesn’t "fine"'),
    ],
)
def test_case_accents_and_forms_make_no_difference(text: str, phrase: str) -> None:
    assert holds(text, fold(phrase).split())


def test_every_word_must_stand_in_the_text() -> None:
    assert not holds("She fell silent.", ["silent", "mother"])


@pytest.mark.parametrize(
    ("text", "phrase", "marked"),
    [
        ("She fell silent.", "silent", "She fell [silent]."),
        ("Größe zählt", "grosse zahlt", "[Größe] [zählt]"),
        ("une e\u0301cole", "ecole", "une [e\u0301cole]"),
        ("anana", "ana", "[ana]na"),
        ("mother, mothering", "moth mother", "[mother], [mother]ing"),
        ("<b>silent</b>", "silent", "<b>[silent]</b>"),
    ],
)
def test_what_was_found_is_marked_in_the_text_as_it_was_typed(text: str, phrase: str, marked: str) -> None:
    assert shown(text, phrase) == marked


def test_a_long_text_is_cut_between_words_on_both_sides() -> None:
    text = "word " * 40 + "needle " + "after " * 60

    excerpt_shown = shown(text, "needle")

    assert excerpt_shown == "… " + "word " * 12 + "[needle] " + "after " * 24 + "after …"


def test_a_word_longer_than_the_excerpt_is_cut_within() -> None:
    assert shown("x" * 500, "xxx").endswith(" …")
