"""A case node's own process for P26: `plant` people in a home and erase half of them, or `open` whatever opens there.

Prints one JSON object. After planting it kills itself: nothing is tidied up behind it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from midex.__main__ import Wiring
from midex.crypto.vault import PersonVault, _keys, read_node_key
from midex.kernel.fault import Fault
from midex.kernel.field import Closed
from midex.kernel.role import Role
from midex.node.case_wiring import DRAFT_KEYS, draft_vault, journal_ports, ports, vault
from midex.services.actor import Actor
from midex.services.casework.approve_step import approve_step
from midex.services.casework.begun_forms import TABLE as DRAFT
from midex.services.casework.break_glass import break_glass
from midex.services.casework.history import TABLE as EVENT
from midex.services.casework.ports import CasePorts, Grant, Place, Receipt
from midex.services.casework.take_step import StepProposed, StepTaken, TakeStep, take_step
from midex.services.home import Home, HomeKind, read_home
from midex.services.journal.checkpoint_journal import check_entries
from midex.stores.key_store import KeyStore
from tests.casework import add_accounts
from tests.experiments.planting import planted, somebody_else, unplanted
from tests.postgresql import binaries

SUPERVISOR = Actor(identity="supervisor", name="", role=Role.SUPERVISOR, office="north")
DEPUTY = Actor(identity="deputy", name="", role=Role.SUPERVISOR, office="north")
Sealed = tuple[str, str, Place, str]
"""A person, whose key it is sealed with (the person's, or that of what was begun), where it stands, and the text."""


def plant(folder: str, database: str, count: str, marker: str, seed: str, beside: str) -> dict[str, Any]:
    """Register people whose every sealed field holds the marker, copy what an institution copies, erase half."""
    home = Home(
        folder=Path(folder).resolve(),
        kind=HomeKind.CASE,
        port=8007,
        participant="RS",
        institution="asylum-office",
        offices=("north", "south"),
        database_url=database,
    )
    Wiring().prepare(home)
    node, kept, keys = ports(home), vault(home), KeyStore(home.folder / "keystore")
    add_accounts("default")
    other = somebody_else(node)
    names = [_person(f"{marker}{number:04x}", other, node) for number in range(int(count))]
    if left := unplanted(node.events.all()):
        raise RuntimeError(f"no canary stands in: {', '.join(sorted(left))}")
    rows = [row for name in names if (row := node.cases.judged(name))]
    secrets = {row.person: _secrets(row.person, kept, keys) for row in rows}
    begun, begun_keys = draft_vault(home), KeyStore(home.folder / DRAFT_KEYS)
    for row in rows:
        drafts = node.drafts.of_case(row.case)
        if not drafts:
            raise RuntimeError("nothing was begun")
        for draft in drafts:
            secrets[row.person] += _secrets(draft.id, begun, begun_keys)
    texts = Counter(person for person, *_ in _sealed(node))
    for _night in range(2):
        kept.back_up(Path(beside) / "copy")
    shutil.copytree(Path(beside) / "copy", Path(beside) / "unknown")
    _copy_database(home, Path(beside) / "database")
    gone = random.Random(seed).sample(rows, len(rows) // 2)
    for row in gone:
        _erase(row.name, node)
    erased = {row.person for row in gone}
    living = sorted(set(secrets) - erased)
    return {"secrets": secrets, "texts": texts, "erased": sorted(erased), "living": living}


def open_all(folder: str) -> dict[str, Any]:
    """Of each person: how many sealed texts there are, how many open, and how many with anybody's key that is left.

    Of nobody where the journal does not hold any more.
    """
    home = read_home(Path(folder))
    node, kept, begun = ports(home), vault(home), draft_vault(home)
    journal = journal_ports(home)
    try:
        check_entries(0, journal.entries.size(), None, journal)
    except Fault:
        return {}
    left = [key for place in ("keystore", DRAFT_KEYS) for key in _keys_left(home, KeyStore(home.folder / place))]
    out: dict[str, list[int]] = {}
    for person, owner, place, text in _sealed(node):
        counts = out.setdefault(person, [0, 0, 0])
        counts[0] += 1
        counts[1] += _is_shown(begun if place.table == DRAFT else kept, owner, place, text)
        counts[2] += any(_opens(one, owner, place, text) for one in left)
    return out


def _person(canary: str, other: str, node: CasePorts) -> str:
    """A person in whose every sealed field a canary stands, looked at through broken glass; answers with the name."""
    name = planted(canary, other, node)
    stranger = Actor(identity=f"night-{name}", name="", role=Role.CASEWORKER, office="south")
    granted = break_glass(name, f"{canary} is in hospital", stranger, node)
    if not isinstance(granted, Grant):
        raise TypeError(granted)
    return name


def _erase(name: str, node: CasePorts) -> None:
    proposed = _asked("order-erasure", {"ground": "no-longer-needed"}, SUPERVISOR, node, name)
    if not isinstance(proposed, StepProposed):
        raise RuntimeError(proposed)
    done = approve_step(proposed.proposal, proposed.sha256, DEPUTY, node)
    if not isinstance(done, StepTaken):
        raise RuntimeError(done)


def _asked(step: str, fields: dict[str, Any], who: Actor, node: CasePorts, name: str) -> Any:
    wanted = TakeStep(procedure="registration", step=step, fields=fields, key=uuid4().hex, name=name)
    return take_step(wanted, who, node)


def _secrets(person: str, kept: PersonVault, keys: KeyStore) -> list[str]:
    wrapped = keys.find(person) or b""
    key = kept._unwrap(person, wrapped)
    return [one.hex() for one in (wrapped, key, _keys(key).salts)]


def _copy_database(home: Home, to: Path) -> None:
    if not home.database_url:
        with sqlite3.connect(home.folder / "restricted.sqlite3") as source, sqlite3.connect(to) as target:
            source.backup(target)
        return
    programs = binaries()
    assert programs
    subprocess.run([programs / "pg_dump", "-Fc", "-f", to, home.database_url], check=True, capture_output=True)


def _sealed(node: CasePorts) -> Iterator[Sealed]:
    cases = {row.case: row for row in node.cases.all()}
    for step in node.events.all():
        said = json.loads(step.body)
        yield from _of_fields(step.person, f"{step.case}/{step.number}", said["version"], said["fields"])
    for row in cases.values():
        for waiting in node.proposals.of_case(row.case):
            fields = json.loads(waiting.body)["fields"]
            yield from _of_fields(row.person, f"{row.case}/{waiting.based_on + 1}", 1, fields)
        for grant in node.grants.of_case(row.case):
            yield row.person, row.person, Place("grant", str(grant.entry), "reason"), grant.reason
        for draft in node.drafts.of_case(row.case):
            yield row.person, draft.id, Place(DRAFT, draft.id, "sealed"), draft.sealed


def _of_fields(person: str, row: str, version: int, fields: dict[str, Any]) -> Iterator[Sealed]:
    for name, value in fields.items():
        if isinstance(value, dict):
            yield person, person, Place(EVENT, row, name, version), value["sealed"]


def _is_shown(kept: PersonVault, person: str, place: Place, text: str) -> bool:
    """Whether the node itself shows the text; what it says was changed it does not."""
    try:
        return not isinstance(kept.open(person, place, text, Receipt(entry=0, people=frozenset({person}))), Closed)
    except Fault:
        return False


def _keys_left(home: Home, keys: KeyStore) -> Iterator[Any]:
    """Every key that whoever has the whole home can still unwrap, whatever the store says of it."""
    kept = PersonVault(read_node_key(home.keys), keys, lambda: None)  # type: ignore[arg-type, return-value]
    rows = sqlite3.connect(keys.file).execute("SELECT person, wrapped FROM keys").fetchall()
    for person, wrapped in rows:
        if kept._holds(person, bytes(wrapped)):
            yield _keys(kept._unwrap(person, bytes(wrapped)))


def _opens(keys: Any, person: str, place: Place, text: str) -> bool:
    from midex.crypto.aead import TamperedError
    from midex.crypto.vault import _associated, _parts

    try:
        keys.fields.open(*_parts(text), _associated(person, place))
    except TamperedError:
        return False
    return True


if __name__ == "__main__":
    answer = plant(*sys.argv[2:]) if sys.argv[1] == "plant" else open_all(*sys.argv[2:])
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    if sys.argv[1] == "plant":
        os.kill(os.getpid(), signal.SIGKILL)
