"""Clients, what was agreed on with them, and their relational images."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Client, FrameAgreement, Person, RelationalImage
from sessions_log.models.encryption import blind_indexes
from sessions_log.models.entry import MomentEntry
from sessions_log.services import client as service
from sessions_log.services.image import add_image, delete_image
from tests.keys import DEMO_KEY, key
from tests.people import log, make_client

DAY = datetime.date(2026, 1, 5)


def last_entry() -> tuple[str, dict[str, Any]]:
    entry = AuditEntry.objects.latest("id")
    return entry.action, entry.facts


@pytest.mark.parametrize("code", ["A-1", " a-1 ", "Ａ-１"])
def test_a_code_is_taken_in_every_spelling(anas_client: Client, code: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        make_client(anas_client.therapist, code=code)
    assert refused.value.field == "code"


def test_a_code_is_taken_for_colleagues_of_the_practice_and_free_elsewhere(
    anas_client: Client, cleo: Person, otto: Person
) -> None:
    with pytest.raises(InvalidEntry):
        make_client(cleo, code="A-1")
    assert make_client(otto, code="A-1").practice == otto.practice


def test_a_code_that_was_stored_under_an_older_key_is_still_taken(anas_client: Client, settings: Settings) -> None:
    settings.FIELD_KEYS = [key("new"), DEMO_KEY]
    with pytest.raises(InvalidEntry):
        make_client(anas_client.therapist, code="A-1")


def test_a_client_is_found_by_name_within_the_practice_only(anas_client: Client, otto: Person) -> None:
    elsewhere = make_client(otto, code="O-1", name="Robin")

    indexes = blind_indexes(service.NAME_COLUMN, anas_client.practice_id, " ROBIN")

    assert list(Client.objects.filter(name_index__in=indexes)) == [anas_client]
    assert elsewhere.name_index not in indexes


def test_clients_without_a_name_share_no_index(ana: Person) -> None:
    assert [make_client(ana, code=code).name_index for code in ("A-1", "A-2")] == ["", ""]


def test_an_edit_changes_the_texts_and_their_indexes(anas_client: Client) -> None:
    edited = service.edit_client(by=anas_client.therapist, client=anas_client, version=1, code="B-7", name="Kim")

    stored = Client.objects.get()
    assert (stored.code, stored.name, stored.version) == ("B-7", "Kim", 2)
    assert stored.code_index == service.code_indexes(stored.practice_id, "b-7")[0] != anas_client.code_index
    assert edited.name_index == stored.name_index != anas_client.name_index
    assert last_entry() == ("client.edit", {"fields": "code,name"})


def test_an_edit_to_a_code_that_is_taken_changes_nothing(anas_client: Client) -> None:
    make_client(anas_client.therapist, code="A-2")

    with pytest.raises(InvalidEntry):
        service.edit_client(by=anas_client.therapist, client=anas_client, version=1, code="a-2", name="Kim")

    stored = Client.objects.get(pk=anas_client.pk)
    assert (stored.code, stored.name, stored.version) == ("A-1", "Robin", 1)


def test_an_edit_over_a_stale_version_shows_both_texts(anas_client: Client) -> None:
    service.edit_client(by=anas_client.therapist, client=anas_client, version=1, name="Kim")

    with pytest.raises(StaleVersion) as refused:
        service.edit_client(by=anas_client.therapist, client=anas_client, version=1, name="Sam")

    assert refused.value.differences == {"Name": ("Kim", "Sam")}
    assert refused.value.version == 2
    assert Client.objects.get().name == "Kim"


def test_the_same_edit_from_two_tabs_is_one_change(anas_client: Client) -> None:
    for _ in range(2):
        edited = service.edit_client(by=anas_client.therapist, client=anas_client, version=1, name="Kim")

    assert (edited.name, edited.version) == ("Kim", 2)
    assert AuditEntry.objects.filter(action="client.edit").count() == 1


def test_a_stale_edit_shows_words_and_not_codes(anas_client: Client) -> None:
    editing = {"by": anas_client.therapist, "client": anas_client, "version": 1}
    service.edit_client(**editing, usual_weekday=0, usual_format="video", ended_on=DAY, ending="early")

    with pytest.raises(StaleVersion) as refused:
        service.edit_client(**editing, usual_weekday=None, usual_format="phone", ended_on=None, ending="")

    assert refused.value.differences == {
        "Usual weekday": ("Monday", ""),
        "Usual format": ("Video", "Phone"),
        "Ended on": ("2026-01-05", ""),
        "Ending": ("Left early", ""),
    }


def test_the_clients_own_words_are_kept_and_compared_like_the_rest(anas_client: Client) -> None:
    editing = {"by": anas_client.therapist, "client": anas_client, "version": 1}
    service.edit_client(**editing, social_words="The first of us to go to college")

    assert Client.objects.get().social_words == "The first of us to go to college"
    assert last_entry() == ("client.edit", {"fields": "social_words"})
    with pytest.raises(StaleVersion) as refused:
        service.edit_client(**editing, social_words="Other")
    label = "Power and social context, in the client’s own words"
    assert refused.value.differences == {label: ("The first of us to go to college", "Other")}


def test_a_later_agreement_on_a_topic_ends_the_earlier_one(anas_client: Client) -> None:
    agreeing = {"by": anas_client.therapist, "client": anas_client}
    service.agree_frame(**agreeing, topic="fee", text="60", agreed_on=DAY)
    service.agree_frame(**agreeing, topic="phones", text="Off", agreed_on=DAY)
    later = DAY + datetime.timedelta(days=30)
    service.agree_frame(**agreeing, topic="fee", text="65", agreed_on=later)

    agreed = {frame.text: frame.ended_on for frame in FrameAgreement.objects.all()}
    assert agreed == {"60": later, "Off": None, "65": None}
    assert last_entry() == ("frame.agree", {"topic": "fee"})


def test_one_recorded_after_the_fact_holds_until_the_next_and_something_else_beside_others(anas_client: Client) -> None:
    agreeing = {"by": anas_client.therapist, "client": anas_client}
    first, second, third = (DAY + datetime.timedelta(days=days) for days in (0, 10, 20))
    service.agree_frame(**agreeing, topic="fee", text="60", agreed_on=first)
    service.agree_frame(**agreeing, topic="fee", text="70", agreed_on=third)
    service.agree_frame(**agreeing, topic="fee", text="65", agreed_on=second)
    for text in ("Shoes off", "The dog may come"):
        service.agree_frame(**agreeing, topic="other", text=text, agreed_on=first)

    agreed = {frame.text: frame.ended_on for frame in FrameAgreement.objects.all()}
    assert agreed == {"60": third, "65": third, "70": None, "Shoes off": None, "The dog may come": None}


def test_an_agreement_ends_once_on_a_day_that_can_be(anas_client: Client) -> None:
    by, day = anas_client.therapist, datetime.timedelta(days=1)
    agreement = service.agree_frame(by=by, client=anas_client, topic="other", text="Shoes off", agreed_on=DAY)
    today = timezone.localdate(timezone=by.practice.zone)

    for wrong in (DAY - day, today + day):
        with pytest.raises(InvalidEntry) as refused:
            service.end_agreement(by=by, agreement=agreement, ended_on=wrong)
        assert refused.value.field == "ended_on"
    for _ in range(2):
        assert service.end_agreement(by=by, agreement=agreement, ended_on=today).ended_on == today
    assert last_entry() == ("frame.end", {"topic": "other"})
    assert AuditEntry.objects.filter(action="frame.end").count() == 1
    with pytest.raises(NotAllowedNow):
        service.end_agreement(by=by, agreement=agreement, ended_on=DAY)


def test_nothing_is_agreed_on_ahead(anas_client: Client) -> None:
    by = anas_client.therapist
    tomorrow = timezone.localdate(timezone=by.practice.zone) + datetime.timedelta(days=1)

    with pytest.raises(InvalidEntry) as refused:
        service.agree_frame(by=by, client=anas_client, topic="fee", text="60", agreed_on=tomorrow)
    assert refused.value.field == "agreed_on"


def test_an_image_is_taken_out_unless_a_moment_refers_to_it(anas_client: Client) -> None:
    by = anas_client.therapist
    mistaken, meant = (
        add_image(by=by, client=anas_client, text=text) for text in ("Of another client", "People leave")
    )
    log(anas_client, MomentEntry(kind="connection", actor="both", image=meant.pk, direction="countered"))

    delete_image(by=by, image=mistaken)
    assert last_entry() == ("image.delete", {})
    with pytest.raises(NotAllowedNow):
        delete_image(by=by, image=meant)

    assert RelationalImage.objects.get() == meant


def test_an_image_is_added_to_the_clients_ledger(anas_client: Client) -> None:
    add_image(by=anas_client.therapist, client=anas_client, text="I am too much", origin="Mother", is_controlling=True)

    image = RelationalImage.objects.get(client=anas_client)
    assert (image.text, image.origin, image.is_controlling) == ("I am too much", "Mother", True)
    assert last_entry() == ("image.create", {})
