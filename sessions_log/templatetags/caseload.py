"""The rows of Today. Display only.

Written here and not as a template: fifty rows through the template engine take longer than all else on the page.
"""

from collections.abc import Iterable
from html import escape
from typing import Final
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from sessions_log.queries.sparkline import HEIGHT, WIDTH, Sparkline
from sessions_log.queries.today import Draft, OpenRupture, TodayRow
from sessions_log.templatetags.moments import moment_mark
from sessions_log.vocabulary import MomentKind

register = template.Library()

ANY: Final = UUID(int=0)
PAGES: Final = ("client", "session_new", "timeline", "session", "episode")


class Addresses:
    """Addresses of rows, each page's pattern reversed once."""

    def __init__(self) -> None:
        self._around = {page: reverse(page, args=[ANY]).split(str(ANY)) for page in PAGES}

    def of(self, page: str, pk: UUID) -> str:
        before, after = self._around[page]
        return f"{before}{pk}{after}"


@register.simple_tag
def caseload_rows(rows: Iterable[TodayRow]) -> SafeString:
    """Return one list item a client. Everything that people typed is escaped here: the code and the name."""
    addresses = Addresses()
    marks = {kind: moment_mark(kind) for kind in MomentKind}
    return mark_safe("".join(_row(row, addresses, marks) for row in rows))  # noqa: S308 - see the docstring


def _row(row: TodayRow, addresses: Addresses, marks: dict[MomentKind, SafeString]) -> str:
    code = escape(row.code)
    who = escape(row.name) if row.name else code
    beside = f' <span class="muted small whole">{code}</span>' if row.name else ""
    why = f'<p class="muted small">{escape(row.need.why)}</p>\n' if row.need.why else ""
    timeline = f'<a class="btn btn-link thumb" href="{addresses.of("timeline", row.id)}">Timeline'
    return f"""<li>
<div class="rows-main">
<p class="caseload-who"><a class="whole" href="{addresses.of("client", row.id)}">{who}</a>{beside}</p>
{why}{_open(row, addresses, marks)}</div>
<p class="caseload-alliance">{_alliance(row.alliance)}</p>
<p class="rows-side">{_log(row, addresses)}<span class="visually-hidden"> with {who}</span></a>
{timeline}<span class="visually-hidden"> of {who}</span></a></p>
</li>
"""


def _log(row: TodayRow, addresses: Addresses) -> str:
    """Return the one press to the form: a new one, or today's that is begun already."""
    address = addresses.of("session", row.begun) if row.begun else addresses.of("session_new", row.id)
    return f'<a class="btn btn-secondary thumb" href="{address}">{"Go on" if row.begun else "Log session"}'


def _open(row: TodayRow, addresses: Addresses, marks: dict[MomentKind, SafeString]) -> str:
    if not row.ruptures and not row.drafts:
        return ""
    ruptures = [_rupture(rupture, addresses.of("episode", rupture.id), marks) for rupture in row.ruptures]
    drafts = [_draft(draft, addresses.of("session", draft.id)) for draft in row.drafts]
    return f'<ul class="caseload-open small">{"".join(drafts + ruptures)}</ul>\n'


def _rupture(rupture: OpenRupture, address: str, marks: dict[MomentKind, SafeString]) -> str:
    days = "today" if rupture.days_open == 0 else f"{rupture.days_open} day{'s' if rupture.days_open > 1 else ''}"
    return f'<li>{marks[rupture.kind]} <a href="{address}">{rupture.kind.label}, open {days}</a></li>'


def _draft(draft: Draft, address: str) -> str:
    look, more = ("chip-care", ", waiting to be signed") if draft.late else ("chip-draft", "")
    return f'<li><a class="chip {look}" href="{address}">Draft from {draft.day}{more}</a></li>'


def _alliance(alliance: Sparkline | None) -> str:
    if alliance is None:
        return '<span class="muted small">No ratings yet</span>'
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg class="sparkline" {box} role="img" aria-label="{alliance.words}"><path d="{alliance.path}"/></svg>'
