"""What is typed is kept by the server alone: not in the browser's storage, not in its profile on the disk."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Person, TherapySession
from tests.browser.conftest import SignIn
from tests.browser.test_nothing_lost import SAVED, sign_in
from tests.people import log

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

CANARY = "canary-typed-here"
UNTIL_WRITTEN = 4000
"""Milliseconds after which Chromium has written down what it needs to restore a tab."""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def kept(playwright: Playwright, browser_type_launch_args: dict[str, Any], profile: Path) -> Iterator[BrowserContext]:
    """A browser as people have one: with a profile on the disk, and pages that come back out of its memory."""
    context = playwright.chromium.launch_persistent_context(
        profile, **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield context
    context.close()


def open_new(page: Page, live_server: LiveServer, client: Client, person: Person) -> None:
    sign_in(page, live_server.url + reverse("account_login"), person)
    page.goto(live_server.url + reverse("session_new", args=[client.pk]))


def files_with(text: str, folder: Path) -> list[str]:
    """Return the files below a folder that hold a text, as browsers write it."""
    found = []
    for file in folder.rglob("*"):
        with suppress(OSError):  # it comes and goes while the browser runs
            content = file.read_bytes() if file.is_file() else b""
            if text.encode() in content or text.encode("utf-16-le") in content:
                found.append(str(file.relative_to(folder)))
    return found


def test_nothing_is_kept_in_the_browsers_own_storage(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))
    page.fill("[name=note]", CANARY)
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)

    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await indexedDB.databases(),"
        " await caches.keys(), document.cookie, history.state])"
    )
    assert kept == '[{},{},[],[],"",null]'


def test_nothing_is_written_into_the_profile_on_the_disk(
    kept: BrowserContext, profile: Path, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    signed = log(anas_client, note="As it was", sign=True)
    page = kept.new_page()
    open_new(page, live_server, anas_client, ana)
    page.fill("[name=note]", CANARY)
    page.fill("[name=reflection]", CANARY)
    page.click("[data-add=rupture]")
    page.locator("[data-moment=rupture] summary").click()
    page.fill("[name=moments-0-before]", CANARY)
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    page.goto(live_server.url + reverse("session", args=[signed.pk]))
    page.fill("[name=text]", CANARY)
    page.goto(live_server.url)
    page.go_back()
    page.wait_for_timeout(UNTIL_WRITTEN)
    assert list(profile.glob("Default/Sessions/Session_*")) != []

    assert files_with(live_server.url, profile) != []  # the tabs themselves are written down
    assert files_with(CANARY, profile) == []
    kept.close()
    assert files_with(CANARY, profile) == []


def test_after_signing_out_going_back_shows_nothing(
    kept: BrowserContext, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = kept.new_page()
    open_new(page, live_server, anas_client, ana)
    page.fill("[name=note]", CANARY)
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    page.goto(live_server.url)
    page.get_by_role("button", name="Ana").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")

    for _ in range(2):
        page.go_back()
        assert CANARY not in page.content()
        assert "/accounts/login/" in page.url


def test_a_draft_that_comes_back_out_of_memory_is_the_one_on_the_server(
    kept: BrowserContext, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    page = kept.new_page()
    open_new(page, live_server, anas_client, ana)
    page.fill("[name=note]", "From this tab")
    expect(page.locator(SAVED)).to_be_visible(timeout=8000)
    page.goto(live_server.url)
    other = kept.new_page()
    other.goto(live_server.url + reverse("session", args=[TherapySession.objects.get().pk]))
    other.fill("[name=note]", "From the other tab")
    expect(other.locator(SAVED)).to_be_visible(timeout=8000)

    page.go_back()

    expect(page.locator("[name=note]")).to_have_value("From the other tab")
