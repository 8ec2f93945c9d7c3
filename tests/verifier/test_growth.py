"""What `midex-verify --proof FILE --seen CHECKPOINT` says: of growth of every shape, and where anything was changed."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from midex.crypto.signing import SigningKey
from midex.kernel.merkle import consistency, fold, leaf_hash
from midex.services.journal.receive_checkpoint import offer
from midex_verify.command import run
from tests.verifier.made import ORIGIN, Made, journal

Prove = Callable[..., tuple[int, str]]
DOES_NOT = "THE PROOF DOES NOT HOLD: "


def growth(made: Made, old: int, at: int = -1) -> bytes:
    """What `midex journal grew` prints, under the newest checkpoint or another."""
    leaves = [leaf_hash(entry.leaf()) for entry in made.entries]
    path = consistency(
        old, made.checkpoints[at].size, lambda level, index: fold(leaves[index << level : (index + 1) << level])
    )
    return offer(old, path, made.notes[at])


@pytest.fixture
def prove(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Prove:
    """Verify a proof from the checkpoint that was kept; answers with the exit code and what was said."""

    def proven(text: bytes, made: Made, kept: str, *, key: str = "", witness: bool = True) -> tuple[int, str]:
        (tmp_path / "proof").write_bytes(text)
        (tmp_path / "kept").write_text(kept, "utf-8", newline="")
        given = ["--proof", str(tmp_path / "proof"), "--seen", str(tmp_path / "kept")]
        code = run([*given, "--key", key or made.key_text, *(("--witness", made.witness_text) if witness else ())])
        told = capsys.readouterr()
        return code, told.out + told.err

    return proven


def test_a_sound_proof_says_what_it_shows_and_who_vouches(prove: Prove) -> None:
    made = journal()
    first = made.checkpoints[0].size
    code, said = prove(growth(made, first), made, made.notes[0])
    assert (code, said.splitlines()) == (
        0,
        [
            f"The proof holds: the journal of {ORIGIN} only grew, from the {first} entries that were seen to 50 at "
            "2026-03-01T09:00:49Z.",
            "None of those entries was changed, moved or cut off.",
            "The checkpoint is vouched for by somebody outside.",
        ],
    )
    code, said = prove(growth(made, first), made, made.notes[0], witness=False)
    assert (code, "Nobody outside vouches for the checkpoint: only the node signed it." in said) == (0, True)


@pytest.mark.parametrize("new", [1, 2, 3, 5, 8, 21, 64, 65])
def test_growth_between_any_two_sizes_is_proven(prove: Prove, new: int) -> None:
    for old in range(1, new + 1):
        made = journal(new, (old, new) if old < new else (new,))
        assert prove(growth(made, old), made, made.notes[0])[0] == 0, (old, new)


def test_a_byte_flipped_anywhere_in_it_is_a_fault(prove: Prove) -> None:
    made, draw = journal(), random.Random()
    text = growth(made, made.checkpoints[0].size)
    assert prove(text, made, made.notes[0])[0] == 0
    for place in range(len(text)):
        changed = text[:place] + bytes([text[place] ^ 1 << draw.randrange(8)]) + text[place + 1 :]
        code, said = prove(changed, made, made.notes[0])
        assert (code, said.startswith(DOES_NOT)) == (1, True), (place, changed, said)


def test_lines_left_out_doubled_or_swapped_are_faults(prove: Prove) -> None:
    made = journal()
    text = growth(made, made.checkpoints[0].size)
    lines = text.splitlines(keepends=True)
    changes = [b"".join(lines[:at] + lines[at + 1 :]) for at in range(len(lines))]
    changes += [b"".join([*lines[:at], lines[at], *lines[at:]]) for at in range(len(lines))]
    changes += [text[:end] for end in range(0, len(text), 7)]
    for changed in changes:
        code, said = prove(changed, made, made.notes[0])
        assert (code, said.startswith(DOES_NOT)) == (1, True), (changed, said)


def test_a_past_that_was_rewritten_is_named(prove: Prove) -> None:
    made, other = journal(), journal()
    other.key, other.hub = made.key, made.hub
    rewritten = Made(entries=[*reversed(made.entries)], sizes=made.sizes, key=made.key, hub=made.hub)
    rewritten.entries = [
        type(one)(number=at, at=kept.at, kind=one.kind, actor=one.actor, commitment=one.commitment)
        for at, (one, kept) in enumerate(zip(rewritten.entries, made.entries, strict=True))
    ]
    rewritten.sign()
    old = made.checkpoints[0].size
    code, said = prove(growth(rewritten, old), made, made.notes[0])
    assert (code, f"do not begin with the {old} that were seen" in said) == (1, True), said


def test_a_proof_from_another_size_an_older_checkpoint_and_another_key_are_named(prove: Prove) -> None:
    made = journal()
    sizes = [one.size for one in made.checkpoints]
    code, said = prove(growth(made, sizes[1]), made, made.notes[0])
    assert (code, f"it proves from {sizes[1]} entries on" in said) == (1, True), said
    code, said = prove(offer(sizes[1], (), made.notes[0]), made, made.notes[1])
    assert (code, "is dated" in said) == (1, True), said
    stranger = SigningKey.generate().public_key.hex()
    code, said = prove(growth(made, sizes[0]), made, made.notes[0], key=stranger)
    assert (code, "that was seen is not signed with the journal's key" in said) == (1, True), said
    alone = journal(cosigned=False)
    code, said = prove(growth(alone, alone.checkpoints[0].size), alone, alone.notes[0])
    assert (code, "does not carry a signature of the witness" in said) == (1, True), said


def test_which_proof_it_is_must_be_said_rightly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = journal()
    (tmp_path / "proof").write_bytes(growth(made, made.checkpoints[0].size))
    (tmp_path / "kept").write_text(made.notes[0], "utf-8", newline="")
    given = ["--proof", str(tmp_path / "proof"), "--key", made.key_text]
    assert run(given) == 2
    kept = ["--seen", str(tmp_path / "kept")]
    assert run([*given, *kept, *kept]) == 2
    told = capsys.readouterr().err
    assert "give the checkpoint that you kept with --seen" in told
    assert "give --seen once" in told
