"""Every page of the caseload, supervision, people and audit in a real browser: narrow and wide, light and dark."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Person
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.services.client import agree_frame
from sessions_log.services.image import add_image
from tests.browser.conftest import SignIn, axe_findings
from tests.people import PASSWORD, log, make_client

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = [(390, "light"), (390, "dark"), (820, "light"), (1440, "light"), (1440, "dark")]
RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response")
BREACH = MomentEntry(kind="breach", actor="therapist", marker="distancing_dismissal")
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="own_contribution", episode=HERE, resolution=4)
CONNECTION = MomentEntry(kind="connection", actor="both", marker="shared_laughter")


def caseload(ana: Person) -> Client:
    """Give Ana four clients in different states and return the one with most to show."""
    now = timezone.now()
    full = make_client(ana, code="A-1", name="Robin", usual_weekday=now.weekday(), usual_time=datetime.time(9))
    image = add_image(
        by=ana, client=full, text="When I need something, people leave", origin="Mother", is_controlling=True
    )
    agree_frame(by=ana, client=full, topic="phones", text="Off, and in the bag.", agreed_on=datetime.date(2026, 1, 5))
    for week in range(12, 0, -1):
        again = MomentEntry(kind="connection", actor="both", image=image.pk, direction="countered")
        moments = {9: (RUPTURE, REPAIR), 5: (BREACH, CONNECTION), 2: (again,)}.get(week, ())
        answers = None if week in (4, 7) else (4, 5, 4, 5, 6 - week % 3, 5)
        check = {"client_check": answers} if answers else {}
        log(full, *moments, starts_at=now - datetime.timedelta(weeks=week), sign=week != 3, **check)
    log(make_client(ana, code="A-2"), RUPTURE, starts_at=now - datetime.timedelta(days=1))
    log(make_client(ana, code="A-3", name="Sam"), starts_at=now - datetime.timedelta(days=12), sign=True)
    make_client(ana, code="A-4", name="A name as long as people sometimes choose")
    return full


def look(page: Page, address: str, name: str) -> None:
    """Open a page on every screen: nothing sticks out sideways, and axe finds nothing."""
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
        assert axe_findings(page) == [], f"{name} at {width}, {scheme}"


def test_therapist_s_pages(desk: SignIn, live_server: LiveServer, ana: Person) -> None:
    page = desk(ana)
    for name in ("today", "client_list", "client_new"):
        look(page, live_server.url + reverse(name), f"{name}, empty")
    client = caseload(ana)

    for name in ("today", "client_list"):
        look(page, live_server.url + reverse(name), name)
    for name in ("client", "client_edit", "frame_new", "image_new"):
        look(page, live_server.url + reverse(name, args=[client.pk]), name)


def test_supervisor_s_pages(desk: SignIn, live_server: LiveServer, ana: Person, ben: Person) -> None:
    page = desk(ben)
    look(page, live_server.url + reverse("supervision"), "supervision, nothing open")
    caseload(ana)

    for name in ("today", "supervision"):
        look(page, live_server.url + reverse(name), name)


def test_admin_s_pages(desk: SignIn, live_server: LiveServer, ana: Person, ben: Person, dora: Person) -> None:
    caseload(ana)
    page = desk(dora)
    page.goto(live_server.url + reverse("person_new"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()

    for name in ("today", "people", "person_new", "pair_new", "audit"):
        look(page, live_server.url + reverse(name), name)
    look(page, live_server.url + reverse("person", args=[ana.pk]), "person")


def test_client_is_found_added_to_and_ended_by_keyboard(desk: SignIn, live_server: LiveServer, ana: Person) -> None:
    client = caseload(ana)
    page = desk(ana)

    page.goto(live_server.url + reverse("client_list"))
    page.get_by_label("Code or chosen name").focus()
    page.keyboard.type("robin")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Found").wait_for()
    assert "robin" not in page.url.lower()
    page.get_by_role("link", name="Robin", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + reverse("client", args=[client.pk]))

    page.get_by_role("link", name="Edit").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Ended on").fill(timezone.localdate().isoformat())
    page.get_by_label("How it ended").focus()
    page.keyboard.type("Agreed")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + reverse("client", args=[client.pk]))

    assert page.get_by_role("link", name="Log session").count() == 0
    assert Client.objects.get(pk=client.pk).ending == "agreed"
