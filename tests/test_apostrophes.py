"""The apostrophe in all that people read is the curly one: in templates, in strings of the code, in scripts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = [
    path
    for folder in ("sessions_log", "relational")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.*") if path.suffix in (".html", ".txt")]
SCRIPTS = list((ROOT / "static" / "js").glob("*.js"))

STRAIGHT = re.compile(r"(?<=[a-z])'(?=[a-z])|(?<=[a-z]s)'(?= [a-z])")
"""As in “client's” and “clients' words”; quotation marks of SQL and HTML have no small letter on both sides."""

MARKUP = re.compile(r"{% comment %}.*?{% endcomment %}|{%.*?%}|{{.*?}}", re.DOTALL)
REMARKS = re.compile(r"^\s*(//|\*|/\*).*$|\s// .*$", re.MULTILINE)


def straight(text: str) -> list[str]:
    """Return the surroundings of each straight apostrophe."""
    return [text[max(0, found.start() - 20) : found.end() + 20] for found in STRAIGHT.finditer(text)]


def strings_of(path: Path) -> Iterator[str]:
    """Yield the strings of a module, but for docstrings and the help texts of models, which no page shows."""
    tree = ast.parse(path.read_text())
    hidden = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    if "models" in path.parts:
        hidden |= {
            id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "help_text"
        }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden:
            yield node.value


@pytest.mark.parametrize("text", ["the client's view", "both clients' words"])
def test_a_straight_apostrophe_is_seen(text: str) -> None:
    assert len(straight(text)) == 1
    assert straight(text.replace("'", "’")) == []


def test_strings_of_the_code_have_the_curly_apostrophe() -> None:
    found = {path.relative_to(ROOT): found for path in CODE for text in strings_of(path) if (found := straight(text))}

    assert found == {}


def test_templates_have_the_curly_apostrophe() -> None:
    found = {path.name: found for path in TEMPLATES if (found := straight(MARKUP.sub(" ", path.read_text())))}

    assert found == {}


def test_scripts_have_the_curly_apostrophe() -> None:
    found = {path.name: found for path in SCRIPTS if (found := straight(REMARKS.sub("", path.read_text())))}

    assert found == {}
