"""The five shapes are drawn exactly so, everywhere."""

import pytest
from django.template import Context, Template

from sessions_log.templatetags.moments import SHAPES, moment_mark
from sessions_log.vocabulary import MomentKind

OPENING = 'viewBox="0 0 16 16" width="16" height="16" focusable="false"'
INNER = {
    "connection": '<circle cx="8" cy="8" r="6" fill="currentColor"/>',
    "misattunement": (
        '<path d="M2.5 3.5h11L8 13z" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round"/>'
    ),
    "rupture": '<path d="M1.5 2.5h13L8 14.5z" fill="currentColor"/>',
    "breach": '<path d="M8 .5 15.5 8 8 15.5.5 8z" fill="currentColor"/>',
    "repair": '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2.2"/>',
}


@pytest.mark.parametrize("kind", INNER)
def test_each_kind_has_its_shape(kind: str) -> None:
    assert moment_mark(kind) == f'<svg class="mark mark-{kind}" {OPENING} aria-hidden="true">{INNER[kind]}</svg>'


def test_every_kind_of_the_vocabulary_is_drawn_and_no_two_alike() -> None:
    assert set(SHAPES) == set(MomentKind)
    assert len(set(SHAPES.values())) == 5


def test_standing_alone_it_says_its_name() -> None:
    assert moment_mark("repair", spoken=True) == (
        f'<svg class="mark mark-repair" {OPENING} role="img" aria-label="Repair">{INNER["repair"]}</svg>'
    )


def test_in_a_template_it_is_not_escaped() -> None:
    page = Template("{% load moments %}{% moment_mark kind %}").render(Context({"kind": MomentKind.RUPTURE}))
    assert page == moment_mark("rupture")


@pytest.mark.parametrize("kind", ["", "quarrel", '"><script>'])
def test_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="is not a valid MomentKind"):
        moment_mark(kind)
