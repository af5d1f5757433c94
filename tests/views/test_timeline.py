"""The timeline's page: who sees it, what of it, and that it was seen."""

import html
import re

import pytest
from django.urls import reverse

from sessions_log.models import AuditEntry, Client, Person
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.services.image import add_image
from tests.courses import give_course
from tests.people import as_person, log

CANARIES = ("canary-note", "canary-reflection", "canary-before", "canary-intention", "canary-image", "canary-origin")


@pytest.fixture
def full_client(ana: Person, anas_client: Client) -> Client:
    """Ana's client, named Robin, with one signed session that has every kind of text."""
    image = add_image(by=ana, client=anas_client, text="canary-image", origin="canary-origin", is_controlling=False)
    rupture = MomentEntry(
        kind="rupture", actor="client", before="canary-before", image=image.pk, direction="re_enacted"
    )
    repair = MomentEntry(kind="repair", actor="therapist", strategy="validate", episode=HERE)
    texts = {"note": "canary-note", "reflection": "canary-reflection", "intention": "canary-intention"}
    log(anas_client, rupture, repair, sign=True, client_check=(5,) * 6, **texts)
    return anas_client


def page(reader: Person, client: Client, query: str = "") -> str:
    response = as_person(reader).get(reverse("timeline", args=[client.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def found(text: str) -> set[str]:
    return {canary for canary in (*CANARIES, "Robin") if canary in text}


def legend(text: str) -> list[str]:
    (entries,) = re.findall(r'<ul class="legend">(.*?)</ul>', text, re.S)
    return [words.strip() for words in re.findall(r"</svg>(.*?)</li>", entries)]


def test_the_own_therapist_sees_name_and_images_and_no_other_text(ana: Person, full_client: Client) -> None:
    assert found(page(ana, full_client)) == {"canary-image", "Robin"}


def test_a_supervisor_sees_the_code_and_no_text_at_all(ben: Person, full_client: Client) -> None:
    shown = page(ben, full_client)

    assert found(shown) == set()
    assert "A-1" in shown
    assert "a relational image, number 1, re-enacted" in shown


@pytest.mark.parametrize("outsider", ["cleo", "dora", "otto"])
def test_for_everybody_else_there_is_no_such_page(
    outsider: str, full_client: Client, request: pytest.FixtureRequest
) -> None:
    address = reverse("timeline", args=[full_client.pk])

    assert as_person(request.getfixturevalue(outsider)).get(address).status_code == 404


def test_every_reading_is_audited(ana: Person, ben: Person, full_client: Client) -> None:
    for reader in (ana, ben):
        page(reader, full_client)

    entries = AuditEntry.objects.filter(action="timeline.read").order_by("sequence")
    assert [(entry.actor_id, entry.subject_id) for entry in entries] == [
        (ana.pk, str(full_client.pk)),
        (ben.pk, str(full_client.pk)),
    ]


def test_nothing_can_be_posted_to_it(ana: Person, full_client: Client) -> None:
    assert as_person(ana).post(reverse("timeline", args=[full_client.pk])).status_code == 405


def test_each_mark_says_what_the_table_says_and_opens_its_session(ana: Person, full_client: Client) -> None:
    shown = page(ana, full_client)
    session = full_client.sessions.get()
    marks = re.findall(r'<a href="([^"]+)" class="at"[^>]* aria-label="([^"]+)"', shown)
    [row] = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a></th>\s*<td><ul>(.*?)</ul>', shown, re.DOTALL)

    assert {address for address, _ in marks} == {reverse("session", args=[session.pk])}
    assert [f"{row[0]}: {saying}" for saying in re.findall("<li>(.*?)</li>", row[1])] == [said for _, said in marks]
    assert html.unescape(marks[1][1]).startswith("Session 1, 5 January 2026: rupture, by the client; being worked on")


def test_marks_of_a_supervisor_can_be_walked_and_lead_nowhere(ben: Person, full_client: Client) -> None:
    shown = page(ben, full_client)

    assert 'class="at" data-lane="moments"' in shown
    assert '<g role="img" tabindex="0" class="at"' in shown
    assert reverse("session", args=[full_client.sessions.get().pk]) not in shown


def test_the_legend_lists_what_is_drawn_and_nothing_else(ana: Person, full_client: Client) -> None:
    assert legend(page(ana, full_client)) == ["Rupture", "Repair", "Client’s rating", "Still open", "Image re-enacted"]

    log(full_client, attendance="no_show", sign=True)
    log(full_client, therapist_check=(4,) * 6, good_things={"zest": 6}, sign=True)

    assert legend(page(ana, full_client)) == [
        *("Rupture", "Repair", "Client’s rating", "Therapist’s rating", "Not rated", "Still open"),
        *("Towards connection", "Image re-enacted", "Did not come"),
    ]


def test_a_hostile_image_text_stays_text(ana: Person, anas_client: Client) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    image = add_image(by=ana, client=anas_client, text=hostile, origin="", is_controlling=False)
    log(anas_client, MomentEntry(kind="rupture", actor="client", image=image.pk, direction="re_enacted"))

    shown = page(ana, anas_client)

    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert f"relational image “{html.escape(hostile)}” re-enacted" in shown


def test_a_client_without_sessions_is_told_what_will_be_here_and_the_first_step(
    ana: Person, anas_client: Client
) -> None:
    shown = page(ana, anas_client)

    assert "Log the first session" in shown
    assert reverse("session_new", args=[anas_client.pk]) in shown
    assert '<svg class="timeline-drawing"' not in shown


def test_a_supervisor_of_a_client_without_signed_sessions_is_offered_no_step(ben: Person, anas_client: Client) -> None:
    log(anas_client)

    shown = page(ben, anas_client)

    assert "Nothing is signed for this client yet" in shown
    assert reverse("session_new", args=[anas_client.pk]) not in shown


def test_a_long_course_offers_what_is_earlier_later_and_whole(ana: Person, anas_client: Client) -> None:
    give_course(anas_client, 130)

    latest, middle, whole = (page(ana, anas_client, query) for query in ("", "?to=82", "?zoom=all"))

    assert 'href="?to=82">Earlier' in latest
    assert ">Later<" not in latest
    assert 'href="?to=34">Earlier' in middle
    assert 'href="?to=130">Later' in middle
    assert 'href="?zoom=all">Whole course, 130 sessions' in middle
    assert 'href="?">Latest sessions' in whole
    assert '<a href="?to=3" class="at"' in whole


@pytest.mark.parametrize("query", ["?to=abc", "?to=-1", "?to=0", "?to=²", f"?to={10**30}", "?zoom=x", "?instrument='"])
def test_an_address_that_means_nothing_shows_a_window_all_the_same(
    query: str, ana: Person, full_client: Client
) -> None:
    assert "Session 1, 5 January 2026" in page(ana, full_client, query)


def test_a_prompt_that_is_worth_asking_stands_below_the_therapists_own_timeline_only(
    ana: Person, ben: Person, anas_client: Client
) -> None:
    log(anas_client, MomentEntry(kind="rupture", marker="minimal_response", actor="client"), sign=True)
    address = reverse("timeline", args=[anas_client.pk])

    own, supervised = (as_person(who).get(address).content.decode() for who in (ana, ben))

    assert "Worth asking" in own
    assert "When the client moves away" in own
    assert "Worth asking" not in supervised
