"""The queries behind the pages of instruments do not grow with the rows."""

from collections.abc import Callable

import pytest

from sessions_log.models import Client, Instrument, Person, Practice, Rating
from sessions_log.queries.instrument import instruments_page, offered_instruments, ratings_block
from sessions_log.services.instrument import load_instrument
from sessions_log.signals.questionnaire import Questionnaire
from tests.people import log
from tests.questionnaires import core_10, file_of


def load(admin: Person, count: int) -> list[Instrument]:
    return [
        load_instrument(
            by=admin, questionnaire=Questionnaire.read(file_of(core_10(version=f"v{number}"))), key="core-10"
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_lists_take_one_query(
    dora: Person, practice: Practice, count: int, django_assert_num_queries: Callable
) -> None:
    load(dora, count)

    with django_assert_num_queries(1):
        assert len(instruments_page(practice).offered) == count
    with django_assert_num_queries(1):
        assert len(offered_instruments(practice.pk)) == count


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_ratings_of_a_session_take_two_queries(
    dora: Person, anas_client: Client, count: int, django_assert_num_queries: Callable
) -> None:
    session = log(anas_client)
    Rating.objects.bulk_create(
        Rating(practice=session.practice, session=session, instrument=one, rater="client", items=[0] * 10, score=0)
        for one in load(dora, count)
    )

    with django_assert_num_queries(2):
        block = ratings_block(session)

    assert (len(block.lines), block.can_add, block.is_raised) == (count, True, False)


def test_a_rating_without_items_raises_nothing_and_one_without_score_says_so(dora: Person, anas_client: Client) -> None:
    session, (instrument,) = log(anas_client), load(dora, 1)
    Rating.objects.create(practice=session.practice, session=session, instrument=instrument, rater="client")

    (line,) = ratings_block(session).lines

    assert (line.score, line.is_raised) == ("not enough answers", False)
