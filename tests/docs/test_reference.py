"""The reference is what the code says: regenerate it with `.venv/bin/python tools/reference.py`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
_spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
assert _spec is not None
assert _spec.loader is not None
reference = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(reference)


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_a_reference_page_is_what_the_code_says(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert (ROOT / "docs" / "reference" / name).read_text("utf-8") == reference.PAGES[name]()
