"""The writers beside those of tests/writers.py: the practice's own, and what changes a client's record as a whole."""

import uuid
from collections.abc import Callable
from typing import Any

from sessions_log.models import Client, Instrument, Person, Practice, RelationalImage
from sessions_log.services import (
    account,
    archive,
    erasure,
    import_records,
    instrument,
    people,
    prompt_library,
    supervision,
)
from sessions_log.services import image as images
from sessions_log.services.consent import withdraw_consent
from sessions_log.services.rating import save_rating
from sessions_log.signals.questionnaire import Questionnaire
from sessions_log.vocabulary import Rater, Role
from tests.people import log, make_client, person
from tests.questionnaires import core_10, file_of
from tests.services.import_files import csv_file
from tests.writers import DAY, Writer, place_client, write_own_prompt

Call = Callable[[], Any]


def edit_image(client: Client) -> Call:
    image = images.add_image(by=client.therapist, client=client, text="I am too much")

    def write() -> None:
        version = RelationalImage.objects.get(pk=image.pk).version
        images.edit_image(by=client.therapist, image=image, version=version, text=uuid.uuid4().hex)

    return write


def _loaded(client: Client) -> Instrument:
    questionnaire = Questionnaire.read(file_of(core_10(version=uuid.uuid4().hex)))
    return instrument.load_instrument(by=client.therapist, questionnaire=questionnaire, key="core-10")


def load_instrument(client: Client) -> Call:
    return lambda: _loaded(client)


def put_aside_and_offer_instrument(client: Client) -> Call:
    loaded = _loaded(client)

    def write() -> None:
        now = Instrument.objects.get(pk=loaded.pk)
        instrument.put_aside(by=client.therapist, instrument=now, aside=not now.is_aside)

    return write


def delete_instrument(client: Client) -> Call:
    loaded = _loaded(client)
    return lambda: instrument.delete_instrument(by=client.therapist, instrument=loaded)


def rate_and_take_out(client: Client) -> Call:
    session, loaded = log(client), _loaded(client)

    def write() -> None:
        known = session.ratings.filter(instrument=loaded).first()
        answers = [None] * 10 if known else [1] * 10
        rated = {"session": session, "instrument": loaded, "rater": Rater.CLIENT, "items": answers}
        save_rating(by=client.therapist, version=known.version if known else None, **rated)

    return write


def write_safety_text(client: Client) -> Call:
    def write() -> None:
        seen = Practice.objects.get(pk=client.practice_id).safety_text
        instrument.write_safety_text(by=client.therapist, text=uuid.uuid4().hex, seen=seen)

    return write


def set_record_rules(client: Client) -> Call:
    def write() -> None:
        practice = Practice.objects.get(pk=client.practice_id)
        rules = {
            "draft_limit_days": 3,
            "retention_years": 12,
            "reflection_in_record": not practice.reflection_in_record,
        }
        archive.set_record_rules(by=client.therapist, version=practice.rules_version, **rules)

    return write


def archive_and_bring_back(client: Client) -> Call:
    ended = make_client(client.therapist, code="E-1", ended_on=DAY, ending="agreed")

    def write() -> None:
        if Client.objects.get(pk=ended.pk).archived_on:
            archive.unarchive_client(by=client.therapist, client=ended)
        else:
            archive.archive_client(by=client.therapist, client=ended)

    return write


def erase_client(client: Client) -> Call:
    return lambda: erasure.erase_client(by=client.therapist, client=client, reason="request")


def edit_own_prompt(client: Client) -> Call:
    prompt = write_own_prompt(client)()
    words = {name: getattr(prompt, name) for name in ("trigger", "follow_up", "reflect", "moves", "sources")}
    return lambda: prompt_library.edit_prompt(by=client.therapist, prompt=prompt, version=1, title="Other", **words)


def import_file(client: Client) -> Call:
    rows = csv_file("I-1,1,2026-01-05,held,client,scale:1:7,5,She fell silent")
    return lambda: import_records.import_records(by=client.therapist, file=rows)


def add_person(client: Client) -> Call:
    return lambda: people.add_person(by=client.therapist, email="kim@q.example", name="Kim", roles={Role.THERAPIST})


def disable_and_enable_person(client: Client) -> Call:
    person(client.practice, "Admin", is_admin=True)
    kim = person(client.practice, "Kim", is_therapist=True)

    def write() -> None:
        now = Person.objects.get(pk=kim.pk)
        change = {"roles": {Role.THERAPIST if now.is_supervisor else Role.SUPERVISOR}, "is_active": now.is_supervisor}
        account.change_person(by=client.therapist, person=kim, version=now.version, **change)

    return write


def make_password_link(client: Client) -> Call:
    return lambda: account.make_password_key(by=client.therapist, person=client.therapist)


def withdraw_social_consent(client: Client) -> Call:
    place_client(client)()
    consent = client.consents.get(kind="social")
    return lambda: withdraw_consent(by=client.therapist, consent=consent, withdrawn_on=DAY)


def switch_single_keys(client: Client) -> Call:
    by = client.therapist
    return lambda: account.switch_single_keys(by=by, on=not Person.objects.get(pk=by.pk).single_keys)


def end_pair(client: Client) -> Call:
    sue = person(client.practice, "Sue", is_supervisor=True)

    def write() -> None:
        pair = people.pair_supervisor(by=None, supervisor=sue, therapist=client.therapist, starts_on=DAY)
        supervision.end_pair(by=client.therapist, pair=pair)

    return write


PRACTICE_WRITERS: list[Writer] = [
    edit_image,
    load_instrument,
    put_aside_and_offer_instrument,
    delete_instrument,
    rate_and_take_out,
    write_safety_text,
    set_record_rules,
    archive_and_bring_back,
    erase_client,
    edit_own_prompt,
    import_file,
    add_person,
    disable_and_enable_person,
    make_password_link,
    withdraw_social_consent,
    switch_single_keys,
    end_pair,
]
