"""The shape of each kind of moment, drawn the same on pages, timeline and paper; how long an episode was open."""

from types import MappingProxyType
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sessions_log.queries import open_for
from sessions_log.vocabulary import MomentKind

register = template.Library()
register.filter("how_long", open_for.how_long)

_FILLED: Final = 'fill="currentColor"'
_HOLLOW: Final = 'fill="none" stroke="currentColor" stroke-width="2.2"'

# Inside a box of 16 × 16 units. Colour comes from the class (`mark-…`), so that scheme and paper can differ.
SHAPES: Final = MappingProxyType(
    {
        MomentKind.CONNECTION: f'<circle cx="8" cy="8" r="6" {_FILLED}/>',
        MomentKind.MISATTUNEMENT: f'<path d="M2.5 3.5h11L8 13z" {_HOLLOW} stroke-linejoin="round"/>',
        MomentKind.RUPTURE: f'<path d="M1.5 2.5h13L8 14.5z" {_FILLED}/>',
        MomentKind.BREACH: f'<path d="M8 .5 15.5 8 8 15.5.5 8z" {_FILLED}/>',
        MomentKind.REPAIR: f'<circle cx="8" cy="8" r="5.5" {_HOLLOW}/>',
    }
)


@register.simple_tag
def moment_mark(kind: str, spoken: bool = False) -> SafeString:
    """Return the inline SVG of a kind's shape.

    `kind` is a code of MomentKind; another raises ValueError. Hidden from screen readers, because the name
    normally stands beside it; `spoken=True` gives the drawing that name where it stands alone.
    """
    moment_kind = MomentKind(kind)
    voice = format_html('role="img" aria-label="{}"', moment_kind.label) if spoken else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="mark mark-{}" viewBox="0 0 16 16" width="16" height="16" focusable="false" {}>{}</svg>',
        moment_kind.value,
        voice,
        mark_safe(SHAPES[moment_kind]),  # noqa: S308 - a constant of this module
    )
