"""Loading, putting aside and taking out instruments, and the safety text."""

from dataclasses import replace

import pytest
from django.db import IntegrityError
from django.urls import reverse

from sessions_log.errors import ImportRefused, InvalidEntry, NotAllowedNow, StaleVersion
from sessions_log.models import AuditEntry, Client, Instrument, Person, Practice, Rating
from sessions_log.services import audit
from sessions_log.services.import_records import import_records
from sessions_log.services.instrument import delete_instrument, load_instrument, put_aside, write_safety_text
from sessions_log.services.rating import instrument_for, save_rating
from sessions_log.signals.keys import KEYS
from sessions_log.signals.questionnaire import Questionnaire
from sessions_log.vocabulary import Rater
from tests.people import log
from tests.questionnaires import Node, core_10, file_of, questionnaire, typed, wai_sr
from tests.services.import_files import csv_file
from tests.views.people_at_work import confirmed


def load(by: Person, resource: Node, key: str, **values: str) -> Instrument:
    return load_instrument(by=by, questionnaire=Questionnaire.read(file_of(resource)), key=key, **values)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))


def test_a_questionnaire_is_stored_with_its_wording_key_and_range_and_audited(dora: Person) -> None:
    load(dora, core_10(), "core-10")

    instrument = Instrument.objects.get()
    assert (instrument.practice, instrument.title, instrument.code) == (dora.practice, "Ten things", "ours")
    assert (instrument.version, instrument.key) == ("1", "core-10")
    assert (instrument.score_min, instrument.score_max, instrument.is_aside) == (0, 40, False)
    assert instrument.wording[5]["text"] == "Invented item 6"
    assert instrument.wording[5]["options"][4] == [4, "Always"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("instrument.load", dora.pk, str(instrument.pk))
    assert entry.facts == {"key": "core-10", "items": 10}


def test_another_version_of_the_same_code_stays_apart(dora: Person) -> None:
    first = load(dora, core_10(), "core-10")
    second = load(dora, core_10(version="2"), "core-10")

    assert first.pk != second.pk
    assert sorted(Instrument.objects.values_list("code", "version")) == [("ours", "1"), ("ours", "2")]


def test_the_same_version_again_is_refused_and_changes_nothing(dora: Person) -> None:
    load(dora, core_10(), "core-10")

    with pytest.raises(InvalidEntry, match="Version 1 of ours is here already") as refused:
        load(dora, wai_sr(), "wai-sr")

    assert refused.value.field == "version"
    assert Instrument.objects.get().key == "core-10"
    assert actions() == ["instrument.load"]


def test_two_practices_may_load_the_same(dora: Person, otto: Person) -> None:
    for admin in (dora, otto):
        load(admin, core_10(), "core-10")

    assert set(Instrument.objects.values_list("practice", flat=True)) == {dora.practice_id, otto.practice_id}


def test_what_the_admin_enters_stands_in_for_the_file(dora: Person) -> None:
    instrument = load(dora, wai_sr(name="", version=""), "wai-sr", code="wai-sr", version="2026")

    assert (instrument.code, instrument.version) == ("wai-sr", "2026")


@pytest.mark.parametrize(
    ("resource", "key", "code", "field"),
    [
        (core_10(name=""), "core-10", "", "code"),
        (core_10(version=""), "core-10", "", "version"),
        (core_10(), "wai-sr", "", "key"),
        (core_10(), "core-10", "check", "code"),
        (core_10(), "sum", "core-10", "code"),
    ],
)
def test_what_does_not_match_is_refused_at_its_field(
    dora: Person, resource: Node, key: str, code: str, field: str
) -> None:
    with pytest.raises(InvalidEntry) as refused:
        load(dora, resource, key, code=code)

    assert refused.value.field == field
    assert Instrument.objects.count() == AuditEntry.objects.count() == 0


def test_a_failing_audit_leaves_no_instrument(dora: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**facts: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)

    with pytest.raises(RuntimeError):
        load(dora, core_10(), "core-10")

    assert Instrument.objects.count() == 0


def test_an_import_takes_the_version_that_was_loaded_last_and_is_still_offered(dora: Person) -> None:
    versions = [load(dora, wai_sr(version=version), "wai-sr", code="wai-sr") for version in ("9", "10", "11")]
    put_aside(by=dora, instrument=versions[2], aside=True)

    assert instrument_for(dora.practice, "wai-sr") == versions[1]


def test_nothing_new_is_imported_under_an_instrument_that_was_put_aside(dora: Person, ana: Person) -> None:
    import_records(by=ana, file=csv_file("A,1,2026-01-05,,client,srs-3,36,"))
    put_aside(by=dora, instrument=Instrument.objects.get(), aside=True)

    known = import_records(by=ana, file=csv_file("A,1,,,client,srs-3,36,"))
    with pytest.raises(ImportRefused) as refused:
        import_records(by=ana, file=csv_file("A,2,,,client,srs-3,37,"))

    assert (known.rows_added, known.rows_known) == (0, 1)
    reason = "was put aside by your practice; an admin can offer it again"
    assert refused.value.rows == [(2, "instrument", reason)]


def test_a_version_that_is_loaded_meanwhile_does_not_bring_the_same_file_in_twice(dora: Person, ana: Person) -> None:
    file = csv_file("A,1,,,client,wai-sr,4.25,")
    import_records(by=ana, file=file)
    load(dora, wai_sr(version="2026"), "wai-sr", code="wai-sr")

    again = import_records(by=ana, file=file)

    assert (again.rows_added, again.rows_known, Rating.objects.count()) == (0, 1, 1)


def test_the_built_in_check_is_neither_put_aside_nor_taken_out(dora: Person) -> None:
    check = instrument_for(dora.practice, "check")

    for name in ("instrument", "instrument_aside", "instrument_delete"):
        assert confirmed(dora).post(reverse(name, args=[check.pk]), {"aside": "1"}).status_code in (404, 405)

    check.refresh_from_db()
    assert check.is_aside is False


def test_an_instrument_that_cannot_be_added_says_so(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is passed over on a conflict would on SQLite pass over every other error too."""
    broken = replace(KEYS["srs-3"], item_count=0)  # 0 to 0 is no range
    monkeypatch.setitem(KEYS, "srs-3", broken)

    with pytest.raises(IntegrityError):
        instrument_for(practice, "srs-3")


def test_putting_aside_and_offering_again_is_audited_once_each(dora: Person) -> None:
    instrument = load(dora, core_10(), "core-10")

    for aside in (True, True, False):
        put_aside(by=dora, instrument=instrument, aside=aside)

    assert actions() == ["instrument.load", "instrument.aside", "instrument.offer"]
    assert Instrument.objects.get().is_aside is False


def test_an_unused_instrument_is_taken_out(dora: Person) -> None:
    delete_instrument(by=dora, instrument=load(dora, core_10(), "core-10"))

    assert Instrument.objects.count() == 0
    assert actions() == ["instrument.load", "instrument.delete"]


def test_taking_out_twice_at_once_is_one_taking_out(dora: Person) -> None:
    instrument = load(dora, core_10(), "core-10")

    for _ in range(2):
        delete_instrument(by=dora, instrument=Instrument(pk=instrument.pk, practice=dora.practice))

    assert actions() == ["instrument.load", "instrument.delete"]


def test_answers_to_an_instrument_that_was_taken_out_meanwhile_are_refused(
    dora: Person, ana: Person, anas_client: Client
) -> None:
    instrument = load(dora, questionnaire(typed(1, "integer", 0, 4)), "sum")
    page = Instrument.objects.get()
    delete_instrument(by=dora, instrument=instrument)

    with pytest.raises(NotAllowedNow, match="Invented has been taken out"):
        save_rating(by=ana, session=log(anas_client), instrument=page, rater=Rater.CLIENT, items=[2])


def test_an_instrument_with_ratings_is_not_taken_out(dora: Person, ana: Person, anas_client: Client) -> None:
    instrument = load(dora, questionnaire(typed(1, "integer", 0, 4)), "sum")
    save_rating(by=ana, session=log(anas_client), instrument=instrument, rater=Rater.CLIENT, items=[2])

    with pytest.raises(NotAllowedNow, match="put aside instead"):
        delete_instrument(by=dora, instrument=instrument)

    assert Instrument.objects.filter(pk=instrument.pk).exists()


def test_the_safety_text_is_saved_and_audited_without_its_words(dora: Person, practice: Practice) -> None:
    write_safety_text(by=dora, text="Ring the crisis line.", seen="")
    write_safety_text(by=dora, text="Ring the crisis line.", seen="")

    practice.refresh_from_db()
    assert practice.safety_text == "Ring the crisis line."
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.practice_id, entry.facts) == ("practice.safety_text", practice.pk, {})


def test_a_safety_text_saved_elsewhere_is_not_overwritten(dora: Person, practice: Practice) -> None:
    write_safety_text(by=dora, text="Theirs", seen="")

    with pytest.raises(StaleVersion) as stale:
        write_safety_text(by=dora, text="Mine", seen="")

    assert stale.value.differences == {"Safety text": ("Theirs", "Mine")}
    practice.refresh_from_db()
    assert practice.safety_text == "Theirs"
