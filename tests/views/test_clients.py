"""The list of clients, a client's page, and what is entered about a client."""

import datetime
import uuid
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sessions_log.models import AuditEntry, Client, Episode, FrameAgreement, Person, RelationalImage
from sessions_log.models.entry import MomentEntry
from sessions_log.services.client import agree_frame
from sessions_log.services.prompt import answer_prompt, decide_prompt
from tests.bulk import fill_caseload
from tests.people import as_person, log, make_client

LIST = reverse("client_list")
RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response")


def typed(**changes: Any) -> dict[str, Any]:
    usual = {"code": "A-1", "name": "Robin", "began_on": "2026-01-05", "usual_weekday": "1", "usual_time": "09:30"}
    return usual | {"usual_minutes": "50", "usual_format": "video", "submission": str(uuid.uuid4())} | changes


def test_new_client_is_stored_as_typed(ana: Person) -> None:
    answer = as_person(ana).post(reverse("client_new"), typed())

    client = Client.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("client", args=[client.pk]))
    assert (client.code, client.name, client.therapist_id) == ("A-1", "Robin", ana.pk)
    assert (client.usual_weekday, client.usual_time, client.usual_format) == (1, datetime.time(9, 30), "video")


def test_monday_is_a_day_and_no_day_is_none(ana: Person) -> None:
    browser = as_person(ana)

    browser.post(reverse("client_new"), typed(usual_weekday="0"))
    browser.post(reverse("client_new"), typed(code="A-2", usual_weekday="", usual_time=""))

    assert [client.usual_weekday for client in Client.objects.order_by("created_at")] == [0, None]


def test_taken_code_is_said_beside_the_field_and_keeps_what_was_typed(ana: Person, anas_client: Client) -> None:
    answer = as_person(ana).post(reverse("client_new"), typed(code="a-1", name="Kim"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Another client of this practice has this code already." in page
    assert 'value="Kim"' in page
    assert Client.objects.count() == 1


def test_find_shows_the_client_and_puts_the_name_in_no_address(ana: Person, anas_client: Client) -> None:
    answer = as_person(ana).post(LIST, {"q": "robin"})

    assert answer.status_code == 200
    assert reverse("client", args=[anas_client.pk]) in answer.content.decode()


def test_find_says_so_when_nobody_fits(ana: Person, cleo: Person) -> None:
    make_client(cleo, code="C-1", name="Kim")

    page = as_person(ana).post(LIST, {"q": "Kim"}).content.decode()

    assert "None of your clients has exactly this code or chosen name." in page


def test_list_leads_on_to_clients_added_earlier(ana: Person) -> None:
    made = [make_client(ana, code=f"A-{number}") for number in range(51)]
    browser = as_person(ana)

    first = browser.get(LIST).content.decode()
    second = browser.get(LIST, {"before": str(made[1].pk)}).content.decode()

    assert f'href="?before={made[1].pk}"' in first
    assert reverse("client", args=[made[0].pk]) not in first
    assert reverse("client", args=[made[0].pk]) in second


def test_page_shows_who_phase_episode_and_session_and_is_audited(ana: Person, anas_client: Client) -> None:
    session = log(anas_client, RUPTURE)

    page = as_person(ana).get(reverse("client", args=[anas_client.pk])).content.decode()

    for words in ("Robin", "A-1", "Forming phase", "no fixed time, 50 minutes, in person"):
        assert words in page
    assert "Rupture, by the client: minimal response" in page
    assert reverse("session", args=[session.pk]) in page
    assert AuditEntry.objects.get(action="client.read").subject_id == str(anas_client.pk)


def test_sessions_before_somebody_else_s_session_are_not_there(ana: Person, cleo: Person, anas_client: Client) -> None:
    foreign = log(make_client(cleo, code="C-1"))

    answer = as_person(ana).get(reverse("client", args=[anas_client.pk]), {"before": str(foreign.pk)})

    assert answer.status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_list_and_page_take_the_same_queries_however_many_rows(
    ana: Person, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = fill_caseload(ana, rows)[0]
    browser = as_person(ana)
    browser.get(LIST)  # the first request notes in the session when it was seen

    with django_assert_num_queries(3):  # session, person, clients
        browser.get(LIST)
    with django_assert_num_queries(17):  # session, person, client, the page's nine, and the audit entry
        browser.get(reverse("client", args=[client.pk]))


def test_edit_changes_the_client_and_counts_the_version_up(ana: Person, anas_client: Client) -> None:
    address = reverse("client_edit", args=[anas_client.pk])

    answer = as_person(ana).post(address, typed(name="Kim", version="1"))

    anas_client.refresh_from_db()
    assert answer.status_code == 302
    assert (anas_client.name, anas_client.version) == ("Kim", 2)


def test_edit_over_another_save_shows_both_texts_and_saves_only_when_asked_again(
    ana: Person, anas_client: Client
) -> None:
    browser, address = as_person(ana), reverse("client_edit", args=[anas_client.pk])
    browser.post(address, typed(name="Saved elsewhere", version="1"))

    refused = browser.post(address, typed(name="Typed here", version="1"))

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Saved elsewhere" in page
    assert 'value="Typed here"' in page
    assert Client.objects.get().name == "Saved elsewhere"
    assert 'name="version" value="2"' in page

    browser.post(address, typed(name="Typed here", version="2"))

    assert Client.objects.get().name == "Typed here"


@pytest.mark.parametrize(
    ("ending", "complaint"),
    [
        ({"ended_on": "2026-03-01"}, "Say how it ended."),
        ({"ending": "early"}, "Say on which day it ended."),
        ({"ended_on": "2026-01-04", "ending": "early"}, "The last day lies before the first."),
        ({"ended_on": "2126-01-04", "ending": "early"}, "This day is still to come."),
    ],
)
def test_ending_needs_its_day_and_kind(
    ana: Person, anas_client: Client, ending: dict[str, str], complaint: str
) -> None:
    answer = as_person(ana).post(reverse("client_edit", args=[anas_client.pk]), typed(version="1", **ending))

    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert Client.objects.get().ended_on is None


def test_ended_client_leaves_today_and_the_list_but_keeps_the_page(ana: Person, anas_client: Client) -> None:
    browser, page = as_person(ana), reverse("client", args=[anas_client.pk])
    ending = {"ended_on": "2026-03-01", "ending": "agreed"}

    browser.post(reverse("client_edit", args=[anas_client.pk]), typed(version="1", **ending))

    assert page not in browser.get("/").content.decode()
    assert page not in browser.get(LIST).content.decode()
    assert page in browser.get(LIST, {"ended": ""}).content.decode()
    assert "Ended 1 March 2026, agreed ending" in browser.get(page).content.decode()


def test_frame_and_image_are_added(ana: Person, anas_client: Client) -> None:
    browser = as_person(ana)

    form = {"submission": str(uuid.uuid4())}
    frame = form | {"topic": "phones", "text": "Off, and in the bag.", "agreed_on": "2026-02-02"}
    browser.post(reverse("frame_new", args=[anas_client.pk]), frame)
    browser.post(reverse("image_new", args=[anas_client.pk]), form | {"text": "People leave", "is_controlling": "on"})

    page = browser.get(reverse("client", args=[anas_client.pk])).content.decode()
    assert FrameAgreement.objects.get().agreed_on == datetime.date(2026, 2, 2)
    assert RelationalImage.objects.get().is_controlling
    for words in ("Off, and in the bag.", "People leave", "Controlling image", "Re-enacted 0 times"):
        assert words in page


def test_an_agreement_that_no_longer_holds_stands_among_the_earlier_ones_with_what_touched_it(
    ana: Person, anas_client: Client
) -> None:
    browser, agreed_on = as_person(ana), datetime.date(2026, 1, 5)
    agreement = agree_frame(by=ana, client=anas_client, topic="other", text="Shoes off", agreed_on=agreed_on)
    log(anas_client, MomentEntry(**vars(RUPTURE) | {"frame": agreement.pk}))
    address = reverse("frame_end", args=[agreement.pk])
    assert "Shoes off" in browser.get(address).content.decode()

    too_early = browser.post(address, {"ended_on": "2026-01-04"})
    assert (too_early.status_code, "between the agreement and today" in too_early.content.decode()) == (422, True)
    answer = browser.post(address, {"ended_on": "2026-02-02"}, follow=True)

    page = answer.content.decode()
    assert page.index("Earlier agreements") < page.index("Shoes off")
    assert "5 January 2026 to 2 February 2026" in page
    assert "Touched by 1 rupture or breach" in page


@pytest.mark.parametrize("name", ["frame_new", "image_new"])
def test_empty_text_is_refused(ana: Person, anas_client: Client, name: str) -> None:
    posted = {"topic": "time", "text": " ", "agreed_on": "2026-02-02"}

    answer = as_person(ana).post(reverse(name, args=[anas_client.pk]), posted)

    assert answer.status_code == 422
    assert "This is still needed." in answer.content.decode()


def test_what_was_tried_for_the_whole_stands_on_the_page_with_what_followed(ana: Person, anas_client: Client) -> None:
    log(anas_client, RUPTURE)
    of_all = {"by": ana, "client": anas_client, "episode": None}
    told = decide_prompt(**of_all, code="views_apart", decision="chosen")
    answer_prompt(by=ana, choice=told, version=1, outcome="partly", what_happened="“A little <less> polite”")
    decide_prompt(**of_all, code="forming_check", decision="chosen")
    decide_prompt(**of_all, code="real_relationship", decision="dismissed")
    decide_prompt(**of_all | {"episode": Episode.objects.get()}, code="withdrawal_by_client", decision="chosen")

    answer = as_person(ana).get(reverse("client", args=[anas_client.pk]))

    tried = answer.context["page"].tried
    assert [(one.prompt.title, one.outcome) for one in tried] == [
        ("The first sessions", ""),
        ("The two of you see it differently", "partly"),
    ]
    page = answer.content.decode()
    for words in ("Tried, and what followed", "“A little &lt;less&gt; polite”", "It helped in part", "Not told yet"):
        assert words in page
