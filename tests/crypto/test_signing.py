"""Signatures and their twin keep one contract; private keys stay with their owner."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from midex.crypto.secret import SESSION, code, make_keys
from midex.crypto.signing import FILE, SigningKey, keep_secret, verify
from midex.statistics.statement import key_id
from tests.twins import signing as twin

PAIRS = pytest.mark.parametrize(
    ("new", "verify"), [(SigningKey.generate, verify), (twin.InMemorySigner, twin.verify)], ids=["ed25519", "twin"]
)


@PAIRS
def test_a_signature_verifies_with_its_own_key_message_and_bytes_only(new, verify) -> None:
    one, other = new(), new()
    signature = one.sign(b"figures")
    assert verify(one.public_key, b"figures", signature)
    assert not verify(other.public_key, b"figures", signature)
    assert not verify(one.public_key, b"figureS", signature)
    assert not verify(one.public_key, b"figures", bytes([signature[0] ^ 1]) + signature[1:])
    assert not verify(one.public_key, b"figures", b"")
    assert not verify(b"no key", b"figures", signature)


@PAIRS
def test_a_key_is_named_by_the_hash_of_its_public_half(new, verify) -> None:
    key = new()
    assert key.key_id == key_id(key.public_key)
    assert len(key.public_key) == 32
    assert len(key.sign(b"")) == 64


def test_a_key_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    key = SigningKey.generate()
    key.save(tmp_path / "keys")
    assert SigningKey.load(tmp_path / "keys").sign(b"x") == key.sign(b"x")


def test_only_the_owner_can_read_a_private_key(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    for name in (FILE, SESSION):
        assert stat.S_IMODE((tmp_path / "keys" / name).stat().st_mode) == 0o600


def test_making_keys_again_changes_nothing(tmp_path: Path) -> None:
    assert make_keys(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert not make_keys(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_secret_is_never_written_over(tmp_path: Path) -> None:
    keep_secret(tmp_path / "one", "first")
    with pytest.raises(FileExistsError):
        keep_secret(tmp_path / "one", "second")
    assert (tmp_path / "one").read_text() == "first"


def test_codes_are_read_out_without_letters_that_look_alike() -> None:
    codes = {code() for _ in range(50)}
    assert len(codes) == 50
    assert not set("".join(codes)) & set("01IOL")
