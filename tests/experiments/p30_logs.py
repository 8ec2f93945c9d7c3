"""P30: whatever is sent to a served case node is in none of its logs, nor PostgreSQL's, nor in a file left behind.

A text that stands nowhere else is sent in every place that takes one: forms, bodies, addresses, headers, cookies; also
while the database refuses every row, and before the server is made to abort. Then everything written is searched.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.experiments import traces
from tests.experiments.experiment import Experiment, NotPossibleError, Outcome, Sabotage
from tests.experiments.served_case import INFORMED, OFFICER, REGISTERED, prepared
from tests.one_time_code import one_time_code
from tests.postgresql import QUIET, binaries, cluster
from tests.processes import PASSWORD, Served

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
REFUSES = "ALTER TABLE cases_event ADD CONSTRAINT refuses CHECK (entry < 0) NOT VALID"
NO_ROLE = "UPDATE accounts_account SET role = "
REFUSES_SQLITE = "CREATE TRIGGER refuses BEFORE INSERT ON cases_event BEGIN SELECT RAISE(ABORT, 'refused'); END"


@dataclass
class Canaries:
    """Draws texts that stand nowhere else, and keeps them; codes, keys and cookies that the node made are added."""

    draw: random.Random
    made: list[str]

    def __call__(self) -> str:
        """The next one."""
        self.made.append("Zž" + "".join(self.draw.choice(LETTERS) for _ in range(14)))
        return self.made[-1]

    def plain(self) -> str:
        """The next one, of letters that an address or a header takes as they are."""
        self.made.append("zq" + "".join(self.draw.choice(LETTERS) for _ in range(14)).lower())
        return self.made[-1]


def run(trials: int, seed: int, folder: Path) -> Outcome:
    """Rounds on SQLite and on PostgreSQL until as many texts were sent; one that is found anywhere is a failure."""
    if binaries() is None:
        raise NotPossibleError("no PostgreSQL here (Debian: apt-get install postgresql)")
    draw = random.Random(seed)
    _searching_finds()
    half = trials // 2
    sent, found, searched = _tried(half, Canaries(draw, []), folder / "sqlite", "")
    with cluster({**QUIET, "log_destination": "stderr"}) as server:
        import psycopg

        with psycopg.connect(server.url.format("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE node")
        url = server.url.format("node")
        more = _tried(trials - half, Canaries(draw, []), folder / "postgresql", url, server.log)
    notes = {"bytes searched": searched + more[2], "texts on PostgreSQL": more[0]}
    return Outcome(sent + more[0], found + more[1], notes)


def _tried(count: int, canary: Canaries, folder: Path, url: str, *logs: Path) -> tuple[int, int, int]:
    """How many texts were sent, how many were found, and the bytes that were searched."""
    folder.mkdir()
    left = folder / "tmp"
    left.mkdir()
    os.environ["TMPDIR"] = str(left)
    served, secret = prepared(folder, url)
    # a connection for each: one on which too much was sent is closed by the server
    alone = httpx.Limits(max_keepalive_connections=0)
    client = httpx.Client(base_url=served.url, trust_env=False, timeout=60, limits=alone)
    _sign_in(client, secret, canary)
    while len(canary.made) < count:
        _round(client, canary)
    _is_in(client)
    for statement in (REFUSES if url else REFUSES_SQLITE, NO_ROLE + f"'{canary()}'"):
        _break(folder / "case" / "restricted.sqlite3", url, statement)
        _steps(client, canary)  # refused by the database; then by an error that has the role in its words
    canary.made += [value for value in client.cookies.values() if len(value) > 12]
    client.close()
    _abort(served)
    del os.environ["TMPDIR"]
    files = [folder / "case.log", *logs, *_left(left), *Path.cwd().glob("core*"), *(folder / "case").glob("*.log")]
    data = b"\n".join(file.read_bytes() for file in files if file.is_file())
    forms = {form: text for text in canary.made for form in traces.forms_of_text(text) if len(form) >= traces.CHUNK}
    hit = {forms[form] for form in traces.hits(data, forms)}
    return len(canary.made), len(hit), len(data)


def _left(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def _is_in(client: httpx.Client) -> None:
    if client.get("/api/cases").status_code != 200:
        raise RuntimeError("the officer is not in any more")


def _sign_in(client: httpx.Client, secret: str, canary: Canaries) -> None:
    """First wrongly, with a password where the account's name belongs; then rightly."""
    for username, password in ((canary(), canary()), (OFFICER, canary())):
        _form(client, "/sign-in", username=username, password=password)
    _form(client, "/sign-in", username=OFFICER, password=PASSWORD)
    _form(client, "/second-factor", code=canary())
    code = one_time_code(secret)
    answer = _form(client, "/second-factor", code=code)
    if answer.status_code != 302:
        raise RuntimeError(f"the officer is not in: {answer.status_code}")
    canary.made += [secret, PASSWORD]


def _form(client: httpx.Client, address: str, **fields: str) -> httpx.Response:
    token = TOKEN.search(client.get(address).text)
    said = {**fields, "csrfmiddlewaretoken": token[1] if token else ""}
    return client.post(address, data=said, headers={"Referer": str(client.base_url.join(address))})


def _round(client: httpx.Client, canary: Canaries) -> None:
    """One text in each place that takes one."""
    _steps(client, canary)
    for address in (
        f"/cases/{canary.plain()}",
        f"/{canary.plain()}",
        f"/?name={canary.plain()}",
        f"/api/{canary.plain()}",
    ):
        client.get(address)
        client.post(address)  # without a token
    client.get("/", headers={"User-Agent": canary.plain(), "X-Forwarded-For": canary.plain()})
    client.get("/", headers={"Host": f"{canary.plain()}.example"})
    cookies = {"Cookie": f"x={canary.plain()}; midex_rs_asylum_office={canary.plain()}"}
    httpx.get(str(client.base_url), headers=cookies, trust_env=False, timeout=60)  # its answer would take the session
    client.get("/api/cases", headers={"Authorization": f"Bearer {canary.plain()}"})
    _send(client, "/api/cases", b'{"fields": {"language": "' + canary().encode())
    _send(client, "/api/cases", b"\xff" + canary().encode("utf-16-le"))
    _send(client, "/api/cases", json.dumps({"fields": {"language": canary() * 6000}}).encode())
    _send(client, "/api/cases", json.dumps({canary(): {"a": {"b": {"c": {"d": {"e": {"f": canary()}}}}}}}).encode())
    _send(client, f"/api/cases/{canary.plain()}/break-glass", json.dumps({"reason": canary() * 3}).encode())
    with suppress(httpx.HTTPError):
        client.get("/sign-in", headers={"X-Long": canary.plain() * 3000})


def _steps(client: httpx.Client, canary: Canaries) -> None:
    """A case with a text in every sealed field, the attempt's name another; then fields that are wrong."""
    key = canary.plain()
    answer = _send(client, "/api/cases", json.dumps({"fields": INFORMED}).encode(), key=key)
    name = answer.json()["case"] if answer.status_code == 201 else "2026-0000001"
    texts = {field: canary() for field in ("given_names", "family_names", "safe_contact")}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("register", {**REGISTERED, "sex": canary()}),
        ("register", {**REGISTERED, "given_names": canary() * 40}),
        ("register", {**REGISTERED, **texts}),
        ("correct", {"given_names": canary(), "reason": canary()}),
        ("keep-closer", {"tier": "protected", "reason": canary()}),
    ]
    for step, fields in steps:
        _send(client, f"/api/cases/{name}/steps/{step}", json.dumps({"fields": fields}).encode(), key=canary.plain())


def _send(client: httpx.Client, address: str, body: bytes, *, key: str = "") -> httpx.Response:
    token = next((value for name, value in client.cookies.items() if name.endswith("csrf")), "")
    headers = {"X-CSRFToken": token, "Idempotency-Key": key or uuid4().hex, "Content-Type": "application/json"}
    try:
        return client.post(address, content=body, headers=headers)
    except httpx.TransportError:  # what is too long is not read to its end
        return httpx.Response(413)


def _break(database: Path, url: str, statement: str) -> None:
    """Change the database behind the node's back."""
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)
        return
    import sqlite3

    with sqlite3.connect(database, timeout=20) as other:
        other.execute(statement)


def _abort(served: Served) -> None:
    """What a crash leaves behind, if it leaves anything."""
    os.killpg(served.pid, signal.SIGABRT)
    served.kill()


def _searching_finds() -> None:
    """The search itself is tried first."""
    for form in traces.forms_of_text("Zžcanary"):
        if not traces.hits(b"x" * 3 + form + b"y", traces.forms_of_text("Zžcanary")):
            raise RuntimeError(f"not found: {form!r}")


LOG_LINE = "src/midex/web/log_line.py"
EXPERIMENT = Experiment(
    promise="P30",
    says="nothing that is sent to a case node, nor a secret it keeps, is in its log, PostgreSQL's log, its temporary "
    "folder or a dump: not after refusals, failing statements, or an abort",
    run=run,
    small=120,
    full=1_200,
    part=400,
    sabotages=(
        Sabotage(
            "a log line says the address",
            LOG_LINE,
            'if record.name.startswith("django"):',
            'if record.name.startswith("nothing"):',
        ),
        Sabotage(
            "a log line says what the database said of the row",
            LOG_LINE,
            "            lines = [type(wrong).__name__, *told, *lines]",
            '            lines = [f"{type(wrong).__name__}: {wrong}", *told, *lines]',
        ),
        Sabotage(
            "what was typed where the account's name belongs is logged",
            "src/midex/web/account/forms.py",
            "    actor = door.entrance.accounts.find(folded(typed))\n",
            '    __import__("logging").getLogger("midex").warning("%s", typed)\n'
            "    actor = door.entrance.accounts.find(folded(typed))\n",
        ),
        Sabotage(
            "the bodies of requests are logged",
            "src/midex/web/api/json_calls.py",
            '        body = read_json(request.body or b"{}")\n',
            '        body = read_json(request.body or b"{}")\n'
            '        __import__("logging").getLogger("midex").warning("%s", request.body.decode())\n',
        ),
    ),
)
