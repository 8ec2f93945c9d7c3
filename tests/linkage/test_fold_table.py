"""The committed table is ICU's, but for the letters said to be written otherwise."""

from __future__ import annotations

import os
import shutil

import pytest
from tools import fold_table


@pytest.fixture(scope="module")
def icu() -> None:
    if shutil.which("uconv") is None:
        if os.environ.get("CI"):
            pytest.fail("uconv is missing (Debian: apt-get install icu-devtools)")
        pytest.skip("not run: no uconv here (Debian: apt-get install icu-devtools)")


def test_the_committed_table_is_what_icu_makes(icu: None) -> None:
    assert fold_table.TABLE.read_text("utf-8") == fold_table.table()


def test_only_letters_that_icu_does_not_know_and_those_named_are_our_own(icu: None) -> None:
    own = sorted(fold_table.own())
    said = dict(zip(own, map(fold_table.ascii_of, fold_table.transliterated(own)), strict=True))
    assert {letter for letter in own if said[letter] is not None} == fold_table.WRITTEN_OTHERWISE


def test_a_letter_that_both_know_is_refused(icu: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold_table, "own", lambda: {"š": "x"})
    with pytest.raises(SystemExit, match="ICU knows"):
        fold_table.table()
