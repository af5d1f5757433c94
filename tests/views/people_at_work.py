"""A practice at work, for tests that walk over every page: who is who, and which rows are whose."""

import uuid
from dataclasses import dataclass

from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from sessions_log.models import Client, Episode, Instrument, Person, PracticePrompt, PromptChoice, SupervisionPair
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.services import check
from sessions_log.services.client import agree_frame
from sessions_log.services.consent import give_consent
from sessions_log.services.erasure import erase_client
from sessions_log.services.image import add_image
from sessions_log.services.instrument import load_instrument
from sessions_log.services.prompt import decide_prompt
from sessions_log.services.prompt_library import add_prompt
from sessions_log.services.social import place_client
from sessions_log.signals.questionnaire import Questionnaire
from tests.people import PASSWORD, as_person, log, make_client
from tests.questionnaires import core_10, file_of

NOTE, REFLECTION, NAME, IMAGE = "canary-note", "canary-reflection", "canary-name", "canary-image"

RUPTURE = MomentEntry(kind="rupture", actor="client", marker="minimal_response", before="canary-before")
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="clarify", episode=HERE)


@dataclass(frozen=True)
class Work:
    """People by name, and for each kind of row its id by whose it is."""

    people: dict[str, Person]
    rows: dict[str, dict[str, uuid.UUID]]


def at_work(*, ana: Person, ben: Person, cleo: Person, dora: Person, otto: Person) -> Work:
    """Give Ana, Cleo and Otto a client each, with a signed session, a draft and an episode; texts are canaries."""
    clients = {name: _at_work(person) for name, person in (("ana", ana), ("cleo", cleo), ("otto", otto))}
    since = timezone.localdate()
    someone = Person.objects.create_person(
        practice=otto.practice, email="sue@elsewhere.example", name="Sue", password=None, is_therapist=True
    )
    pair = SupervisionPair.objects.create(practice=otto.practice, supervisor=otto, therapist=someone, starts_on=since)
    return Work(
        people={"ana": ana, "ben": ben, "cleo": cleo, "dora": dora, "otto": otto},
        rows={
            "client": {name: client.pk for name, client in clients.items()},
            "session": {name: client.sessions.get(number=1).pk for name, client in clients.items()},
            "agreement": {name: client.frame.get().pk for name, client in clients.items()},
            "image": {name: client.images.get().pk for name, client in clients.items()},
            "moment": {name: Episode.objects.get(client=client).opening_id for name, client in clients.items()},
            "episode": {name: Episode.objects.get(client=client).pk for name, client in clients.items()},
            "consent": {name: client.consents.get(kind="treatment").pk for name, client in clients.items()},
            "erased": {name: _erased(person) for name, person in (("ana", ana), ("cleo", cleo), ("otto", otto))},
            "person": {"ana": ana.pk, "cleo": cleo.pk, "otto": otto.pk},
            "instrument": {name: _loaded(person).pk for name, person in (("ana", dora), ("otto", otto))},
            "choice": {name: _chosen(client).pk for name, client in clients.items()},
            "own_prompt": {name: _own_prompt(person).pk for name, person in (("ana", dora), ("otto", otto))},
            "pair": {"ana": SupervisionPair.objects.get(therapist=ana).pk, "otto": pair.pk},
        },
    )


def confirmed(person: Person) -> Browser:
    """Return a browser in which somebody is signed in and has just given the password once more."""
    browser = as_person(person)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def _loaded(admin: Person) -> Instrument:
    return load_instrument(by=admin, questionnaire=Questionnaire.read(file_of(core_10())), key="core-10")


def _chosen(client: Client) -> PromptChoice:
    episode, code = Episode.objects.get(client=client), "withdrawal_by_client"
    return decide_prompt(by=client.therapist, client=client, episode=episode, code=code, decision="chosen")


def _own_prompt(admin: Person) -> PracticePrompt:
    words = {"trigger": "withdrawal", "title": "Own", "follow_up": "And then?", "reflect": ["What now?"]}
    return add_prompt(by=admin, submission=uuid.uuid4(), moves=[], sources=["Our own practice"], **words)


def _at_work(therapist: Person) -> Client:
    client = make_client(therapist, code=f"{therapist.name[0]}-1", name=NAME, social_words="canary-social")
    signed = log(client, RUPTURE, REPAIR, note=NOTE, reflection=REFLECTION, intention="canary-intention", sign=True)
    invitation = check.find_invitation(check.invite(by=therapist, session=signed))
    assert invitation is not None
    check.answer(invitation=invitation, check=(6,) * 6, answers={"tension": True, "sentence": "canary-sentence"})
    log(client, note=NOTE, reflection=REFLECTION)
    add_image(by=therapist, client=client, text=IMAGE, origin="", is_controlling=False)
    agree_frame(by=therapist, client=client, topic="fee", text="canary-frame", agreed_on=client.began_on)
    for kind in ("treatment", "social"):
        give_consent(by=therapist, client=client, kind=kind, given_on=client.began_on, note="canary-consent")
    place_client(by=therapist, client=client, seen={}, places={"race": "margin"})
    return client


def _erased(therapist: Person) -> uuid.UUID:
    """Return the id that an erased client of the therapist had."""
    client = make_client(therapist, code=f"{therapist.name[0]}-erased")
    erase_client(by=therapist, client=client, reason="mistake")
    return client.pk
