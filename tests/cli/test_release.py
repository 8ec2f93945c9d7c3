"""An approver's password alone proposes and approves nothing in a terminal either."""

from __future__ import annotations

from pathlib import Path

from tests.one_time_code import one_time_code
from tests.processes import done, midex


def test_an_approver_proposes_with_a_one_time_code_and_with_nothing_less(tmp_path: Path) -> None:
    home = tmp_path / "hub"
    done("init", "--home", home, "--kind", "hub")
    done("account", "add", "--home", home, "ana", "--role", "approver")
    propose = ("release", "propose", "--home", home, "--table", "MIGR_EIORD", "--account", "ana")
    without = midex(*propose)
    assert (without.returncode, "one-time codes" in without.stderr) == (1, True)
    secret = done("account", "totp", "--home", home, "ana").splitlines()[0]
    code = one_time_code(secret)
    wrong = midex(*propose, MIDEX_CODE=f"{(int(code) + 1) % 10**6:06}")
    assert (wrong.returncode, "not right" in wrong.stderr) == (1, True)
    unasked = midex(*propose)
    assert (unasked.returncode, "F220" in unasked.stderr) == (2, True)
    right = midex(*propose, MIDEX_CODE=one_time_code(secret))
    assert "not right" not in right.stderr, right.stderr
    again = midex(*propose, MIDEX_CODE=code)
    assert (again.returncode, "used already" in again.stderr) == (1, True)
