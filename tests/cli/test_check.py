"""`midex check` in a copy of the program: a rule changed without its version fails, and cannot be recorded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import midex
from tests.processes import done

RULES = "procedures/registration/rules.py"
STEPS = "procedures/registration/procedure.py"
Said = tuple[int, str]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program's own source, to be changed."""
    folder = tmp_path / "midex"
    shutil.copytree(Path(midex.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__", "static", "*.po"))
    return folder


@pytest.fixture
def check(copy: Path) -> Callable[..., Said]:
    """Run `midex check` of the copy: exit code, and all that was said."""

    def run(*options: str) -> Said:
        command = [sys.executable, "-m", "midex", "check", *options]
        kept = {**os.environ, "PYTHONPATH": str(copy.parent), "PYTHONDONTWRITEBYTECODE": "1"}
        ended = subprocess.run(
            command, cwd=copy.parent, env=kept, capture_output=True, text=True, timeout=120, check=False
        )
        return ended.returncode, ended.stdout + ended.stderr

    return run


def replace(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


def test_what_is_declared_here_is_declared_rightly() -> None:
    said = done("check")
    assert said.startswith("walked 2 procedures, 50 steps,")
    assert said.endswith("nothing at fault")


def test_a_changed_rule_is_recorded_only_once_its_version_grew(copy: Path, check: Callable[..., Said]) -> None:
    record = copy / "procedures" / "rule_texts.yaml"
    before = record.read_text("utf-8")
    replace(copy / RULES, "if case.tier is Tier.STANDARD:", "if case.tier is not Tier.CHILD:")
    code, said = check()
    assert code == 1
    assert "C301 procedures.registration.keep-as-standard: the rule of registration.keep-as-standard says" in said
    assert "still version 2" in said
    code, said = check("--record")
    assert (code, "nothing was recorded" in said, record.read_text("utf-8")) == (1, True, before)
    step = "allowed=rules.may_keep_as_standard,\n    two_persons=True,\n    version="
    replace(copy / STEPS, f"{step}2", f"{step}3")
    code, said = check()
    assert (code, "C302" in said) == (1, True)
    code, said = check("--record")
    assert (code, "recorded registration.keep-as-standard\n" in said) == (0, True)
    assert check()[0] == 0


@pytest.mark.parametrize(
    ("file", "before", "after", "id_"),
    [
        pytest.param(RULES, "DatedValue(value=3,", "DatedValue(value=5,", "C301", id="a dated value of a due date"),
        pytest.param(
            "procedures/registration/events.py",
            'ground: ErasureGround = counted(RECORD, "CL_ERASURE_GROUND", NONE_ALONE)',
            'ground: str = ""',
            "C201",
            id="a field without an entry",
        ),
        pytest.param(
            "stores/cases/models.py",
            "    is_open = models.BooleanField()\n",
            "    is_open = models.BooleanField()\n    shoe_size = models.IntegerField(null=True)\n",
            "C601",
            id="a column without an entry",
        ),
    ],
)
def test_one_wrong_line_fails_the_check(
    file: str, before: str, after: str, id_: str, copy: Path, check: Callable[..., Said]
) -> None:
    replace(copy / file, before, after)
    code, said = check()
    assert (code, f"{id_} " in said) == (1, True), said
