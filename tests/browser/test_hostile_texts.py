"""Texts that try to be more than texts stay texts, on every page, in every part that scripts put in, for everybody."""

import uuid

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Instrument, Person, Practice, PracticePrompt, RelationalImage, TherapySession
from sessions_log.models.entry import MomentEntry
from sessions_log.services.session import add_addendum
from tests.browser.addresses import addresses_of, check_address, open_page
from tests.browser.conftest import SignIn
from tests.people import PASSWORD, log
from tests.rows import sing
from tests.views.people_at_work import Work, at_work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

OUT = "'\"></textarea></option></select></title></style>"
HOSTILE = (
    f"{OUT}<script>window.ran=1</script><img src=x onerror='window.ran=1'><svg onload='window.ran=1'></svg>"
    "<a href='javascript:window.ran=1'>x</a>"
)
SHORT = "'\"><script>window.ran=1</script>"

WHAT_RAN = """() => [
    window.ran ? "a script ran" : "",
    ...[...document.querySelectorAll("main img[src=x], svg[onload]")].map((node) => node.outerHTML),
    ...[...document.querySelectorAll("a[href^=javascript]")].map((node) => node.outerHTML),
].filter(Boolean)"""


@pytest.fixture
def work(ana: Person, ben: Person, cleo: Person, dora: Person, otto: Person) -> Work:
    """Return the practice at work, every text in it hostile."""
    work = at_work(ana=ana, ben=ben, cleo=cleo, dora=dora, otto=otto)
    signed = TherapySession.objects.get(pk=work.rows["session"]["ana"])
    add_addendum(by=ana, session=signed, submission=uuid.uuid4(), text="Later")
    image = RelationalImage.objects.get(pk=work.rows["image"]["ana"])
    log(signed.client, MomentEntry(kind="connection", actor="both", image=image.pk, direction="countered"))
    sing(lambda column: HOSTILE)
    _poison_what_the_practice_wrote()
    return work


def _poison_what_the_practice_wrote() -> None:
    Practice.objects.update(safety_text=HOSTILE)
    for practice in Practice.objects.all():
        Practice.objects.filter(pk=practice.pk).update(name=f"{SHORT}{practice.pk}")
    Person.objects.update(name=HOSTILE)
    lines = [HOSTILE]
    PracticePrompt.objects.update(title=HOSTILE[:120], follow_up=HOSTILE, reflect=lines, moves=lines, sources=lines)
    for instrument in Instrument.objects.all():
        items = [{**item, "text": HOSTILE, "intro": HOSTILE} for item in instrument.wording]
        wording = [{**item, "options": [[value, HOSTILE] for value, _ in item["options"]]} for item in items]
        title = HOSTILE[:200]
        Instrument.objects.filter(pk=instrument.pk).update(title=title, version=SHORT[:32], wording=wording)


def unfold(page: Page) -> None:
    """Open what is folded, add a card of each kind and walk the timeline: scripts put texts into the page there."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    for button in page.locator("[data-log] [data-add]").all():
        button.click()
    for mark in page.locator("[data-timeline] .at").all():
        mark.focus()


@pytest.mark.parametrize("who", ["ana", "ben", "dora"])
def test_no_page_runs_what_somebody_typed(desk: SignIn, live_server: LiveServer, work: Work, who: str) -> None:
    person = work.people[who]
    addresses = addresses_of(person)
    if who == "ana":
        draft, instrument = (
            TherapySession.objects.filter(therapist=person, status="draft").first(),
            work.rows["instrument"],
        )
        addresses["rating"] = f"{reverse('rating_new', args=[draft.pk])}?instrument={instrument['ana']}"
        addresses["check"] = check_address(person)
    page = desk(Person.objects.get(pk=person.pk))

    ran = {}
    for name, address in addresses.items():
        open_page(page, live_server.url + address, PASSWORD)
        unfold(page)
        ran[name] = page.evaluate(WHAT_RAN)

    assert {name: what for name, what in ran.items() if what} == {}


def test_nothing_that_is_found_or_stands_in_conflict_runs(desk: SignIn, live_server: LiveServer, work: Work) -> None:
    page = desk(Person.objects.get(pk=work.people["ana"].pk))
    page.goto(live_server.url + reverse("search"))
    page.get_by_label("Look for").fill("onerror")
    page.get_by_label("Look for").press("Enter")
    expect(page.locator("mark").first).to_be_visible()
    assert page.evaluate(WHAT_RAN) == []

    draft = TherapySession.objects.filter(therapist=work.people["ana"], status="draft").first()
    page.goto(live_server.url + reverse("session", args=[draft.pk]))
    TherapySession.objects.filter(pk=draft.pk).update(version=99)
    page.fill("[name=note]", f"{HOSTILE} mine")
    expect(page.locator(".conflict")).to_be_visible(timeout=8000)
    assert page.evaluate(WHAT_RAN) == []
