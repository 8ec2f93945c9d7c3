"""`midex table ID` says what a submission may use, and what only imports have."""

from __future__ import annotations

import pytest

from midex.cli.app import run


def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], table: str) -> list[str]:
    monkeypatch.setattr("sys.argv", ["midex", "table", table])
    assert run(None) == 0
    return capsys.readouterr().out.splitlines()


def below(lines: list[str], dimension: str) -> str:
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{dimension} ("))
    return lines[at + 1]


def test_what_a_submission_may_use_stands_below_what_the_list_has(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(monkeypatch, capsys, "MIGR_EIPRE")
    assert below(lines, "FREQ") == "  in a submission: A"
    assert below(lines, "GEO") == "  in a submission: AL, BA, ME, MK, RS, XK"
    assert below(lines, "SEX") == "  in a submission: each of them"
    assert below(lines, "CITIZEN").startswith("  in a submission: all but OTH, EU27_2020, ")


def test_a_table_that_is_only_imported_has_no_such_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not any("in a submission" in line for line in told(monkeypatch, capsys, "EXT_FRONTEX_IBC"))
