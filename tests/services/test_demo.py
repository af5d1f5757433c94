"""The demo practice: its people, and each story as a therapist would find it."""

import datetime
from collections import Counter
from collections.abc import Iterator

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from sessions_log.access import clients_of, clients_supervised_by
from sessions_log.models import (
    Client,
    Episode,
    Instrument,
    Moment,
    Person,
    Rating,
    RepairAttempt,
    SocialCategory,
    TherapySession,
)
from sessions_log.queries.left_off import standing
from sessions_log.services import audit
from sessions_log.services.demo.calendar import slot_day
from sessions_log.services.demo.seed import seed_stories
from sessions_log.vocabulary import ConsentKind, Role
from tests.services.demo_dump import contradictions, sessions_of, told

pytestmark = pytest.mark.django_db  # so that the database is made even when no other file is run
SEED = 1
SESSIONS = {
    "ana": {
        "Ingrid": 60, "Tomasz": 30, "Sam": 21, "Miriam": 18, "Callum": 11, "Adaeze": 14, "Joel": 9, "Nell": 3,
        "Farah": 0,
    },
    "cleo": {"Ruth": 12, "Harriet": 9, "Jin": 6, "Owen": 5},
    "otto": {"Beatrix": 6, "Lionel": 4},
}  # fmt: skip


@pytest.fixture(scope="module")
def today(django_db_setup: None) -> datetime.date:
    return timezone.localdate()


@pytest.fixture(scope="module", autouse=True)
def demo(today: datetime.date, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Set up the demo practice once for this module, whose tests only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed_stories(today=today, seed=SEED)
        yield
        transaction.set_rollback(True)


def client(name: str) -> Client:
    return next(client for client in Client.objects.select_related("practice") if client.name == name)


def person(name: str) -> Person:
    return Person.objects.select_related("practice").get(email__startswith=f"{name}@")


def scores(of: Client, rater: str) -> dict[int, float]:
    """Return session number → alliance score."""
    return dict(Rating.objects.filter(session__client=of, rater=rater).values_list("session__number", "score"))


def only_episode(of: Client) -> Episode:
    return Episode.objects.select_related("opening__session").get(client=of)


def attempts(episode: Episode) -> list[tuple[int, str, int | None]]:
    """Return the session number, strategy and resolution of each repair."""
    rows = RepairAttempt.objects.filter(episode=episode).order_by("moment__session__number")
    return list(rows.values_list("moment__session__number", "strategy", "resolution"))


@pytest.mark.parametrize(
    ("email", "roles"),
    [
        ("ana@demo.example", {Role.THERAPIST}),
        ("ben@demo.example", {Role.SUPERVISOR}),
        ("cleo@demo.example", {Role.THERAPIST}),
        ("dora@demo.example", {Role.ADMIN}),
        ("otto@other.example", {Role.THERAPIST}),
    ],
)
def test_everybody_signs_in_with_the_password_of_the_contract(email: str, roles: set[Role]) -> None:
    signed_in = authenticate(request=None, username=email, password="quiet-room-demo-2026")

    assert isinstance(signed_in, Person)
    assert (signed_in.email, signed_in.roles) == (email, roles)


def test_ben_supervises_ana_alone_and_otto_is_elsewhere() -> None:
    assert {client.name for client in clients_supervised_by(person("ben"))} == set(SESSIONS["ana"])
    assert person("otto").practice != person("ana").practice
    assert person("dora").practice == person("ana").practice == person("cleo").practice


@pytest.mark.parametrize("therapist", SESSIONS)
def test_every_caseload_has_its_clients_with_their_sessions(therapist: str) -> None:
    caseload = clients_of(person(therapist))

    assert {client.name: client.sessions.count() for client in caseload} == SESSIONS[therapist]


def test_nothing_contradicts_itself_and_the_audit_trail_holds() -> None:
    assert contradictions() == []
    audit.verify()


def test_no_two_notes_of_a_client_are_alike_and_every_session_has_one() -> None:
    for one in Client.objects.all():
        notes = Counter(session.note.text for session in sessions_of(one))
        assert [text for text, times in notes.items() if times > 1] == []


def test_five_of_anas_clients_come_today_and_nothing_is_logged_ahead(today: datetime.date) -> None:
    caseload = clients_of(person("ana")).filter(usual_weekday=today.weekday(), ended_on__isnull=True)

    assert [client.name for client in caseload.order_by("usual_time")] == [
        "Miriam",
        "Tomasz",
        "Farah",
        "Adaeze",
        "Ingrid",
    ]
    assert not TherapySession.objects.filter(starts_at__gte=timezone.now()).exists()


def test_miriams_withdrawal_is_repaired_over_three_sessions() -> None:
    episode = only_episode(client("Miriam"))

    assert (episode.opening.marker, episode.opening.actor, episode.status) == ("minimal_response", "client", "repaired")
    assert episode.opening.session.number == 9
    assert attempts(episode) == [(10, "invite", 2), (11, "own_contribution", 3), (12, "link_here", 5)]


def test_miriam_rates_low_a_week_before_her_therapist_notices_anything() -> None:
    miriam = client("Miriam")

    felt, seen = scores(miriam, "client")[8], scores(miriam, "therapist")[8]
    assert felt < 4 < 6 < seen
    assert not Moment.objects.filter(session__client=miriam, session__number=8).exists()


def test_callums_confrontation_is_never_repaired_and_he_leaves_early() -> None:
    callum = client("Callum")
    confrontation, withdrawal = Episode.objects.filter(client=callum).order_by("opening__session__number")

    assert confrontation.opening.marker == "about_progress"
    assert attempts(confrontation) == [(8, "explain_rationale", 1)]
    assert (withdrawal.opening.marker, attempts(withdrawal)) == ("appeasing", [])
    assert [episode.status for episode in (confrontation, withdrawal)] == ["unrepaired", "unrepaired"]
    assert [episode.ending for episode in (confrontation, withdrawal)] == ["ended", "ended"]
    assert callum.ending == "early"
    assert confrontation.closed_on == withdrawal.closed_on == callum.ended_on
    assert sessions_of(callum)[-1].attendance == "no_show"


def test_adaezes_breach_by_her_therapist_is_taken_to_supervision() -> None:
    adaeze = client("Adaeze")
    episode = only_episode(adaeze)
    breach = episode.opening

    assert (breach.kind, breach.marker, breach.actor) == ("breach", "controlling_image", "therapist")
    assert [context.axis for context in breach.contexts.all()] == ["gender", "race"]
    assert breach.image_links.get().image.is_controlling
    assert (episode.status, [attempt[0] for attempt in attempts(episode)]) == ("worked_on", [11, 13, 14])
    assert [choice.code for choice in episode.prompt_choices.filter(decision="chosen")] == ["breach_towards_client"]
    on = breach.session.local_start.date()
    assert episode.complaints_route_told_on == on
    assert episode.supervisor_informed_on == on + datetime.timedelta(days=2)
    assert "supervision" in breach.session.addenda.get().text
    assert "safe" in breach.session.note.text
    assert "complaint" in breach.session.note.text


def test_tomaszs_image_is_re_enacted_early_and_countered_later() -> None:
    links = client("Tomasz").images.get().links.order_by("moment__session__number")

    numbers = {way: [] for way in ("re_enacted", "countered")}
    for link in links.select_related("moment__session"):
        numbers[link.direction].append(link.moment.session.number)
    assert numbers == {"re_enacted": [2, 4, 7, 9, 13], "countered": [11, 16, 19, 22, 24, 27, 29]}


def test_tomaszs_five_good_things_rise() -> None:
    rows = [session.good_things for session in sessions_of(client("Tomasz")) if hasattr(session, "good_things")]

    for thing in ("zest", "action", "knowledge", "worth", "more_connection"):
        first, last = (sum(getattr(row, thing) for row in part) / 5 for part in (rows[:5], rows[-5:]))
        assert last - first >= 1.5


def test_tomasz_and_his_therapist_come_to_meet_and_she_sees_it_first() -> None:
    sessions = [one for one in sessions_of(client("Tomasz")) if hasattr(one, "client_answers")]
    views = [(one.relationship_view, one.client_answers) for one in sessions]

    assert {len(row) for row in views} == {2}
    assert min(one.number for one in sessions) >= 12
    hers, his = (sum(view[place].genuine + view[place].realistic for view in views) for place in (0, 1))
    assert his < hers
    first, last = (client("Tomasz").sessions.get(number=number).relationship_view.authenticity for number in (1, 30))
    assert last - first >= 2


def test_ingrid_tells_in_her_check_of_a_tension_that_nobody_logged() -> None:
    last = sessions_of(client("Ingrid"))[-1]

    assert (last.client_answers.tension, last.client_answers.talked_about) == (True, False)
    assert last.moments.count() == 0
    offers = standing(client("Ingrid"), None).offers
    assert [one.offer.prompt.code for one in offers] == ["withdrawal_by_client", "tension_told"]


def test_tomaszs_image_is_told_with_its_paradox() -> None:
    image = client("Tomasz").images.get()

    assert all((image.origin, image.belief, image.lesson, image.strategy, image.paradox))


def test_nell_is_in_the_forming_phase_and_farah_has_not_been_yet() -> None:
    assert [session.number for session in sessions_of(client("Nell"))] == [1, 2, 3]
    assert sessions_of(client("Farah")) == []


def test_ingrid_has_small_ruptures_of_every_outcome() -> None:
    episodes = Episode.objects.filter(client=client("Ingrid")).order_by("opening__session__number")

    assert [episode.status for episode in episodes] == ["repaired", "partly", "withdrawn", "open"]
    assert max(episode.opening.intensity for episode in episodes) == 3


def test_sam_rates_rarely_misses_hours_and_meets_a_broken_frame() -> None:
    sam = client("Sam")

    missed = [session.attendance for session in sessions_of(sam) if not session.took_place]
    assert missed == ["cancelled", "no_show", "cancelled"]
    assert len(scores(sam, "client")) < 10
    assert only_episode(sam).opening.frame.topic == "phones"


def test_joels_draft_of_yesterday_is_not_signed(today: datetime.date) -> None:
    draft = TherapySession.objects.select_related("practice", "client").get(status="draft")

    assert draft.client.name == "Joel"
    assert draft.local_start.date() == slot_day(today, 1)
    assert draft.moments.get().episode.status == "open"


def test_consents_of_every_kind_are_there_one_was_withdrawn_and_farah_has_not_been_asked() -> None:
    held = {one.name: {row.kind for row in one.consents.filter(withdrawn_on=None)} for one in Client.objects.all()}
    begun = {"treatment", "recording", "supervision"}

    assert held["Ingrid"] == held["Adaeze"] == set(ConsentKind)
    assert held["Farah"] == set()
    assert {name for name, kinds in held.items() if kinds == begun} == held.keys() - {"Ingrid", "Adaeze", "Farah"}
    callum = client("Callum")
    assert callum.consents.get(kind="research").withdrawn_on == sessions_of(callum)[-1].local_start.date()


def test_three_tell_of_power_and_context_and_the_two_who_agreed_are_placed() -> None:
    assert {one.name for one in Client.objects.all() if one.social_words} == {"Ingrid", "Adaeze", "Sam"}
    assert set(SocialCategory.objects.values_list("client", flat=True)) == {client("Ingrid").pk, client("Adaeze").pk}


def test_the_practice_has_a_safety_text_and_an_instrument_that_was_answered() -> None:
    practice = person("dora").practice
    (loaded,) = Instrument.objects.exclude(wording=[])

    assert "emergency number" in practice.safety_text
    assert (loaded.practice_id, loaded.title, len(loaded.wording)) == (practice.pk, "How the week was", 5)
    ratings = Rating.objects.filter(instrument=loaded).order_by("session__number")
    assert {rating.session.client_id for rating in ratings.select_related("session")} == {client("Tomasz").pk}
    assert [rating.score for rating in ratings] == [1.4, None, 2.4, 2.6]  # one left an item out


def test_a_second_run_changes_nothing(today: datetime.date) -> None:
    before = told()

    assert seed_stories(today=today, seed=2) is None
    assert told() == before


def test_on_a_monday_the_slot_before_is_on_friday() -> None:
    monday = datetime.date(2026, 3, 9)

    assert [slot_day(monday, back) for back in (0, 1, 2, 5)] == [
        datetime.date(2026, 3, 9),
        datetime.date(2026, 3, 6),
        datetime.date(2026, 3, 5),
        datetime.date(2026, 3, 2),
    ]
