"""The marks of a timeline. Display only.

A window holds some three hundred marks of nine values each; as template variables they took longer than the queries.
"""

from collections.abc import Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from sessions_log.queries.timeline import Timeline
from sessions_log.queries.timeline_drawing import Column
from sessions_log.queries.timeline_shapes import SHAPE, Mark
from sessions_log.templatetags.caseload import Addresses

register = template.Library()


@register.simple_tag
def columns_drawn(timeline: Timeline, is_own: bool) -> SafeString:
    """Return the SVG of all columns' marks: links, or things that can be walked and heard where there is no address."""
    step = timeline.drawing.step
    drawn = (_drawn(column, step, address) for column, address in _with_addresses(timeline, is_own))
    return mark_safe("".join(drawn))  # noqa: S308 - whatever people typed is escaped below


@register.simple_tag
def columns_told(timeline: Timeline, is_own: bool) -> SafeString:
    """Return the same as the rows of a table, one for each column."""
    told = (_told(column, address) for column, address in _with_addresses(timeline, is_own))
    return mark_safe("".join(told))  # noqa: S308 - whatever people typed is escaped below


def _with_addresses(timeline: Timeline, is_own: bool) -> Iterator[tuple[Column, str]]:
    """Yield each column with where it leads: to its session or, if it stands for several, to their window; else ""."""
    addresses = Addresses()
    for column in timeline.drawing.columns:
        if column.session is None:
            yield column, f"?to={column.last}{timeline.keep}"
        else:
            yield column, addresses.of("session", column.session) if is_own else ""


def _drawn(column: Column, step: int, address: str) -> str:
    opening, closing = (f'<a href="{escape(address)}"', "</a>") if address else ('<g role="img" tabindex="0"', "</g>")
    marks = (
        f'{opening} class="at" data-lane="{mark.lane}" aria-label="{escape(f"{column.name}: {mark.saying}")}">'
        f'<rect x="-{step // 2}" y="{mark.top}" width="{step}" height="{mark.height}"/>{_shape(mark)}{closing}'
        for mark in column.marks
        if mark.height
    )
    return f'<g class="column" transform="translate({column.x} 0)">{"".join(marks)}</g>'


def _told(column: Column, address: str) -> str:
    name = escape(column.name)
    row = f'<a href="{escape(address)}">{name}</a>' if address else name
    sayings = "".join(f"<li>{escape(mark.saying)}</li>" for mark in column.marks)
    return f'<tr><th scope="row">{row}</th><td><ul>{sayings}</ul></td></tr>\n'


def _shape(mark: Mark) -> str:
    if not mark.shape:
        return ""
    top = mark.top + (mark.height - SHAPE) // 2
    count = f'<text class="count" x="7" y="{mark.top + 9}">{mark.count}</text>' if mark.count > 1 else ""
    return f'<use href="#shape-{mark.shape}" x="-{SHAPE // 2}" y="{top}"/>{count}'
