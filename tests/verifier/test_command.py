"""What `midex-verify` says and answers: as an installed command, in a process that finds nothing of the product."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from midex.crypto.signing import SigningKey
from midex.kernel.checkpoint import COSIGNED, FIRST, SIGNED, key_text
from midex_verify.command import run
from tests.verifier.made import ORIGIN, WITNESS, Made, entries, journal

SOURCE = Path(__file__).resolve().parent.parent.parent / "verifier" / "src"
ALONE = "import sys; sys.path.insert(0, sys.argv.pop(1)); from midex_verify.command import main; main()"
Verify = Callable[..., tuple[int, str]]


@pytest.fixture
def verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Write a journal and verify it, with the keys one must have; answers with the exit code and what was said."""

    def verified(made: Made, *said: str | Path, key: bool = True, witness: bool = True) -> tuple[int, str]:
        folder = made.write(tmp_path / "out")
        given = [*(("--key", made.key_text) if key else ()), *(("--witness", made.witness_text) if witness else ())]
        capsys.readouterr()
        code = run([str(folder), *given, *map(str, said)])
        told = capsys.readouterr()
        return code, told.out + told.err

    return verified


def kept(tmp_path: Path, note: str) -> Path:
    """A checkpoint in a file, as somebody outside keeps it."""
    file = tmp_path / "seen"
    file.write_text(note, "utf-8")
    return file


def test_a_sound_journal_that_others_have_seen_is_vouched_for_whole(verify: Verify, tmp_path: Path) -> None:
    made = journal()
    code, said = verify(made, "--seen", kept(tmp_path, made.notes[-1]))
    assert code == 0
    assert said.startswith(f"The journal of {ORIGIN} holds: 50 entries, 4 checkpoints, the last over 50 entries at 20")
    assert said.endswith("Every entry is vouched for by somebody outside.\n")


@pytest.mark.parametrize("count", [1, 2, 3, 255, 256, 257, 1000])
def test_journals_of_every_shape_hold(verify: Verify, count: int) -> None:
    sizes = sorted({1, count // 3 or 1, count - count // 5, count})
    assert verify(journal(count, sizes))[0] == 0
    assert verify(journal(count, sizes[:1]))[0] == 0


def test_an_empty_journal_holds_and_nobody_vouches_for_its_past(verify: Verify) -> None:
    code, said = verify(journal(0, ()), witness=False)
    assert code == 0
    assert said.startswith("The journal holds: 0 entries, 0 checkpoints.\nNobody outside vouches for the past")


@pytest.mark.parametrize(
    ("doubt", "key", "witness", "sizes", "cosigned"),
    [
        ("Nobody outside vouches for the key: it came from the same folder.", False, True, (50,), True),
        ("Nobody outside vouches for the past: an earlier state could", True, False, (50,), False),
        ("Entries 30 to 49 are not signed yet: nobody vouches for them.", True, True, (30,), True),
        ("The witness's last line is under 50 entries", True, True, (50,), True),
        ("2 signature lines of others were not checked: give --witness.", True, False, (10, 50), True),
    ],
)
def test_what_nobody_outside_vouches_for_is_said(
    verify: Verify, doubt: str, key: bool, witness: bool, sizes: tuple[int, ...], cosigned: bool
) -> None:
    code, said = verify(journal(50, sizes, cosigned=cosigned), key=key, witness=witness)
    assert (code, doubt in said) == (0, True), said


def test_entries_after_what_the_witness_saw_are_named(verify: Verify, tmp_path: Path) -> None:
    made = journal()
    code, said = verify(made, "--seen", kept(tmp_path, made.notes[0]), witness=False)
    assert code == 0
    assert "Nobody outside vouches for entries 10 to 49: only the node signed them." in said


def resigned(made: Made, change: Callable[[Made], None]) -> Made:
    """A journal changed and then signed with its real key, every checkpoint anew."""
    change(made)
    return made.sign()


def test_a_journal_cut_off_and_signed_again_is_caught_by_a_checkpoint_that_was_seen(
    verify: Verify, tmp_path: Path
) -> None:
    made = journal()
    seen = kept(tmp_path, made.notes[-1])
    shorter = replace(made, entries=made.entries[:40], sizes=(10, 30, 40)).sign()
    assert verify(shorter)[0] == 0  # without it nobody can know
    code, said = verify(shorter, "--seen", seen)
    assert (code, said) == (
        1,
        "THE JOURNAL DOES NOT HOLD: a checkpoint over 50 entries was seen, this journal is signed up to 40: entry 40 "
        "and what follows was cut off.\n",
    )


def test_a_journal_rewritten_and_signed_again_is_caught_by_a_checkpoint_that_was_seen(
    verify: Verify, tmp_path: Path
) -> None:
    made = journal()
    seen = kept(tmp_path, made.notes[1])
    made.entries[7] = replace(made.entries[7], commitment=bytes(32))
    code, said = verify(made.sign(), "--seen", seen)
    assert (code, "the first 30 entries are not those of the checkpoint that was seen" in said) == (1, True), said


def test_a_seen_checkpoint_of_another_journal_or_key_is_named(verify: Verify, tmp_path: Path) -> None:
    other = journal()
    code, said = verify(journal(), "--seen", kept(tmp_path, other.notes[0]))
    assert (code, "that was seen is not signed with this journal's key" in said) == (1, True), said


def test_a_witness_that_never_signed_is_named(verify: Verify) -> None:
    code, said = verify(journal(cosigned=False))
    assert (code, said) == (
        1,
        "THE JOURNAL DOES NOT HOLD: no checkpoint carries a signature of the witness.\n",
    )


def test_a_line_of_somebody_else_is_named_once_witnesses_are_given(verify: Verify) -> None:
    made = journal()
    stranger = key_text(WITNESS, COSIGNED, SigningKey.generate().public_key)
    code, said = verify(made, "--witness", stranger, witness=False)
    assert (code, "has a signature that is nobody's who is known" in said) == (1, True), said


def test_a_checkpoint_dated_after_its_witness_saw_it_is_named(verify: Verify) -> None:
    made = journal()
    made.notes[-1] = made.signed(made.checkpoints[-1], seconds=-301)
    code, said = verify(made)
    assert (code, "dated 2026-03-01T09:00:49Z, after midex/hub saw it" in said) == (1, True), said


def drop(number: int) -> Callable[[Made], None]:
    return lambda made: made.entries.pop(number) and None


def swap(made: Made) -> None:
    made.entries[12], made.entries[13] = made.entries[13], made.entries[12]


def commitment(made: Made) -> None:
    made.entries[12] = replace(made.entries[12], commitment=bytes(32))


def twice(made: Made) -> None:
    made.entries.insert(12, made.entries[12])


def cut(made: Made) -> None:
    del made.entries[45:]


def invented(made: Made) -> None:
    made.entries.append(replace(made.entries[-1], number=50, at=made.entries[0].at))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop(12), "entry 12 is missing or moved: entry 13 stands in its place"),
        (swap, "entry 12 is missing or moved: entry 13 stands in its place"),
        (twice, "entry 13 is missing or moved: entry 12 stands in its place"),
        (cut, "entry 45 is missing: a checkpoint was signed over 50 entries"),
        (commitment, "entries 10 to 29 are not those that the checkpoint over 30 entries was signed for"),
        (invented, "entry 50 is dated 2026-03-01T09:00:00Z, before entry 49 (2026-03-01T09:00:49Z)"),
    ],
)
def test_what_was_done_to_entries_is_named(verify: Verify, change: Callable[[Made], None], said: str) -> None:
    made = journal()
    change(made)
    code, told = verify(made)
    assert (code, said in told) == (1, True), told


def backdated(made: Made) -> None:
    made.entries[20] = replace(made.entries[20], at=made.entries[3].at)


def postdated(made: Made) -> None:
    last = made.entries[-2]
    made.entries[-2:] = [replace(one, at=last.at + timedelta(days=1)) for one in made.entries[-2:]]


def test_a_time_out_of_order_is_named_even_if_all_is_signed_again(verify: Verify) -> None:
    code, told = verify(resigned(journal(), backdated))
    said = "entry 20 is dated 2026-03-01T09:00:03Z, before entry 19 (2026-03-01T09:00:19Z)"
    assert (code, said in told) == (1, True), told


def test_an_entry_dated_before_the_checkpoint_below_it_is_named(verify: Verify) -> None:
    made = journal(50, (10, 50))
    late = made.checkpoints[0].at + timedelta(seconds=30)
    chained(made, 0, at=late)
    code, told = verify(made)
    said = "entry 10 is dated 2026-03-01T09:00:10Z, before the checkpoint over the 10 entries before it"
    assert (code, said in told) == (1, True), told


def test_an_entry_dated_after_the_checkpoint_over_it_is_named(verify: Verify) -> None:
    made = journal()
    postdated(made)
    code, told = verify(made)
    assert (code, "entry 48 is dated 2026-03-02T09:00:48Z, after the checkpoint over it was signed" in told) == (
        1,
        True,
    )


def chained(made: Made, number: int, **changed: object) -> None:
    """Change one checkpoint and sign it and all that follow with the real key."""
    previous = made.checkpoints[number - 1].name if number else FIRST
    for at in range(number, len(made.checkpoints)):
        one = replace(made.checkpoints[at], previous=previous, **(changed if at == number else {}))
        made.checkpoints[at], made.notes[at], previous = one, made.signed(one), one.name


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"previous": "0" * 64}, "does not follow the one before it: one was left out, added or changed"),
        ({"origin": "midex/rs/other"}, "is of another journal, midex/rs/other"),
        ({"size": 5}, "checkpoint 2, over 5 entries, covers less than the one before it (10)"),
        ({"root": bytes(32)}, "entries 10 to 29 are not those that the checkpoint over 30 entries was signed for"),
    ],
)
def test_what_is_wrong_with_a_checkpoint_is_named(verify: Verify, changed: dict[str, object], said: str) -> None:
    made = journal()
    if "previous" in changed:
        made.checkpoints[1] = replace(made.checkpoints[1], **changed)
        made.notes[1] = made.signed(made.checkpoints[1])
    else:
        chained(made, 1, **changed)
    code, told = verify(made)
    assert (code, said in told) == (1, True), told


def test_a_checkpoint_dated_before_the_one_before_it_is_named(verify: Verify) -> None:
    made = journal()
    chained(made, 1, at=made.checkpoints[0].at - timedelta(seconds=1))
    code, told = verify(made)
    assert (code, "dated 2026-03-01T09:00:08Z, before the one before it (2026-03-01T09:00:09Z)" in told) == (1, True)


def test_a_checkpoint_that_was_left_out_is_named(verify: Verify) -> None:
    made = journal()
    del made.notes[1]
    code, told = verify(made)
    assert (code, "checkpoint 2, over 30 entries, does not follow the one before it" in told) == (1, True), told


def test_another_key_than_the_published_one_is_named(verify: Verify) -> None:
    made = journal()
    published = key_text(ORIGIN, SIGNED, SigningKey.generate().public_key)
    code, told = verify(made, "--key", published, key=False)
    assert (code, "checkpoint 1, over 10 entries, is not signed with the journal's key" in told) == (1, True), told


@pytest.mark.parametrize("line", [0, 1])
def test_a_changed_signature_is_named(verify: Verify, line: int) -> None:
    made = journal()
    text, _, signatures = made.notes[2].partition("\n\n")
    lines = signatures.splitlines()
    at = 40 + lines[line].index(" ", 3)
    lines[line] = lines[line][:at] + ("A" if lines[line][at] != "A" else "B") + lines[line][at + 1 :]
    made.notes[2] = text + "\n\n" + "".join(f"{one}\n" for one in lines)
    code, told = verify(made)
    assert (code, "checkpoint 3, over 30 entries, was changed, or the signature of midex/" in told) == (1, True), told


@pytest.mark.parametrize(
    ("file", "content", "code", "said"),
    [
        ("entries", b"nonsense\n", 1, "entry 0 is not written as an entry"),
        ("entries", b"no line ends", 1, "entry 0 is broken off, or its line is too long"),
        ("entries", b"x" * 3_000_000, 1, "entry 0 is broken off, or its line is too long"),
        ("entries", b"\n" * 3_000_000, 1, "entry 0 is not written as an entry"),
        ("checkpoints", b"\xff\xfe\n\n", 1, "checkpoint 1 is not written as a checkpoint: it is no text"),
        ("checkpoints", b"x" * 3_000_000, 1, "checkpoint 1 is not written as a checkpoint: a line is broken off"),
        ("checkpoints", b"x\n" * 1_000_000, 1, "checkpoint 1 is not written as a checkpoint: it has too many lines"),
        ("checkpoints", "a\n1\né\n".encode() + b"time 2026-03-01T09:00:00Z\nprevious none\n\nx\n\n", 1, "in base64"),
        ("checkpoints", b"\n\n\n", 1, "checkpoint 1 is not written as a checkpoint: there is an empty line too many"),
        ("checkpoints", b"a\x1b[2J\n1\nAA==\n\n\n", 1, "checkpoint 1 is not written as a checkpoint"),
        ("key", b"nonsense", 2, "cannot be verified: a key is one word"),
        ("key", b"x" * 100_000, 2, "is too long for what it should be"),
        ("key", b"", 2, "there is no key"),
    ],
)
def test_rubbish_is_answered_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, content: bytes, code: int, said: str
) -> None:
    folder = journal().write(tmp_path / "out")
    (folder / file).write_bytes(content)
    assert run([str(folder)]) == code
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert "\x1b" not in told.out + told.err


def test_what_cannot_be_read_is_answered_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(tmp_path / "nowhere")]) == 2
    folder = journal().write(tmp_path / "out")
    assert run([str(folder), "--seen", str(tmp_path / "nowhere")]) == 2
    (tmp_path / "rubbish").write_bytes(b"\xff")
    assert run([str(folder), "--seen", str(tmp_path / "rubbish")]) == 2
    assert run([str(folder), "--key", "02" + "00" * 31]) == 2
    (folder / "entries").unlink()
    assert run([str(folder)]) == 2
    assert capsys.readouterr().err.count("cannot be verified: ") == 5


def test_keys_are_given_as_words_as_digits_or_as_files(tmp_path: Path) -> None:
    made = journal()
    folder = made.write(tmp_path / "out")
    (tmp_path / "hub+key").write_text(made.hub.public_key.hex() + "\n", "ascii")
    assert run([str(folder), "--key", made.key.public_key.hex(), "--witness", str(tmp_path / "hub+key")]) == 0
    assert run([str(folder), "--key", str(folder / "key"), "--witness", made.hub.public_key.hex()]) == 0


def test_it_runs_where_nothing_but_python_is(tmp_path: Path) -> None:
    made = journal()
    folder = made.write(tmp_path / "out")
    command = [sys.executable, "-I", "-S", "-c", ALONE, str(SOURCE), str(folder), "--key", made.key_text]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    commitment(made)
    made.write(folder)
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert (ended.returncode, ended.stdout[:26]) == (1, "THE JOURNAL DOES NOT HOLD:")


def test_the_installed_command_answers_and_loads_nothing_of_the_product(tmp_path: Path) -> None:
    folder = journal().write(tmp_path / "out")
    installed = Path(sys.executable).with_name("midex-verify")
    ended = subprocess.run([installed, folder], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, "holds: 50 entries" in ended.stdout) == (0, True), ended.stderr
    listed = (
        "import sys, json; sys.argv = ['x', sys.argv[1]]; from midex_verify import command; command.run(sys.argv[1:]);"
        " print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", listed, folder], capture_output=True, text=True, timeout=60, check=True
    )
    assert not {"midex", "django", "cryptography"} & set(json.loads(ended.stdout.splitlines()[-1]))


def test_a_long_journal_is_read_in_blocks(verify: Verify) -> None:
    made = journal(20_000, (1, 8_000, 20_000))
    assert verify(made)[0] == 0
    made.entries[19_999] = next(entries(1))
    assert verify(made)[0] == 1
