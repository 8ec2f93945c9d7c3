"""The kernel imports the standard library and itself, and knows no clock, no chance and no outside."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import midex.kernel

MODULES = sorted(Path(midex.kernel.__file__).parent.glob("*.py"))
NEVER = {"os", "io", "pathlib", "time", "random", "secrets", "socket", "subprocess", "threading", "sqlite3", "urllib"}


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return named | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_a_kernel_module_needs_python_and_the_kernel_alone(file: Path) -> None:
    for name in imported(file):
        first = name.partition(".")[0]
        assert name.startswith("midex.kernel") or (first in sys.stdlib_module_names and first not in NEVER), name


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_a_kernel_module_asks_for_no_present_moment(file: Path) -> None:
    calls = {node.attr for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert not calls & {"now", "today", "utcnow"}
