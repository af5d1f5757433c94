"""The marks of a timeline. Display only.

A window holds some three hundred marks of nine values each; as template variables they took longer than the queries.
"""

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sessions_log.queries.timeline import Timeline
from sessions_log.queries.timeline_drawing import Column
from sessions_log.queries.timeline_shapes import SHAPE, Mark

register = template.Library()


@register.simple_tag
def column_address(timeline: Timeline, column: Column, is_own: bool) -> str:
    """Return where a column leads: to its session or, where it stands for several, to their window; else nothing."""
    if column.session is None:
        return f"?to={column.last}{timeline.keep}"
    return reverse("session", args=[column.session]) if is_own else ""


@register.simple_tag
def column_marks(column: Column, step: int, address: str) -> SafeString:
    """Return the SVG of one column's marks: links, or things that can be walked and heard where there is no address."""
    opening, closing = (f'<a href="{escape(address)}"', "</a>") if address else ('<g role="img" tabindex="0"', "</g>")
    marks = (
        f'{opening} class="at" data-lane="{mark.lane}" aria-label="{escape(f"{column.name}: {mark.saying}")}">'
        f'<rect x="-{step // 2}" y="{mark.top}" width="{step}" height="{mark.height}"/>{_shape(mark)}{closing}'
        for mark in column.marks
        if mark.height
    )
    return mark_safe(f'<g class="column" transform="translate({column.x} 0)">{"".join(marks)}</g>')  # noqa: S308


def _shape(mark: Mark) -> str:
    if not mark.shape:
        return ""
    top = mark.top + (mark.height - SHAPE) // 2
    count = f'<text class="count" x="7" y="{mark.top + 9}">{mark.count}</text>' if mark.count > 1 else ""
    return f'<use href="#shape-{mark.shape}" x="-{SHAPE // 2}" y="{top}"/>{count}'
