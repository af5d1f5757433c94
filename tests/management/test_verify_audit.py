"""Whatever was done to the trail behind the application's back shows; what it did itself does not."""

import datetime
import io
import tracemalloc
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from sessions_log.errors import AuditBroken
from sessions_log.models import AuditEntry, AuditHead, Person, Practice, triggers
from sessions_log.services import audit
from tests.management import trail as tampering
from tests.management.trail import ELSEWHERE, LENGTH, TAMPERINGS, entry, write

CHANGES: dict[str, Any] = {
    "sequence": 77,
    "at": F("at") + datetime.timedelta(microseconds=1),
    "actor_id": None,
    "action": "note.unread",
    "subject_type": "Client",
    "subject_id": "subject-9",
    "facts": {"number": 5},
    "hash": "0" * 64,
}


@pytest.fixture
def trail(practice: Practice, ana: Person) -> Iterator[uuid.UUID]:
    """A chain of ten entries beside another practice's three, open to somebody who may alter the schema."""
    write(ELSEWHERE, 3)
    write(practice.pk, LENGTH, by=ana)
    triggers.remove(connection)
    yield practice.pk
    triggers.install(connection)


def verify(*arguments: str) -> list[str]:
    """Run the command and return the lines that it prints."""
    output = io.StringIO()
    call_command("verify_audit", *arguments, stdout=output)
    return output.getvalue().splitlines()


def printed(chain: uuid.UUID) -> str:
    """Return a chain's head as the command prints it."""
    last = AuditHead.objects.get(pk=chain)
    return f"{chain}:{last.sequence}:{last.hash}"


def assert_refused(chain: uuid.UUID, sequence: int, reason: str) -> None:
    """Assert that the command fails and names this entry as the first broken one."""
    with pytest.raises(CommandError, match=f"Practice {chain}, entry {sequence}: .*{reason}") as error:
        verify()
    assert error.value.returncode == 1


def test_an_unbroken_trail_is_counted_and_its_heads_are_printed(trail: uuid.UUID) -> None:
    assert verify() == ["13 entries in 2 chains, unbroken:", *(printed(chain) for chain in sorted([trail, ELSEWHERE]))]


@pytest.mark.django_db
def test_an_empty_trail_is_unbroken() -> None:
    assert verify() == ["0 entries in 0 chains, unbroken:"]


def test_there_is_an_example_of_a_change_to_every_field() -> None:
    assert {*CHANGES, "id", "practice_id"} == {field.attname for field in AuditEntry._meta.concrete_fields}


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_field_shows(trail: uuid.UUID, field: str) -> None:
    entry(trail, 3).update(**{field: CHANGES[field]})
    assert_refused(trail, 3, "")


def test_an_entry_moved_to_another_practice_shows(trail: uuid.UUID) -> None:
    entry(ELSEWHERE, 3).delete()
    entry(trail, 3).update(practice_id=ELSEWHERE)
    assert_refused(min(trail, ELSEWHERE), 3, "")


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_tampering_shows(trail: uuid.UUID, tamper: Callable[[uuid.UUID], None]) -> None:
    tamper(trail)
    assert_refused(trail, *TAMPERINGS[tamper])


@pytest.mark.parametrize(
    "tamper",
    [
        tampering.change_rehash_and_point_head,
        tampering.cut_off_and_point_head,
        tampering.append_and_point_head,
        tampering.break_seal,
        tampering.borrow_seal,
    ],
    ids=lambda tamper: tamper.__name__,
)
def test_tampering_still_shows_after_others_have_written_on(
    trail: uuid.UUID, ana: Person, tamper: Callable[[uuid.UUID], None]
) -> None:
    tamper(trail)
    write(trail, 3, by=ana)
    assert_refused(trail, AuditHead.objects.get(pk=trail).sequence, "head of the chain was changed")


def test_a_database_put_back_to_an_earlier_state_shows_against_a_noted_head(trail: uuid.UUID, ana: Person) -> None:
    earlier, early = AuditHead.objects.get(pk=trail), printed(trail)
    write(trail, 4, by=ana)
    late = printed(trail)
    assert verify("--head", early, "--head", late)[0] == "17 entries in 2 chains, unbroken:"

    AuditEntry.objects.filter(practice_id=trail, sequence__gt=LENGTH).delete()
    earlier.save()
    assert verify("--head", early)[0] == "13 entries in 2 chains, unbroken:"
    with pytest.raises(CommandError, match="entry 14: this is not the entry that was noted"):
        verify("--head", early, "--head", late)


def test_a_whole_chain_that_is_gone_shows_against_a_noted_head(trail: uuid.UUID) -> None:
    noted = printed(trail)
    tampering.remove_all_entries(trail)
    tampering.remove_head(trail)

    with pytest.raises(CommandError, match=f"Practice {trail}, entry 10"):
        verify("--head", noted)


@pytest.mark.parametrize("noted", ["", "10", "x:10:" + "0" * 64, f"{ELSEWHERE}:-1:" + "0" * 64, f"{ELSEWHERE}:10:0"])
@pytest.mark.django_db
def test_a_malformed_noted_head_is_refused(noted: str) -> None:
    with pytest.raises(CommandError, match="is no head"):
        verify("--head", noted)


def test_the_error_names_the_first_broken_entry(trail: uuid.UUID) -> None:
    tampering.remove_in_the_middle(trail)
    with pytest.raises(AuditBroken) as broken:
        audit.verify()
    assert (broken.value.practice_id, broken.value.sequence) == (str(trail), 5)


def test_verifying_holds_a_page_of_entries_in_memory_and_no_more(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def peak() -> int:
        tracemalloc.start()
        audit.verify()
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    monkeypatch.setattr(audit, "PAGE", 50)
    write(practice.pk, 200)
    peak()  # the first run fills caches
    short = peak()
    write(practice.pk, 1800)
    assert peak() < 1.5 * short
