"""The database itself refuses what cannot be: an example for every constraint of every model."""

import datetime
import re
import uuid
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from sessions_log.models import (
    Addendum,
    AuditEntry,
    Client,
    ClientAnswers,
    Consent,
    DeletedSession,
    Episode,
    FiveGoodThings,
    FrameAgreement,
    ImageLink,
    Instrument,
    Moment,
    MomentContext,
    Person,
    Practice,
    PracticePrompt,
    PromptChoice,
    PromptSwitch,
    Rating,
    RelationalImage,
    RelationshipView,
    RepairAttempt,
    SocialCategory,
    SupervisionPair,
    TherapySession,
    triggers,
)
from tests.rows import one_of_each

MODELS = list(apps.get_app_config("sessions_log").get_models())
CONSTRAINTS = {constraint.name: (model, constraint) for model in MODELS for constraint in model._meta.constraints}
UNIQUE_FIELDS = [
    field for model in MODELS for field in model._meta.local_concrete_fields if field.unique and not field.primary_key
]

LONG_AGO = datetime.date(1990, 1, 1)
UNKNOWN = "no_such_code"


class Example(NamedTuple):
    """A stored row, one of those that `of` selects, and what it cannot be changed to."""

    model: type[models.Model]
    changes: list[dict[str, Any]]
    of: dict[str, Any] = {}


class Twin(NamedTuple):
    """A stored row, one of those that `of` selects, that cannot be stored again even if `differing` differs."""

    model: type[models.Model]
    differing: dict[str, Any] = {}
    of: dict[str, Any] = {}


CHECKS = {
    "client_format_known": Example(Client, [{"usual_format": UNKNOWN}, {"usual_format": ""}]),
    "client_ending_known": Example(Client, [{"ending": UNKNOWN, "ended_on": F("began_on")}]),
    "client_weekday_in_week": Example(Client, [{"usual_weekday": 7}]),
    "client_minutes_sensible": Example(Client, [{"usual_minutes": 4}, {"usual_minutes": 481}]),
    "client_ends_after_start": Example(Client, [{"ended_on": LONG_AGO, "ending": "agreed"}]),
    "client_ending_with_date": Example(Client, [{"ending": "agreed"}, {"ended_on": F("began_on")}]),
    "client_archived_after_ending": Example(Client, [{"archived_on": F("began_on")}]),
    "consent_kind_known": Example(Consent, [{"kind": UNKNOWN}]),
    "consent_withdrawn_after_given": Example(Consent, [{"withdrawn_on": LONG_AGO}]),
    "social_axis_known": Example(SocialCategory, [{"axis": UNKNOWN}, {"axis": "role"}]),
    "social_location_known": Example(SocialCategory, [{"location": UNKNOWN}, {"location": ""}]),
    "session_deletion_known": Example(DeletedSession, [{"reason": UNKNOWN}, {"reason": ""}]),
    "frame_topic_known": Example(FrameAgreement, [{"topic": UNKNOWN}]),
    "frame_ends_after_start": Example(FrameAgreement, [{"ended_on": LONG_AGO}]),
    "pair_is_of_two": Example(SupervisionPair, [{"supervisor": F("therapist")}]),
    "pair_ends_after_start": Example(SupervisionPair, [{"ends_on": LONG_AGO}]),
    "session_format_known": Example(TherapySession, [{"format": UNKNOWN}]),
    "session_attendance_known": Example(TherapySession, [{"attendance": UNKNOWN}]),
    "session_status_known": Example(TherapySession, [{"status": UNKNOWN, "signed_at": F("starts_at")}]),
    "session_minutes_sensible": Example(TherapySession, [{"minutes": 4}, {"minutes": 481}]),
    "session_number_from_one": Example(TherapySession, [{"number": 0}]),
    "session_signed_with_time": Example(
        TherapySession, [{"signed_at": F("starts_at")}, {"status": "signed"}], of={"status": "draft"}
    ),
    "moment_kind_known": Example(Moment, [{"kind": UNKNOWN, "marker": ""}]),
    "moment_actor_known": Example(Moment, [{"actor": UNKNOWN}, {"actor": ""}]),
    "moment_clarity_known": Example(Moment, [{"clarity": UNKNOWN}]),
    "moment_marker_fits_kind": Example(
        Moment,
        [
            {"marker": UNKNOWN},
            {"kind": "rupture", "marker": "disrespect"},
            {"kind": "breach", "marker": "denial"},
            {"kind": "connection", "marker": "denial"},
            {"kind": "repair", "marker": "felt_understood"},
        ],
    ),
    "moment_minute_in_session": Example(Moment, [{"minute": 481}]),
    "moment_intensity_1_5": Example(Moment, [{"intensity": 0}, {"intensity": 6}]),
    "moment_contribution_1_5": Example(Moment, [{"contribution": 0}, {"contribution": 6}]),
    "context_axis_known": Example(MomentContext, [{"axis": UNKNOWN}]),
    "image_direction_known": Example(ImageLink, [{"direction": UNKNOWN}, {"direction": ""}]),
    "episode_status_known": Example(Episode, [{"status": UNKNOWN, "closed_on": LONG_AGO}]),
    "episode_closed_with_date": Example(
        Episode, [{"status": "repaired"}, {"status": "worked_on", "closed_on": LONG_AGO}], of={"closed_on": None}
    ),
    "episode_ending_known": Example(Episode, [{"status": "unrepaired", "closed_on": LONG_AGO, "ending": UNKNOWN}]),
    "episode_ending_of_unrepaired": Example(Episode, [{"ending": "referred"}], of={"closed_on": None}),
    "repair_strategy_known": Example(RepairAttempt, [{"strategy": UNKNOWN}]),
    "repair_resolution_1_5": Example(RepairAttempt, [{"resolution": 0}, {"resolution": 6}]),
    "prompt_decision_known": Example(PromptChoice, [{"decision": UNKNOWN}]),
    "prompt_outcome_known": Example(PromptChoice, [{"outcome": UNKNOWN, "answered_at": F("decided_at")}]),
    "prompt_of_episode_or_session": Example(PromptChoice, [{"episode": None, "after_session": None}]),
    "prompt_outcome_of_chosen": Example(
        PromptChoice,
        [
            {"answered_at": F("decided_at")},
            {"outcome": "helped"},
            {"outcome": "helped", "answered_at": F("decided_at"), "decision": "dismissed"},
        ],
        of={"outcome": ""},
    ),
    "practice_prompt_trigger_known": Example(PracticePrompt, [{"trigger": UNKNOWN}]),
    "instrument_range": Example(Instrument, [{"score_min": 7, "score_max": 7}, {"score_min": 7, "score_max": 1}]),
    "rating_rater_known": Example(Rating, [{"rater": UNKNOWN}]),
    "good_zest_1_7": Example(FiveGoodThings, [{"zest": 0}, {"zest": 8}]),
    "good_action_1_7": Example(FiveGoodThings, [{"action": 0}, {"action": 8}]),
    "good_knowledge_1_7": Example(FiveGoodThings, [{"knowledge": 0}, {"knowledge": 8}]),
    "good_worth_1_7": Example(FiveGoodThings, [{"worth": 0}, {"worth": 8}]),
    "good_more_connection_1_7": Example(FiveGoodThings, [{"more_connection": 0}, {"more_connection": 8}]),
    "view_genuine_1_7": Example(RelationshipView, [{"genuine": 0}, {"genuine": 8}]),
    "view_realistic_1_7": Example(RelationshipView, [{"realistic": 0}, {"realistic": 8}]),
    "view_authenticity_1_7": Example(RelationshipView, [{"authenticity": 0}, {"authenticity": 8}]),
    "answers_genuine_1_7": Example(ClientAnswers, [{"genuine": 0}, {"genuine": 8}]),
    "answers_realistic_1_7": Example(ClientAnswers, [{"realistic": 0}, {"realistic": 8}]),
    "answers_zest_1_7": Example(ClientAnswers, [{"zest": 0}, {"zest": 8}]),
    "answers_action_1_7": Example(ClientAnswers, [{"action": 0}, {"action": 8}]),
    "answers_knowledge_1_7": Example(ClientAnswers, [{"knowledge": 0}, {"knowledge": 8}]),
    "answers_worth_1_7": Example(ClientAnswers, [{"worth": 0}, {"worth": 8}]),
    "answers_more_connection_1_7": Example(ClientAnswers, [{"more_connection": 0}, {"more_connection": 8}]),
    "answers_strength_1_5": Example(
        ClientAnswers, [{"tension": True, "tension_strength": 0}, {"tension": True, "tension_strength": 6}]
    ),
    "answers_resolved_1_5": Example(
        ClientAnswers, [{"tension": True, "resolved": 0}, {"tension": True, "resolved": 6}]
    ),
    "answers_about_tension_only_with_one": Example(
        ClientAnswers, [{"tension": False, "talked_about": False}, {"tension": None, "resolved": 3}]
    ),
    "practice_retention_sensible": Example(Practice, [{"retention_years": 0}, {"retention_years": 101}]),
    "person_has_a_role": Example(Person, [{"is_therapist": False, "is_supervisor": False, "is_admin": False}]),
}
POSTED = {"submission__isnull": False}
TWINS = {
    "client_code_once": Twin(Client, {"submission": uuid.uuid4()}),
    "client_submission_once": Twin(Client, {"code_index": "another"}, of=POSTED),
    "frame_submission_once": Twin(FrameAgreement, of=POSTED),
    "image_submission_once": Twin(RelationalImage, of=POSTED),
    "pair_once_a_day": Twin(SupervisionPair),
    "session_number_once": Twin(TherapySession, {"submission": uuid.uuid4()}),
    "session_submission_once": Twin(TherapySession, {"number": 99}),
    "addendum_submission_once": Twin(Addendum),
    "context_once": Twin(MomentContext),
    "image_link_once": Twin(ImageLink),
    "prompt_decided_once": Twin(PromptChoice, of={"episode__isnull": False}),
    "prompt_decided_once_a_session": Twin(PromptChoice, of={"episode": None}),
    "practice_prompt_version_once": Twin(PracticePrompt),
    "prompt_switched_off_once": Twin(PromptSwitch),
    "social_axis_once": Twin(SocialCategory),
    "consent_in_force_once": Twin(Consent, of={"withdrawn_on": None}),
    "instrument_version_once": Twin(Instrument),
    "rating_once": Twin(Rating),
    "person_email_any_case": Twin(Person, {"email": "ANA@quiet-room.example"}),
    "audit_sequence_once": Twin(AuditEntry),
}


@pytest.fixture
def filled(anas_client: Client, ben: Person) -> None:
    """At least one row in every table, of which no trigger keeps a change from meeting its constraint."""
    one_of_each(anas_client)
    triggers.remove(connection)


def test_every_constraint_has_an_example() -> None:
    assert CONSTRAINTS.keys() == CHECKS.keys() | TWINS.keys()


def test_every_model_has_a_row_to_try(filled: None) -> None:
    assert [model for model in MODELS if not model._base_manager.exists()] == []


@pytest.mark.parametrize(
    ("name", "change"), [(name, change) for name, example in CHECKS.items() for change in example.changes], ids=str
)
def test_a_check_refuses(filled: None, name: str, change: dict[str, Any]) -> None:
    example = CHECKS[name]
    row = example.model._base_manager.filter(**example.of).order_by("pk")[:1]
    assert len(row) == 1

    with pytest.raises(IntegrityError, match=rf"\b{name}\b"), transaction.atomic():
        example.model._base_manager.filter(pk=row[0].pk).update(**change)


@pytest.mark.parametrize("name", TWINS)
def test_a_row_cannot_be_stored_twice(filled: None, name: str) -> None:
    twin = TWINS[name]
    row = twin.model._base_manager.filter(**twin.of).order_by("pk")[0]

    with pytest.raises(IntegrityError, match=said_of(name)), transaction.atomic():
        store_again(row, **twin.differing)


@pytest.mark.parametrize("field", UNIQUE_FIELDS, ids=str)
def test_a_unique_column_refuses_a_second_row(filled: None, field: models.Field) -> None:
    row = field.model._base_manager.order_by("pk")[0]

    with pytest.raises(IntegrityError, match=field.column), transaction.atomic():
        store_again(row)


def store_again(row: models.Model, **differing: Any) -> None:
    row.pk = None if isinstance(row, AuditEntry) else uuid.uuid4()
    for name, value in differing.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def said_of(name: str) -> str:
    """Return what the database says of a broken uniqueness: SQLite names the columns, not the constraint."""
    model, constraint = CONSTRAINTS[name]
    if connection.vendor == "postgresql" or constraint.expressions:
        return rf"\b{name}\b"
    columns = [f"{model._meta.db_table}.{model._meta.get_field(field).column}" for field in constraint.fields]
    return re.escape(f"UNIQUE constraint failed: {', '.join(columns)}")
