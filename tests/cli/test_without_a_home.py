"""Without a home a command says which homes there are, before it asks for anything else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "words",
    [
        ["submit", "FILE", "--table", "MIGR_EIORD"],
        ["release", "propose", "--table", "MIGR_EIORD"],
        ["release", "approve", "--table", "MIGR_EIORD"],
        ["release", "list"],
        ["serve"],
        ["keys", "show"],
        ["account", "list"],
    ],
    ids=" ".join,
)
def test_the_homes_are_named_and_the_exit_code_is_2(words, tmp_path):
    (tmp_path / "var" / "me").mkdir(parents=True)
    (tmp_path / "var" / "me" / "home.toml").write_text('kind = "statistical-node"\n', "utf-8")
    (tmp_path / "FILE").write_text("a\n", "utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith("MIDEX_")}
    done = subprocess.run(
        [sys.executable, "-m", "midex", *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "F201" in done.stderr
    assert "var/me" in done.stderr
