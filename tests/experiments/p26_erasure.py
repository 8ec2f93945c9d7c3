"""P26, storage: people with a canary in every sealed field of every declared step, and in a form that was begun, are
registered and screened in a real home, half are erased, and then every file is read byte by byte, as somebody would
who has the disk, the copies and the node's own key.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from midex.services.home import read_home, write_home
from tests.experiments import traces
from tests.experiments.experiment import Change, Experiment, NotPossibleError, Outcome, Sabotage
from tests.experiments.planting import BIRTH, CASE
from tests.postgresql import binaries, cluster

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
FILE, STORE, BACKUP = "src/midex/stores/key_file.py", "src/midex/stores/key_store.py", "src/midex/stores/key_backup.py"


@dataclass(frozen=True)
class Engine:
    """A database to plant in: its URL (empty: SQLite), a second one to restore into, and where it keeps its files."""

    url: str
    restored: str
    files: tuple[Path, ...]


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Half of the people on each engine; a person of whom anything is found, or who cannot be read, is a failure."""
    if binaries() is None:
        raise NotPossibleError("no PostgreSQL here (Debian: apt-get install postgresql)")
    draw = Random(seed)
    _searching_finds()
    with cluster() as server, ThreadPoolExecutor(2) as both:
        for name in ("node", "restored"):
            _postgresql("createdb", "-U", "midex", "-h", str(server.folder), name)
        engine = Engine(server.url.format("node"), server.url.format("restored"), (server.place,))
        shares = ((trials // 2, "sqlite", Engine("", "", ())), (trials - trials // 2, "postgresql", engine))
        tried = [both.submit(_tried, n, Random(draw.random()), folder / name, where) for n, name, where in shares]
        first, second = (one.result() for one in tried)
    notes = Counter(first.notes) + Counter(second.notes)
    return Outcome(trials, first.failures + second.failures, dict(notes))


def _tried(count: int, draw: Random, folder: Path, engine: Engine) -> Outcome:
    beside, home = folder / "beside", folder / "home"
    beside.mkdir(parents=True)
    marker = "Žö" + "".join(draw.choice(LETTERS) for _ in range(12)) + "ß"
    seen = _node("plant", home, engine.url, count, marker, draw.getrandbits(32), beside)
    assert len(seen["secrets"]) == count
    hidden = beside / "unknown"
    away = hidden.rename(folder.parent / f"away-{folder.name}")
    bad = _found(seen, marker, home, beside, *engine.files)
    bad |= _unlike(seen, _node("open", home))
    bad |= _unlike(seen, _node("open", _as_before(folder, engine)))

    # a copy that the node was never told of can hold what was erased: until it is used
    _command("vault", "restore", "--home", str(home), "--from", str(away))
    bad |= _found(seen, marker, home, away) | _unlike(seen, _node("open", home))
    return Outcome(count, len(bad), {"people erased": len(seen["erased"])})


def _found(seen: dict[str, Any], marker: str, *places: Path) -> set[str]:
    """Everybody, if a plaintext is found anywhere; those erased of whose key a piece is; all if no living key is."""
    keys = {form: person for person, secrets in seen["secrets"].items() for one in secrets for form in _forms(one)}
    plain = set().union(*(traces.forms_of_text(one) for one in (marker, BIRTH, CASE)))
    found: set[bytes] = set()
    for data in traces.contents(*places):
        found |= traces.hits(data, [*keys, *plain])
    people = {keys[form] for form in found if form in keys}
    if found & plain or not people >= set(seen["living"]):
        return set(seen["secrets"])
    return people & set(seen["erased"])


def _forms(secret: str) -> set[bytes]:
    return traces.forms_of_key(bytes.fromhex(secret))


def _unlike(seen: dict[str, Any], opened: dict[str, list[int]]) -> set[str]:
    """Those erased of whom a text opens with any key, and those living of whom one does not."""
    readable = {person for person in seen["erased"] if any(opened.get(person, [0, 0, 0])[1:])}
    return readable | {person for person in seen["living"] if opened.get(person) != [seen["texts"][person]] * 3}


def _as_before(folder: Path, engine: Engine) -> Path:
    """A home with the database as it was before the erasures, and the keys as they are now."""
    home = shutil.copytree(folder / "home", folder / "before")
    if engine.url:
        _postgresql("pg_restore", "-d", engine.restored, str(folder / "beside" / "database"))
        stated = read_home(home)
        write_home(type(stated)(**{**stated.__dict__, "database_url": engine.restored}))
    else:
        for left in home.glob("restricted.sqlite3*"):
            left.unlink()
        shutil.copy(folder / "beside" / "database", home / "restricted.sqlite3")
    return home


def _searching_finds() -> None:
    """The search itself is tried first: one that finds nothing would keep every promise."""
    import zlib

    text = "ŽöCANARYß"
    for form in traces.forms_of_text(text):
        for kept in (b"x" * 5 + form + b"y", zlib.compress(b"z" * 40 + form)):
            if not any(traces.hits(data, traces.forms_of_text(text)) for data in (kept, *traces.unpacked(kept))):
                raise RuntimeError(f"not found: {form!r}")


def _node(*said: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.experiments.erasure_node", *map(str, said)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1200)
    if not ended.stdout.strip():
        raise RuntimeError(ended.stderr[-2000:])
    answer: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return answer


def _command(*said: str) -> None:
    subprocess.run([sys.executable, "-m", "midex", *said], check=True, capture_output=True, timeout=120)


def _postgresql(program: str, *said: str) -> None:
    programs = binaries()
    assert programs
    subprocess.run([programs / program, *said], check=True, capture_output=True, timeout=120)


EXPERIMENT = Experiment(
    promise="P26",
    says="nothing of an erased person can be read any more, neither from the database, its log and copies made before "
    "nor with the key store and its copies; everybody else can",
    run=run,
    small=8,
    full=400,
    part=100,
    sabotages=(
        Sabotage(
            "the key is only marked as destroyed",
            FILE,
            "destroyed = connection.execute(OVERWRITE, tombstone[:1]).rowcount > 0",
            "destroyed = True",
        ),
        Sabotage(
            "the log of the key store is not emptied",
            STORE,
            "            self.scrub()\n            self._catch",
            "            self._catch",
        ),
        Sabotage(
            "copies of the keys are not erased in", STORE, "            if not waiting:", "            if folder:"
        ),
        Sabotage(
            "a key is deleted, and what is freed is not overwritten",
            FILE,
            '"""UPDATE keys SET wrapped = zeroblob(length(wrapped))\n               WHERE',
            '"""DELETE FROM keys WHERE',
            also=(Change(FILE, '"secure_delete": 1', '"secure_delete": 0'),),
        ),
        Sabotage(
            "the copy before stays beside the new one",
            BACKUP,
            "    part.replace(file)\n",
            "    file.exists() and file.rename(file.with_suffix('.1'))\n    part.replace(file)\n",
            also=(Change(BACKUP, "os.open(file, os.O_RDWR) if file.exists() else None", "None"),),
        ),
        Sabotage(
            "fields are kept in the clear",
            "src/midex/formats/event_json.py",
            "plain = {SEALED: seal(",
            "plain = {SEALED: (lambda _, text: text)(",
        ),
        Sabotage(
            "everybody has the same key",
            "src/midex/crypto/vault.py",
            "self._wrap(person, os.urandom(KEY_BYTES))",
            "self._wrap(person, bytes(KEY_BYTES))",
        ),
        Sabotage(
            "an order of erasure destroys nothing",
            "src/midex/services/casework/erase_person.py",
            "    ports.vault.erase(row.person)\n",
            "",
        ),
        Sabotage(
            "what was begun and not finished outlives the erasure",
            "src/midex/services/casework/erase_person.py",
            "        end_forms_of(one.case, ports)\n",
            "        pass\n",
        ),
    ),
)
