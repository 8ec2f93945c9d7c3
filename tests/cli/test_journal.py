"""A case node's journal beside a hub, both really served: signed, seen, exported, verified by the separate program."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.processes import Served, done, free_port, midex

RECORD = """
import sys
from pathlib import Path
from uuid import uuid4
from midex.kernel.role import Role
from midex.node.case_wiring import ports
from midex.services.actor import Actor
from midex.services.casework.take_step import StepTaken, TakeStep, take_step
from midex.services.home import read_home
node = ports(read_home(Path(sys.argv[1])))
officer = Actor(identity="officer", name="Officer", role=Role.REGISTRATION_OFFICER, office="north")
for _ in range(int(sys.argv[2])):
    asked = {"language": "fa", "interpreter": True, "on": "2026-03-02"}
    wanted = TakeStep(procedure="registration", step="open", fields=asked, key=uuid4().hex)
    answer = take_step(wanted, officer, node)
    assert isinstance(answer, StepTaken), answer
"""
"""Opens cases in the home, as a second process beside the one that is served."""

PATH = "/exchange/v1/checkpoints"
ORIGIN = "midex/rs/asylum-office"


@dataclass
class Beside:
    """A hub and a case node, each a process; and what is asked of them from outside."""

    hub: Served
    case: Served
    folder: Path

    def record(self, count: int) -> None:
        """Open so many cases."""
        subprocess.run([sys.executable, "-c", RECORD, str(self.case.home), str(count)], check=True, timeout=60)

    def seen(self) -> Path:
        """The hub's newest checkpoint of the journal, in a file."""
        file = self.folder / "seen"
        answer = httpx.get(f"{self.hub.url}{PATH}/{ORIGIN}", trust_env=False)
        file.write_bytes(answer.content if answer.status_code == 200 else b"nothing\n0\n")
        return file

    def witness(self) -> str:
        """The hub's key, as it publishes it."""
        said = httpx.get(f"{self.hub.url}/exchange/v1/keys", trust_env=False).json()
        return str(said["hub_key"])

    def verified(self, home: Path, out: str, *, seen: Path) -> tuple[int, str]:
        """Export the journal of a home and have it verified: exit code, and what was said."""
        done("journal", "export", "--home", home, "-o", self.folder / out)
        command = [Path(sys.executable).with_name("midex-verify"), self.folder / out, "--seen", seen]
        ended = subprocess.run(
            [*command, "--witness", self.witness(), "--key", self.folder / out / "key"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    folder = tmp_path_factory.mktemp("journal")
    hub, case = free_port(), free_port()
    url = f"http://127.0.0.1:{hub}"
    done("init", "--home", folder / "hub", "--kind", "hub", "--port", str(hub))
    place = ("--participant", "RS", "--institution", "asylum-office", "--office", "north", "--hub", url)
    done("init", "--home", folder / "case", "--kind", "case-node", "--port", str(case), *place)
    both = Beside(
        Served(folder / "hub", hub, folder / "hub.log"), Served(folder / "case", case, folder / "case.log"), folder
    )
    both.hub.start()
    code = done("keys", "invite", "--home", folder / "hub", "--participant", "RS", "--institution", "asylum-office")
    assert "is enrolled" in done("keys", "enrol", "--home", folder / "case", "--code", code)
    empty = done("journal", "checkpoint", "--home", folder / "case")
    assert empty == "the journal is empty; there is nothing to sign"
    both.record(5)
    yield both
    both.case.stop()
    both.hub.stop()


def test_a_journal_is_signed_seen_exported_verified_and_no_rewriting_of_it_passes(served: Beside) -> None:
    home = served.case.home
    served.record(1)
    said = done("journal", "checkpoint", "--home", home)
    assert " entries were signed at 20" in said
    assert said.endswith(f"the hub at {served.hub.url} has seen it")
    assert "already; nothing is new" in done("journal", "checkpoint", "--home", home)
    assert "the hub has seen none" not in done("journal", "status", "--home", home)
    code, said = served.verified(home, "sound", seen=served.seen())
    assert code == 0, said
    assert said.endswith("Every entry is vouched for by somebody outside.\n")

    for name, harm in REWRITTEN.items():
        copy = served.folder / name
        shutil.copytree(home, copy)
        harmed(copy, harm)
        resigned(copy)  # every checkpoint gone, then signed anew with the node's own key
        code, said = served.verified(copy, f"{name}-again", seen=served.seen())
        assert (code, said.startswith("THE JOURNAL DOES NOT HOLD")) == (1, True), (name, said)


REWRITTEN = {
    "cut": "DELETE FROM journal_entry WHERE number > 2; DELETE FROM cases_event WHERE entry > 2",
    "dated": "UPDATE journal_entry SET at = at - 86400 WHERE number < 3",
}


def harmed(home: Path, statements: str) -> None:
    """What somebody with the database in hand can do."""
    with closing(sqlite3.connect(home / "restricted.sqlite3")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.executescript(statements)
        database.commit()


def resigned(home: Path) -> None:
    harmed(home, "DELETE FROM journal_cosignature; DELETE FROM journal_checkpoint; DELETE FROM journal_tile")
    signed = midex("journal", "checkpoint", "--home", home)
    assert "entries were signed at" in signed.stdout, signed.stderr
    assert signed.returncode != 0, "the hub cosigned another past"


def test_the_node_signs_nothing_over_rows_that_were_changed_and_says_why(served: Beside) -> None:
    served.record(2)
    copy = served.folder / "changed"
    shutil.copytree(served.case.home, copy)
    harmed(
        copy,
        "UPDATE journal_entry SET commitment = zeroblob(32) WHERE number = (SELECT max(number) FROM journal_entry)",
    )
    refused = midex("journal", "checkpoint", "--home", copy)
    assert refused.returncode == 2
    assert refused.stderr.startswith("F307: the journal of midex/rs/asylum-office does not hold: entry ")
    assert len(refused.stderr.splitlines()) == 1


def test_one_entry_is_proven_without_the_others(served: Beside) -> None:
    done("journal", "checkpoint", "--home", served.case.home)
    proof = midex("journal", "prove", "3", "--home", served.case.home).stdout
    lines = proof.splitlines()
    assert lines[0].startswith("midex-journal/1 3 20")
    assert lines[1:3] == ["c2sp.org/tlog-proof@v1", "index 3"]
    assert ORIGIN in lines
    done("journal", "export", "--home", served.case.home, "-o", served.folder / "for-its-key")
    file = served.folder / "proof"
    for text, code, said in (
        (proof, 0, f"The proof holds: entry 3, dated {lines[0].split()[2]}, is in the journal of {ORIGIN},"),
        (proof.replace("midex-journal/1 3 ", "midex-journal/1 2 "), 1, "THE PROOF DOES NOT HOLD: its third line"),
    ):
        file.write_text(text, "utf-8", newline="")
        command = [Path(sys.executable).with_name("midex-verify"), "--proof", file, "--witness", served.witness()]
        ended = subprocess.run(
            [*command, "--key", served.folder / "for-its-key" / "key"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (ended.returncode, ended.stdout.startswith(said)) == (code, True), ended.stdout + ended.stderr
    missing = midex("journal", "prove", "99", "--home", served.case.home)
    assert (missing.returncode, "has no entry 99" in missing.stderr) == (1, True)


def test_that_the_journal_only_grew_is_proven_to_whoever_kept_a_checkpoint(served: Beside) -> None:
    done("journal", "checkpoint", "--home", served.case.home)
    kept = served.folder / "kept"
    kept.write_text(served.seen().read_text("utf-8"), "utf-8", newline="")
    size = kept.read_text("utf-8").splitlines()[1]
    served.record(2)
    done("journal", "checkpoint", "--home", served.case.home)
    done("journal", "export", "--home", served.case.home, "-o", served.folder / "for-the-key")
    proof = served.folder / "grew"
    proof.write_text(midex("journal", "grew", size, "--home", served.case.home).stdout, "utf-8", newline="")
    command = [Path(sys.executable).with_name("midex-verify"), "--proof", proof, "--seen", kept]
    command += ["--key", served.folder / "for-the-key" / "key", "--witness", served.witness()]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"the journal of {ORIGIN} only grew, from the {size} entries that were seen" in ended.stdout
    assert "vouched for by somebody outside" in ended.stdout
    never = midex("journal", "grew", "9999", "--home", served.case.home)
    assert (never.returncode, "no checkpoint is over as many as 9999 entries" in never.stderr) == (1, True)


def test_an_export_overwrites_nothing(served: Beside) -> None:
    out = served.folder / "twice"
    done("journal", "export", "--home", served.case.home, "-o", out)
    again = midex("journal", "export", "--home", served.case.home, "-o", out)
    assert (again.returncode, again.stderr.startswith("F218: ")) == (2, True)
    assert "name a new folder" in again.stderr


def test_a_served_case_node_makes_checkpoints_by_itself_while_commands_do_too(served: Beside) -> None:
    served.record(1)
    size = int(done("journal", "status", "--home", served.case.home).split(" has ")[1].split()[0])
    served.case.start()
    until = time.monotonic() + 60
    while served.seen().read_text().splitlines()[1] != str(size):
        assert time.monotonic() < until, (served.folder / "case.log").read_text()
        time.sleep(0.1)
    served.record(1)
    done("journal", "checkpoint", "--home", served.case.home)
    status = done("journal", "status", "--home", served.case.home)
    assert f"the hub has seen {size + 1} of them" in status
    assert "LATE" not in status
    assert httpx.get(f"{served.case.url}/healthz", trust_env=False).status_code == 200
    assert "no checkpoint was made" not in (served.folder / "case.log").read_text()
    served.case.stop()


def test_a_home_without_a_journal_is_told_so(served: Beside) -> None:
    missing = midex("journal", "status", "--home", served.hub.home)
    assert (missing.returncode, missing.stderr.startswith("F203: ")) == (2, True)
