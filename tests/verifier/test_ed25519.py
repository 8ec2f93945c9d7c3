"""The verifier's Ed25519, written from RFC 8032, agrees with the standard's and with published vectors."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.crypto.signing import SigningKey
from midex.crypto.signing import verify as verify_otherwise
from midex_verify.ed25519 import L, P, decoded, verify
from tests.crypto.test_aead import vectors

RFC_8032 = [  # section 7.1, tests 1 to 3 and SHA(abc): public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e"
        "2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17a"
        "d9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_standards_own_signatures_hold_and_no_flipped_bit_does(key: str, message: str, signature: str) -> None:
    public, said, made = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify(public, said, made)
    assert not verify(public, said + b"x", made)
    for bit in range(0, 512, 5):
        assert not verify(public, said, flipped(made, bit))
    for bit in range(0, 256, 5):
        assert not verify(flipped(public, bit), said, made)


def flipped(said: bytes, bit: int) -> bytes:
    return said[: bit // 8] + bytes([said[bit // 8] ^ 1 << bit % 8]) + said[bit // 8 + 1 :]


@pytest.mark.raw
def test_published_vectors_are_accepted_or_refused_as_they_say(raw_files: Path) -> None:
    for group, test in vectors(raw_files, "ed25519"):
        public_key = bytes.fromhex(group["publicKey"]["pk"])
        assert verify(public_key, test["msg"], test["sig"]) is (test["result"] == "valid"), test["tcId"]


def test_it_agrees_with_the_library_that_signs() -> None:
    key = SigningKey.generate()
    for size in (0, 1, 63, 64, 127, 128, 1000):
        message = bytes(range(256)) * 4
        signature = key.sign(message[:size])
        for tried in (signature, flipped(signature, size % 512), signature[:-1], signature + b"\0", b""):
            expected = len(tried) == 64 and verify_otherwise(key.public_key, message[:size], tried)
            assert verify(key.public_key, message[:size], tried) is expected


def test_a_second_way_of_writing_the_scalar_is_refused() -> None:
    key = SigningKey.generate()
    signature = key.sign(b"once")
    again = int.from_bytes(signature[32:], "little") + L
    assert again < 1 << 256
    assert verify(key.public_key, b"once", signature)
    assert not verify(key.public_key, b"once", signature[:32] + again.to_bytes(32, "little"))


@pytest.mark.parametrize(
    "encoding",
    [
        P.to_bytes(32, "little"),  # y is not reduced
        (P + 1).to_bytes(32, "little"),  # the neutral point in a second way
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 has no sign
        (2).to_bytes(32, "little"),  # not on the curve
        b"\xff" * 32,
    ],
)
def test_what_is_no_point_in_its_one_spelling_is_no_key(encoding: bytes) -> None:
    assert decoded(encoding) is None
    assert not verify(encoding, b"", bytes(64))


def test_a_key_or_a_signature_of_another_length_is_none() -> None:
    assert not verify(bytes(31), b"", bytes(64))
    assert not verify(bytes(32), b"", bytes(63))
