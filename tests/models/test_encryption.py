"""Texts that are encrypted at rest: what comes back, and what is refused."""

import uuid

import pytest
from pytest_django import Settings

from sessions_log.errors import DecryptionFailed
from sessions_log.models import encryption
from sessions_log.models.encryption import blind_indexes, decrypt, encrypt, key_id_of, seal, seal_holds
from tests.keys import DEMO_KEY, key

NOTE = "sessions_log.ClinicalNote.text"
REFLECTION = "sessions_log.PrivateReflection.text"
PRACTICE = uuid.UUID("0197a000-0000-7000-8000-000000000001")
ELSEWHERE = uuid.UUID("0197a000-0000-7000-8000-000000000002")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "She fell silent.",
        "ß – “quiet” – 静かな部屋 – 👩‍👧",
        "e\u0301",
        "one\r\ntwo\x00three",
        "long " * 10_000,
    ],
    ids=["empty", "space", "one letter", "sentence", "unicode", "not normalised", "control characters", "50 kB"],
)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert decrypt(NOTE, encrypt(NOTE, text)) == text


def test_the_same_text_is_never_stored_the_same_way_twice() -> None:
    tokens = {encrypt(NOTE, "She fell silent.") for _ in range(50)}
    assert len(tokens) == 50


def test_every_flipped_bit_is_refused() -> None:
    token = encrypt(NOTE, "She fell silent.")
    for bit in range(len(token) * 8):
        flipped = bytearray(token)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DecryptionFailed):
            decrypt(NOTE, bytes(flipped))


def test_every_cut_off_or_lengthened_value_is_refused() -> None:
    token = encrypt(NOTE, "She fell silent.")
    for damaged in [token[:length] for length in range(1, len(token))] + [token + b"\x00", token + token]:
        with pytest.raises(DecryptionFailed):
            decrypt(NOTE, damaged)


def test_another_columns_text_is_refused() -> None:
    with pytest.raises(DecryptionFailed):
        decrypt(REFLECTION, encrypt(NOTE, "She fell silent."))


def test_a_refusal_names_the_column_and_nothing_of_the_text(settings: Settings) -> None:
    token = encrypt(NOTE, "She fell silent.")
    settings.FIELD_KEYS = [key("other")]

    with pytest.raises(DecryptionFailed, match=r"ClinicalNote\.text cannot be read") as refused:
        decrypt(NOTE, token)

    assert "silent" not in str(refused.value)


def test_another_key_under_the_same_id_is_refused(settings: Settings) -> None:
    settings.FIELD_KEYS = [key("a")]
    token = encrypt(NOTE, "She fell silent.")
    settings.FIELD_KEYS = ["a:" + key("b").partition(":")[2]]

    with pytest.raises(DecryptionFailed):
        decrypt(NOTE, token)


def test_new_texts_are_under_the_first_key_and_old_ones_stay_readable(settings: Settings) -> None:
    before = encrypt(NOTE, "Before")
    settings.FIELD_KEYS = [key("new"), DEMO_KEY]
    after = encrypt(NOTE, "After")

    assert [key_id_of(before), key_id_of(after)] == ["demo", "new"]
    assert [decrypt(NOTE, before), decrypt(NOTE, after)] == ["Before", "After"]


def test_no_two_columns_or_purposes_share_a_key() -> None:
    master = b"m" * 32
    purposes = [f"column:{NOTE}", f"column:{REFLECTION}", f"index:{NOTE}", "seal:audit"]
    derived = {encryption._derive(master, purpose) for purpose in purposes}

    assert len(derived | {master}) == 5
    assert {len(one) for one in derived} == {32}


@pytest.mark.parametrize(
    "entries",
    [[], ["id-without-key"], ["short:YWJj"], [":" + key("a").partition(":")[2]], ["x" * 17 + ":" + "A" * 43 + "="]],
    ids=["none", "no key", "3 bytes", "no id", "id of 17"],
)
def test_malformed_keys_are_refused(settings: Settings, entries: list[str]) -> None:
    settings.FIELD_KEYS = entries
    with pytest.raises(ValueError, match="FIELD_KEYS"):
        encrypt(NOTE, "She fell silent.")


@pytest.mark.parametrize("variant", ["a-1 room", "A-1 ROOM", "  A-1 \t Room\n", "Ａ-１ Ｒｏｏｍ", "A-1\u00a0Room"])
def test_a_blind_index_is_the_same_for_another_spelling(variant: str) -> None:
    assert blind_indexes(NOTE, PRACTICE, variant) == blind_indexes(NOTE, PRACTICE, "A-1 Room")


@pytest.mark.parametrize(
    ("column", "practice", "text"),
    [(NOTE, PRACTICE, "A-2"), (NOTE, ELSEWHERE, "A-1"), (REFLECTION, PRACTICE, "A-1")],
    ids=["another text", "another practice", "another column"],
)
def test_a_blind_index_differs_for(column: str, practice: uuid.UUID, text: str) -> None:
    assert blind_indexes(column, practice, text) != blind_indexes(NOTE, PRACTICE, "A-1")


def test_a_blind_index_is_given_for_every_key_newest_first(settings: Settings) -> None:
    before = blind_indexes(NOTE, PRACTICE, "A-1")
    settings.FIELD_KEYS = [key("new"), DEMO_KEY]
    newest, older = blind_indexes(NOTE, PRACTICE, "A-1")

    assert [older] == before
    assert newest != older
    assert len(newest) == 64


def test_a_seal_holds_for_its_text_only() -> None:
    sealed = seal("audit", "90|hash")

    assert seal_holds("audit", "90|hash", sealed)
    assert not seal_holds("audit", "91|hash", sealed)
    assert not seal_holds("other", "90|hash", sealed)
    assert not seal_holds("audit", "90|hash", sealed[:-1] + ("0" if sealed[-1] != "0" else "1"))


def test_a_seal_holds_while_its_key_is_known(settings: Settings) -> None:
    sealed = seal("audit", "90|hash")
    settings.FIELD_KEYS = [key("new"), DEMO_KEY]
    assert seal_holds("audit", "90|hash", sealed)

    settings.FIELD_KEYS = [key("new")]
    assert not seal_holds("audit", "90|hash", sealed)
