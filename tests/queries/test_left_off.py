"""Where the two left off: breaches first, what is asked, what is offered, in the same queries whatever is open."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sessions_log.models import Client, ClientAnswers, Episode, PromptChoice, RelationshipView, TherapySession
from sessions_log.models.entry import MomentEntry
from sessions_log.queries.episode import episode_page
from sessions_log.queries.left_off import Standing, standing
from sessions_log.services.client import edit_client
from sessions_log.services.episode import close_episode, record_duties
from sessions_log.services.image import add_image
from sessions_log.services.prompt import answer_prompt, decide_prompt
from sessions_log.services.prompt_library import switch_prompt
from tests.people import log
from tests.writers import REPAIR, RUPTURE

BREACH = MomentEntry(kind="breach", marker="disrespect", actor="therapist")
COMPLAINT = MomentEntry(kind="rupture", marker="about_therapist", actor="client")
NOON = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _practice_time(anas_client: Client) -> Iterator[None]:
    with timezone.override(anas_client.practice.zone):
        yield


def log_on(client: Client, week: int, *moments: MomentEntry, **values: Any) -> TherapySession:
    """Log a session so many weeks after 5 January 2026."""
    return log(client, *moments, starts_at=NOON + datetime.timedelta(weeks=week), **values)


def quiet_sessions(client: Client, number: int) -> None:
    for week in range(number):
        log_on(client, week - number)


def offered(now: Standing) -> list[str]:
    return [one.offer.prompt.code for one in now.offers]


def decide(
    client: Client, code: str, *, episode: Episode | None = None, at: datetime.datetime, how: str = "chosen"
) -> PromptChoice:
    return decide_prompt(by=client.therapist, client=client, episode=episode, code=code, decision=how, at=at)


def test_with_nothing_open_nothing_is_said(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)

    now = standing(anas_client, None)

    assert (now.breaches, now.ruptures, now.asked, now.kept, now.offers) == ([], [], [], [], [])


def test_the_first_sessions_ask_for_the_short_check_once(anas_client: Client) -> None:
    assert [(one.offer.prompt.code, one.episode) for one in standing(anas_client, None).offers] == [
        ("forming_check", None)
    ]

    decide(anas_client, "forming_check", at=NOON, how="dismissed")
    log_on(anas_client, 0)

    assert standing(anas_client, None).offers == []


def test_an_open_breach_stands_first_with_its_duties(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    log_on(anas_client, 0, BREACH)
    log_on(anas_client, 1, RUPTURE)
    breach = Episode.objects.get(opening__kind="breach")
    days = {"supervisor_informed_on": datetime.date(2026, 1, 6), "complaints_route_told_on": None}
    record_duties(by=anas_client.therapist, episode=breach, version=1, **days)

    now = standing(anas_client, None)

    (line,) = now.breaches
    assert (line.title, line.supervisor_informed_on, line.complaints_route_told_on) == (
        "Breach, by the therapist: disrespect",
        datetime.date(2026, 1, 6),
        None,
    )
    assert [line.kind for line in now.ruptures] == ["rupture"]
    assert offered(now) == ["breach_towards_client"]


@pytest.mark.parametrize(
    ("status", "actor", "noted", "left"),
    [
        ("unrepaired", "therapist", (), ["your supervisor was informed", "the complaints route was explained"]),
        ("unrepaired", "therapist", ("supervisor",), ["the complaints route was explained"]),
        ("unrepaired", "therapist", ("supervisor", "complaints"), None),
        ("unrepaired", "client", (), ["your supervisor was informed"]),
        ("unrepaired", "client", ("supervisor",), None),
        ("withdrawn", "therapist", (), None),
    ],
)
def test_a_breach_that_was_closed_stands_first_while_something_is_to_be_noted(
    anas_client: Client, status: str, actor: str, noted: tuple[str, ...], left: list[str] | None
) -> None:
    quiet_sessions(anas_client, 6)
    log_on(anas_client, 0, MomentEntry(**vars(BREACH) | {"actor": actor}))
    episode, by, day = Episode.objects.get(), anas_client.therapist, NOON.date()
    days = {
        "supervisor_informed_on": day if "supervisor" in noted else None,
        "complaints_route_told_on": day if "complaints" in noted else None,
    }
    episode = record_duties(by=by, episode=episode, version=1, **days)
    close_episode(by=by, episode=episode, version=episode.version, status=status, on=day)

    now = standing(anas_client, None)

    assert [line.to_note for line in now.breaches] == ([] if left is None else [left])
    assert (now.ruptures, now.offers) == ([], [])


def test_at_most_two_are_offered_over_everything_that_is_open(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    log_on(anas_client, 0, RUPTURE)
    log_on(anas_client, 1, COMPLAINT)
    log_on(anas_client, 2, client_check=(7,) * 6, therapist_check=(2,) * 6)

    offers = standing(anas_client, None).offers

    assert [(one.offer.prompt.code, one.about) for one in offers] == [
        ("confrontation_hurt", "Rupture, by the client: complaint about the therapist"),
        ("withdrawal_by_client", "Rupture, by the client: minimal response"),
    ]


def test_what_ratings_say_is_offered_for_the_relationship_as_a_whole(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    for week, score in enumerate((6, 6, 6, 4)):
        log_on(anas_client, week, client_check=(score,) * 6)

    (one,) = standing(anas_client, None).offers

    assert (one.offer.prompt.code, one.episode) == ("signal_nothing_logged", None)
    assert "4.0 of 7, lies 2.0 below the mean of the 3 before it (6.0)" in one.offer.reason


def test_a_drop_in_a_session_with_a_tension_logged_is_left_to_its_episode(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    for week in range(3):
        log_on(anas_client, week, client_check=(6,) * 6)
    log_on(anas_client, 3, RUPTURE, client_check=(4,) * 6)

    assert offered(standing(anas_client, None)) == ["withdrawal_by_client"]


def test_low_good_things_and_a_real_relationship_that_does_not_form_are_asked_about(anas_client: Client) -> None:
    quiet_sessions(anas_client, 4)
    for week in range(3):
        log_on(anas_client, week, good_things={"zest": 2, "worth": 4}, relationship={"genuine": 2, "realistic": 3})

    offers = standing(anas_client, None).offers

    assert [(one.offer.prompt.code, one.offer.reason) for one in offers] == [
        (
            "real_relationship",
            "Worth asking about, because the real relationship stood at 2.5 of 7 in your view on average over the "
            "last three sessions with an answer",
        ),
        ("disconnection_thinned", "Because one of the five good things was low in your view: depletion and aloneness"),
    ]


def answer_check(client: Client, week: int, **answers: Any) -> TherapySession:
    """Log a session so many weeks after 5 January 2026, and let the client answer its check."""
    session = log_on(client, week)
    ClientAnswers.objects.create(practice=client.practice, session=session, **answers)
    return session


def test_the_clients_own_answers_alone_ask_about_the_real_relationship(anas_client: Client) -> None:
    quiet_sessions(anas_client, 4)
    for week in range(3):
        session = answer_check(anas_client, week, genuine=2, realistic=3, zest=1, worth=6, sentence="It was fine.")
        RelationshipView.objects.create(practice=anas_client.practice, session=session, genuine=7)

    offers = standing(anas_client, None).offers

    assert [(one.offer.prompt.code, one.offer.reason) for one in offers] == [
        (
            "real_relationship",
            "Worth asking about, because the real relationship stood at 2.5 of 7 in the client’s view on average over "
            "the last three sessions with an answer",
        ),
        (
            "disconnection_thinned",
            "Because one of the five good things was low in the client’s view: depletion and aloneness",
        ),
    ]


@pytest.mark.parametrize(("answered", "asks"), [(2, False), (3, True)])
def test_fewer_than_three_answers_of_the_client_say_nothing(anas_client: Client, answered: int, asks: bool) -> None:
    quiet_sessions(anas_client, 6)
    for week in range(answered):
        answer_check(anas_client, week, realistic=1)

    assert offered(standing(anas_client, None)) == (["real_relationship"] if asks else [])


def test_low_answers_ten_sessions_ago_are_no_longer_news(anas_client: Client) -> None:
    for week in range(3):
        answer_check(anas_client, week, genuine=1)
    for week in range(3, 11):
        log_on(anas_client, week)

    assert offered(standing(anas_client, None)) == []


@pytest.mark.parametrize("moments", [(), (MomentEntry(kind="misattunement", actor="therapist"),)])
def test_a_tension_that_the_client_told_of_is_asked_about_unless_it_was_logged(
    anas_client: Client, moments: tuple[MomentEntry, ...]
) -> None:
    quiet_sessions(anas_client, 6)
    session = log_on(anas_client, 0, *moments)
    answers = {"tension": True, "tension_strength": 4, "talked_about": False}
    ClientAnswers.objects.create(practice=anas_client.practice, session=session, **answers)

    assert [one.offer.reason for one in standing(anas_client, None).offers] == (
        []
        if moments
        else [
            "Worth asking about, because the client told of a tension in session 7, 4 of 5, which was not talked "
            "about, and none was logged in that session"
        ]
    )


@pytest.mark.parametrize("tension", [False, None])
def test_a_check_without_a_tension_asks_nothing(anas_client: Client, tension: bool | None) -> None:
    quiet_sessions(anas_client, 6)
    answer_check(anas_client, 0, tension=tension)

    assert offered(standing(anas_client, None)) == []


def test_a_tension_told_of_is_news_for_three_sessions(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    answer_check(anas_client, 0, tension=True)

    for week, is_news in ((1, True), (2, True), (3, False)):
        log_on(anas_client, week)
        assert offered(standing(anas_client, None)) == (["tension_told"] if is_news else [])


def test_a_tension_that_is_told_of_later_is_asked_about_although_the_prompt_was_put_aside(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    answer_check(anas_client, 0, tension=True)
    decide(anas_client, "tension_told", at=NOON, how="dismissed")
    assert offered(standing(anas_client, None)) == []

    answer_check(anas_client, 1, tension=True)

    assert offered(standing(anas_client, None)) == ["tension_told"]


def test_while_an_answer_is_awaited_the_same_prompt_does_not_come_again(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    answer_check(anas_client, 0, tension=True)
    decide(anas_client, "tension_told", at=NOON)

    answer_check(anas_client, 1, tension=True)

    assert offered(standing(anas_client, None)) == []


@pytest.mark.parametrize(("later", "is_news"), [(0, True), (2, True), (3, False)])
def test_an_image_re_enacted_outside_any_rupture_is_asked_about_for_three_sessions(
    anas_client: Client, later: int, is_news: bool
) -> None:
    quiet_sessions(anas_client, 6)
    image = add_image(by=anas_client.therapist, client=anas_client, text="People leave")
    log_on(anas_client, 0, MomentEntry(kind="misattunement", actor="both", image=image.pk, direction="re_enacted"))
    for week in range(1, later + 1):
        log_on(anas_client, week)

    assert [(one.offer.prompt.code, one.offer.reason, one.episode) for one in standing(anas_client, None).offers] == (
        [("disconnection_old_image", "Because an old relational image was re-enacted", None)] if is_news else []
    )


@pytest.mark.parametrize(("later", "is_news"), [(0, True), (2, True), (3, False)])
def test_context_that_was_live_in_a_misattunement_is_asked_about_for_three_sessions(
    anas_client: Client, later: int, is_news: bool
) -> None:
    quiet_sessions(anas_client, 6)
    log_on(anas_client, 0, MomentEntry(kind="misattunement", actor="therapist", contexts=("race", "class")))
    for week in range(1, later + 1):
        log_on(anas_client, week)

    assert [(one.offer.prompt.code, one.offer.reason, one.episode) for one in standing(anas_client, None).offers] == (
        [("power_and_context", "Because power and context were live in a misattunement of session 7", None)]
        if is_news
        else []
    )


@pytest.mark.parametrize(
    "moments",
    [
        (MomentEntry(kind="connection", actor="both", contexts=("race",)),),
        (MomentEntry(kind="misattunement", actor="therapist", contexts=("race",)), REPAIR),
    ],
)
def test_context_of_a_connection_or_of_an_episode_asks_nothing_of_the_whole(
    anas_client: Client, moments: tuple[MomentEntry, ...]
) -> None:
    quiet_sessions(anas_client, 6)
    log_on(anas_client, 0, *moments)
    Episode.objects.all().update(status="withdrawn", closed_on=NOON.date())

    assert offered(standing(anas_client, None)) == []


@pytest.mark.parametrize(("kind", "direction"), [("connection", "countered"), ("rupture", "re_enacted")])
def test_an_image_that_was_countered_or_belongs_to_a_rupture_asks_nothing_of_the_whole(
    anas_client: Client, kind: str, direction: str
) -> None:
    quiet_sessions(anas_client, 6)
    image = add_image(by=anas_client.therapist, client=anas_client, text="People leave")
    log_on(anas_client, 0, MomentEntry(kind=kind, actor="client", image=image.pk, direction=direction))
    Episode.objects.all().update(status="withdrawn", closed_on=NOON.date())

    assert offered(standing(anas_client, None)) == []


def test_once_the_therapy_has_ended_nothing_is_offered_for_a_next_time(anas_client: Client) -> None:
    log_on(anas_client, 0, RUPTURE)
    decide(anas_client, "forming_check", at=timezone.now())
    assert offered(standing(anas_client, None)) != []

    ended = {"ended_on": NOON.date(), "ending": "early"}
    client = edit_client(by=anas_client.therapist, client=anas_client, version=1, **ended)

    now = standing(client, None)
    assert (now.offers, now.kept, len(now.ruptures)) == ([], [], 1)
    assert episode_page(Episode.objects.get()).offers == []


def test_what_was_decided_on_the_whole_rests_for_five_sessions(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    log_on(anas_client, 0, client_check=(7,) * 6, therapist_check=(2,) * 6)
    decide(anas_client, "views_apart", at=NOON, how="dismissed")
    apart = {"client_check": (7,) * 6, "therapist_check": (2,) * 6}

    for week in range(1, 5):
        log_on(anas_client, week, **apart)
        assert offered(standing(anas_client, None)) == []
    log_on(anas_client, 5, **apart)

    assert offered(standing(anas_client, None)) == ["views_apart"]


def test_a_prompt_that_the_practice_switched_off_is_not_offered(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    log_on(anas_client, 0, RUPTURE)
    switch_prompt(by=anas_client.therapist, code="withdrawal_by_client", on=False)

    assert standing(anas_client, None).offers == []


def test_a_chosen_prompt_waits_for_the_next_session_and_is_then_asked_about(anas_client: Client) -> None:
    quiet_sessions(anas_client, 6)
    same = log_on(anas_client, 0, RUPTURE)
    chosen = decide(anas_client, "withdrawal_by_client", episode=Episode.objects.get(), at=NOON + hours(1))
    following = log_on(anas_client, 1)

    before, after = standing(anas_client, same), standing(anas_client, following)

    assert ([one.id for one in before.kept], before.asked) == ([chosen.pk], [])
    assert (after.kept, [one.id for one in after.asked]) == ([], [chosen.pk])
    assert after.asked[0].about == "Rupture, by the client: minimal response"


@pytest.mark.parametrize(("outcome", "asked_again"), [("helped", False), ("did_not_come_up", False), ("not_yet", True)])
def test_only_not_yet_is_asked_about_again(anas_client: Client, outcome: str, asked_again: bool) -> None:
    log_on(anas_client, 0, RUPTURE)
    choice = decide(anas_client, "withdrawal_by_client", episode=Episode.objects.get(), at=NOON + hours(1))
    following = log_on(anas_client, 1)
    at = following.starts_at + hours(1)
    answer_prompt(by=anas_client.therapist, choice=choice, version=1, outcome=outcome, at=at)
    later = log_on(anas_client, 2)

    assert standing(anas_client, following).asked == []
    assert [one.id for one in standing(anas_client, later).asked] == ([choice.pk] if asked_again else [])


def test_at_most_two_are_asked_about_the_latest_first(anas_client: Client) -> None:
    codes = ("forming_check", "views_apart", "real_relationship")
    for hour, code in enumerate(codes):
        decide(anas_client, code, at=NOON + hours(hour))
    session = log_on(anas_client, 1)

    assert [one.prompt.code for one in standing(anas_client, session).asked] == ["real_relationship", "views_apart"]


def hours(number: int) -> datetime.timedelta:
    return datetime.timedelta(hours=number)


def test_the_number_of_queries_is_the_same_whatever_is_open(anas_client: Client) -> None:
    counts, open_now = {}, 0
    for rows in (1, 3, 50):
        for week in range(open_now, rows):
            log_on(anas_client, week, RUPTURE, REPAIR, good_things={"zest": 2}, client_check=(5,) * 6)
            episode = Episode.objects.latest("pk")
            decide(anas_client, "withdrawal_by_client", episode=episode, at=NOON + datetime.timedelta(weeks=week))
        open_now = rows
        with CaptureQueriesContext(
            connection,
        ) as queries:
            now = standing(anas_client, None)
        counts[rows] = len(queries)
        assert len(now.ruptures) + now.more_ruptures == rows

    assert set(counts.values()) == {10}
    assert (len(now.ruptures), now.more_ruptures, len(now.asked)) == (5, 45, 2)
