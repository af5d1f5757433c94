"""Whatever is typed into a form stays on its page until the server is there to take it."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Person, TherapySession
from tests.browser.conftest import SignIn, axe_findings
from tests.browser.test_nothing_lost import leave_idle, sign_in
from tests.people import log

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "Add the addendum"


@pytest.fixture
def signed(anas_client: Client) -> TherapySession:
    return log(anas_client, note="As it was", sign=True)


@pytest.fixture
def page_of_signed(desk: SignIn, live_server: LiveServer, ana: Person, signed: TherapySession) -> Page:
    page = desk(ana)
    page.goto(live_server.url + reverse("session", args=[signed.pk]))
    page.fill("[name=text]", "It was a Tuesday.")
    return page


def test_an_addendum_outlives_the_idle_limit(
    page_of_signed: Page, live_server: LiveServer, ana: Person, signed: TherapySession
) -> None:
    page = page_of_signed

    leave_idle()
    page.get_by_role("button", name=ADD).click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("You are signed out, and nothing has been sent.")
    assert axe_findings(page) == []
    assert page.input_value("[name=text]") == "It was a Tuesday."
    with page.context.expect_page() as opened:
        notice.get_by_role("link", name="Sign in").click()
    sign_in(opened.value, live_server.url + reverse("account_login"), ana)
    page.get_by_role("button", name=ADD).click()

    expect(page.get_by_text("The addendum is added.")).to_be_visible()
    assert [addendum.text for addendum in signed.addenda.all()] == ["It was a Tuesday."]


def test_an_addendum_waits_for_a_server_that_is_away(page_of_signed: Page, signed: TherapySession) -> None:
    page = page_of_signed

    page.route("**/*", lambda route: route.abort())
    page.get_by_role("button", name=ADD).click()
    expect(page.get_by_role("alert")).to_contain_text("The server is away, and nothing has been sent.")
    assert (page.input_value("[name=text]"), signed.addenda.count()) == ("It was a Tuesday.", 0)
    page.unroute("**/*")
    page.get_by_role("button", name=ADD).click(click_count=2)

    expect(page.get_by_text("The addendum is added.").first).to_be_visible()
    assert signed.addenda.count() == 1


def test_a_token_that_has_run_out_is_renewed_unseen(page_of_signed: Page, signed: TherapySession) -> None:
    page_of_signed.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)

    page_of_signed.get_by_role("button", name=ADD).click()

    expect(page_of_signed.get_by_text("The addendum is added.")).to_be_visible()
    assert signed.addenda.count() == 1


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("image_new", "text"),
        ("client_edit", "social_words"),
        ("frame_new", "text"),
        ("consents", "note"),
    ],
)
def test_other_forms_keep_what_is_typed_too(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client, name: str, field: str
) -> None:
    page = desk(ana)
    page.goto(live_server.url + reverse(name, args=[anas_client.pk]))
    page.fill(f"[name={field}]", "Typed at length")

    Session.objects.all().delete()
    page.locator("main form button[type=submit]").last.click()

    expect(page.get_by_role("alert")).to_contain_text("You are signed out")
    assert page.input_value(f"[name={field}]") == "Typed at length"
