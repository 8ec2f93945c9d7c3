"""What `midex-verify --proof` says: of proofs of every shape, and of proofs in which anything at all was changed."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from midex.crypto.signing import SigningKey
from midex.kernel.checkpoint import FIRST, SIGNED, Checkpoint, key_text
from midex.kernel.merkle import fold, inclusion, leaf_hash
from midex.services.journal.ports import KeptCheckpoint
from midex.services.journal.prove_entry import ProvenEntry
from midex_verify.command import run
from tests.verifier.made import ORIGIN, Made, journal

Prove = Callable[..., tuple[int, str]]
DOES_NOT = "THE PROOF DOES NOT HOLD: "


def proof(made: Made, number: int, size: int = 0) -> bytes:
    """What `midex journal prove` prints of an entry, under the newest checkpoint or the one over ``size``."""
    at = next(
        at for at, one in enumerate(made.checkpoints) if one.size == size or (not size and at == len(made.notes) - 1)
    )
    leaves = [leaf_hash(entry.leaf()) for entry in made.entries]
    over = made.checkpoints[at]
    path = inclusion(number, over.size, lambda level, index: fold(leaves[index << level : (index + 1) << level]))
    kept = KeptCheckpoint(size=over.size, at=over.at, note=made.notes[at])
    return ProvenEntry(entry=made.entries[number], path=path, checkpoint=kept).text().encode()


@pytest.fixture
def prove(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Prove:
    """Verify a proof with the keys one must have; answers with the exit code and what was said."""

    def proven(text: bytes, made: Made, *, key: str = "", witness: bool = True) -> tuple[int, str]:
        file = tmp_path / "proof"
        file.write_bytes(text)
        given = ["--key", key or made.key_text, *(("--witness", made.witness_text) if witness else ())]
        code = run(["--proof", str(file), *given])
        told = capsys.readouterr()
        return code, told.out + told.err

    return proven


def test_a_sound_proof_says_what_it_shows_and_who_vouches(prove: Prove) -> None:
    made = journal()
    code, said = prove(proof(made, 7), made)
    assert (code, said.splitlines()) == (
        0,
        [
            f"The proof holds: entry 7, dated 2026-03-01T09:00:07Z, is in the journal of {ORIGIN}, "
            "under the checkpoint over 50 entries at 2026-03-01T09:00:49Z.",
            "It shows that this line is in the journal, not what the line stands for.",
            "The checkpoint is vouched for by somebody outside.",
        ],
    )
    code, said = prove(proof(made, 7), made, witness=False)
    assert (code, "1 signature lines of others were not checked" in said) == (0, True)
    assert "Nobody outside vouches for the checkpoint: only the node signed it." in said


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 21, 64, 65])
def test_every_entry_of_journals_of_every_shape_is_proven(prove: Prove, size: int) -> None:
    made = journal(size, (size,))
    assert [prove(proof(made, number), made)[0] for number in range(size)] == [0] * size


def test_a_byte_flipped_anywhere_in_it_is_a_fault(prove: Prove) -> None:
    draw = random.Random()
    for number in (20, 49):
        made = journal()
        text = proof(made, number)
        assert prove(text, made)[0] == 0
        for place in range(len(text)):
            changed = text[:place] + bytes([text[place] ^ 1 << draw.randrange(8)]) + text[place + 1 :]
            code, said = prove(changed, made)
            assert (code, said.startswith(DOES_NOT)) == (1, True), (place, changed, said)


def test_a_byte_of_one_that_no_witness_saw_is_a_fault_too(prove: Prove) -> None:
    made = journal(cosigned=False)
    text = proof(made, 11)
    assert prove(text, made, witness=False)[0] == 0
    for place in range(len(text)):
        changed = text[:place] + bytes([text[place] ^ 0x01]) + text[place + 1 :]
        assert prove(changed, made, witness=False)[0] == 1, (place, changed)


def test_lines_and_bytes_left_out_doubled_or_swapped_are_faults(prove: Prove) -> None:
    made, draw = journal(), random.Random()
    text = proof(made, 20)
    lines = text.splitlines(keepends=True)
    changes = [b"".join(lines[:at] + lines[at + 1 :]) for at in range(len(lines))]
    changes += [b"".join([*lines[:at], lines[at], *lines[at:]]) for at in range(len(lines))]
    changes += [
        b"".join([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]])
        for at in range(len(lines) - 1)
        if {at, at + 1} != {len(lines) - 1, len(lines) - 2}  # the order of signatures says nothing
    ]
    changes += [text[:end] for end in range(len(text))]
    changes += [text + bytes([draw.randrange(256)]), text.replace(b"\n", b"\r\n"), text + text]
    for changed in changes:
        code, said = prove(changed, made)
        assert (code, said.startswith(DOES_NOT)) == (1, True), (changed, said)


def test_a_proof_of_another_entry_or_under_another_checkpoint_is_none(prove: Prove) -> None:
    made = journal()
    (seven, nine, under) = (proof(made, 7), proof(made, 9), proof(made, 7, size=30))
    head, foot = seven.split(b"\n\n", 1)
    assert prove(nine.split(b"\n\n", 1)[0] + b"\n\n" + foot, made)[0] == 0
    for changed in (
        head + b"\n\n" + under.split(b"\n\n", 1)[1],
        seven.split(b"\n", 1)[0] + b"\n" + nine.split(b"\n", 1)[1],
        nine.split(b"\n", 1)[0] + b"\n" + seven.split(b"\n", 1)[1],
    ):
        assert prove(changed, made)[0] == 1


def test_an_entry_that_was_never_there_is_not_proven_by_a_way_that_is_too_long_or_too_short(prove: Prove) -> None:
    made = journal(cosigned=False)
    entry = made.entries[49]
    beyond = replace(entry, number=50)
    text = proof(made, 49).replace(entry.leaf(), beyond.leaf()).replace(b"index 49", b"index 50")
    code, said = prove(text, made, witness=False)
    assert (code, said) == (1, f"{DOES_NOT}entry 50 is not among the 50 entries of the checkpoint.\n")
    zero = base64.b64encode(bytes(32)) + b"\n"
    head, foot = proof(made, 3).split(b"\n\n", 1)
    for changed in (head + b"\n" + zero + b"\n" + foot, head.rsplit(b"\n", 1)[0] + b"\n\n" + foot):
        code, said = prove(changed, made, witness=False)
        assert (code, "or the hashes do not belong to it" in said) == (1, True), said
    code, said = prove(head + b"\n" + zero * 100 + b"\n" + foot, made, witness=False)
    assert (code, "more hashes than any journal needs" in said) == (1, True), said


def test_an_entry_dated_after_the_checkpoint_over_it_is_named(prove: Prove) -> None:
    made = journal(1, (1,), cosigned=False)
    early = Checkpoint(
        origin=ORIGIN,
        size=1,
        root=made.checkpoints[0].root,
        at=made.entries[0].at.replace(year=2025),
        previous=FIRST,
    )
    made.checkpoints, made.notes = [early], [made.signed(early)]
    code, said = prove(proof(made, 0), made, witness=False)
    assert (code, "after the checkpoint over it was signed" in said) == (1, True), said


def test_another_key_and_a_witness_that_never_signed_are_named(prove: Prove) -> None:
    made = journal(cosigned=False)
    stranger = SigningKey.generate().public_key
    for key in (stranger.hex(), key_text(ORIGIN, SIGNED, stranger), key_text("midex/rs/other", SIGNED, stranger)):
        code, said = prove(proof(made, 0), made, key=key, witness=False)
        assert (code, "is not signed with the journal's key" in said) == (1, True), said
    assert prove(proof(made, 0), made, key=made.key.public_key.hex(), witness=False)[0] == 0
    code, said = prove(proof(made, 0), made)
    assert (code, said) == (1, f"{DOES_NOT}the checkpoint does not carry a signature of the witness.\n")


@pytest.mark.parametrize("content", [b"", b"\n" * 70_000, b"x" * 3_000_000, b"\xff\x00", b"\x1b[2J\n\n"])
def test_rubbish_is_no_proof_and_moves_no_cursor(prove: Prove, content: bytes) -> None:
    code, said = prove(content, journal(1, (1,)))
    assert (code, said.startswith(DOES_NOT), "\x1b" in said) == (1, True, False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "give either FOLDER or --proof FILE"),
        (("FOLDER", "--proof", "FILE"), "give either FOLDER or --proof FILE"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: Sequence[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(asked)
    assert (ended.value.code, said in capsys.readouterr().err) == (2, True)


def test_without_a_key_or_a_file_it_cannot_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "proof"
    made = journal()
    assert run(["--proof", str(file), "--key", made.key_text]) == 2
    file.write_bytes(proof(made, 1))
    assert run(["--proof", str(file)]) == 2
    assert run(["--proof", str(file), "--key", "nonsense"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("cannot be verified: ")) == ("", 3)
    assert "a proof holds no key" in told.err
