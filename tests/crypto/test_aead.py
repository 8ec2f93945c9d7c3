"""Published test vectors pass through our own functions, for exactly the algorithms that are used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from midex.crypto.aead import Aead, TamperedError, derive
from midex.crypto.signing import verify


def vectors(raw_files: Path, name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each test with the group it stands in; its byte strings are decoded."""
    read = json.loads((raw_files / "crypto_vectors" / f"{name}_test.json").read_text("utf-8"))
    count = 0
    for group in read["testGroups"]:
        for test in group["tests"]:
            count += 1
            yield group, {key: _bytes(key, value) for key, value in test.items()}
    assert count == read["numberOfTests"] > 0


def _bytes(name: str, value: Any) -> Any:
    is_hex = isinstance(value, str) and name not in {"comment", "result"}
    return bytes.fromhex(value) if is_hex else value


@pytest.mark.raw
def test_chacha20_poly1305_opens_what_is_valid_and_refuses_the_rest(raw_files: Path) -> None:
    for _, test in vectors(raw_files, "chacha20_poly1305"):
        sealed = test["ct"] + test["tag"]
        if test["result"] == "valid":
            aead = Aead(test["key"])
            assert aead.open(test["iv"], sealed, test["aad"]) == test["msg"], test["tcId"]
            assert aead.seal(test["iv"], test["msg"], test["aad"]) == sealed, test["tcId"]
        else:
            with pytest.raises(TamperedError):
                Aead(test["key"]).open(test["iv"], sealed, test["aad"])


@pytest.mark.raw
def test_hkdf_sha256_derives_what_is_valid_and_refuses_the_rest(raw_files: Path) -> None:
    for _, test in vectors(raw_files, "hkdf_sha256"):
        if test["result"] == "valid":
            made = derive(test["ikm"], test["info"], salt=test["salt"], size=test["size"])
            assert made == test["okm"], test["tcId"]
        else:
            with pytest.raises(ValueError, match="larger than 8160"):
                derive(test["ikm"], test["info"], salt=test["salt"], size=test["size"])


@pytest.mark.raw
def test_ed25519_verifies_what_is_valid_and_refuses_the_rest(raw_files: Path) -> None:
    for group, test in vectors(raw_files, "ed25519"):
        public_key = bytes.fromhex(group["publicKey"]["pk"])
        assert verify(public_key, test["msg"], test["sig"]) is (test["result"] == "valid"), test["tcId"]


def test_a_nonce_of_another_length_seals_nothing() -> None:
    for length in (0, 8, 11, 13, 24):
        with pytest.raises(ValueError, match="12 bytes"):
            Aead(bytes(32)).seal(bytes(length), b"", b"")
