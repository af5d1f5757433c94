"""Supervision pairs that end."""

import datetime

import pytest
from django.utils import timezone

from sessions_log.models import AuditEntry, Person, SupervisionPair
from sessions_log.services.supervision import end_pair
from tests.threads import at_once


@pytest.fixture
def pair(ben: Person) -> SupervisionPair:
    return SupervisionPair.objects.get(supervisor=ben)


def day(number: int) -> datetime.date:
    """Return the day so many days from today on the practice's clock."""
    return timezone.localdate() + datetime.timedelta(days=number)


def set_days(pair: SupervisionPair, first: int, last: int | None) -> None:
    pair.starts_on, pair.ends_on = day(first), None if last is None else day(last)
    pair.save()


@pytest.mark.parametrize("last", [None, 0, 30], ids=["open", "today", "in a month"])
def test_a_pair_in_force_ends_as_of_yesterday(pair: SupervisionPair, dora: Person, last: int | None) -> None:
    set_days(pair, -365, last)

    end_pair(by=dora, pair=pair)

    assert SupervisionPair.objects.get().ends_on == day(-1)
    entry = AuditEntry.objects.get(action="supervision_ended")
    assert (entry.actor_id, entry.subject_id) == (dora.pk, str(pair.pk))


@pytest.mark.parametrize("first", [0, 7], ids=["today", "in a week"])
@pytest.mark.parametrize("last", [None, 30], ids=["open", "in a month"])
def test_a_pair_that_never_held_a_whole_day_is_taken_out(
    pair: SupervisionPair, dora: Person, first: int, last: int | None
) -> None:
    set_days(pair, first, last)

    for _ in range(2):
        end_pair(by=dora, pair=SupervisionPair(pk=pair.pk))

    assert not SupervisionPair.objects.exists()
    assert AuditEntry.objects.filter(action="supervision_ended").count() == 1


@pytest.mark.parametrize("last", [-1, -90])
def test_a_pair_that_has_ended_keeps_its_last_day_and_adds_no_entry(
    pair: SupervisionPair, dora: Person, last: int
) -> None:
    set_days(pair, -365, last)

    end_pair(by=dora, pair=pair)

    assert SupervisionPair.objects.get().ends_on == day(last)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_end_it_once(pair: SupervisionPair, dora: Person) -> None:
    at_once([lambda: end_pair(by=dora, pair=pair)] * 8)

    assert SupervisionPair.objects.get().ends_on == day(-1)
    assert AuditEntry.objects.filter(action="supervision_ended").count() == 1
