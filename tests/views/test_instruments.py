"""Instruments through the whole path: a file is loaded, filled in, scored, shown; risk opens the safety text."""

from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Instrument, Person, Practice, Rating, TherapySession
from sessions_log.signals.scoring import Answer
from tests.people import as_person, log
from tests.questionnaires import Node, choice, core_10, core_10_turned, file_of, questionnaire, srs, typed, wai_sr

GAP = None


def upload(admin: Person, content: bytes, key: str, **values: str) -> HttpResponse:
    file = SimpleUploadedFile("questionnaire.json", content, "application/json")
    data = {"questionnaire": file, "key": key, "code": "", "version": ""} | values
    return as_person(admin).post(reverse("instrument_new"), data)


def loaded(admin: Person, resource: Node, key: str) -> Instrument:
    assert upload(admin, file_of(resource), key).status_code == 302
    return Instrument.objects.latest("pk")


def address(session: TherapySession, instrument: Instrument, rater: str = "client") -> str:
    return f"{reverse('rating_new', args=[session.pk])}?instrument={instrument.pk}&rater={rater}"


def posted(items: Sequence[Answer], **more: Any) -> dict[str, Any]:
    answers = {f"item_{number}": "" if item is None else str(item) for number, item in enumerate(items, start=1)}
    return {"rater": "client", "version": ""} | answers | more


def errors_of(answer: HttpResponse) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


# The worked examples of tests/signals/test_keys.py, now from the file to the stored score.
@pytest.mark.parametrize(
    ("resource", "key", "items", "score"),
    [
        (wai_sr(), "wai-sr", [1, 2, 3, 4, 3, 5, 3, 4, 4, 3, 5, 2], 3.25),
        (wai_sr(), "wai-sr", [1, 2, 3, 4, 3, 5, 3, 4, 4, 3, 5, GAP], None),
        (srs(), "srs-3", [9.5, 8.25, 10, 8], 35.75),
        (srs(), "srs-3", [9.5, 8.25, GAP, 8], None),
        (core_10(), "core-10", [2, 3, 1, 1, 0, 1, 3, 2, 3, 1], 17.0),
        (core_10(), "core-10", [2, 3, 1, 1, 1, 1, 4, 2, 3, GAP], 20.0),
        (core_10(), "core-10", [2, 3, 1, 1, 1, 1, 4, 2, GAP, GAP], None),
        (core_10_turned(), "core-10", [2, 3, 1, 1, 0, 1, 3, 2, 3, 1], 17.0),
        (core_10(), "sum", [2, 3, 1, 1, 0, 1, 3, 2, 3, 1], 17.0),
        (core_10(), "mean", [2, 3, 1, 1, 0, 1, 3, 2, 3, 2], 1.8),
    ],
)
def test_a_loaded_questionnaire_is_filled_in_and_scored(
    ana: Person, dora: Person, anas_client: Client, resource: Node, key: str, items: list[Answer], score: float | None
) -> None:
    instrument, session = loaded(dora, resource, key), log(anas_client, sign=True)

    answer = as_person(ana).post(address(session, instrument), posted(items))

    rating = Rating.objects.get()
    assert answer.status_code == 302
    assert (rating.items, rating.score, rating.instrument) == (items, score, instrument)


def test_after_loading_the_admin_sees_how_each_answer_counts(dora: Person) -> None:
    answer = upload(dora, file_of(core_10_turned()), "core-10")

    instrument = Instrument.objects.get()
    assert answer.headers["Location"] == reverse("instrument", args=[instrument.pk])
    page = as_person(dora).get(answer.headers["Location"])
    lines = page.context["page"].items
    assert [line.number for line in lines if line.is_reversed] == [2, 3]
    assert [line.number for line in lines if line.is_risk] == [6]
    assert lines[0].answers == [("Never", 0), ("Rarely", 1), ("Now and then", 2), ("Often", 3), ("Always", 4)]
    assert lines[1].answers == [("Never", 4), ("Rarely", 3), ("Now and then", 2), ("Often", 1), ("Always", 0)]
    assert "no alliance score, no average and no report" in page.content.decode()


def test_the_list_shows_the_built_in_check_and_every_version(dora: Person) -> None:
    assert "Alliance check" in as_person(dora).get(reverse("instruments")).content.decode()
    for version in ("1", "2"):
        loaded(dora, core_10(version=version), "core-10")

    page = as_person(dora).get(reverse("instruments"))

    assert [(line.title, line.version) for line in page.context["page"].offered] == [
        ("Ten things", "1"),
        ("Ten things", "2"),
    ]
    assert "CORE-10: total of 10 items, 0 to 40; reversed 2, 3; risk item 6" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "key", "field", "reason"),
    [
        (b"{", "sum", "questionnaire", "not valid JSON"),
        (b"", "sum", "questionnaire", "The file is empty."),
        (file_of({"resourceType": "Bundle"}), "sum", "questionnaire", "not a FHIR Questionnaire"),
        (file_of(questionnaire(typed(1, "string"))), "sum", "questionnaire", "cannot be scored"),
        (file_of(questionnaire(*(typed(number) for number in range(201)))), "sum", "questionnaire", "more than 200"),
        (b" " * 1_000_001, "sum", "questionnaire", "at most 1 MB"),
        (file_of(core_10()), "wai-sr", "key", "WAI-SR, client has 12 items, this questionnaire has 10."),
        (file_of(core_10()), "check", "key", "Select a valid choice"),
        (file_of(core_10(version="")), "core-10", "version", "Enter one."),
    ],
)
def test_a_bad_file_is_refused_beside_its_field_and_nothing_is_saved(
    dora: Person, content: bytes, key: str, field: str, reason: str
) -> None:
    answer = upload(dora, content, key)

    ((found, (message, *_more)),) = errors_of(answer).items()
    assert (found, reason in message) == (field, True)
    assert "Nothing has been loaded" in answer.content.decode()
    assert not Instrument.objects.exists()
    assert not AuditEntry.objects.filter(action="instrument.load").exists()


@pytest.mark.parametrize("code", ["Ours", "-a", "a b", "a\n", "scale:1:7"])
def test_a_code_is_short_and_plain(dora: Person, code: str) -> None:
    if code.endswith("\n"):
        assert upload(dora, file_of(core_10()), "core-10", code=code).status_code == 302  # the form strips it
    else:
        assert list(errors_of(upload(dora, file_of(core_10()), "core-10", code=code))) == ["code"]


def test_putting_aside_takes_it_from_the_therapists_choice_and_offering_again_brings_it_back(
    ana: Person, dora: Person, anas_client: Client
) -> None:
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client)
    choose = reverse("rating_new", args=[session.pk])
    for aside, offered in (("1", []), ("", [instrument.pk])):
        as_person(dora).post(reverse("instrument_aside", args=[instrument.pk]), {"aside": aside})

        lines = as_person(ana).get(choose).context["instruments"]

        assert [line.id for line in lines] == offered


def test_an_instrument_without_ratings_is_taken_out_and_one_with_ratings_stays(
    ana: Person, dora: Person, anas_client: Client
) -> None:
    used, unused = loaded(dora, core_10(), "core-10"), loaded(dora, wai_sr(version="2"), "wai-sr")
    as_person(ana).post(address(log(anas_client), used), posted([1] * 10))
    browser = as_person(dora)

    answers = [browser.post(reverse("instrument_delete", args=[one.pk]), follow=True) for one in (used, unused)]

    assert "put aside instead" in answers[0].content.decode()
    assert "Taken out." in answers[1].content.decode()
    assert set(Instrument.objects.all()) & {used, unused} == {used}


def test_the_wording_is_shown_to_the_therapist_and_every_item_may_be_left_out(
    ana: Person, dora: Person, anas_client: Client
) -> None:
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client)

    page = as_person(ana).get(address(session, instrument)).content.decode()

    assert "Invented item 10" in page
    assert page.count("Left out") == 10
    assert page.count("<span>Always</span>") == 10


def test_a_rating_stands_on_the_session_page_and_the_timeline(ana: Person, dora: Person, anas_client: Client) -> None:
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client, sign=True)
    browser = as_person(ana)
    browser.post(address(session, instrument), posted([1, 3, 3, 1, 0, 0, 1, 0, 2, 1]))

    page = browser.get(reverse("session", args=[session.pk])).content.decode()
    timeline = browser.get(f"{reverse('timeline', args=[anas_client.pk])}?instrument={instrument.pk}").content.decode()

    assert "Ten things: 8 of 40" in page
    assert "safety text" not in page
    assert "Ten things" in timeline


def test_a_draft_links_to_the_correction_which_opens_as_it_was_filled_in(
    ana: Person, dora: Person, anas_client: Client
) -> None:
    instrument, session = loaded(dora, srs(), "srs-3"), log(anas_client)
    browser = as_person(ana)
    browser.post(address(session, instrument), posted([9.5, 8, GAP, 7], rater="therapist"))
    link = address(session, instrument, "therapist")

    assert link in unescape(browser.get(reverse("session", args=[session.pk])).content.decode())
    form = browser.get(link).context["form"]
    assert [field.value() for _item, field, _chosen in form.items()] == ["9.5", "8", "", "7"]
    assert (form["rater"].value(), form["version"].value()) == ("therapist", 1)
    browser.post(link, posted([9.5, 8, 9, 7], rater="therapist", version="1"))
    assert Rating.objects.get().score == 33.5


def test_a_stale_correction_shows_both_answers_and_may_then_be_saved(
    ana: Person, dora: Person, anas_client: Client
) -> None:
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client)
    browser, link = as_person(ana), address(session, instrument)
    browser.post(link, posted([1] * 10))

    stale = browser.post(link, posted([0] + [1] * 9))

    assert stale.status_code == 409
    assert stale.context["stale"].differences == {"1. Invented item 1": ("Rarely", "Never")}
    assert stale.context["form"]["version"].value() == "1"
    assert browser.post(link, posted([0] + [1] * 9, version="1")).status_code == 302
    assert Rating.objects.get().items == [0] + [1] * 9


@pytest.mark.parametrize("answer", ["5", "-1", "1.5", "x", "nan"])
def test_an_answer_that_is_not_offered_is_named_beside_its_item(
    ana: Person, dora: Person, anas_client: Client, answer: str
) -> None:
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client)

    refused = as_person(ana).post(address(session, instrument), posted([1] * 10, item_6=answer))

    assert list(errors_of(refused)) == ["item_6"]
    assert Rating.objects.count() == 0


def test_nothing_answered_is_said_and_not_saved(ana: Person, dora: Person, anas_client: Client) -> None:
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client)

    refused = as_person(ana).post(address(session, instrument), posted([GAP] * 10))

    assert errors_of(refused) == {"__all__": ["Nothing is answered yet."]}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Ring the crisis line.", "Ring the crisis line."), ("", "has not entered its safety pathway yet")],
)
def test_a_risk_answer_opens_the_safety_text_before_anything_else(
    ana: Person, dora: Person, practice: Practice, anas_client: Client, text: str, shown: str
) -> None:
    Practice.objects.filter(pk=practice.pk).update(safety_text=text)
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client)
    browser = as_person(ana)

    answer = browser.post(address(session, instrument), posted([GAP] * 5 + [1] + [GAP] * 4), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("session_safety", args=[session.pk]), 302)]
    assert page.index(shown) < page.index("Why this page opened")
    assert "Ten things, client: a risk item" in page
    assert (
        reverse("session_safety", args=[session.pk])
        in browser.get(reverse("session", args=[session.pk])).content.decode()
    )


def test_a_risk_answer_leads_to_the_safety_text_even_where_nothing_can_be_saved_yet(
    ana: Person, dora: Person, anas_client: Client
) -> None:
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client)

    answer = as_person(ana).post(address(session, instrument), posted([0, 0, 0, 0, 9, 1, 0, 0, 0, 0]))

    assert (answer.status_code, Rating.objects.count()) == (422, 0)
    assert reverse("session_safety", args=[session.pk]) in answer.content.decode()


def test_markup_in_a_file_is_shown_as_the_words_that_it_is(ana: Person, dora: Person, anas_client: Client) -> None:
    mark = "<img src=x onerror=alert(1)>"
    options = choice(1, (0, 4), (mark, f"{mark} 2"), text=f"Item {mark}")
    number = typed(2, "decimal", 0, 4) | {"text": f"Number {mark}"}
    group = {"linkId": "g", "type": "group", "text": f"Group {mark}", "item": [options, number]}
    instrument, session = loaded(dora, questionnaire(group, title=f"Title {mark}"), "sum"), log(anas_client)
    therapist = as_person(ana)
    saved = therapist.post(address(session, instrument), posted([4, 2]))
    stale = therapist.post(address(session, instrument), posted([0, 1]))
    wrong = therapist.post(address(session, instrument), posted([0, 9]))

    pages = [as_person(dora).get(reverse(name)) for name in ("instruments", "instrument_new")]
    pages += [as_person(dora).get(reverse("instrument", args=[instrument.pk])), stale, wrong]
    pages += [therapist.get(reverse(name, args=[session.pk])) for name in ("session", "rating_new", "session_safety")]
    pages += [therapist.get(address(session, instrument)), therapist.get(reverse("timeline", args=[anas_client.pk]))]
    assert [answer.status_code for answer in (saved, stale, wrong)] == [302, 409, 422]
    assert [page.request["PATH_INFO"] for page in pages if "<img" in page.content.decode()] == []


def test_the_lowest_answer_to_a_risk_item_opens_nothing(ana: Person, dora: Person, anas_client: Client) -> None:
    instrument, session = loaded(dora, core_10(), "core-10"), log(anas_client)

    answer = as_person(ana).post(address(session, instrument), posted([0] * 10))

    assert answer.headers["Location"] == reverse("session", args=[session.pk])
    assert not AuditEntry.objects.filter(action="rating.risk").exists()


def test_the_safety_text_is_saved_by_the_admin_and_both_are_shown_when_two_write_it(
    dora: Person, practice: Practice
) -> None:
    browser, save = as_person(dora), reverse("safety_text")
    browser.post(save, {"text": "First\r\nline", "seen": ""})
    practice.refresh_from_db()
    assert practice.safety_text == "First\nline"

    stale = browser.post(save, {"text": "Second", "seen": ""})

    assert stale.status_code == 409
    assert stale.context["form"]["text"].value() == "Second"
    assert browser.post(save, {"text": "Second", "seen": "First\r\nline"}).status_code == 302
    practice.refresh_from_db()
    assert practice.safety_text == "Second"


def test_too_long_a_safety_text_is_named_beside_its_field(dora: Person) -> None:
    assert list(errors_of(as_person(dora).post(reverse("safety_text"), {"text": "x" * 4001, "seen": ""}))) == ["text"]


def test_an_instrument_of_another_practice_or_without_wording_is_not_there(
    ana: Person, otto: Person, anas_client: Client
) -> None:
    foreign, session = loaded(otto, core_10(), "core-10"), log(anas_client)
    own = {"practice": ana.practice, "code": "wai-sr", "title": "WAI-SR", "key": "wai-sr"}
    imported = Instrument.objects.create(**own, score_min=1, score_max=5)
    browser = as_person(ana)

    answers = [browser.get(address(session, one)).status_code for one in (foreign, imported)]

    assert answers == [404, 404]
    assert browser.get(f"{reverse('rating_new', args=[session.pk])}?instrument=nonsense").status_code == 404


def test_the_admin_reads_the_wording_and_no_answer(ana: Person, dora: Person, anas_client: Client) -> None:
    labels = {"answerOption": [{"valueCoding": {"code": str(n), "display": f"canary-{n}"}} for n in range(2)]}
    nodes = [{"linkId": "q1", "text": "Invented", "type": "choice"} | labels]
    instrument = loaded(dora, questionnaire(*nodes), "sum")
    browser = as_person(dora)
    pages = [reverse("instruments"), reverse("instrument", args=[instrument.pk])]
    aside = reverse("instrument_delete", args=[instrument.pk])
    before = [browser.get(page).content.decode() for page in pages]
    assert "canary-1" in before[1]
    as_person(ana).post(address(log(anas_client), instrument), posted([1]))

    after = [browser.get(page).content.decode() for page in pages]

    # Only that it can no longer be taken out tells that anybody has been rated.
    assert [aside in page for page in before] == [False, True]
    assert [aside in page for page in after] == [False, False]
    assert [page.count("canary-1") for page in after] == [page.count("canary-1") for page in before]
