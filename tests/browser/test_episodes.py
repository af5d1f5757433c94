"""Episodes and prompts in a real browser: nothing typed is lost by a tap; no complaint from axe."""

import datetime
import uuid

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Episode, Person
from sessions_log.models.entry import MomentEntry
from sessions_log.services.prompt import answer_prompt, decide_prompt
from sessions_log.services.prompt_library import add_prompt
from tests.browser.conftest import SignIn, axe_findings
from tests.people import log
from tests.services.test_prompt_library import WORDS
from tests.writers import RUPTURE

pytestmark = pytest.mark.django_db(transaction=True)

BREACH = MomentEntry(kind="breach", marker="disrespect", actor="therapist")
LONG_AGO = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)


def choose(client: Client, episode: Episode, code: str) -> None:
    told = {"client": client, "episode": episode, "code": code, "decision": "chosen", "at": LONG_AGO}
    decide_prompt(by=client.therapist, **told)


def test_what_happened_is_told_without_leaving_what_is_being_typed(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    log(anas_client, RUPTURE, sign=True)
    choose(anas_client, Episode.objects.get(), "withdrawal_by_client")
    page = desk(ana)
    page.goto(live_server.url + reverse("session_new", args=[anas_client.pk]))

    page.fill("[name=note]", "Half a sentence")
    page.fill("[name=what_happened]", "She could say no.")
    page.locator("[data-decide] [value=chosen]").first.click()
    expect(page.get_by_text("You chose:")).to_be_visible()
    expect(page.locator("[name=what_happened]")).to_have_value("She could say no.")
    page.get_by_role("button", name="It helped", exact=True).click()

    expect(page.get_by_text("Change the answer")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value("Half a sentence")
    told = anas_client.prompt_choices.get(code="withdrawal_by_client")
    assert (told.outcome, told.what_happened) == ("helped", "She could say no.")


def test_a_tap_on_what_another_tab_has_answered_says_so_once(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    log(anas_client, RUPTURE, sign=True)
    page = desk(ana)
    page.goto(live_server.url + reverse("episode", args=[Episode.objects.get().pk]))
    choose(anas_client, Episode.objects.get(), "withdrawal_by_client")
    choice = anas_client.prompt_choices.get()
    answer_prompt(by=ana, choice=choice, version=1, outcome="helped", what_happened="She spoke.")

    for _ in range(2):
        page.locator("[data-decide] [value=dismissed]").first.click()
        expect(page.get_by_text("This has changed since the page was opened.")).to_have_count(1)

    choice.refresh_from_db()
    assert (choice.decision, choice.what_happened) == ("chosen", "She spoke.")


def test_how_it_went_on_is_asked_only_of_an_unrepaired_episode(
    desk: SignIn, live_server: LiveServer, ana: Person, anas_client: Client
) -> None:
    log(anas_client, RUPTURE, sign=True)
    page = desk(ana)
    page.goto(live_server.url + reverse("episode", args=[Episode.objects.get().pk]))

    expect(page.get_by_text("How it went on")).to_be_hidden()
    page.get_by_label("Unrepaired at ending").check()
    page.get_by_label("Referred to somebody else").check()
    page.get_by_role("button", name="Close the episode").click()

    expect(page.get_by_text("unrepaired at ending (referred to somebody else)")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_episodes_and_prompts(
    desk: SignIn, live_server: LiveServer, ana: Person, dora: Person, anas_client: Client, scheme: str
) -> None:
    log(anas_client, BREACH, sign=True)
    log(anas_client, RUPTURE, sign=True)
    breach, rupture = Episode.objects.order_by("pk")
    choose(anas_client, rupture, "power_and_context")
    own = add_prompt(by=dora, submission=uuid.uuid4(), **WORDS)
    episodes = [reverse("episode", args=[one.pk]) for one in (breach, rupture)]
    pages = {ana: [*episodes, reverse("session_new", args=[anas_client.pk])]}
    pages[dora] = [reverse("prompt_list"), reverse("prompt_new"), reverse("prompt_edit", args=[own.pk])]

    for person, addresses in pages.items():
        page = desk(person)
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        for address in addresses:
            page.goto(live_server.url + address)
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            assert axe_findings(page) == [], address
