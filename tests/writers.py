"""Every writer of clinical records, made ready on one client, so that a test can hold for all of them."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.apps import apps

from sessions_log.models import Client, Consent, Episode, PromptSwitch
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.prompts.content import PROMPTS
from sessions_log.services import check as checks
from sessions_log.services import client as clients
from sessions_log.services import consent as consents
from sessions_log.services import episode as episodes
from sessions_log.services import erasure, prompt_library, social
from sessions_log.services import image as images
from sessions_log.services import prompt as prompts
from sessions_log.services import session as sessions
from tests.people import entry, log

Writer = Callable[[Client], Callable[[], Any]]
"""Prepares what it needs and returns the one call that writes."""

DAY = datetime.date(2026, 1, 5)
RUPTURE = MomentEntry(kind="rupture", marker="minimal_response", actor="client", before="She spoke of the holidays")
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="own_contribution", resolution=4, episode=HERE)


def create_client(client: Client) -> Callable[[], Any]:
    return lambda: clients.create_client(
        by=client.therapist, code="A-9", name="Kim", began_on=DAY, submission=uuid.uuid4()
    )


def edit_client(client: Client) -> Callable[[], Any]:
    return lambda: clients.edit_client(
        by=client.therapist, client=client, version=Client.objects.get(pk=client.pk).version, name=uuid.uuid4().hex
    )


def agree_frame(client: Client) -> Callable[[], Any]:
    return lambda: clients.agree_frame(
        by=client.therapist,
        client=client,
        topic="phones",
        text="Switched off",
        agreed_on=DAY,
        submission=uuid.uuid4(),
    )


def add_image(client: Client) -> Callable[[], Any]:
    return lambda: images.add_image(
        by=client.therapist,
        client=client,
        submission=uuid.uuid4(),
        text="I am too much",
        origin="Mother",
        is_controlling=False,
    )


def end_agreement(client: Client) -> Callable[[], Any]:
    def write() -> None:
        agreement = agree_frame(client)()
        clients.end_agreement(by=client.therapist, agreement=agreement, ended_on=DAY)

    return write


def delete_image(client: Client) -> Callable[[], Any]:
    def write() -> None:
        images.delete_image(by=client.therapist, image=add_image(client)())

    return write


def log_session(client: Client) -> Callable[[], Any]:
    texts = {"note": "She fell silent", "reflection": "I was late", "intention": "Ask about it"}
    return lambda: log(client, RUPTURE, REPAIR, **texts, therapist_check=(6,) * 6, sign=True)


def save_draft(client: Client) -> Callable[[], Any]:
    session = log(client, RUPTURE)

    def write() -> None:
        session.refresh_from_db()
        changed = entry(RUPTURE, note=uuid.uuid4().hex, good_things={"zest": 3})
        sessions.save_draft(by=client.therapist, session=session, version=session.version, entry=changed)

    return write


def add_addendum(client: Client) -> Callable[[], Any]:
    session = log(client, sign=True)
    return lambda: sessions.add_addendum(
        by=client.therapist, session=session, submission=uuid.uuid4(), text="It was a Tuesday."
    )


def read_session(client: Client) -> Callable[[], Any]:
    session = log(client, note="Note", reflection="Mine")
    return lambda: sessions.read_session(by=client.therapist, session=session)


def close_and_reopen_episode(client: Client) -> Callable[[], Any]:
    episode = Episode.objects.get(opening__session=log(client, RUPTURE, REPAIR))

    def write() -> None:
        now = Episode.objects.get(pk=episode.pk)
        change = {"by": client.therapist, "episode": now, "version": now.version}
        if now.is_open:
            episodes.close_episode(**change, status="partly")
        else:
            episodes.reopen_episode(**change)

    return write


def follow_misattunement(client: Client) -> Callable[[], Any]:
    def write() -> None:
        session = log(client, MomentEntry(kind="misattunement", actor="therapist"), sign=True)
        episodes.follow_misattunement(by=client.therapist, moment=session.moments.get())

    return write


def decide_prompt(client: Client) -> Callable[[], Any]:
    code = next(iter(PROMPTS))
    return lambda: prompts.decide_prompt(by=client.therapist, client=client, episode=None, code=code, decision="chosen")


def give_and_withdraw_consent(client: Client) -> Callable[[], Any]:
    def write() -> None:
        held = Consent.objects.filter(client=client, kind="treatment", withdrawn_on=None).first()
        if held:
            consents.withdraw_consent(by=client.therapist, consent=held, withdrawn_on=held.given_on)
        else:
            consents.give_consent(
                by=client.therapist, client=client, kind="treatment", given_on=DAY, note="Signed on paper"
            )

    return write


def place_client(client: Client) -> Callable[[], Any]:
    if not client.consents.filter(kind="social", withdrawn_on=None).exists():
        consents.give_consent(by=client.therapist, client=client, kind="social", given_on=DAY, note="Said so")

    def write() -> None:
        seen = dict(client.social_categories.values_list("axis", "location"))
        places = {"class": "between", "gender": "centre" if seen.get("gender") == "margin" else "margin"}
        social.place_client(by=client.therapist, client=client, seen=seen, places=places)

    return write


def delete_session(client: Client) -> Callable[[], Any]:
    def write() -> None:
        erasure.delete_session(by=client.therapist, session=log(client, RUPTURE, note="Note"), reason="mistake")

    return write


def answer_check(client: Client) -> Callable[[], Any]:
    def write() -> None:
        invitation = checks.find_invitation(checks.invite(by=client.therapist, session=log(client)))
        assert invitation is not None
        checks.answer(invitation=invitation, check=(6,) * 6, answers={"zest": 5, "sentence": "It was good"})

    return write


def answer_prompt(client: Client) -> Callable[[], Any]:
    choice = decide_prompt(client)()

    def write() -> None:
        choice.refresh_from_db()
        told = {"outcome": "partly" if choice.outcome == "helped" else "helped", "what_happened": "She said so"}
        prompts.answer_prompt(by=client.therapist, choice=choice, version=choice.version, **told)

    return write


def record_duties(client: Client) -> Callable[[], Any]:
    episode = Episode.objects.get(opening__session=log(client, MomentEntry(kind="breach", actor="therapist")))

    def write() -> None:
        now = Episode.objects.get(pk=episode.pk)
        told = None if now.complaints_route_told_on else DAY
        days = {"supervisor_informed_on": DAY, "complaints_route_told_on": told}
        episodes.record_duties(by=client.therapist, episode=now, version=now.version, **days)

    return write


def write_own_prompt(client: Client) -> Callable[[], Any]:
    words = {"trigger": "forming", "title": "Own", "follow_up": "And then?", "reflect": ["What now?"], "moves": []}
    return lambda: prompt_library.add_prompt(
        by=client.therapist, submission=uuid.uuid4(), sources=["Our own practice"], **words
    )


def switch_prompt(client: Client) -> Callable[[], Any]:
    code = list(PROMPTS)[-1]

    def write() -> None:
        is_off = PromptSwitch.objects.filter(practice_id=client.practice_id, code=code).exists()
        prompt_library.switch_prompt(by=client.therapist, code=code, on=is_off)

    return write


WRITERS: list[Writer] = [
    create_client,
    edit_client,
    agree_frame,
    add_image,
    end_agreement,
    delete_image,
    log_session,
    save_draft,
    add_addendum,
    read_session,
    close_and_reopen_episode,
    follow_misattunement,
    decide_prompt,
    answer_prompt,
    record_duties,
    write_own_prompt,
    switch_prompt,
    give_and_withdraw_consent,
    place_client,
    delete_session,
    answer_check,
]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return the content of all our tables, decrypted: table → rows by primary key."""
    models = apps.get_app_config("sessions_log").get_models()
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}
