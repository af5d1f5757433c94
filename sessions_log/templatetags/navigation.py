"""The entries of the main navigation. Display only.

Written here and not as a template, which would be rendered eight times for each page.
"""

from django import template
from django.template import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

HERE, BELOW = mark_safe(' aria-current="page"'), mark_safe(' aria-current="true"')


@register.simple_tag(takes_context=True)
def nav_item(context: RequestContext, name: str, label: str) -> SafeString:
    """Return the link to a page, marked on it and on those below it; nothing for one that is not installed."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return mark_safe("")
    path = context["request"].path
    current = HERE if path == address else BELOW if address != "/" and address in path else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, current, label)
