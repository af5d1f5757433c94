"""The palette is legible in both schemes: WCAG 2.2 contrast, computed from the one file that names colours."""

import itertools
import re
from pathlib import Path

import pytest

STYLESHEETS = Path(__file__).parent.parent / "static" / "css"
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", scheme))
    for scheme in (STYLESHEETS / "colours.css").read_text().split("@media screen and (prefers-color-scheme: dark)")
)
SCHEMES = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])

GROUNDS = ("paper", "sheet", "wash")
TEXTS = ("ink", "ink-soft", "teal", "teal-deep", "good", "care", "wrong")
MARKS = ("connection", "misattunement", "rupture", "breach", "repair")
TEXT_ON_ITS_GROUND = [
    ("on-teal", "teal"),
    ("on-teal", "teal-deep"),
    ("on-wrong", "wrong"),
    ("ink", "teal-wash"),
    ("teal", "teal-wash"),
    ("teal-deep", "teal-wash"),
    ("ink-soft", "teal-wash"),
    *((text, f"{word}-wash") for word in ("good", "care", "wrong") for text in ("ink", "teal", word)),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@SCHEMES
@pytest.mark.parametrize(("text", "ground"), [*itertools.product(TEXTS, GROUNDS), *TEXT_ON_ITS_GROUND])
def test_text_has_4_5_to_1(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@SCHEMES
@pytest.mark.parametrize(("mark", "ground"), [*itertools.product((*MARKS, "edge", "focus"), GROUNDS)])
def test_marks_edges_and_focus_have_3_to_1(scheme: dict[str, str], mark: str, ground: str) -> None:
    assert contrast(scheme[mark], scheme[ground]) >= 3.0


def test_dark_scheme_redefines_every_colour() -> None:
    # The ground of a code that a camera reads stays white.
    assert set(LIGHT) - set(DARK) == {"white"}
    assert set(DARK) <= set(LIGHT)


@pytest.mark.parametrize("sheet", sorted(STYLESHEETS.glob("*.css")), ids=lambda sheet: sheet.name)
def test_only_colours_css_names_colours(sheet: Path) -> None:
    named = re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])|\brgba?\(|\bhsla?\(|\boklch\(", sheet.read_text())
    assert bool(named) == (sheet.name == "colours.css")


@pytest.mark.parametrize("sheet", sorted(STYLESHEETS.glob("*.css")), ids=lambda sheet: sheet.name)
def test_every_colour_used_is_defined(sheet: Path) -> None:
    text = sheet.read_text()
    everywhere = "".join(other.read_text() for other in STYLESHEETS.glob("*.css"))
    defined = set(re.findall(r"(--[\w-]+):", everywhere))
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= defined
