"""`midex queues` and `midex remind` on a real home: counts, the cases of one queue, and never a person."""

from __future__ import annotations

import subprocess
import sys

from tests.cli.test_find import REGISTERED
from tests.one_time_code import Phone
from tests.processes import done, environment

__all__ = ["REGISTERED"]  # who is registered in the case


def asked(home: object, who: str, phones: dict[str, Phone], *queue: str) -> str:
    command = [sys.executable, "-m", "midex", "queues", *queue, "--home", str(home), "--account", who]
    env = environment({"MIDEX_CODE": phones[who].code()})
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=env)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_counts_and_the_cases_of_one_queue(home: object, case: str, phones: dict[str, Phone]) -> None:
    counts = dict(line.split(": ") for line in asked(home, "officer", phones).splitlines())
    assert (counts["office"], counts["mine"], len(counts)) == ("1", "0", 6)
    listed = asked(home, "officer", phones, "office")
    assert listed.splitlines()[0].startswith(f"{case}: registered")
    assert listed.splitlines()[-1] == "1 of 1"
    assert "کریمی" not in listed


def test_another_office_has_nothing_there(home: object, case: str, phones: dict[str, Phone]) -> None:
    assert asked(home, "other", phones, "office") == "0 of 0\n"


def test_reminders_are_lines_of_counts(home: object, case: str) -> None:
    assert case not in done("remind", "--home", home)
