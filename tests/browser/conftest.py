"""A browser in which somebody is signed in, and that tells of anything that went wrong on the page."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client as Browser
from playwright.sync_api import ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Person

SignIn = Callable[[Person], Page]


@pytest.fixture
def desk(page: Page, live_server: LiveServer) -> Iterator[SignIn]:
    """Return a function that signs somebody in and returns the page; the console must stay silent."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        expected = ("status of 4", "net::ERR_FAILED")  # refusals and servers that are away are part of what is tested
        if message.type in ("error", "warning") and not any(words in message.text for words in expected):
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def sign_in(person: Person) -> Page:
        browser = Browser()
        browser.force_login(person)
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page.goto(live_server.url)
        return page

    yield sign_in
    assert complaints == []


def axe_findings(page: Page) -> list[str]:
    """Return what axe finds on the page, as `rule: element` lines."""
    violations = Axe().run(page).response["violations"]
    return [f"{found['id']}: {node['html'][:200]}" for found in violations for node in found["nodes"]]
