"""Therapies in bulk: exact amounts, repeatable to the last id, and nothing that the app could not have written."""

import datetime
import random
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from sessions_log.errors import NotAllowedNow
from sessions_log.models import (
    AuditEntry,
    Client,
    ClinicalNote,
    Episode,
    FiveGoodThings,
    Moment,
    Person,
    Practice,
    Rating,
    TherapySession,
)
from sessions_log.services import audit
from sessions_log.services.demo.bulk import write
from sessions_log.services.demo.bulk.ids import Ids
from sessions_log.services.demo.bulk.write import seed_bulk
from sessions_log.vocabulary import ATTENDED, EpisodeStatus
from tests.services.demo_dump import all_rows, contradictions

TODAY = datetime.date(2026, 3, 11)


def bulk(practice: Practice, *, clients: int = 12, sessions: int = 300, seed: int = 7, **said: Any) -> bool:
    report = said.pop("report", lambda so_far: None)
    return seed_bulk(practice=practice, today=TODAY, clients=clients, sessions=sessions, seed=seed, report=report)


def test_exactly_so_many_clients_and_sessions_are_written(practice: Practice) -> None:
    assert bulk(practice) is True

    assert (Client.objects.count(), TherapySession.objects.count()) == (12, 300)
    assert Person.objects.get().email == "t0001@demo.example"


def test_a_caseload_has_fifty_clients_at_most(practice: Practice) -> None:
    bulk(practice, clients=101, sessions=0)

    caseloads = [person.clients.count() for person in Person.objects.order_by("email")]
    assert caseloads == [50, 50, 1]
    assert sorted(client.code for client in Client.objects.all())[-1] == "T0003-01"


def test_the_same_seed_gives_the_same_rows_to_the_last_id_and_another_does_not(practice: Practice) -> None:
    runs = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            bulk(practice, seed=seed)
            runs.append(all_rows())
            transaction.set_rollback(True)

    assert runs[0] == runs[1]
    assert runs[0]["TherapySession"] != runs[2]["TherapySession"]


def test_the_size_of_a_batch_changes_no_row(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    for size in (1, 10_000):
        monkeypatch.setattr(write, "SESSIONS_PER_TRANSACTION", size)
        with transaction.atomic():
            bulk(practice)
            runs.append(all_rows())
            transaction.set_rollback(True)

    assert runs[0] == runs[1]


def test_nothing_contradicts_itself(practice: Practice) -> None:
    bulk(practice, clients=40, sessions=600)

    assert contradictions() == []
    assert {episode.status for episode in Episode.objects.all()} == set(EpisodeStatus) - {EpisodeStatus.WITHDRAWN}


def test_sessions_that_took_place_have_a_note_and_the_others_nothing(practice: Practice) -> None:
    bulk(practice)

    took_place = TherapySession.objects.filter(attendance__in=ATTENDED)
    others = TherapySession.objects.exclude(attendance__in=ATTENDED)
    assert ClinicalNote.objects.filter(session__in=took_place, text__isnull=False).count() == took_place.count()
    for table in (ClinicalNote, Rating, FiveGoodThings, Moment):
        assert not table.objects.filter(session__in=others).exists()


def test_ratings_lie_where_published_ones_do(practice: Practice) -> None:
    bulk(practice, clients=60, sessions=1_200)

    took_place = TherapySession.objects.filter(attendance__in=ATTENDED).count()
    client_scores = [score for score in Rating.objects.filter(rater="client").values_list("score", flat=True) if score]
    assert sum(client_scores) / len(client_scores) == pytest.approx(5.5, abs=0.25)
    assert 1 - len(client_scores) / took_place == pytest.approx(0.17, abs=0.03)


def test_one_audit_entry_stands_for_the_whole_run(practice: Practice) -> None:
    bulk(practice)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.facts) == ("demo.bulk", {"clients": 12, "sessions": 300})
    audit.verify()


def test_a_second_run_changes_nothing(practice: Practice) -> None:
    bulk(practice)
    before = all_rows()

    assert bulk(practice, seed=8) is False
    assert all_rows() == before


def test_a_run_that_was_broken_off_is_not_taken_for_a_whole_one(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(so_far: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "REPORT_EVERY", 1)
    with pytest.raises(KeyboardInterrupt):
        bulk(practice, report=break_off)

    with pytest.raises(NotAllowedNow, match="broken off"):
        bulk(practice)


def test_progress_is_told_now_and_then(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "SESSIONS_PER_TRANSACTION", 1)
    monkeypatch.setattr(write, "REPORT_EVERY", 100)
    told: list[int] = []

    bulk(practice, report=told.append)

    assert [so_far // 100 for so_far in told] == [1, 2, 3]
    assert told[-1] == 300


def test_identifiers_are_of_version_7_and_in_order_of_making() -> None:
    ids = Ids(random.Random(1), start=1_700_000_000_000)  # noqa: S311 - repeatable

    made = [ids.next() for _ in range(1_000)]

    assert {made_id.version for made_id in made} == {7}
    assert {made_id.variant for made_id in made} == {"specified in RFC 4122"}
    assert made == sorted(set(made))


def test_a_new_row_sorts_behind_those_made_in_bulk(practice: Practice) -> None:
    seed_bulk(practice=practice, today=timezone.localdate(), clients=1, sessions=20, seed=1, report=lambda so_far: None)

    later = Practice.objects.create(name="Made afterwards")
    assert max(Moment.objects.values_list("pk", flat=True)) < later.pk
