"""`midex account end-sessions` on a real home: a second person ends every session, and the journal says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.processes import done, midex

SIGNED_IN = """
import sys, time
from pathlib import Path
from midex.node.case_wiring import ports
from midex.services.home import read_home
ports(read_home(Path(sys.argv[1])))
from midex.services.entrance.session import SEEN, STARTED
from midex.stores.accounts.models import Account
from midex.stores.accounts.sessions import SessionStore
for identity in sys.argv[2:]:
    session = SessionStore()
    account = Account.objects.get(identity=identity)
    session.update({"_auth_user_id": str(account.pk), STARTED: time.time(), SEEN: time.time()})
    session.create()
"""
KEPT = """
import json, sys
from pathlib import Path
from midex.node.case_wiring import entrance, ports
from midex.services.home import read_home
home = read_home(Path(sys.argv[1]))
node, door = ports(home), entrance(home)
told = [json.loads(one.body) for one in node.reads.search(kind="sign-in")]
left = {one.identity: len(door.sessions.of(one.identity)) for one in node.accounts.all()}
print(json.dumps({"told": [(one["by"], one["about"]) for one in told], "left": left}))
"""


def python(program: str, *said: str | Path) -> str:
    command = [sys.executable, "-c", program, *map(str, said)]
    return subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout


def test_a_second_person_ends_every_session_of_an_account_and_of_no_other(home: Path, case: str) -> None:
    assert case
    python(SIGNED_IN, home, "officer", "officer", "second")
    said = done("account", "end-sessions", "officer", "--home", home)
    assert said.startswith("2 sessions of officer are ended at")
    kept = json.loads(python(KEPT, home))
    assert (kept["left"]["officer"], kept["left"]["second"]) == (0, 1)
    assert kept["told"] == [["officer", "ended-by-another"]]


def test_an_account_that_is_none_is_said_and_ends_nobodys_session(home: Path, case: str) -> None:
    assert case
    refused = midex("account", "end-sessions", "nobody", "--home", home)
    assert (refused.returncode, "there is no open account nobody" in refused.stderr) == (2, True)
