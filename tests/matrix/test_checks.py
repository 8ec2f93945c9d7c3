"""The permission checks that the experiment removes: found in the source as it is, each leaving text that is Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import midex
from tests.experiments.p17_matrix import trimmed_t
from tests.matrix.checks import checks
from tests.matrix.removing import excuses, survivors
from tests.matrix.test_matrix import asked

SOURCE = Path(midex.__file__).parent
FOUND = checks(SOURCE)
FIRST = (
    "policy/actions.py: role in MAY.get",
    "stores/cases/scope.py: c.office = %s AND c.tier IN",
    "web/api/json_calls.py:",
)


def test_every_check_can_be_removed_and_leaves_another_program() -> None:
    assert len(FOUND) > 100
    for one in FOUND:
        text = one.removed(SOURCE)
        assert ast.unparse(ast.parse(text)) != ast.unparse(ast.parse((SOURCE / one.file).read_text("utf-8"))), one.id


def test_every_excuse_is_about_a_check_that_is_there_and_says_why() -> None:
    known = {one.id for one in FOUND}
    assert [check for check in excuses() if check not in known] == []
    assert all(len(why) > 20 for why in excuses().values())


def test_some_checks_when_removed_are_noticed(tmp_path: Path) -> None:
    asked("build", tmp_path)
    removed = [next(one for one in FOUND if one.id.startswith(name)) for name in FIRST]
    assert [one.id for one, alive in survivors(removed, SOURCE, tmp_path, tmp_path / "work", most=1_000) if alive] == []


@pytest.mark.parametrize(("moved", "apart"), [(0.0, False), (0.2, True)])
def test_times_are_told_apart_where_they_differ(moved: float, apart: bool) -> None:
    one = [1 + (n * 37 % 100) / 100 for n in range(200)]
    other = [1 + moved + (n * 53 % 100) / 100 for n in range(199)] + [900.0]
    assert (abs(trimmed_t(one, other)) >= 4.5) is apart
