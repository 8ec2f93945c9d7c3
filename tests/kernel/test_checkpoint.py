"""A checkpoint is written in one way only, and read back as it was written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from midex.kernel.checkpoint import (
    COSIGNED,
    SIGNED,
    Checkpoint,
    Signature,
    cosignature,
    cosigned_at,
    key_hash,
    key_text,
    origin_of,
    read_note,
    signed_note,
    to_cosign,
)

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ONE = Checkpoint(origin=origin_of("RS", "asylum-office"), size=7, root=bytes(range(32)), at=AT)
SIGNATURE = Signature(name=ONE.origin, key_hash=b"abcd", signature=bytes(64))
NOTE = signed_note(ONE.text(), [SIGNATURE])


def test_the_text_is_the_standards() -> None:
    assert ONE.text() == (
        "midex/rs/asylum-office\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "time 2026-03-01T09:00:00Z\nprevious none\n"
    )


def test_a_note_is_read_back_as_it_was_written() -> None:
    found = read_note(NOTE)
    assert found.checkpoint == ONE
    assert found.signatures == (SIGNATURE,)
    assert found.text == ONE.text()


def test_the_key_hash_is_the_one_of_the_standards_example() -> None:
    # https://pkg.go.dev/golang.org/x/mod/sumdb/note: PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
    key = "1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6"
    assert key_hash("PeterNeumann", SIGNED, bytes.fromhex(key)).hex() == "c74f20a3"
    assert key_text("PeterNeumann", SIGNED, bytes.fromhex(key)) == (
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )


def test_a_witness_signs_the_text_and_the_second_it_saw_it() -> None:
    assert to_cosign(ONE.text(), 1772355600) == b"cosignature/v1\ntime 1772355600\n" + ONE.text().encode()
    line = cosignature("midex/hub", bytes(32), 1772355600, b"s" * 64)
    assert line.key_hash == key_hash("midex/hub", COSIGNED, bytes(32))
    assert cosigned_at(line) == (1772355600, b"s" * 64)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("7\n", "07\n"),
        ("7\n", "-7\n"),
        ("h8=", "h9="),
        ("h8=", "h8"),
        ("time ", "Time "),
        ("09:00:00Z", "9:00:00Z"),
        ("none", "nine"),
        ("\n\n", "\n"),
        ("\n\n", "\nmore\n\n"),
        ("— ", "- "),
        ("AA==\n", "AB==\n"),
        ("AA==\n", "AA=="),
        ("midex/rs/asylum-office\n7", "\n7"),
        ("AA==\n", "AA==\n" + "x" * 20_000),
    ],
)
def test_a_note_in_any_other_form_is_none(old: str, new: str) -> None:
    line = "AA==\n"
    note = (
        NOTE if old != line else signed_note(ONE.text(), [Signature(name="a", key_hash=b"abcd", signature=bytes(66))])
    )
    assert old in note
    with pytest.raises(ValueError, match=r"."):
        read_note(note.replace(old, new, 1))
