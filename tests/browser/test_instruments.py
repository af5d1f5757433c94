"""Loading and filling in an instrument in a real browser: by file and by keys, narrow and wide, light and dark."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from sessions_log.models import Client, Instrument, Person, Rating
from sessions_log.services.instrument import load_instrument
from sessions_log.signals.questionnaire import Questionnaire
from tests.browser.conftest import SignIn
from tests.browser.test_pages import look
from tests.people import log
from tests.questionnaires import core_10, core_10_turned, file_of, srs

pytestmark = pytest.mark.django_db(transaction=True)


def load(admin: Person, resource: dict, key: str) -> Instrument:
    return load_instrument(by=admin, questionnaire=Questionnaire.read(file_of(resource)), key=key)


def test_an_admin_loads_a_questionnaire_and_writes_the_safety_text(
    desk: SignIn, live_server: LiveServer, dora: Person, tmp_path: Path
) -> None:
    file = tmp_path / "questionnaire.json"
    file.write_bytes(file_of(core_10_turned()))
    page = desk(dora)
    look(page, live_server.url + reverse("instruments"), "instruments, none loaded")
    look(page, live_server.url + reverse("instrument_new"), "instrument_new")

    page.get_by_label("FHIR Questionnaire").set_input_files(file)
    page.get_by_label("Scoring key").select_option("core-10")
    page.get_by_role("button", name="Load").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ten things version turned")
    look(page, page.url, "instrument")
    page.goto(live_server.url + reverse("instruments"))
    for text in ("Ring the crisis line.\nStay with the client.", "Ring the crisis line."):
        page.get_by_label("Safety text").fill(text)
        with page.expect_navigation():  # “Saved.” stands there from the time before
            page.get_by_role("button", name="Save the safety text").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    dora.practice.refresh_from_db()
    assert dora.practice.safety_text == "Ring the crisis line."


def test_a_file_that_cannot_be_used_is_explained_beside_its_field(
    desk: SignIn, live_server: LiveServer, dora: Person, tmp_path: Path
) -> None:
    file = tmp_path / "questionnaire.json"
    file.write_text("{")
    page = desk(dora)
    page.goto(live_server.url + reverse("instrument_new"))
    page.get_by_label("FHIR Questionnaire").set_input_files(file)
    page.get_by_label("Scoring key").select_option("sum")

    page.get_by_role("button", name="Load").click()

    expect(page.locator("#error_1_id_questionnaire")).to_contain_text("not valid JSON: line 1, column 2")


def test_a_therapist_fills_in_by_keys_alone_and_a_risk_answer_opens_the_safety_text(
    desk: SignIn, live_server: LiveServer, ana: Person, dora: Person, anas_client: Client
) -> None:
    session = log(anas_client)
    look(desk(ana), f"{live_server.url}{reverse('rating_new', args=[session.pk])}", "nothing to choose from")
    ten, four = load(dora, core_10(), "core-10"), load(dora, srs(), "srs-3")
    page = desk(ana)
    address = f"{live_server.url}{reverse('rating_new', args=[session.pk])}"
    for name, more in (("choose", ""), ("ten", f"?instrument={ten.pk}"), ("four", f"?instrument={four.pk}")):
        look(page, address + more, name)
    page.goto(f"{address}?instrument={ten.pk}")

    page.get_by_label("Client", exact=True).focus()
    for _item in range(10):
        page.keyboard.press("Tab")  # stands on “Left out”; the arrows go round to the first answer and the second
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Safety first")
    assert Rating.objects.get().items == [1] * 10
    look(page, page.url, "safety")
    look(page, live_server.url + reverse("session", args=[session.pk]), "the draft with its rating")
    page.get_by_role("link", name="The practice’s safety text").click()
    expect(page.get_by_text("has not entered its safety pathway yet")).to_be_visible()


def test_every_answer_is_as_large_as_a_thumb(
    desk: SignIn, live_server: LiveServer, ana: Person, dora: Person, anas_client: Client
) -> None:
    session, ten = log(anas_client), load(dora, core_10(), "core-10")
    page = desk(ana)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}{reverse('rating_new', args=[session.pk])}?instrument={ten.pk}")

    sizes = [answer.bounding_box() for answer in page.locator(".choice").all()]

    assert len(sizes) == 2 + 10 * 6
    assert min(min(size["width"], size["height"]) for size in sizes if size) >= 44
