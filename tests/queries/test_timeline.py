"""What a timeline reads, says and draws."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sessions_log.models import Client, ClientAnswers, Episode, Instrument, Person, Rating, TherapySession
from sessions_log.models.entry import HERE, MomentEntry
from sessions_log.queries.timeline import Timeline, timeline_of
from sessions_log.queries.timeline_drawing import Drawing
from sessions_log.queries.timeline_rows import EpisodeRow, MomentRow
from sessions_log.queries.timeline_words import ending, moment_saying
from sessions_log.services.image import add_image
from sessions_log.services.rating import instrument_for
from sessions_log.vocabulary import EpisodeStatus
from tests.courses import give_course
from tests.people import log, make_client

WITHDREW = MomentEntry(kind="rupture", marker="minimal_response", actor="client", minute=20, intensity=3)
REPAIRED_HERE = MomentEntry(
    kind="repair", actor="therapist", strategy="own_contribution", resolution=4, episode=HERE, closes_as="repaired"
)
LAUGHED = MomentEntry(kind="connection", marker="shared_laughter", actor="both")
EVEN_CHECK: dict[int, tuple[int, ...]] = {score: (score,) * 6 for score in range(1, 8)}


def week(number: int) -> datetime.datetime:
    """Return the start of the session in that week: the first is on 5 January 2026."""
    return datetime.datetime(2026, 1, 5, 10, tzinfo=datetime.UTC) + datetime.timedelta(weeks=number - 1)


def shown(client: Client, **options: Any) -> Timeline:
    timeline = timeline_of(client, **({"is_own": True} | options))
    assert timeline is not None
    return timeline


def sayings(timeline: Timeline, column: int = 0) -> list[str]:
    return [mark.saying for mark in timeline.drawing.columns[column].marks]


def paths(drawing: Drawing, look: str) -> list[str]:
    return [stroke.path for stroke in (*drawing.ground, *drawing.strokes) if stroke.look == look]


def test_before_the_first_session_there_is_no_timeline(anas_client: Client) -> None:
    assert timeline_of(anas_client, is_own=True) is None


def test_a_session_says_all_that_was_noted_in_it_from_top_to_bottom(ana: Person, anas_client: Client) -> None:
    image = add_image(by=ana, client=anas_client, text="People leave", origin="", is_controlling=False)
    rupture = MomentEntry(
        kind="rupture",
        marker="minimal_response",
        actor="client",
        minute=20,
        intensity=3,
        before="He sighed",
        image=image.pk,
        direction="re_enacted",
    )
    log(
        anas_client,
        LAUGHED,
        rupture,
        REPAIRED_HERE,
        sign=True,
        note="A note",
        reflection="Mine",
        therapist_check=EVEN_CHECK[5],
        client_check=(4, 4, 4, 5, 5, None),
        good_things={"zest": 2, "worth": 6},
    )

    timeline = shown(anas_client)

    assert timeline.drawing.columns[0].name == "Session 1, 5 January 2026"
    assert sayings(timeline) == [
        "alliance by the client 4.4, by the therapist 5, on a scale of 1 to 7",
        "rupture, the client withdrew: minimal response, intensity 3, minute 20; repaired the same day",
        "repair, by the therapist: own one’s contribution, resolution 4 of 5; "
        "of the rupture in session 1, repaired the same day",
        "connection, by both: shared laughter",
        "five good things: zest 2, sense of worth 6, on a scale of 1 to 7",
        "relational image “People leave” re-enacted",
        "held",
    ]


def moment(kind: str, actor: str, **values: Any) -> MomentRow:
    unknown = dict.fromkeys(("minute", "intensity", "opens", "repairs", "strategy", "resolution"))
    return MomentRow(**({"number": 12, "kind": kind, "actor": actor, "marker": ""} | unknown | values))


@pytest.mark.parametrize(
    ("said", "row"),
    [
        (
            "misattunement, the therapist confronted the client: defends self against the other",
            moment("misattunement", "therapist", marker="defends_self"),
        ),
        (
            "rupture, both confronted each other: complaint about progress",
            moment("rupture", "both", marker="about_progress"),
        ),
        ("rupture, by the client, minute 0", moment("rupture", "client", minute=0)),
        (
            "breach, by the therapist: demeaning disregard, intensity 5",
            moment("breach", "therapist", marker="demeaning_disregard", intensity=5),
        ),
        (
            "repair, by the therapist: invite thoughts and feelings about the therapist or the therapy",
            moment("repair", "therapist", strategy="invite"),
        ),
    ],
)
def test_a_moment_is_said_in_the_words_of_the_vocabulary(said: str, row: MomentRow) -> None:
    assert moment_saying(row, None, datetime.date(2026, 3, 3)) == said


@pytest.mark.parametrize(
    ("said", "kind", "status", "closed_after"),
    [
        ("open for 14 days", "rupture", EpisodeStatus.OPEN, None),
        ("being worked on, open for 14 days", "rupture", EpisodeStatus.WORKED_ON, None),
        ("repaired after 1 day", "rupture", EpisodeStatus.REPAIRED, 1),
        ("partly repaired the same day", "rupture", EpisodeStatus.PARTLY, 0),
        ("unrepaired at ending after 9 days", "rupture", EpisodeStatus.UNREPAIRED, 9),
        ("not a rupture after all", "rupture", EpisodeStatus.WITHDRAWN, 9),
        ("not a breach after all", "breach", EpisodeStatus.WITHDRAWN, 9),
    ],
)
def test_an_episode_says_how_it_stands(said: str, kind: str, status: EpisodeStatus, closed_after: int | None) -> None:
    opened_on = datetime.date(2026, 3, 3)
    closed_on = None if closed_after is None else opened_on + datetime.timedelta(days=closed_after)
    episode = EpisodeRow(uuid.uuid4().hex, kind, status, 12, opened_on, closed_on, ())

    assert ending(episode, today=datetime.date(2026, 3, 17)) == said


@pytest.mark.parametrize("kind", ["rupture", "breach", "misattunement"])
def test_a_repair_says_of_what_it_was_one(anas_client: Client, kind: str) -> None:
    repair = MomentEntry(kind="repair", actor="therapist", episode=HERE)
    log(anas_client, MomentEntry(kind=kind, actor="therapist"), repair, starts_at=timezone.now())

    said = sayings(shown(anas_client))

    assert f"repair, by the therapist; of the {kind} in session 1, being worked on, opened today" in said


def test_a_missing_rating_leaves_a_gap_and_a_tick_and_is_never_bridged(anas_client: Client) -> None:
    for number, score in enumerate((2, 3, None, 7), start=1):
        answers = EVEN_CHECK[score] if score else (None,) * 6
        log(anas_client, starts_at=week(number), client_check=answers, sign=True)
    log(anas_client, starts_at=week(5), attendance="cancelled", sign=True)

    timeline = shown(anas_client)

    # Five columns, 56 apart, the first in the middle of its room; 120 units from 7 (at 32) down to 1 (at 152).
    assert paths(timeline.drawing, "line client") == ["M44,132L100,112M212,32"]
    assert paths(timeline.drawing, "points client") == ["M44,132h.01M100,112h.01M212,32h.01"]
    assert paths(timeline.drawing, "missing") == ["M156,160v7"]
    assert sayings(timeline, 2) == ["alliance by the client missing, on a scale of 1 to 7", "held"]
    assert sayings(timeline, 4) == ["cancelled"]


# Without a rating the alliance lane is low, and the piles of moments begin at 140.


def test_an_arc_joins_a_rupture_to_each_attempt_and_is_solid_once_repaired(anas_client: Client) -> None:
    log(anas_client, WITHDREW, starts_at=week(1), sign=True)
    episode = str(Episode.objects.get().pk)
    attempt = MomentEntry(kind="repair", actor="therapist", strategy="validate", episode=episode)
    closing = MomentEntry(kind="repair", actor="therapist", strategy="validate", episode=episode, closes_as="repaired")
    log(anas_client, attempt, starts_at=week(2), sign=True)
    open_still = shown(anas_client).drawing
    log(anas_client, closing, starts_at=week(3), sign=True)
    repaired = shown(anas_client)

    # From the middle of one column to that of the other; an open one also runs on to the edge.
    assert paths(open_still, "arc open") == ["M44,140C44,116 100,116 100,140M44,140Q44,126 94,126H144"]
    assert paths(repaired.drawing, "arc repaired") == ["M44,140C44,116 100,116 100,140M44,140C44,111 156,111 156,140"]
    assert paths(repaired.drawing, "arc open") == []
    assert sayings(repaired, 0)[0] == (
        "rupture, the client withdrew: minimal response, intensity 3, minute 20; repaired after 14 days"
    )
    assert sayings(repaired, 1)[0] == (
        "repair, by the therapist: validate the protective stance; of the rupture in session 1, repaired after 14 days"
    )


def test_a_rupture_repaired_in_its_session_has_a_bow_beside_the_pile(anas_client: Client) -> None:
    log(anas_client, WITHDREW, REPAIRED_HERE, sign=True)

    assert paths(shown(anas_client).drawing, "arc repaired") == ["M53,152Q61,164 53,176"]


def test_moments_of_a_session_stand_one_below_the_other_what_arcs_reach_on_top(anas_client: Client) -> None:
    log(anas_client, LAUGHED, WITHDREW, LAUGHED, sign=True)

    marks = [mark for mark in shown(anas_client).drawing.columns[0].marks if mark.lane == "moments"]

    assert [(mark.shape, mark.top, mark.height) for mark in marks] == [
        ("rupture", 140, 24),
        ("connection", 164, 24),
        ("connection", 188, 24),
    ]


def test_an_unrepaired_rupture_ends_in_a_bar_where_it_was_left(anas_client: Client) -> None:
    for number in (1, 2, 3):
        log(anas_client, *([WITHDREW] if number == 1 else []), starts_at=week(number), sign=True)
    Episode.objects.update(status="unrepaired", closed_on=week(2).date())

    assert paths(shown(anas_client).drawing, "arc unrepaired") == ["M44,140Q44,126 72,126H100m0,-5v10"]


def test_a_rupture_left_after_the_last_session_has_its_bar_at_the_edge_unless_sessions_follow(
    anas_client: Client,
) -> None:
    give_course(anas_client, 50)
    Episode.objects.filter(opening__session__number=43).update(status="unrepaired", closed_on=datetime.date(2026, 2, 1))

    latest, earlier = (paths(shown(anas_client, to=to).drawing, "arc unrepaired") for to in (None, 49))

    assert [path.endswith("m0,-5v10") for path in (latest[0], earlier[0])] == [True, False]


def test_arcs_of_two_ruptures_between_the_same_sessions_do_not_lie_on_one_another(anas_client: Client) -> None:
    log(anas_client, WITHDREW, WITHDREW, starts_at=week(1), sign=True)
    first, second = (str(pk) for pk in Episode.objects.order_by("opening__position").values_list("pk", flat=True))
    repair = {"kind": "repair", "actor": "therapist"}
    log(
        anas_client,
        MomentEntry(**repair, episode=first, closes_as="repaired"),
        MomentEntry(**repair, episode=second, closes_as="partly"),
        starts_at=week(2),
        sign=True,
    )

    (arcs,) = paths(shown(anas_client).drawing, "arc repaired")

    assert arcs == "M44,140C44,116 100,116 100,140M44,140C44,106 100,106 100,140"


def test_the_five_good_things_rise_above_the_middle_and_fall_below_it(anas_client: Client) -> None:
    log(anas_client, good_things={"zest": 7, "action": 4, "knowledge": 1}, sign=True)

    drawing = shown(anas_client).drawing

    assert paths(drawing, "thing-up") == ["M36,168h16v-10.5h-16z"]
    assert paths(drawing, "thing-even") == ["M36,191h16v2h-16z"]
    assert paths(drawing, "thing-down") == ["M36,216h16v10.5h-16z"]


def test_the_clients_own_five_good_things_have_rows_of_their_own_where_the_client_answered(anas_client: Client) -> None:
    session = log(anas_client, good_things={"zest": 6}, sign=True)
    lanes = [label.text for label in shown(anas_client).drawing.labels if label.look == "lane"]
    assert "The client’s five" not in lanes

    ClientAnswers.objects.create(practice_id=session.practice_id, session=session, zest=1, worth=7)
    timeline = shown(anas_client, is_own=False)

    assert sayings(timeline)[:2] == [
        "five good things: zest 6, on a scale of 1 to 7",
        "five good things by the client: zest 1, sense of worth 7, on a scale of 1 to 7",
    ]
    names = [label.text for label in timeline.drawing.labels if label.look in ("lane", "row")]
    assert names[names.index("The client’s five") :][1:6] == names[names.index("Five good things") :][1:6]
    assert paths(timeline.drawing, "thing-up") == ["M36,168h16v-7h-16z", "M36,396h16v-10.5h-16z"]
    assert paths(timeline.drawing, "thing-down") == ["M36,324h16v10.5h-16z"]


def test_the_real_relationship_is_drawn_and_said_as_both_saw_it(anas_client: Client) -> None:
    session = log(anas_client, relationship={"genuine": 7, "authenticity": 1}, sign=True)
    ClientAnswers.objects.create(practice_id=session.practice_id, session=session, realistic=4)

    timeline = shown(anas_client, is_own=False)

    assert sayings(timeline)[0] == (
        "real relationship by the client realistic 4; by the therapist genuine 7, authenticity 1, on a scale of 1 to 7"
    )
    # Only what was ever answered has a row.
    names = [label.text for label in timeline.drawing.labels if label.look == "row"]
    assert names[-3:] == ["Realistic, client", "Genuine, therapist", "Authenticity"]
    assert paths(timeline.drawing, "thing-even") == ["M36,167h16v2h-16z"]
    assert paths(timeline.drawing, "thing-up") == ["M36,192h16v-10.5h-16z"]
    assert paths(timeline.drawing, "thing-down") == ["M36,216h16v10.5h-16z"]


def test_images_are_countered_above_their_line_and_re_enacted_below(ana: Person, anas_client: Client) -> None:
    images = [
        add_image(by=ana, client=anas_client, text=f"Image {place}", origin="", is_controlling=False)
        for place in range(5)
    ]
    touches = [MomentEntry(kind="connection", actor="both", image=image.pk, direction="countered") for image in images]
    again = MomentEntry(kind="rupture", actor="client", image=images[1].pk, direction="re_enacted")
    log(anas_client, *touches, again, sign=True)

    timeline = shown(anas_client)
    marks = [mark for mark in timeline.drawing.columns[0].marks if mark.lane == "images"]

    assert "relational image “Image 1” countered and re-enacted" in sayings(timeline)
    # Four images have a row; the fifth stands only in the table, and the lane says so.
    assert [mark.height for mark in marks] == [44, 44, 44, 44, 0]
    names = [label.text for label in timeline.drawing.labels]
    assert names[names.index("Relational images") : names.index("Sessions")] == [
        *("Relational images", "Image 0", "Image 1", "Image 2", "Image 3", "and 1 more,", "in the table")
    ]
    [stems] = paths(timeline.drawing, "stem")
    assert (stems.count("v-10"), stems.count("v10")) == (4, 1)
    assert len(paths(timeline.drawing, "countered")[0].split("M")) - 1 == 4
    assert len(paths(timeline.drawing, "re-enacted")[0].split("M")) - 1 == 1


def test_the_axis_marks_who_was_absent_names_drafts_and_grounds_the_forming_phase(anas_client: Client) -> None:
    for number, attendance in enumerate(("held", "cancelled", "no_show", "late"), start=1):
        log(anas_client, starts_at=week(number), attendance=attendance, sign=number < 4)

    drawing = shown(anas_client).drawing

    assert [column.marks[-1].saying for column in drawing.columns] == [
        "held",
        "cancelled",
        "did not come",
        "held, started late, not signed yet",
    ]
    assert drawing.columns[3].name == "Session 4, 26 January 2026, draft"
    assert paths(drawing, "absent cancelled") == ["M100,151m-4,-4l8,8m0,-8l-8,8"]
    assert paths(drawing, "absent no_show") == ["M156,151m-4,-4h8v8h-8z"]
    assert paths(drawing, "draft") == ["M185,4h54V166h-54z"]
    assert paths(drawing, "forming") == ["M16,0h224V166h-224z"]
    assert [(tick.number, tick.day, tick.year) for tick in drawing.ticks] == [
        (2, "12 Jan", "2026"),
        (4, "26 Jan", ""),
    ]


def test_a_window_holds_the_latest_48_sessions_and_pages_by_session_number(anas_client: Client) -> None:
    give_course(anas_client, 150)

    latest, earlier, first = (shown(anas_client, to=to) for to in (None, 102, 30))

    assert [(page.drawing.columns[0].last, page.drawing.columns[-1].last) for page in (latest, earlier, first)] == [
        (103, 150),
        (55, 102),
        (1, 48),
    ]
    assert [(page.earlier, page.later) for page in (latest, earlier, first)] == [(102, None), (54, 150), (None, 96)]
    assert not latest.is_whole
    assert shown(anas_client, to=10**8).name == latest.name == "Sessions 103 to 150, 10 February 2025 to 5 January 2026"


def test_arcs_to_and_from_sessions_outside_the_window_run_into_its_edges(anas_client: Client) -> None:
    give_course(anas_client, 50)
    # Session 49 has a rupture of its own, repaired in 50; session 1's is repaired in 2, where the window begins 3.
    Episode.objects.filter(opening__session__number=1).update(status="worked_on", closed_on=None)

    latest = shown(anas_client).drawing
    earliest = shown(anas_client, to=48).drawing

    # Nothing of what is open lies in the latest window, so its line crosses it from edge to edge.
    assert paths(latest, "arc open") == ["M0,240H1184"]
    assert paths(earliest, "arc open") == ["M28,254C28,230 52,230 52,254M28,254Q28,240 52,240H1184"]


def test_the_whole_course_is_drawn_in_at_most_48_columns_that_say_how_much_they_hold(anas_client: Client) -> None:
    give_course(anas_client, 130)

    timeline = shown(anas_client, whole=True)
    column = timeline.drawing.columns[0]

    assert (timeline.is_condensed, timeline.sessions_each) == (True, 3)
    assert len(timeline.drawing.columns) == 44
    assert (column.session, column.last) == (None, 3)
    assert column.name == "Sessions 1 to 3, 17 July 2023 to 31 July 2023"
    assert sayings(timeline) == [
        "alliance by the client 4, by the therapist 5, on a scale of 1 to 7",
        "1 rupture",
        "1 repair",
        "five good things: zest 5, on a scale of 1 to 7",
        "relational image “People leave” re-enacted",
        "3 held",
    ]


def test_a_stretch_of_sessions_counts_kinds_and_keeps_the_range_of_scores(anas_client: Client) -> None:
    sessions = give_course(anas_client, 49)
    Rating.objects.filter(session=sessions[1], rater="client").update(score=2.5)
    log(anas_client, *([MomentEntry(kind="breach", actor="therapist")] * 2), starts_at=week(1), attendance="late")

    timeline = shown(anas_client, whole=True)

    assert sayings(timeline)[0] == "alliance by the client 2.5 to 4, by the therapist 5, on a scale of 1 to 7"
    assert "2 breaches" in sayings(timeline, -1)
    assert sayings(timeline, -1)[-1] == "1 held; 1 held, started late"
    assert [mark.count for mark in timeline.drawing.columns[-1].marks if mark.shape == "breach"] == [2]


def test_the_lane_shows_the_alliance_instrument_with_most_ratings_and_offers_the_others(
    ana: Person, anas_client: Client
) -> None:
    sessions = give_course(anas_client, 4)
    check, wai, core = (instrument_for(ana.practice, code) for code in ("check", "wai-sr", "core-10"))
    rate(core, sessions, 12.0)
    rate(core, sessions, 11.0, rater="therapist")
    rate(wai, sessions[:1], 4.5)

    usual = shown(anas_client)
    chosen = shown(anas_client, instrument=str(core.pk))

    assert usual.instrument is not None
    assert (usual.instrument.id, usual.keep) == (check.pk, "")
    assert [other.id for other in usual.others] == [core.pk, wai.pk]
    assert chosen.keep == f"&instrument={core.pk}"
    assert sayings(chosen)[0] == "CORE-10 by the client 12, by the therapist 11, on a scale of 0 to 40"
    assert shown(anas_client, instrument="unknown").instrument == usual.instrument


def test_without_an_alliance_rating_the_lane_is_empty_and_other_instruments_are_offered(
    ana: Person, anas_client: Client
) -> None:
    session = log(anas_client, sign=True)
    core = instrument_for(ana.practice, "core-10")
    rate(core, [session], 12.0)

    timeline = shown(anas_client)

    assert timeline.instrument is None
    assert [other.id for other in timeline.others] == [core.pk]
    assert "no rating yet" in [label.text for label in timeline.drawing.labels]


def rate(instrument: Instrument, sessions: list[TherapySession], score: float, rater: str = "client") -> None:
    Rating.objects.bulk_create(
        Rating(practice=session.practice, session=session, instrument=instrument, rater=rater, score=score)
        for session in sessions
    )


def test_a_reader_who_is_not_the_therapist_gets_signed_sessions_and_no_text_of_images(
    ana: Person, anas_client: Client
) -> None:
    give_course(anas_client, 2)
    log(anas_client, LAUGHED, starts_at=week(2))

    timeline = shown(anas_client, is_own=False)

    assert timeline.name == "Sessions 1 to 2, 29 December 2025 to 5 January 2026"
    assert "a relational image, number 1, re-enacted" in sayings(timeline)
    assert "Image 1" in [label.text for label in timeline.drawing.labels]
    assert "People leave" not in str(timeline)


def test_a_repair_that_only_a_draft_knows_is_not_known_to_other_readers(anas_client: Client) -> None:
    log(anas_client, WITHDREW, starts_at=week(1), sign=True)
    episode = str(Episode.objects.get().pk)
    closing = MomentEntry(kind="repair", actor="both", strategy="validate", episode=episode, closes_as="repaired")
    log(anas_client, closing, starts_at=week(2))

    own, other = (shown(anas_client, is_own=is_own) for is_own in (True, False))

    assert sayings(own)[0].endswith("; repaired after 7 days")
    assert "open for" in sayings(other)[0]
    assert paths(own.drawing, "arc repaired") == ["M44,140C44,116 100,116 100,140"]
    assert paths(other.drawing, "arc open") == ["M44,140Q44,126 66,126H88"]


def test_the_number_of_queries_depends_neither_on_rows_nor_on_the_window(ana: Person) -> None:
    counts = set()
    for sessions in (1, 3, 50, 500):
        client = make_client(ana, code=f"Q-{sessions}")
        give_course(client, sessions)
        for options in ({}, {"to": 1}, {"whole": True}, {"is_own": False}):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                shown(client, **options)
            counts.add(len(queries))

    assert counts == {10}
