"""Who may do what at a case node, cell by cell against tables that were written by hand and that no code can import."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import midex
from midex.formats.event_json import shape_of
from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.procedures.catalogue import PROCEDURES
from tests.matrix import table
from tests.matrix.world import RELATIONS

SOURCE = Path(midex.__file__).parent
PARTS = 2


def asked(*said: object) -> str:
    """What `python -m tests.matrix` says, in a process of its own: the cells want a node and Django for themselves."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.matrix", *map(str, said)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("matrix")
    asked("build", folder)
    return folder


@pytest.mark.parametrize("part", range(PARTS))
def test_every_cell_answers_as_the_tables_say(world: Path, part: int) -> None:
    came: dict[str, Any] = json.loads(asked("ask", world, f"{part}/{PARTS}").splitlines()[-1])
    assert came["wrong"] == []
    assert came["unjournaled"] == []
    assert came["cells"] > 3_000
    assert came["disclosed"] > 100
    assert sorted(set(came["routes"])) == sorted({row.route for row in table.rows()}), (
        "a route without a line, or a line without"
    )


def test_every_address_has_an_answer_for_every_method() -> None:
    asked_by: dict[str, set[str]] = {}
    for row in table.rows():
        asked_by.setdefault(row.route, set()).update(row.methods)
    assert {route for route, methods in asked_by.items() if methods != set(table.METHODS)} == set()


def test_every_line_has_an_answer_for_strangers_and_every_role() -> None:
    for row in table.rows():
        assert set(row.answers) == {"stranger", *(role.value for role in Role)}
        assert all(row.answers.values()), row


def test_every_way_to_stand_to_a_case_has_its_letters() -> None:
    wanted = product((role.value for role in Role), RELATIONS, (tier.value for tier in Tier))
    assert set(table.letters()) == set(wanted)


def test_every_field_of_every_step_says_who_is_shown_it() -> None:
    kinds = [step.records for procedure in PROCEDURES.values() for step in procedure.steps]
    assert table.all_fields() == {f"{kind.__name__}.{shape.name}" for kind in kinds for shape in shape_of(kind)}


def test_no_code_can_read_the_tables() -> None:
    assert not any(SOURCE.rglob("routes.csv"))
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not any(name.partition(".")[0] == "tests" for name in names), file
