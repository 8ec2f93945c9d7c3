"""P20: no case leaves a node before the record of its being read is kept.

Twice: over the cells of P17's matrix, where every case that an answer discloses must have an entry of its own; and at
a served node that is killed at random while cases are read again and again: each body that came has its entry on disk.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

from tests.experiments.experiment import Change, Experiment, NotPossibleError, Outcome, Sabotage
from tests.experiments.served_case import Officer, prepared, somebody
from tests.matrix.removing import ROOT

CELLS_OF_A_KILL = 400
"""Cells of the matrix that are asked for each kill."""

CASES = 4
READERS = 3
READ, STATED = "src/midex/services/casework/read_case.py", "src/midex/services/casework/list_cases.py"
ACCOUNT = "src/midex/services/casework/account_for.py"
RECORDED = """SELECT c.case_id, count(*) FROM cases_readcase c JOIN cases_read r ON r.entry = c.read_id
    JOIN journal_entry j ON j.number = r.entry WHERE r.kind = 'read' AND r.action = 'open-case' GROUP BY c.case_id"""


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Each trial is one kill, and the cells that go with it."""
    matrix = folder / "matrix"
    matrix.mkdir()
    _matrix("build", matrix)
    came = json.loads(_matrix("ask", matrix, "0/1", str(trials * CELLS_OF_A_KILL)).splitlines()[-1])
    unjournaled, bodies = _killed(trials, random.Random(seed), folder)
    if not bodies:
        raise NotPossibleError("no body came from the node before it was killed")
    notes = {
        "cells": came["cells"],
        "cases disclosed by cells": came["disclosed"],
        "bodies that came from a node about to be killed": bodies,
    }
    return Outcome(trials, len(came["unjournaled"]) + unjournaled, notes)


def _killed(kills: int, draw: random.Random, folder: Path) -> tuple[int, int]:
    """How many bodies came without an entry, and how many came."""
    served, secret = prepared(folder)
    officer = Officer(served, secret)
    names = [officer.open_case().json()["case"] for _ in range(CASES)]
    for name in names:
        officer.register(name)
    seen: Counter[str] = Counter()
    for _ in range(kills):
        threads = [threading.Thread(target=_read_on, args=(officer, names, seen)) for _ in range(READERS)]
        for thread in threads:
            thread.start()
        time.sleep(draw.uniform(0.05, 1.0))
        served.kill()
        for thread in threads:
            thread.join(60)
        served.start()
    officer.close()
    served.kill()
    database = folder / "case" / "restricted.sqlite3"
    with sqlite3.connect(database) as connection:
        case_of = dict(connection.execute("SELECT name, case_id FROM cases_casefile"))
        recorded = dict(connection.execute(RECORDED))
    missing = sum(max(0, count - recorded.get(case_of[name], 0)) for name, count in seen.items())
    return missing, seen.total()


_LOCK = threading.Lock()


def _read_on(officer: Officer, names: list[str], seen: Counter[str]) -> None:
    """Read one case after another until nobody answers; whatever of a person came is counted."""
    for turn in range(10_000):
        name = names[turn % len(names)]
        try:
            answer = officer.read(name)
        except httpx.TransportError:
            return
        if somebody(name)["given_names"] in answer.text:
            with _LOCK:
                seen[name] += 1


def _matrix(what: str, *said: object) -> str:
    command = [sys.executable, "-m", "tests.matrix", what, *map(str, said)]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


EXPERIMENT = Experiment(
    promise="P20",
    says="a case that was disclosed, by whichever answer, has its entry in the journal; the entry is on the disk "
    "before the first byte of the answer leaves, also where the node is killed between the two",
    run=run,
    small=1,
    full=40,
    part=10,
    sabotages=(
        Sabotage(
            "a case is opened without an entry",
            READ,
            "receipt = account_for(EntryKind.READ, Action.OPEN_CASE, purpose, scope, (row,), ports, outside=outside)",
            "from midex.services.casework.ports import Receipt\n"
            "        receipt = Receipt(entry=0, people=frozenset({row.person}))",
        ),
        Sabotage(
            "a list names cases without an entry",
            STATED,
            "account_for(EntryKind.READ, action, purpose, scope, rows, ports)",
            "account_for(EntryKind.READ, action, purpose, scope, (), ports)",
            trials=8,
        ),
        Sabotage(
            "notices are shown without an entry about their cases",
            "src/midex/services/casework/break_glass.py",
            "receipt = account_for(EntryKind.READ, Action.SEE_NOTICES, Purpose.SUPERVISION, scope, about, ports)",
            "account_for(EntryKind.READ, Action.SEE_NOTICES, Purpose.SUPERVISION, scope, (), ports)\n"
            "        from midex.services.casework.ports import Receipt\n"
            "        receipt = Receipt(entry=0, people=frozenset(row.person for row in about))",
            trials=20,
        ),
        Sabotage(
            "a case that was read in this hour is not journaled again",
            READ,
            "receipt = account_for(EntryKind.READ, Action.OPEN_CASE, purpose, scope, (row,), ports, outside=outside)",
            "from midex.services.casework.ports import Receipt\n"
            "        receipt = (\n"
            "            Receipt(entry=0, people=frozenset({row.person}))\n"
            "            if row.case in _shown(scope, WINDOW, ports)\n"
            "            else account_for(EntryKind.READ, Action.OPEN_CASE, purpose, scope, (row,), ports)\n"
            "        )",
        ),
        Sabotage(
            "the record is kept a moment after the answer",
            ACCOUNT,
            "    ports.reads.keep(\n        Read(",
            "    import threading\n\n"
            "    late = threading.Timer(\n        0.3,\n        ports.reads.keep,\n        (Read(",
            also=(
                Change(
                    ACCOUNT,
                    "            body=body,\n        )\n    )\n",
                    "            body=body,\n        ),),\n    )\n    late.daemon = True\n    late.start()\n",
                ),
            ),
        ),
    ),
)
