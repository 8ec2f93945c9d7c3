"""`midex explain` on a real home: a newcomer's way, and every way that must not lead to a case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.one_time_code import Phone
from tests.processes import done, midex


def test_an_officer_reads_what_can_be_done_next(home: Path, case: str, phones: dict[str, Phone]) -> None:
    said = ("explain", case, "--home", home, "--account", "officer")
    text = done(*said, MIDEX_CODE=phones["officer"].code())
    assert text.startswith(f"{case}: registration, informed, kept as standard, 1 steps taken, due 20")
    assert "register: register the person\n  allowed now\n  rule     may_register, version 1: Nobody is" in text
    assert "  law      Directive 2013/32/EU, art. 6(1)\n  roles    caseworker, registration-officer" in text
    assert "assign: put the case into a caseload\n  refused because this step is not for the role" in text


def test_a_program_reads_the_same_as_json(home: Path, case: str, phones: dict[str, Phone]) -> None:
    said = ("explain", case, "--home", home, "--account", "officer", "--format", "json")
    answer = json.loads(done(*said, MIDEX_CODE=phones["officer"].code()))
    steps = {one["step"]: one for one in answer["possible"]}
    assert (answer["case"], answer["state"], steps["register"]["verdict"]) == (case, "informed", "allowed")
    assert (steps["correct"]["verdict"], steps["correct"]["because"]) == (
        "refused",
        "nobody is registered in this case yet",
    )
    assert steps["order-erasure"]["two_persons"]


@pytest.mark.parametrize("code", ["", "123456"])
def test_a_password_alone_leads_nowhere(code: str, home: Path, case: str, phones: dict[str, Phone]) -> None:
    ended = midex("explain", case, "--home", home, "--account", "officer", MIDEX_CODE=code)
    assert (ended.returncode == 0, ended.stdout) == (False, "")


def test_a_role_that_opens_no_cases_is_told_so(home: Path, case: str, phones: dict[str, Phone]) -> None:
    ended = midex("explain", case, "--home", home, "--account", "keeper", MIDEX_CODE=phones["keeper"].code())
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "has the role administrator; this needs the role" in ended.stderr


def test_a_case_of_another_office_is_refused_like_one_that_is_not_there(
    home: Path, case: str, phones: dict[str, Phone]
) -> None:
    outside, nowhere = (
        midex("explain", name, "--home", home, "--account", "other", MIDEX_CODE=phones["other"].code())
        for name in (case, "2026-9999999")
    )
    assert (outside.returncode, outside.stdout, outside.stderr) == (nowhere.returncode, nowhere.stdout, nowhere.stderr)
    assert outside.stderr == "refused: there is no such case here for this account\n"
