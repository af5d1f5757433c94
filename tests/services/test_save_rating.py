"""Filling in a loaded instrument: scored by its key, corrected while the session is a draft, risk raised."""

from collections.abc import Sequence

import pytest

from sessions_log.errors import InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Client, Instrument, Person, Rating, TherapySession
from sessions_log.services import audit
from sessions_log.services.instrument import load_instrument, put_aside
from sessions_log.services.rating import save_rating
from sessions_log.signals.questionnaire import Questionnaire
from sessions_log.signals.scoring import Answer
from sessions_log.vocabulary import Rater
from tests.people import log
from tests.questionnaires import choice, core_10, file_of, questionnaire

CALM: list[Answer] = [1, 3, 3, 1, 0, 0, 1, 0, 2, 1]
"""Items 2 and 3 count as 1 each: 1 + 1 + 1 + 1 + 0 + 0 + 1 + 0 + 2 + 1 = 8. The risk item is 0."""


@pytest.fixture
def core(dora: Person) -> Instrument:
    return load_instrument(by=dora, questionnaire=Questionnaire.read(file_of(core_10())), key="core-10")


@pytest.fixture
def draft(anas_client: Client) -> TherapySession:
    return log(anas_client)


def save(session: TherapySession, instrument: Instrument, items: Sequence[Answer], version: int | None = None) -> bool:
    by, rater = session.therapist, Rater.CLIENT
    return save_rating(by=by, session=session, instrument=instrument, rater=rater, items=items, version=version)


def recorded() -> list[tuple[str, dict]]:
    entries = AuditEntry.objects.filter(action__startswith="rating.").order_by("sequence")
    return list(entries.values_list("action", "facts"))


def test_answers_are_stored_as_given_and_scored_by_the_key(draft: TherapySession, core: Instrument) -> None:
    assert save(draft, core, CALM) is False

    rating = Rating.objects.get()
    assert (rating.items, rating.score, rating.version) == (CALM, 8.0, 1)
    assert (rating.practice_id, rating.rater, rating.instrument) == (draft.practice_id, "client", core)
    assert recorded() == [("rating.save", {"version": 1})]


def test_client_and_therapist_rate_apart(draft: TherapySession, core: Instrument) -> None:
    save(draft, core, CALM)
    save_rating(by=draft.therapist, session=draft, instrument=core, rater=Rater.THERAPIST, items=[4] * 10)

    # eight items count 4 and the two that are reversed 0
    assert dict(Rating.objects.values_list("rater", "score")) == {"client": 8.0, "therapist": 32.0}


def test_a_risk_answer_is_raised_counted_in_its_own_total_and_audited_without_its_value(
    draft: TherapySession, core: Instrument
) -> None:
    items = [*CALM[:5], 1, *CALM[6:]]

    assert save(draft, core, items) is True

    assert Rating.objects.get().score == 9.0
    assert recorded() == [("rating.save", {"version": 1}), ("rating.risk", {})]


def test_a_risk_answer_is_raised_even_when_too_few_others_are_answered(draft: TherapySession, core: Instrument) -> None:
    items: list[Answer] = [None] * 5 + [4] + [None] * 4

    assert save(draft, core, items) is True

    assert Rating.objects.get().score is None


def test_the_same_answers_again_change_nothing_but_are_raised_again(draft: TherapySession, core: Instrument) -> None:
    items = [*CALM[:5], 2, *CALM[6:]]

    assert [save(draft, core, items) for _ in range(3)] == [True, True, True]

    assert Rating.objects.get().version == 1
    assert [action for action, _facts in recorded()] == ["rating.save", "rating.risk"]


def test_a_rating_of_a_draft_is_corrected(draft: TherapySession, core: Instrument) -> None:
    save(draft, core, CALM)
    save(draft, core, [0, *CALM[1:]], version=1)

    rating = Rating.objects.get()
    assert (rating.items[0], rating.score, rating.version) == (0, 7.0, 2)


def test_a_correction_over_another_version_shows_both_answers(draft: TherapySession, core: Instrument) -> None:
    save(draft, core, CALM)

    with pytest.raises(StaleVersion) as stale:
        save(draft, core, [4, None, *CALM[2:]])

    assert stale.value.version == 1
    assert stale.value.differences == {
        "1. Invented item 1": ("Rarely", "Always"),
        "2. Invented item 2": ("Often", ""),
    }
    assert Rating.objects.get().items == CALM


def test_a_rating_of_which_only_the_score_was_imported_is_not_overwritten_unseen(
    draft: TherapySession, core: Instrument
) -> None:
    Rating.objects.create(practice=draft.practice, session=draft, instrument=core, rater="client", score=12)

    with pytest.raises(StaleVersion) as stale:
        save(draft, core, CALM)

    assert stale.value.differences["1. Invented item 1"] == ("", "Rarely")


def test_emptying_a_rating_of_a_draft_takes_it_out(draft: TherapySession, core: Instrument) -> None:
    save(draft, core, CALM)
    save(draft, core, [None] * 10, version=1)

    assert Rating.objects.count() == 0
    assert [action for action, _facts in recorded()] == ["rating.save", "rating.delete"]


def test_nothing_answered_is_no_rating(draft: TherapySession, core: Instrument) -> None:
    with pytest.raises(InvalidEntry, match="Nothing is answered yet"):
        save(draft, core, [None] * 10)


def test_a_signed_session_takes_a_new_rating_but_no_correction(anas_client: Client, core: Instrument) -> None:
    signed = log(anas_client, sign=True)
    save(signed, core, CALM)

    with pytest.raises(NotAllowedNow, match="signed session"):
        save(signed, core, [0, *CALM[1:]], version=1)

    assert Rating.objects.get().items == CALM


def test_an_instrument_put_aside_takes_corrections_but_no_new_rating(
    dora: Person, draft: TherapySession, core: Instrument
) -> None:
    save(draft, core, CALM)
    put_aside(by=dora, instrument=core, aside=True)
    core.refresh_from_db()

    save(draft, core, [0, *CALM[1:]], version=1)
    with pytest.raises(NotAllowedNow, match="put aside"):
        save_rating(by=draft.therapist, session=draft, instrument=core, rater=Rater.THERAPIST, items=CALM)

    assert Rating.objects.get().score == 7.0


def test_an_answer_that_is_not_offered_is_refused(draft: TherapySession, core: Instrument) -> None:
    with pytest.raises(InvalidEntry, match="item 1: 5 is not between 0 and 4"):
        save(draft, core, [5, *CALM[1:]])

    assert Rating.objects.count() == 0


def test_a_failing_audit_leaves_no_rating(
    draft: TherapySession, core: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)

    with pytest.raises(RuntimeError):
        save(draft, core, CALM)

    assert Rating.objects.count() == 0


def test_ratings_keep_the_version_that_they_were_made_with(dora: Person, draft: TherapySession) -> None:
    for name in ("1", "2"):
        resource = questionnaire(choice(1, range(5)), choice(2, range(5)), version=name)
        read = Questionnaire.read(file_of(resource))
        save(draft, load_instrument(by=dora, questionnaire=read, key="sum"), [1, 2])

    assert sorted(Rating.objects.values_list("instrument__version", "score")) == [("1", 3.0), ("2", 3.0)]
