"""P8: a journal of a real case node is changed after the fact in every way there is, also with the node's own key, and
the separate verifier, or the node before it signs, must find each change.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from midex.crypto.signing import SigningKey, verify
from midex.kernel.checkpoint import COSIGNED, cosignature, key_text, read_note, to_cosign
from midex.kernel.fault import Fault
from midex.kernel.journal import Entry, EntryKind
from midex.services.journal.checkpoint_journal import checkpoint_journal
from midex.services.journal.export_journal import export_journal
from midex.services.journal.ports import JournalPorts
from midex_verify.command import run as verify_command
from tests.casework import CaseNode, journal_ports
from tests.experiments.experiment import Experiment, Outcome, Sabotage
from tests.experiments.in_process import case_node
from tests.verifier.made import ORIGIN, WITNESS, Made

CHECKPOINTS, OPENED, UNSIGNED = 5, 4, 6  # OPENED cases before each checkpoint, two entries each
ALONE_EACH = 100  # one in so many is verified by a process of its own
WALK, NODE = "verifier/src/midex_verify/journal.py", "src/midex/services/journal/checkpoint_journal.py"


@dataclass
class Kept:
    """A journal as it was before anybody touched it, and what people outside keep."""

    entries: list[Entry]
    lines: list[bytes]
    notes: list[str]
    sizes: list[int]
    key: SigningKey
    hub: SigningKey
    folder: Path

    @property
    def size(self) -> int:
        return self.sizes[-1]


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Each trial is one change; one that nobody finds is a failure; so is an untouched journal that is refused."""
    draw = Random(seed)
    node = case_node(folder)
    key, hub = SigningKey.generate(), SigningKey.generate()
    journal = replace(journal_ports(node), origin=ORIGIN, signer=key, verify=verify)
    kept = _filled(node, journal, hub, folder, draw)
    failures = 0 if _accepted(kept, _written(kept, kept.lines, kept.notes), seen=CHECKPOINTS - 1) else 1
    done: Counter[str] = Counter()
    for at in range(trials):
        kind = draw.choice(KINDS)
        done[kind.__name__.strip("_").replace("_", " ")] += 1
        failures += not kind(kept, draw, journal, alone=at % ALONE_EACH == 0)
    failures += not _accepted(kept, _written(kept, kept.lines, kept.notes), seen=0)
    failures += not _signs(journal)  # after all that was undone, the node signs again
    node.keys.close()
    return Outcome(trials, failures, dict(done))


def _filled(node: CaseNode, journal: JournalPorts, hub: SigningKey, folder: Path, draw: Random) -> Kept:
    """Cases, checkpoints that the hub saw, and some entries that are not signed yet."""
    for _ in range(CHECKPOINTS):
        for _ in range(OPENED):
            node.registered()
            node.clock.move(seconds=draw.randint(1, 90))
        signed = checkpoint_journal(journal)
        assert signed is not None
        second = int(node.clock().timestamp())
        seen = hub.sign(to_cosign(read_note(signed.note).text, second))
        journal.checkpoints.cosign(signed.note, cosignature(WITNESS, hub.public_key, second, seen).line())
        node.clock.move(seconds=draw.randint(1, 600))
    export_journal(folder / "exported", journal)
    (folder / "out").mkdir()
    notes = [one.cosigned_note for one in journal.checkpoints.all()]
    kept = Kept(
        entries=list(journal.entries.entries()),
        lines=(folder / "exported" / "entries").read_bytes().splitlines(),
        notes=notes,
        sizes=[read_note(note).checkpoint.size for note in notes],
        key=journal.signer,  # type: ignore[arg-type]
        hub=hub,
        folder=folder,
    )
    for _ in range(UNSIGNED // 2):
        node.registered()
        node.clock.move(seconds=draw.randint(1, 90))
    return kept


# what is exported is changed: by whoever passes it on, without any key


def _a_bit_of_an_entry(kept: Kept, draw: Random, _: JournalPorts, *, alone: bool) -> bool:
    content = b"".join(line + b"\n" for line in kept.lines)
    return not _accepted(kept, _files(kept, _flipped(content, draw), _noted(kept.notes)), _maybe(draw), alone=alone)


def _a_bit_of_a_checkpoint(kept: Kept, draw: Random, _: JournalPorts, *, alone: bool) -> bool:
    content = b"".join(line + b"\n" for line in kept.lines)
    return not _accepted(kept, _files(kept, content, _flipped(_noted(kept.notes), draw)), _maybe(draw), alone=alone)


def _entries_deleted_swapped_added(kept: Kept, draw: Random, _: JournalPorts, *, alone: bool) -> bool:
    lines, at, other = list(kept.lines), draw.randrange(kept.size), draw.randrange(kept.size)
    change = draw.choice(("delete", "cut", "swap", "repeat", "move"))
    if change == "delete":
        del lines[at]
    elif change == "cut":
        del lines[at:]
    elif change == "repeat":
        lines.insert(at, lines[at])
    elif change == "move" and at != other:
        lines.insert(other, lines.pop(at))
    else:
        other = other if other != at else (at + 1) % kept.size
        lines[at], lines[other] = lines[other], lines[at]
    return not _accepted(kept, _written(kept, lines, kept.notes), _maybe(draw), alone=alone)


def _a_field_of_an_entry(kept: Kept, draw: Random, _: JournalPorts, *, alone: bool) -> bool:
    entries, at = list(kept.entries), draw.randrange(kept.size)
    entries[at] = _another(entries[at], draw)
    lines = [entry.leaf() for entry in entries]
    return not _accepted(kept, _written(kept, lines, kept.notes), _maybe(draw), alone=alone)


def _a_checkpoint_left_out(kept: Kept, draw: Random, _: JournalPorts, *, alone: bool) -> bool:
    notes, at = list(kept.notes), draw.randrange(CHECKPOINTS - 1)
    if draw.random() < 0.5:
        del notes[at]
    else:
        notes[at], notes[at + 1] = notes[at + 1], notes[at]
    return not _accepted(kept, _written(kept, kept.lines, notes), _maybe(draw), alone=alone)


# the node itself rewrites its past and signs everything again with its real key; somebody kept one checkpoint


def _rewritten_and_signed_again(kept: Kept, draw: Random, _: JournalPorts, *, alone: bool) -> bool:
    seen = draw.randrange(CHECKPOINTS)
    entries, at = list(kept.entries), draw.randrange(kept.sizes[seen])
    change = draw.choice(("field", "delete", "insert", "swap"))
    if change == "delete":
        del entries[at]
    elif change == "insert":
        entries.insert(at, _another(entries[at], draw))
    elif change == "swap" and at:
        one, other = entries[at - 1], entries[at]
        entries[at - 1 : at + 1] = [replace(other, at=one.at), replace(one, at=other.at)]
    else:
        entries[at] = _another(entries[at], draw, dated=False)
    return not _accepted(kept, _signed_again(kept, entries), seen, witness=False, alone=alone)


def _cut_off_and_signed_again(kept: Kept, draw: Random, _: JournalPorts, *, alone: bool) -> bool:
    seen = draw.randrange(CHECKPOINTS)
    entries = kept.entries[: draw.randrange(1, kept.sizes[seen])]
    return not _accepted(kept, _signed_again(kept, entries), seen, witness=False, alone=alone)


def _backdated_and_signed_again(kept: Kept, draw: Random, _: JournalPorts, *, alone: bool) -> bool:
    """Without anything that was kept outside: an order of times that cannot be is enough."""
    entries, at = list(kept.entries), draw.randrange(2, kept.size)
    earlier = entries[at - 1].at - timedelta(seconds=draw.randint(1, 10**6))
    entries[at] = replace(entries[at], at=earlier)
    return not _accepted(kept, _signed_again(kept, entries), None, witness=False, alone=alone)


# rows of the database are changed, and the node is asked for its next checkpoint


def _rows_that_are_signed(kept: Kept, draw: Random, journal: JournalPorts, *, alone: bool) -> bool:
    at = draw.randrange(kept.size)
    another = _another(kept.entries[at], draw)
    moment = int(another.at.timestamp())
    statement, said = draw.choice(
        (
            ("DELETE FROM journal_entry WHERE number = %s", [at]),
            ("DELETE FROM journal_entry WHERE number >= %s", [at]),
            (
                "UPDATE journal_entry SET at = %s, kind = %s, actor = %s, commitment = %s WHERE number = %s",
                [moment, another.kind.value, another.actor, another.commitment, at],
            ),
        )
    )
    return _refuses_to_sign(journal, statement, said)


def _rows_that_wait(kept: Kept, draw: Random, journal: JournalPorts, *, alone: bool) -> bool:
    at = kept.size + draw.randrange(UNSIGNED)
    commitment, body = draw.randbytes(32), draw.randbytes(draw.randint(0, 99))
    statement, said = draw.choice(
        (
            ("DELETE FROM journal_entry WHERE number = %s", [at]),
            ("UPDATE journal_entry SET commitment = %s WHERE number = %s", [commitment, at]),
            ("UPDATE journal_entry SET at = at - 1000000 WHERE number = %s", [at]),
            ("UPDATE cases_event SET body = %s WHERE entry = %s", [body, at]),
            ("DELETE FROM cases_event WHERE entry = %s", [at]),
            (
                "INSERT INTO journal_entry SELECT max(number) + 1, max(at), 'event', max(actor), %s FROM journal_entry",
                [commitment],
            ),
        )
    )
    return _refuses_to_sign(journal, statement, said)


KINDS: tuple[Callable[..., bool], ...] = (
    _a_bit_of_an_entry,
    _a_bit_of_a_checkpoint,
    _entries_deleted_swapped_added,
    _a_field_of_an_entry,
    _a_checkpoint_left_out,
    _rewritten_and_signed_again,
    _cut_off_and_signed_again,
    _backdated_and_signed_again,
    _rows_that_are_signed,
    _rows_that_wait,
)


def _another(entry: Entry, draw: Random, *, dated: bool = True) -> Entry:
    """The entry with one field changed, each of which could be true."""
    kinds = [kind for kind in EntryKind if kind is not entry.kind]
    changes: list[dict[str, Any]] = [
        {"commitment": _flipped(entry.commitment, draw)},
        {"actor": f"{int(entry.actor, 16) ^ 1 << draw.randrange(64):016x}"},
        {"kind": draw.choice(kinds)},
        *([{"at": entry.at - timedelta(seconds=draw.randint(1, 10**6))}] if dated else []),
    ]
    return replace(entry, **draw.choice(changes))


def _flipped(content: bytes, draw: Random) -> bytes:
    changed = bytearray(content)
    changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _noted(notes: list[str]) -> bytes:
    return "".join(note + "\n" for note in notes).encode()


def _maybe(draw: Random) -> int | None:
    """Half of those who verify kept a checkpoint; the first, so that most of what they verify came later."""
    return draw.choice((0, None))


def _files(kept: Kept, entries: bytes, checkpoints: bytes) -> Path:
    (kept.folder / "out" / "entries").write_bytes(entries)
    (kept.folder / "out" / "checkpoints").write_bytes(checkpoints)
    return kept.folder / "out"


def _written(kept: Kept, lines: list[bytes], notes: list[str]) -> Path:
    return _files(kept, b"".join(line + b"\n" for line in lines), _noted(notes))


def _signed_again(kept: Kept, entries: list[Entry]) -> Path:
    """All of it renumbered, and as many checkpoints as fit, as the real key signs them."""
    numbered = [replace(entry, number=number) for number, entry in enumerate(entries)]
    sizes = sorted({min(size, len(numbered)) for size in kept.sizes} | {len(numbered)})
    return Made(numbered, sizes, kept.key, kept.hub, cosigned=False).sign().write(kept.folder / "out")


def _accepted(kept: Kept, out: Path, seen: int | None, *, witness: bool = True, alone: bool = False) -> bool:
    """Whether the verifier says that the journal holds; ``alone`` asks it as a process of its own."""
    asked = [str(out), "--key", kept.key.public_key.hex()]
    if witness:
        asked += ["--witness", key_text(WITNESS, COSIGNED, kept.hub.public_key)]
    if seen is not None:
        (kept.folder / "seen").write_text(kept.notes[seen], "utf-8")
        asked += ["--seen", str(kept.folder / "seen")]
    if alone:
        command = [sys.executable, "-m", "midex_verify", *asked]
        return subprocess.run(command, capture_output=True, check=False, env=os.environ, timeout=120).returncode == 0
    return _quiet(verify_command, asked) == 0


def _quiet(command: Callable[[list[str]], int], asked: list[str]) -> int:
    """Run it without its sentences, which would fill the output."""
    from contextlib import redirect_stderr, redirect_stdout
    from io import StringIO

    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return command(asked)


def _refuses_to_sign(journal: JournalPorts, statement: str, said: list[Any]) -> bool:
    """Whether the node signs nothing over a database changed in this way; the change is undone afterwards."""
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(statement, said)
            changed = cursor.rowcount
        assert changed > 0, statement
        refused = not _signs(journal)
        transaction.set_rollback(True)
    return refused


def _signs(journal: JournalPorts) -> bool:
    from django.db import transaction

    try:
        with transaction.atomic():
            checkpoint_journal(journal)
            transaction.set_rollback(True)
    except Fault as fault:
        if fault.code != "F307":
            raise
        return False
    return True


EXPERIMENT = Experiment(
    promise="P8",
    says="a change to a journal after the fact is found, by a program that shares no line with the one that wrote it, "
    "or by the node before it signs",
    run=run,
    small=150,
    full=10_000,
    part=1_000,
    sabotages=(
        Sabotage(
            "the verifier no longer compares roots",
            file=WALK,
            old="if self._tree.root() != checkpoint.root:",
            new="if False:",
        ),
        Sabotage("the verifier knows no order of time", file=WALK, old="if at < self._floor:", new="if False:"),
        Sabotage(
            "a checkpoint that was seen is not compared with the entries",
            file=WALK,
            old="if one.size == self._tree.size and one.root != self._tree.root():",
            new="if False:",
        ),
        Sabotage(
            "a journal may be shorter than a checkpoint that was seen",
            file=WALK,
            old="if one.size > self._report.signed:",
            new="if False:",
        ),
        Sabotage(
            "signatures are not verified", file=WALK, old="if not is_signed(checkpoint, line, key):", new="if False:"
        ),
        Sabotage(
            "checkpoints may be left out", file=WALK, old="if checkpoint.previous != report.before:", new="if False:"
        ),
        Sabotage(
            "the node signs entries that stand for nothing kept",
            file=NODE,
            old="if salt is not None and commit(salt, payload) != entry.commitment:",
            new="if False:",
        ),
        Sabotage(
            "the node does not compare its past with what it signed",
            file=NODE,
            old="if ports.tree.root(signed.size) != read_note(signed.note).checkpoint.root:",
            new="if False:",
        ),
    ),
)
