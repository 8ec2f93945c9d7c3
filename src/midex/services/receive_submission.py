"""At the hub: take a signed submission in, whole or not at all, and answer with a signed receipt.

The same submission twice is one submission with the same receipt. Every refusal says what to do; none keeps anything.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from midex.kernel.fault import Fault
from midex.kernel.identity import NO_IDENTITY
from midex.kernel.indicator import TIME, Table
from midex.kernel.period import Period
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.ports import HubPorts, StoredSubmission
from midex.services.validate_file import validate_file
from midex.statistics.canonical import read_canonical
from midex.statistics.registry.catalogue import registry
from midex.statistics.statement import Envelope, NoSubmitterError, Receipt, Statement, sha256
from midex.statistics.validate.finding import Severity

PATH = "/exchange/v1/submissions"
MAX_BYTES = 64 * 1024 * 1024

TOO_LARGE = mark("the submission is larger than {limit} MB; split it by period")
UNREADABLE = mark("this is no submission, or half of one; nothing was kept, send it again")
HALF = mark("the submission broke off on the way ({came} of {said} bytes); nothing was kept, send it again")
WRONG_KEY = mark("the hub does not know key {key}; enrol it with `midex keys enrol`")
RETIRED_KEY = mark("key {key} of {participant} was retired; submit with the newer one")
NOT_SIGNED = mark("the signature does not fit: the statement was changed, or another key signed it; submit again")
CASE_KEY = mark("key {key} is the case node's of {institution}; figures are signed by the statistical node")
OTHERS_KEY = mark("key {key} is {owner}'s; it cannot submit for {participant}")
CHANGED = mark("the figures are not those that were signed (SHA-256 differs); nothing was kept, submit again")
NOT_CANONICAL = mark("the figures are not in canonical form ({reason}); submit with `midex submit`")
NO_TABLE = mark("there is no table {table} to submit to; `midex tables` lists those known")
OTHERS_FIGURES = mark("figures of {found} cannot be submitted by {participant}; take those rows out")
OTHER_PERIODS = mark("the statement names the periods {said}, the figures are for {found}; submit again")
UNFINISHED = mark("{period} is not over; figures for it can be submitted from the day after its end")
INVALID = mark(
    "the hub's validator found {errors} errors, the first by rule {rule} at {where}: {message}; {fix}. "
    "Correct them and submit again"
)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A submission whose signature, hash and form are in order."""

    statement: Statement
    envelope: Envelope
    table: Table
    cells: pa.Table

    @property
    def name(self) -> str:
        """SHA-256 of the statement: the submission's name everywhere."""
        return sha256(self.envelope.statement)


def receive_submission(body: bytes, hub: HubPorts) -> StoredSubmission | Refused:
    """Check, keep and acknowledge the submission in ``body``."""
    opened = open_submission(body, hub)
    if isinstance(opened, Refused):
        return opened
    if known := hub.submissions.find(opened.name):
        return known
    for check in (_own_figures, _stated_periods, _finished, _valid):
        if refused := check(opened, hub):
            return refused
    with hub.unit_of_work():
        return _same(opened, hub) or _keep(opened, hub)


def open_submission(body: bytes, hub: HubPorts) -> Opened | Refused:
    """Take the envelope apart and check who signed it and that nothing was changed."""
    if len(body) > MAX_BYTES:
        return Refused(Message(TOO_LARGE, {"limit": MAX_BYTES // 1024 // 1024}))
    try:
        envelope = Envelope.decode(body)
        statement = Statement.decode(envelope.statement)
    except ValueError as wrong:
        return _unreadable(wrong)
    if refused := _signed(envelope, statement, hub) or _whole(envelope, statement):
        return refused
    table = registry().tables.get(statement.table)
    if table is None or table.import_only:
        return Refused(Message(NO_TABLE, {"table": statement.table}))
    try:
        cells = read_canonical(table, envelope.figures)
    except ValueError as wrong:
        return Refused(Message(NOT_CANONICAL, {"reason": str(wrong)}))
    return Opened(statement=statement, envelope=envelope, table=table, cells=cells)


def _unreadable(wrong: ValueError) -> Refused:
    if isinstance(wrong, NoSubmitterError):
        return Refused(Message(NO_IDENTITY, {"account": str(wrong)[:64]}))
    return Refused(Message(UNREADABLE))


def _signed(envelope: Envelope, statement: Statement, hub: HubPorts) -> Refused | None:
    key = hub.keys.find(statement.key_id)
    if key is None:
        return Refused(Message(WRONG_KEY, {"key": statement.key_id}))
    if not hub.verify(key.public_key, envelope.statement, envelope.signature):
        return Refused(Message(NOT_SIGNED))
    if key.participant != statement.participant:
        owners = {"key": key.key_id, "owner": key.participant, "participant": statement.participant}
        return Refused(Message(OTHERS_KEY, owners))
    if key.institution:
        return Refused(Message(CASE_KEY, {"key": key.key_id, "institution": key.institution}))
    if key.retired and hub.submissions.find(sha256(envelope.statement)) is None:
        return Refused(Message(RETIRED_KEY, {"key": key.key_id, "participant": key.participant}))
    return None


def _whole(envelope: Envelope, statement: Statement) -> Refused | None:
    if len(envelope.figures) < statement.length:
        return Refused(Message(HALF, {"came": len(envelope.figures), "said": statement.length}))
    if sha256(envelope.figures) != statement.sha256:
        return Refused(Message(CHANGED))
    return None


def _own_figures(opened: Opened, _: HubPorts) -> Refused | None:
    others = _distinct(opened.cells, "GEO") - {opened.statement.participant}
    if not others:
        return None
    said = {"found": ", ".join(sorted(others)[:6]), "participant": opened.statement.participant}
    return Refused(Message(OTHERS_FIGURES, said))


def _stated_periods(opened: Opened, _: HubPorts) -> Refused | None:
    found = tuple(sorted(_distinct(opened.cells, TIME)))
    if found and found == opened.statement.periods:
        return None
    return Refused(Message(OTHER_PERIODS, {"said": ", ".join(opened.statement.periods), "found": ", ".join(found[:6])}))


def _finished(opened: Opened, hub: HubPorts) -> Refused | None:
    for text in opened.statement.periods:
        try:
            over = Period.parse(text).is_over(hub.clock().date())
        except Fault as wrong:
            return Refused(wrong.message)
        if not over:
            return Refused(Message(UNFINISHED, {"period": text}))
    return None


def _valid(opened: Opened, hub: HubPorts) -> Refused | None:
    try:
        report = validate_file(
            opened.envelope.figures,
            f"{opened.table.id}.csv",
            table=opened.table,
            participant=opened.statement.participant,
            today=hub.clock().date(),
            rounded_to=opened.statement.rounded_to,
        )
    except Fault as unreadable:
        return Refused(unreadable.message)
    if report.acceptable:
        return None
    worst = next((f for f in report.findings if f.severity is Severity.ERROR), report.findings[0])
    # the place in our own canonical form would mean nothing to whoever submitted: the codes name the figure
    where = worst.key or {TIME: ", ".join(opened.statement.periods)}
    said: dict[str, str | int] = {
        "errors": report.errors,
        "rule": worst.rule,
        "where": ", ".join(f"{column} {code}" for column, code in where.items()),
        "message": str(worst.message),
        "fix": str(worst.fix),
    }
    return Refused(Message(INVALID, said))


def _same(opened: Opened, hub: HubPorts) -> StoredSubmission | None:
    """The submission already held, where this says nothing new: the same statement, or the same as the current one."""
    if known := hub.submissions.find(opened.name):
        return known
    statement = opened.statement
    held = {
        v.statement_sha256
        for v in hub.submissions.current(statement.table)
        if v.participant == statement.participant and v.period in statement.periods
    }
    current = hub.submissions.find(next(iter(held))) if len(held) == 1 else None
    return current if current and current.statement.same_as == statement.same_as else None


def _keep(opened: Opened, hub: HubPorts) -> StoredSubmission:
    statement = opened.statement
    versions = {
        v.period: v.version for v in hub.submissions.current(statement.table) if v.participant == statement.participant
    }
    receipt = Receipt(
        statement_sha256=opened.name,
        sha256=statement.sha256,
        table=statement.table,
        participant=statement.participant,
        versions={period: versions.get(period, 0) + 1 for period in statement.periods},
        received_at=hub.clock(),
        key_id=hub.signer.key_id,
    )
    submission = StoredSubmission(
        statement=statement,
        envelope=opened.envelope.encode(),
        receipt=receipt,
        receipt_signature=hub.signer.sign(receipt.encode()),
    )
    hub.submissions.add(submission)
    return submission


def _distinct(cells: pa.Table, column: str) -> set[str]:
    return set(pc.unique(cells.column(column)).to_pylist())
