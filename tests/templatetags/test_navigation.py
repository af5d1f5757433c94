"""The entry of a page in the main navigation."""

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory


@pytest.mark.parametrize(
    ("path", "name", "item"),
    [
        ("/", "today", '<li><a href="/" aria-current="page">A &amp; B</a></li>'),
        ("/clients/", "today", '<li><a href="/">A &amp; B</a></li>'),
        ("/clients/", "client_list", '<li><a href="/clients/" aria-current="page">A &amp; B</a></li>'),
        ("/clients/new/", "client_list", '<li><a href="/clients/" aria-current="true">A &amp; B</a></li>'),
        ("/", "not_installed", ""),
    ],
)
def test_entry_says_whether_it_is_this_page_or_the_one_above(path: str, name: str, item: str) -> None:
    context = RequestContext(RequestFactory().get(path), {"name": name, "label": "A & B"})

    assert Template("{% load navigation %}{% nav_item name label %}").render(context) == item
