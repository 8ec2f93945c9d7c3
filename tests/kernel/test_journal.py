"""The journal's leaf, byte for byte, and the commitment that stands in it."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.kernel.journal import Entry, EntryKind, commit

SALT = bytes(range(32))
AT = datetime(2026, 3, 2, 9, 5, 7, tzinfo=UTC)


def entry(number: int = 0, kind: EntryKind = EntryKind.EVENT, commitment: bytes = bytes(32)) -> Entry:
    return Entry(number=number, at=AT, kind=kind, actor="0123456789abcdef", commitment=commitment)


def test_a_leaf_is_one_line_of_ascii() -> None:
    assert entry(7).leaf() == b"midex-journal/1 7 2026-03-02T09:05:07Z event 0123456789abcdef " + b"0" * 64


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (EntryKind.EVENT, b"event"),
        (EntryKind.READ, b"read"),
        (EntryKind.REFUSAL, b"refusal"),
        (EntryKind.BREAK_GLASS, b"break-glass"),
        (EntryKind.PROPOSAL, b"proposal"),
        (EntryKind.ERASURE, b"erasure"),
        (EntryKind.SIGN_IN, b"sign-in"),
        (EntryKind.INCIDENT, b"incident"),
    ],
)
def test_the_word_for_a_kind_never_changes(kind: EntryKind, word: bytes) -> None:
    assert entry(kind=kind).leaf().split()[3] == word


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_a_commitment_is_the_hash_of_salt_and_payload(salt: bytes, payload: bytes) -> None:
    assert commit(salt, payload) == sha256(salt + payload).digest()


@given(st.binary(max_size=100))
def test_another_salt_is_another_commitment_to_the_same(payload: bytes) -> None:
    assert commit(SALT, payload) != commit(SALT[::-1], payload)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    # a shorter salt and a longer payload would commit to the same bytes
    with pytest.raises(ValueError, match="32 bytes"):
        commit(bytes(length), b"payload")
