"""`midex-verify FOLDER`, or `--proof FILE`: says in plain sentences whether a journal, or a proof about it, holds.

Exit code 0: it holds; 1: it does not; 2: it could not be asked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from midex_verify.growth import BEGINS, read_growth, verify_growth
from midex_verify.journal import FaultError, Report, Trust, unsigned_by, verify
from midex_verify.note import COSIGNED, SIGNED, Checkpoint, Key, UnreadableError, read_checkpoint, read_key
from midex_verify.proof import read_proof, verify_proof

MAX_FILE = 64 * 1024
HUB = "midex/hub"


def main() -> None:
    """Entry point of `midex-verify`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Verify as the arguments ask, and answer with the exit code."""
    asked = _asked(arguments)
    if asked.proof:
        return _prove(Path(asked.proof), asked.key, asked.seen, asked.witness)
    folder = Path(asked.folder)
    try:
        seen = tuple(_seen(Path(file)) for file in asked.seen)
        trust = Trust(
            keys=_keys(asked.key, folder, seen),
            seen=seen,
            witnesses=tuple(_key(word, COSIGNED, HUB) for word in asked.witness),
        )
        report = _verified(folder, trust)
    except (UnreadableError, OSError) as wrong:
        sys.stderr.write(f"cannot be verified: {_said(wrong)}\n")
        return 2
    except FaultError as fault:
        sys.stdout.write(f"THE JOURNAL DOES NOT HOLD: {fault}.\n")
        return 1
    sys.stdout.write("\n".join(sentences(report, trust, key_given=bool(asked.key))) + "\n")
    return 0


def _prove(file: Path, keys: Sequence[str], seen: Sequence[str], witnesses: Sequence[str]) -> int:
    """Verify the proof of one entry, or of growth. Nobody's key stands in it, so that one must be given."""
    try:
        with file.open("rb") as opened:
            text = opened.read(MAX_FILE + 1)
        if not keys:
            raise UnreadableError("a proof holds no key: give the journal's, as its keeper published it, with --key")
        if len(text) > MAX_FILE:
            raise FaultError("it is too long for a proof")
        said = _grown(text, keys, seen, witnesses) if seen else _proven(text, keys, witnesses)
    except (UnreadableError, OSError) as wrong:
        sys.stderr.write(f"cannot be verified: {_said(wrong)}\n")
        return 2
    except FaultError as fault:
        sys.stdout.write(f"THE PROOF DOES NOT HOLD: {fault}.\n")
        return 1
    sys.stdout.write("\n".join(said) + "\n")
    return 0


def _trust(checkpoint: Checkpoint, keys: Sequence[str], witnesses: Sequence[str]) -> Trust:
    return Trust(
        keys=tuple(_key(word, SIGNED, checkpoint.origin) for word in keys),
        witnesses=tuple(_key(word, COSIGNED, HUB) for word in witnesses),
    )


def _grown(text: bytes, keys: Sequence[str], seen: Sequence[str], witnesses: Sequence[str]) -> list[str]:
    """What the proof of growth shows, and what nobody outside vouches for."""
    if len(seen) != 1:
        raise UnreadableError("the proof of growth begins at one checkpoint: give --seen once")
    growth, kept = read_growth(text), _seen(Path(seen[0]))
    grown = verify_growth(growth, kept, _trust(growth.checkpoint, keys, witnesses))
    over = growth.checkpoint
    said = [
        f"The proof holds: the journal of {over.origin} only grew, from the {kept.size} entries that were seen to "
        f"{over.size} at {over.at}.",
        "None of those entries was changed, moved or cut off.",
    ]
    return [*said, *_vouched(grown.witnesses, grown.unchecked)]


def _proven(text: bytes, keys: Sequence[str], witnesses: Sequence[str]) -> list[str]:
    """What the proof of one entry shows, and what nobody outside vouches for."""
    if text.startswith(BEGINS):
        raise UnreadableError("this is a proof of growth: give the checkpoint that you kept with --seen")
    proof = read_proof(text)
    proven, over = verify_proof(proof, _trust(proof.checkpoint, keys, witnesses)), proof.checkpoint
    said = [
        f"The proof holds: entry {proof.number}, dated {proof.at}, is in the journal of {over.origin}, "
        f"under the checkpoint over {over.size} entries at {over.at}.",
        "It shows that this line is in the journal, not what the line stands for.",
    ]
    return [*said, *_vouched(proven.witnesses, proven.unchecked)]


def _vouched(witnesses: int, unchecked: int) -> list[str]:
    """Who vouches for the checkpoint of a proof."""
    others = [f"{unchecked} signature lines of others were not checked: give --witness."] if unchecked else []
    if witnesses:
        return [*others, "The checkpoint is vouched for by somebody outside."]
    return [*others, "Nobody outside vouches for the checkpoint: only the node signed it."]


def sentences(report: Report, trust: Trust, *, key_given: bool) -> list[str]:
    """That it holds, and what nobody outside vouches for."""
    said = [f"The journal holds: {report.entries} entries, {report.checkpoints} checkpoints."]
    if report.signed:
        said[0] = (
            f"The journal of {report.origin} holds: {report.entries} entries, {report.checkpoints} checkpoints, "
            f"the last over {report.signed} entries at {report.signed_at}."
        )
    doubts = _doubts(report, trust, key_given=key_given)
    return [*said, *doubts] if doubts else [*said, "Every entry is vouched for by somebody outside."]


def _doubts(report: Report, trust: Trust, *, key_given: bool) -> list[str]:
    known = max([one.size for one in trust.seen] + [report.vouched])
    doubts = []
    if not key_given:
        doubts.append("Nobody outside vouches for the key: it came from the same folder. Give it with --key.")
    if not known:
        doubts.append(
            "Nobody outside vouches for the past: an earlier state could have been rewritten or cut off and signed "
            "again. Give a checkpoint you kept or the hub's with --seen, and the hub's key with --witness."
        )
    elif known < report.signed:
        doubts.append(f"Nobody outside vouches for entries {known} to {report.signed - 1}: only the node signed them.")
    if known and not trust.seen:
        doubts.append(
            f"The witness's last line is under {report.vouched} entries at {report.vouched_at}; later ones could have "
            "been cut off. Give the hub's newest checkpoint with --seen."
        )
    if report.entries > report.signed:
        doubts.append(f"Entries {report.signed} to {report.entries - 1} are not signed yet: nobody vouches for them.")
    if report.unchecked_lines:
        doubts.append(f"{report.unchecked_lines} signature lines of others were not checked: give --witness.")
    return doubts


def _verified(folder: Path, trust: Trust) -> Report:
    if foreign := unsigned_by(trust.seen, trust.keys):
        raise FaultError(
            f"the checkpoint over {foreign.size} entries that was seen is not signed with this journal's key"
        )
    report = verify(folder, trust)
    if trust.witnesses and not report.vouched:
        raise FaultError("no checkpoint carries a signature of the witness")
    return report


def _keys(words: Sequence[str], folder: Path, seen: Sequence[Checkpoint]) -> tuple[Key, ...]:
    if not words:
        words = _read(folder / "key").decode("ascii", "replace").split()
    name = seen[0].origin if seen else _origin(folder)
    if not words:
        raise UnreadableError("there is no key")
    return tuple(_key(word, SIGNED, name) for word in words)


def _origin(folder: Path) -> str:
    """The name a bare key signs under: the first line of the first checkpoint; it is checked with the signature."""
    with (folder / "checkpoints").open("rb") as file:
        return file.readline(1024).decode("utf-8", "replace").rstrip("\n")


def _key(word: str, algorithm: int, name: str) -> Key:
    file = Path(word)
    text = _read(file).decode("ascii", "replace") if len(word) < 256 and file.is_file() else word
    return read_key(text, algorithm, name)


def _seen(file: Path) -> Checkpoint:
    try:
        return read_checkpoint(_read(file))
    except ValueError as wrong:
        raise UnreadableError(f"{file} is no checkpoint: {wrong}") from wrong


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        raise UnreadableError(f"{file} is too long for what it should be")
    return content


def _said(wrong: Exception) -> str:
    return f"{wrong.filename}: {wrong.strerror}" if isinstance(wrong, OSError) else str(wrong)


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    """Either a folder or a proof."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if bool(asked.folder) == bool(asked.proof):
        parser.error("give either FOLDER or --proof FILE")
    return asked


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="midex-verify", description="Check an exported MIDEX journal without trusting the node it came from."
    )
    parser.add_argument("folder", nargs="?", default="", help="what `midex journal export` wrote")
    parser.add_argument(
        "--proof", default="", metavar="FILE", help="instead of a folder: what `midex journal prove` or `grew` said"
    )
    parser.add_argument(
        "--key", action="append", default=[], help="the journal's public key, as its keeper published it"
    )
    parser.add_argument(
        "--seen", action="append", default=[], metavar="CHECKPOINT", help="file with a checkpoint seen before"
    )
    parser.add_argument("--witness", action="append", default=[], metavar="KEY", help="public key of the hub")
    return parser
