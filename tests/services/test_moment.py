"""Moments of a session, rewritten as often as its draft is saved, and the episodes that stand on them."""

import dataclasses
import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from sessions_log.errors import InvalidEntry
from sessions_log.models import Client, Episode, Moment, RepairAttempt, TherapySession
from sessions_log.models.entry import HERE, MomentEntry, SessionEntry
from sessions_log.services.client import agree_frame
from sessions_log.services.episode import close_episode, record_duties
from sessions_log.services.image import add_image
from sessions_log.services.prompt import answer_prompt, decide_prompt
from sessions_log.services.session import save_draft
from tests.people import entry, log, make_client

RUPTURE = MomentEntry(kind="rupture", marker="minimal_response", actor="client", minute=20, intensity=3)
CONFRONTATION = MomentEntry(kind="rupture", marker="about_progress", actor="client")
BREACH = MomentEntry(kind="breach", marker="disrespect", actor="therapist")
MISATTUNEMENT = MomentEntry(kind="misattunement", marker="appeasing", actor="client")
CONNECTION = MomentEntry(kind="connection", marker="felt_understood", actor="both")
REPAIR = MomentEntry(kind="repair", actor="therapist", strategy="own_contribution", resolution=4, episode=HERE)


def stored(session: TherapySession) -> tuple[MomentEntry, ...]:
    """Return the moments as the page would hand them back."""
    return SessionEntry.of(session).moments


def save(session: TherapySession, *moments: MomentEntry, **values: Any) -> None:
    """Save the draft with these moments instead, as its therapist."""
    session = TherapySession.objects.get(pk=session.pk)
    save_draft(by=session.therapist, session=session, version=session.version, entry=entry(*moments, **values))


def to(moment: MomentEntry, **changes: Any) -> MomentEntry:
    return dataclasses.replace(moment, **changes)


def episodes() -> list[tuple[str, str]]:
    """Return (marker of the opening moment, status) of every episode."""
    rows = Episode.objects.order_by("opening__session__number", "opening__position")
    return list(rows.values_list("opening__marker", "status"))


@pytest.mark.parametrize("marker", ["disrespect", "boundary"])
def test_a_breach_opens_an_episode(anas_client: Client, marker: str) -> None:
    log(anas_client, MomentEntry(kind="breach", marker=marker, actor="therapist"))
    assert episodes() == [(marker, "open")]


def test_a_misattunement_opens_an_episode_only_when_a_repair_is_joined_to_it(anas_client: Client) -> None:
    session = log(anas_client, MISATTUNEMENT)
    assert episodes() == []

    save(session, *stored(session), REPAIR)
    assert episodes() == [("appeasing", "worked_on")]


def test_each_rupture_opens_its_own_episode_and_a_repair_belongs_to_the_nearest_above(anas_client: Client) -> None:
    log(anas_client, RUPTURE, CONNECTION, CONFRONTATION, CONNECTION, REPAIR)
    assert episodes() == [("minimal_response", "open"), ("about_progress", "worked_on")]


def test_saving_the_same_moments_again_changes_nothing(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, REPAIR, CONNECTION)
    before = [list(model.objects.order_by("pk").values()) for model in (Moment, Episode, RepairAttempt)]

    save(session, *stored(session))

    assert [list(model.objects.order_by("pk").values()) for model in (Moment, Episode, RepairAttempt)] == before


def test_moments_keep_the_order_they_were_entered_in(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, CONNECTION, MISATTUNEMENT)
    first, second, third = stored(session)

    save(session, third, first, second)

    assert [moment.marker for moment in stored(session)] == ["appeasing", "minimal_response", "felt_understood"]


def test_a_rupture_taken_out_together_with_its_repair_leaves_no_episode(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, REPAIR)
    save(session)
    assert (episodes(), Moment.objects.count(), RepairAttempt.objects.count()) == ([], 0, 0)


def test_a_rupture_taken_out_while_its_repair_stays_and_names_it_is_refused(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, REPAIR)
    _, repair = stored(session)

    with pytest.raises(InvalidEntry) as refused:
        save(session, to(repair, episode=str(Episode.objects.get().pk)))

    assert refused.value.field == "episode"
    assert episodes() == [("minimal_response", "worked_on")]


def test_a_repair_without_a_rupture_above_it_is_refused(anas_client: Client) -> None:
    with pytest.raises(InvalidEntry) as refused:
        log(anas_client, CONNECTION, REPAIR, RUPTURE)
    assert refused.value.field == "episode"


@pytest.mark.parametrize("opening", [RUPTURE, MISATTUNEMENT], ids=["rupture", "misattunement"])
def test_a_tension_that_becomes_a_connection_takes_its_episode_along(anas_client: Client, opening: MomentEntry) -> None:
    session = log(anas_client, opening, REPAIR)
    first, _ = stored(session)

    save(session, to(first, kind="connection", marker=""))

    assert episodes() == []


@pytest.mark.parametrize("opening", [RUPTURE, MISATTUNEMENT], ids=["rupture", "misattunement"])
def test_a_tension_that_a_repair_belongs_to_cannot_become_a_connection(
    anas_client: Client, opening: MomentEntry
) -> None:
    session = log(anas_client, opening, REPAIR)
    first, repair = stored(session)

    with pytest.raises(InvalidEntry) as refused:
        save(session, to(first, kind="connection", marker=""), to(repair, episode=str(Episode.objects.get().pk)))

    assert refused.value.field == "kind"
    assert len(episodes()) == 1


def test_a_misattunement_whose_repair_is_taken_out_has_no_episode_any_more(anas_client: Client) -> None:
    session = log(anas_client, MISATTUNEMENT, REPAIR)
    save(session, stored(session)[0])
    assert episodes() == []


def test_a_rupture_that_becomes_a_misattunement_keeps_its_episode_only_while_repairs_belong_to_it(
    anas_client: Client,
) -> None:
    session = log(anas_client, RUPTURE, REPAIR)
    first, repair = stored(session)
    save(session, to(first, kind="misattunement"), repair)
    assert episodes() == [("minimal_response", "worked_on")]

    save(session, to(first, kind="misattunement"))
    assert episodes() == []


def test_a_repair_moves_to_another_episode_and_the_first_is_open_again(anas_client: Client) -> None:
    log(anas_client, CONFRONTATION)
    earlier = Episode.objects.get()
    session = log(anas_client, RUPTURE, REPAIR)
    assert episodes() == [("about_progress", "open"), ("minimal_response", "worked_on")]
    first, repair = stored(session)

    save(session, first, to(repair, episode=str(earlier.pk)))

    assert episodes() == [("about_progress", "worked_on"), ("minimal_response", "open")]


def test_an_episode_closed_in_a_session_follows_the_day_of_that_session(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, to(REPAIR, closes_as="repaired"))
    assert Episode.objects.get().closed_on == datetime.date(2026, 1, 5)

    save(session, *stored(session), starts_at=datetime.datetime(2026, 1, 7, 10, tzinfo=datetime.UTC))

    assert (Episode.objects.get().status, Episode.objects.get().closed_on) == ("repaired", datetime.date(2026, 1, 7))


def test_a_session_does_not_close_what_was_closed_otherwise_meanwhile(anas_client: Client) -> None:
    session = log(anas_client, RUPTURE, REPAIR)
    episode = Episode.objects.get()
    close_episode(by=anas_client.therapist, episode=episode, version=episode.version, status="partly")
    first, repair = stored(session)

    with pytest.raises(InvalidEntry, match="was closed meanwhile: partly repaired") as refused:
        save(session, first, to(repair, closes_as="repaired"))
    save(session, first, repair)
    save(session, first, to(repair, closes_as="partly"))

    assert refused.value.field == "closes_as"
    assert episodes() == [("minimal_response", "partly")]


def test_another_clients_image_agreement_or_episode_is_refused(anas_client: Client) -> None:
    other = make_client(anas_client.therapist, code="A-2")
    day = datetime.date(2026, 1, 5)
    image = add_image(by=other.therapist, client=other, text="Image", origin="", is_controlling=False)
    frame = agree_frame(by=other.therapist, client=other, topic="fee", text="60", agreed_on=day)
    log(other, RUPTURE)
    foreign = {
        "image": to(CONNECTION, image=image.pk, direction="countered"),
        "frame": to(CONNECTION, frame=frame.pk),
        "episode": to(REPAIR, episode=str(Episode.objects.get().pk)),
    }

    for field, moment in foreign.items():
        with pytest.raises(InvalidEntry) as refused:
            log(anas_client, moment)
        assert refused.value.field == field
    assert not anas_client.sessions.exists()


def test_another_sessions_moment_is_not_touched_by_its_id(anas_client: Client) -> None:
    first = log(anas_client, RUPTURE)
    taken = stored(first)[0]

    second = log(anas_client, to(taken, kind="connection", marker="felt_understood"))

    assert stored(first) == (taken,)
    assert [moment.kind for moment in stored(second)] == ["connection"]


def test_an_unknown_episode_is_refused(anas_client: Client) -> None:
    with pytest.raises(InvalidEntry):
        log(anas_client, to(REPAIR, episode=str(uuid.uuid4())))


def test_tags_and_images_are_replaced(anas_client: Client) -> None:
    images = [
        add_image(by=anas_client.therapist, client=anas_client, text=text, origin="", is_controlling=False).pk
        for text in ("One", "Two")
    ]
    session = log(anas_client, to(RUPTURE, contexts=("gender", "role"), image=images[0], direction="re_enacted"))

    save(session, to(stored(session)[0], contexts=("class",), image=images[1], direction="countered"))

    (moment,) = stored(session)
    assert (moment.contexts, moment.image, moment.direction) == (("class",), images[1], "countered")


def test_tags_of_a_moment_are_kept_said_and_taken_off(anas_client: Client) -> None:
    session = log(anas_client, to(RUPTURE, tags=("transference", "countertransference")))
    [moment] = stored(session)
    assert moment.tags == ("transference", "countertransference")
    assert "Transference: the client met somebody else in me" in moment.in_words()

    save(session, to(moment, tags=("countertransference",)))
    assert (Moment.objects.get().transference, Moment.objects.get().countertransference) == (False, True)


def _informed(episode: Episode) -> None:
    record_duties(
        by=episode.client.therapist,
        episode=episode,
        version=episode.version,
        supervisor_informed_on=episode.opening.session.local_start.date(),
        complaints_route_told_on=None,
    )


def _closed(episode: Episode) -> None:
    close_episode(by=episode.client.therapist, episode=episode, version=episode.version, status="withdrawn")


def _answered(episode: Episode) -> None:
    ana = episode.client.therapist
    choice = decide_prompt(
        by=ana, client=episode.client, episode=episode, code="breach_towards_client", decision="chosen"
    )
    answer_prompt(by=ana, choice=choice, version=1, outcome="done", what_happened="Told")


@pytest.mark.parametrize("note", [_informed, _closed, _answered])
def test_a_breach_of_which_more_is_noted_on_its_page_is_not_taken_out(
    anas_client: Client, note: Callable[[Episode], None]
) -> None:
    session = log(anas_client, BREACH)
    note(Episode.objects.get())

    with pytest.raises(InvalidEntry, match="is noted on its page"):
        save(session)

    assert Episode.objects.get().opening.session == session


def test_a_breach_of_which_nothing_else_is_noted_is_taken_out(anas_client: Client) -> None:
    session, ana = log(anas_client, BREACH), anas_client.therapist
    decide_prompt(
        by=ana, client=anas_client, episode=Episode.objects.get(), code="breach_towards_client", decision="chosen"
    )

    save(session)

    assert (Episode.objects.count(), Moment.objects.count()) == (0, 0)
