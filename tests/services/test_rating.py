"""The alliance check, the five good things and the instruments they are made with."""

import pytest

from sessions_log.models import Client, FiveGoodThings, Instrument, Practice, Rating, RelationshipView
from sessions_log.models.entry import SessionEntry
from sessions_log.services.rating import instrument_for, write_check, write_good_things, write_relationship
from sessions_log.vocabulary import GoodThing, Rater
from tests.people import log
from tests.threads import at_once


def test_an_instrument_is_added_when_first_used_and_found_again(practice: Practice, other_practice: Practice) -> None:
    check = instrument_for(practice, "check")

    assert (check.code, check.key, check.score_min, check.score_max) == ("check", "check", 1, 7)
    assert instrument_for(practice, "check") == check
    assert instrument_for(other_practice, "check") != check
    assert Instrument.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_instrument_first_used_by_several_at_once_is_one(practice: Practice) -> None:
    used = at_once([lambda: instrument_for(practice, "srs-3")] * 4)

    assert {instrument.pk for instrument in used} == {Instrument.objects.get().pk}


def test_a_plain_scale_is_an_instrument_of_its_own(practice: Practice) -> None:
    scale = instrument_for(practice, "scale:0:10")
    assert (scale.score_min, scale.score_max) == (0, 10)
    assert instrument_for(practice, "scale:1:10") != scale


@pytest.mark.parametrize("code", ["no_such_instrument", "scale:10:0", "scale:a:b", "scale:1"])
def test_an_unknown_instrument_is_refused(practice: Practice, code: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        instrument_for(practice, code)
    assert not Instrument.objects.exists()


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ((6, 6, 5, 5, 4, 4), 5.0),
        ((7, None, 7, None, 7, 7), 7.0),
        ((1, None, None, None, 1, 1), None),
    ],
    ids=["all answered", "four answered", "too few"],
)
def test_a_check_is_scored_when_four_of_six_are_answered(
    anas_client: Client, answers: tuple[int | None, ...], score: float | None
) -> None:
    log(anas_client, client_check=answers)
    rating = Rating.objects.get()
    assert (rating.rater, rating.items, rating.score) == ("client", list(answers), score)


def test_both_views_are_kept_apart_and_a_second_answer_replaces_the_first(anas_client: Client) -> None:
    session = log(anas_client, therapist_check=(5,) * 6, client_check=(6,) * 6)
    write_check(session, Rater.CLIENT, (2,) * 6)

    entered = SessionEntry.of(session)
    assert (entered.therapist_check, entered.client_check) == ((5,) * 6, (2,) * 6)
    assert Rating.objects.count() == 2


def test_no_answers_at_all_are_no_rating(anas_client: Client) -> None:
    session = log(anas_client, client_check=(6,) * 6)
    write_check(session, Rater.CLIENT, (None,) * 6)
    assert not Rating.objects.exists()


def test_the_five_good_things_are_kept_replaced_and_taken_out(anas_client: Client) -> None:
    session = log(anas_client, good_things={"zest": 3, "worth": 7})
    stored = FiveGoodThings.objects.get()
    assert {thing.value: getattr(stored, thing) for thing in GoodThing} == {
        "zest": 3,
        "action": None,
        "knowledge": None,
        "worth": 7,
        "more_connection": None,
    }

    write_good_things(session, {"zest": 4})
    assert (FiveGoodThings.objects.get().zest, FiveGoodThings.objects.get().worth) == (4, None)

    write_good_things(session, {})
    assert not FiveGoodThings.objects.exists()


def test_the_view_of_the_relationship_is_kept_replaced_and_taken_out(anas_client: Client) -> None:
    session = log(anas_client, relationship={"genuine": 6, "authenticity": 2})
    stored = RelationshipView.objects.get()
    assert (stored.session, stored.practice) == (session, anas_client.practice)
    assert (stored.genuine, stored.realistic, stored.authenticity) == (6, None, 2)
    assert SessionEntry.of(session).in_words()["The relationship, as you saw it"] == (
        "We were genuine with one another 6, Bringing oneself fully 2"
    )

    write_relationship(session, {"realistic": 4})
    stored.refresh_from_db()
    assert (stored.genuine, stored.realistic, stored.authenticity) == (None, 4, None)

    write_relationship(session, {})
    assert not RelationshipView.objects.exists()
