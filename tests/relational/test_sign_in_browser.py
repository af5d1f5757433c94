"""Signing in with a real browser: nothing is blocked by the content policy, nothing comes from elsewhere."""

from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Person
from tests.people import PASSWORD


def test_sign_in_breaks_no_policy_and_loads_nothing_from_elsewhere(
    live_server: LiveServer, ana: Person, page: Page
) -> None:
    said: list[str] = []
    requested: set[str] = set()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: requested.add(request.url.split("/static/")[0].split("/accounts/")[0]))

    page.goto(f"{live_server.url}/accounts/login/?next=/accounts/password/change/")
    page.locator("#id_login").fill(ana.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/accounts/password/change/")

    assert said == []
    assert requested == {live_server.url}
    session = next(cookie for cookie in page.context.cookies() if cookie["name"] == "session")
    assert (session["httpOnly"], session["sameSite"]) == (True, "Lax")
