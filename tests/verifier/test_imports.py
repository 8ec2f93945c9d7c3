"""The verifier needs nothing but Python, and nothing of the product; the product needs nothing of it."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VERIFIER = ROOT / "verifier"


def imported(folder: Path) -> Iterator[str]:
    """The top name of everything that is imported under a folder, in whatever way."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (name.name.partition(".")[0] for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file} imports relatively"
                yield str(node.module).partition(".")[0]
            elif isinstance(node, ast.Name) and node.id in ("__import__", "import_module", "exec", "eval"):
                yield node.id


def test_the_verifier_imports_the_standard_library_alone() -> None:
    names = set(imported(VERIFIER))
    assert "hashlib" in names
    assert names <= sys.stdlib_module_names | {"midex_verify"}
    assert not names & {"socket", "subprocess", "urllib", "http", "ctypes", "importlib"}


def test_its_distribution_depends_on_nothing() -> None:
    assert tomllib.loads((VERIFIER / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"] == []


def test_the_product_imports_nothing_of_it() -> None:
    assert "midex_verify" not in set(imported(ROOT / "src"))
