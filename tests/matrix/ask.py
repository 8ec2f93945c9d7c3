"""Asks the cells of a case node in this process, each in a transaction that is rolled back, so that all are alone.

What an answer says is compared with the tables: its status, the cases and fields in it, what was written and journaled.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RegexPattern

from tests.casework import CaseNode, case_node_on, journal_ports
from tests.matrix.cells import CROSS_SITE, NO_CASE, Cell, body_of
from tests.matrix.table import NOWHERE, letters, readable
from tests.matrix.world import EVERYBODY, MARK, PROPOSERS, Known, World, session_of, written_in

NAME = re.compile(r"2026-\d{7}")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
ACCOUNTS = """SELECT (SELECT count(*) FROM accounts_totp), (SELECT count(*) FROM accounts_passkey),
    (SELECT count(*) FROM accounts_recoverycode), (SELECT group_concat(identity || is_active || role || office)
    FROM accounts_account), (SELECT group_concat(session_key) FROM accounts_session WHERE account_id IS NOT NULL AND
    account_id NOT IN (SELECT id FROM accounts_account WHERE identity = %s))"""
"""What is of other accounts than the asker's."""

WAITING = {"keep-as-standard": "KeptAsStandard", "order-erasure": "ErasureOrdered"}
KEPT = """SELECT (SELECT count(*) FROM cases_event), (SELECT count(*) FROM cases_proposedstep),
    (SELECT count(*) FROM cases_settlement), (SELECT count(*) FROM cases_grant),
    (SELECT sum(steps) FROM cases_casefile),    (SELECT count(*) FROM cases_assignment), %s"""
"""What is kept of cases."""


def open_node(folder: Path, now: str = "") -> CaseNode:
    """The case node in a folder, Django configured for it, its addresses answered."""
    import django

    from midex.node.case_settings import settings as case_settings

    settings.configure(**case_settings(folder, secret_key="of the matrix alone"))
    django.setup()
    node = case_node_on("default", folder) if now else _new(folder)
    if now:
        node.clock.now = datetime.fromisoformat(now)
    settings.ROOT_URLCONF = addresses(node)
    return node


def _new(folder: Path) -> CaseNode:
    from midex.stores.accounts.models import Account
    from midex.stores.migrate import migrate

    migrate("default")
    node = case_node_on("default", folder)
    Account.objects.all().delete()
    rows = [
        Account(identity=one.identity, display_name=one.name, role=one.role.value, office=one.office, password="!")
        for one in EVERYBODY.values()
    ]
    Account.objects.bulk_create(rows)
    return node


def addresses(node: CaseNode) -> tuple[Any, ...]:
    """Everything that a case node answers at, with a provider that cannot be reached."""
    from midex.crypto.id_token import subject_of
    from midex.services.journal.state import journal_state
    from midex.web.account.openid import OpenIdProvider
    from midex.web.api import health
    from midex.web.casework.urls import case_urls
    from tests.entrance import entrance

    provider = OpenIdProvider(issuer="http://127.0.0.1:9", client="c", secret="s", name="P", subject_of=subject_of)
    state = partial(journal_state, journal_ports(node))
    pages = case_urls(node.ports, entrance(provider=provider), state, generated=True)
    return (*health.urls(node.ports.accounts.all), *pages)


def routes(patterns: Iterable[Any], before: str = "") -> list[str]:
    """Every address of a resolver, as it is written there."""
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            found.append("*" if isinstance(one.pattern, RegexPattern) else before + str(one.pattern))
    return found


@dataclass
class Result:
    """What came of the cells: what did not fit, and for P20 what was disclosed without an entry before it."""

    cells: int = 0
    wrong: list[str] = field(default_factory=list)
    disclosed: int = 0
    unjournaled: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Answer:
    """One answer and what it left behind."""

    status: str
    text: str
    alike: tuple[Any, ...]
    read: frozenset[str]
    written: tuple[str, ...]


class Asker:
    """Asks cells of one node and compares."""

    def __init__(self, node: CaseNode, world: World) -> None:
        self._node, self._world, self._journal = node, world, journal_ports(node).entries
        self._clients = [Client(enforce_csrf_checks=csrf, raise_request_exception=False) for csrf in (False, True)]
        self._by_name = {one.name: one for one in world.cases}
        self._by_number = {one.number: one for one in world.cases}
        self._nowhere: dict[tuple[int, str, str], tuple[str, tuple[Any, ...]]] = {}
        self.result = Result()

    def ask(self, cell: Cell) -> None:
        """Ask one and note what is wrong."""
        with transaction.atomic():
            cell = self._prepare(cell)
            answer = self._asked(cell)
            transaction.set_rollback(True)
        self.result.cells += 1
        for wrong in (*self._status(cell, answer), *self._contents(cell, answer), *self._alike(cell, answer)):
            self.result.wrong.append(f"{cell.name}: {wrong}")

    def close(self) -> None:
        """Let go of the node's files."""
        connection.close()
        self._node.keys.close()

    def _prepare(self, cell: Cell) -> Cell:
        """Do what happened just before, where the line says so."""
        from midex.services.casework.approve_step import withdraw_step
        from midex.services.casework.take_step import StepProposed

        known, said = cell.known, cell.row.said
        if known is None or not known.proposal or known is NO_CASE:
            return cell
        proposer = f"{'second' if known.office == 'north' else 'south'}-{PROPOSERS[known.tier]}"
        if said == "what I proposed" and cell.role:
            mine = self._take(cell.role, "keep-as-standard", {"reason": "it is over"}, known)
            if isinstance(mine, StepProposed):
                return replace(cell, known=replace(known, proposal=mine.proposal, sha256=mine.sha256))
        elif said == "what was settled":
            withdraw_step(known.proposal, EVERYBODY[proposer], self._node.ports)
        elif said == "what was proposed before another step":
            self._take(proposer, "keep-closer", {"tier": known.tier, "reason": "still threatened"}, known)
        return cell

    def _take(self, who: str, step: str, fields: dict[str, str], known: Known) -> Any:
        from midex.services.casework.take_step import TakeStep, take_step

        key = uuid4().hex
        wanted = TakeStep(procedure="registration", step=step, fields=fields, key=key, name=known.name)
        return take_step(wanted, EVERYBODY[who], self._node.ports)

    def _asked(self, cell: Cell) -> _Answer:
        key = self._world.cookies["supervisor" if cell.asker == CROSS_SITE else cell.asker]
        client = self._clients[cell.asker == CROSS_SITE]
        client.cookies = SimpleCookie()
        if key:
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        whose = session_of(cell.asker)
        before, last = (_kept(ACCOUNTS, whose), _kept(KEPT, "")), self._journal.size()
        said = body_of(cell)
        statements: list[str] = []

        def spy(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            statements.append(sql.split(" ", 1)[0])
            return execute(sql, params, many, context)

        sent: dict[str, Any] = {"headers": {"Idempotency-Key": uuid4().hex}}
        if cell.method not in ("GET", "HEAD", "OPTIONS"):
            form = {"data": urlencode(said), "content_type": "application/x-www-form-urlencoded"}
            sent |= {"data": json.dumps(said), "content_type": "application/json"} if cell.is_program else form
        with connection.execute_wrapper(spy):
            got = client.generic(cell.method, cell.address, **sent)
        content = b"" if got.streaming else got.content
        entries = list(self._journal.entries(last))
        written = [entry.kind.value for entry in entries]
        after = (_kept(ACCOUNTS, whose), _kept(KEPT, ""))
        written += [what for what, old, new in zip(("accounts", "kept"), before, after, strict=True) if old != new]
        place = NAME.sub("*", got.get("Location", "")).partition("?")[0].lstrip("/")
        status = f">{place}" if got.status_code == 302 else str(got.status_code)
        return _Answer(
            status=status,
            text=content.decode("utf-8", "replace") + json.dumps(dict(got.items())),
            alike=_plain(cell, got, content, written, len(statements)),
            read=self._reads(last) if "read" in written else frozenset(),
            written=tuple(written),
        )

    def _reads(self, since: int) -> frozenset[str]:
        """The cases that were journaled as read, by whoever asked, before the answer was given."""
        return frozenset(
            case
            for one in self._node.ports.reads.between(since, 1 << 60)
            if one.kind.value == "read"
            for case in one.cases
        )

    def _status(self, cell: Cell, answer: _Answer) -> Iterable[str]:
        if answer.status != cell.answer:
            yield f"{answer.status}, not {cell.answer}"
        written = set(answer.written) & {"event", "proposal", "kept", "accounts", "erasure"}
        if cell.answer in ("401", "403", "404", "405", ">sign-in") and "read" in answer.written:
            yield "was refused, and yet something was read"
        if cell.answer[0] == "4" and written:
            yield f"was refused, and yet {answer.written}"
        if cell.answer[0] == ">" and "accounts" in answer.written:
            yield "accounts of others have changed"

    def _contents(self, cell: Cell, answer: _Answer) -> Iterable[str]:
        asked = cell.known.name if cell.known else ""
        marks = {(int(number), f"{kind}.{name}") for number, kind, name in MARK.findall(answer.text)}
        names = set() if cell.row.shows == "an example" else set(NAME.findall(answer.text)) - {asked}
        shown = answer.status in ("200", "201", "409", ">cases/*") and bool(cell.row.shows) and cell.method != "HEAD"
        about = {self._by_number[number].case for number, _ in marks if number in self._by_number}
        about |= {self._by_name[name].case for name in names if name in self._by_name}
        if answer.status in ("200", "409") and cell.known and asked in answer.text and "of it" in cell.row.shows:
            about.add(cell.known.case)
        self.result.disclosed += len(about)
        self.result.unjournaled += [f"{cell.name}: {case}" for case in sorted(about - answer.read)]
        allowed_names = self._allowed(cell) if shown else frozenset()
        if not names <= allowed_names and not (shown and cell.row.shows == "a new one" and "event" in answer.written):
            yield f"names cases that are not for this account: {len(names - allowed_names)}"
        wrong = {mark for mark in marks if not (shown and self._may_show(cell, *mark))}
        if wrong:
            yield f"shows what is not for this account: {sorted(wrong)[:4]}"
        if answer.status != cell.answer:
            return  # which is wrong in itself; it need not be an answer of the kind that is looked into here
        if shown and cell.row.shows == "all of it":
            yield from _whole(cell, answer.text)
        if shown and cell.row.shows == "cases" and cell.row.route == "api/cases":
            total = json.loads(answer.text[: answer.text.rindex("{")] or "{}")["total"]
            if total != len(allowed_names):
                yield f"counts {total} cases, not {len(allowed_names)}"

    def _allowed(self, cell: Cell) -> frozenset[str]:
        letter = {"cases": "s", "reads": "w", "notices": "n"}.get(cell.row.shows, "")
        return frozenset(
            one.name
            for one in self._world.cases
            if letter and letter in letters().get((cell.role, _relation(one, cell.role), one.tier), "")
        )

    def _may_show(self, cell: Cell, number: int, said: str) -> bool:
        if cell.row.shows == "notices":
            return said == "Grant.reason" and self._by_number[number].name in self._allowed(cell)
        if cell.known is None or number != cell.known.number or "of it" not in cell.row.shows:
            return False
        return said in {_squeezed(one) for one in readable().get(cell.role, frozenset())}

    def _alike(self, cell: Cell, answer: _Answer) -> Iterable[str]:
        """What is not for an account answers like what is not there: the same bytes, after the same work."""
        if cell.known is None or cell.answer != "404" or not cell.role or "s" in cell.may:
            return
        key = (cell.row.line, cell.method, cell.asker)
        if key in self._nowhere and self._nowhere[key][1] != answer.alike:
            other = self._nowhere[key]
            differs = [(a, b) for a, b in zip(answer.alike, other[1], strict=True) if a != b]
            yield f"differs from {other[0]}: {str(differs)[:300]}"
        if key not in self._nowhere or cell.known.relation == NOWHERE:
            self._nowhere[key] = (cell.known.relation, answer.alike)


def _relation(one: Known, role: str) -> str:
    """How an account of a role stands to a case; one that concerns somebody else is just one of the office's."""
    if one.relation == "myself" and one.asker != role:
        return "office"
    return one.relation


def _squeezed(said: str) -> str:
    return said.replace("_", "")


def _whole(cell: Cell, text: str) -> Iterable[str]:
    """Whether each field is there for those who may read it, and withheld from the others, by its name."""
    may_read = readable().get(cell.role, frozenset())
    there = {(int(number), f"{kind}.{name}") for number, kind, name in MARK.findall(text)}
    wanted = {(cell.known.number, _squeezed(one)) for one in written_in(cell.known) & may_read} if cell.known else set()
    if there != wanted:
        yield f"shows {sorted(there - wanted)}, leaves out {sorted(wanted - there)}"
    if not cell.is_program:
        return
    case = json.loads(text[: text.rindex("{")])
    for taken in (*case["taken"], *case["waiting"]):
        event = taken.get("event") or WAITING[taken["step"]]
        shown = {f"{event}.{name}" for name in taken["fields"]}
        kept_back = {f"{event}.{name}" for name in (*taken["withheld"], *taken["erased"])}
        if not shown <= may_read or kept_back & may_read:
            yield f"shows {sorted(shown - may_read)}, withholds {sorted(kept_back & may_read)}"


def _plain(cell: Cell, got: Any, content: bytes, written: list[str], statements: int) -> tuple[Any, ...]:
    """An answer without what differs each time: the name that was asked for, the token, the second."""
    for said in (cell.known.name, cell.known.proposal) if cell.known else ():
        content = content.replace(said.encode(), b"*") if said else content
    headers = tuple(sorted((name, value) for name, value in got.items() if name not in ("Expires", "Date")))
    return (
        got.status_code,
        TOKEN.sub(rb"\1", content),
        headers,
        tuple(sorted(got.cookies)),
        tuple(written),
        statements,
    )


def _kept(query: str, whose: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, [whose])
        return cursor.fetchone()
