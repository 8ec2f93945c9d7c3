"""The catalogue of faults: each number is told somewhere, once, and nothing is told that it does not hold."""

from __future__ import annotations

import re
from pathlib import Path

from midex.kernel import fault
from midex.kernel.fault import CATALOGUE

SOURCE = Path(fault.__file__).parent.parent
NUMBER = re.compile(r"\"(F\d{3})\"")


def test_every_fault_is_told_somewhere_and_every_one_told_is_known() -> None:
    files = (file for file in SOURCE.rglob("*.py") if file != Path(fault.__file__))
    told = {number for file in files for number in NUMBER.findall(file.read_text("utf-8"))}
    assert told == set(CATALOGUE)
