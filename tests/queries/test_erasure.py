"""The words for what is erased."""

from sessions_log.models import Addendum, Client, ClientAnswers, FiveGoodThings
from sessions_log.queries.erasure import plural


def test_plurals_are_english() -> None:
    plurals = [plural(table) for table in (Client, Addendum, ClientAnswers, FiveGoodThings)]

    assert plurals == ["clients", "addenda", "answers of the client", "ratings of the five good things"]
