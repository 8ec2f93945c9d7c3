"""At a node: take a statistician's file, validate it here, sign what it says, and bring it to the hub.

What is sent is kept before it is sent, so that sending it again is the same submission.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from midex.kernel.fault import Fault
from midex.kernel.indicator import TIME, Table
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.enrol_key import refusal_of
from midex.services.ports import NodePorts
from midex.services.read_file import read_file
from midex.services.receive_submission import PATH
from midex.services.validate_file import validate_file
from midex.statistics.canonical import canonical, read_canonical
from midex.statistics.statement import Envelope, Receipt, Statement, sha256
from midex.statistics.validate.finding import Report

IMPORT_ONLY = mark("{table} is read from other publishers; nothing is submitted to it")


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The hub holds the submission; ``report`` has the warnings it went with."""

    receipt: Receipt
    report: Report


def submit_table(
    content: bytes,
    name: str,
    *,
    table: Table,
    actor: Actor,
    node: NodePorts,
    layout: str | None = None,
    rounded_to: int | None = None,
) -> Accepted | Refused | Report:
    """Submit the file ``content``; a Report where it has errors, which were not sent."""
    if table.import_only:
        return Refused(Message(IMPORT_ONLY, {"table": table.id}))
    if node.hub_key.read() is None:
        raise Fault("F210")
    report = validate_file(
        content,
        name,
        table=table,
        participant=node.participant,
        today=node.clock().date(),
        layout=layout,
        rounded_to=rounded_to,
    )
    if not report.acceptable:
        return report
    figures = canonical(table, read_file(content, name, layout, table.id).cells)
    answer = submit_figures(figures, table=table, actor=actor, node=node, rounded_to=rounded_to)
    return answer if isinstance(answer, Refused) else Accepted(receipt=answer, report=report)


def submit_figures(
    figures: bytes, *, table: Table, actor: Actor, node: NodePorts, rounded_to: int | None = None
) -> Receipt | Refused:
    """Sign and send figures in canonical form that the validator has accepted here already."""
    envelope = _envelope(table, figures, actor, rounded_to, node)
    with node.unit_of_work():
        node.sent.keep(envelope, node.clock())
    return send(envelope, node)


def send(envelope: bytes, node: NodePorts) -> Receipt | Refused:
    """Bring a kept envelope to the hub and keep its answer; fault F204 or F205 leaves it to be sent again."""
    statement = Envelope.decode(envelope).statement
    answer = node.hub.post(PATH, envelope)
    if "refused" in answer:
        refused = refusal_of(answer)
        _keep(node, statement, accepted=False, text=str(refused.because), signature=b"")
        return refused
    text, signature = _signed(answer)
    receipt = _receipt(text, signature, Statement.decode(statement), node)
    _keep(node, statement, accepted=True, text=text.decode(), signature=signature)
    return receipt


def _envelope(table: Table, figures: bytes, actor: Actor, rounded_to: int | None, node: NodePorts) -> bytes:
    cells = read_canonical(table, figures)
    origins = set(pc.unique(cells.column("ORIGIN")).to_pylist())
    statement = Statement(
        table=table.id,
        participant=node.participant,
        periods=tuple(sorted(pc.unique(cells.column(TIME)).to_pylist())),
        sha256=sha256(figures),
        length=len(figures),
        submitter=actor.identity,
        rounded_to=rounded_to,
        origin="GENERATED" if "GENERATED" in origins else "REPORTED",
        made_at=node.clock(),
        key_id=node.signer.key_id,
    )
    return _sent_before(statement, node) or _sealed(statement, figures, node)


def _sealed(statement: Statement, figures: bytes, node: NodePorts) -> bytes:
    content = statement.encode()
    return Envelope(statement=content, signature=node.signer.sign(content), figures=figures).encode()


def _sent_before(statement: Statement, node: NodePorts) -> bytes | None:
    """The envelope to send again, where the last one about these periods says the same and was not refused."""
    for sent in node.sent.all():
        if sent.statement.table == statement.table and set(sent.statement.periods) & set(statement.periods):
            again = sent.statement.same_as == statement.same_as and sent.statement.key_id == statement.key_id
            kept = node.sent.find(sent.name) if again and not sent.refused else None
            return kept.envelope if kept else None
    return None


def _signed(answer: Mapping[str, Any]) -> tuple[bytes, bytes]:
    try:
        return str(answer["receipt"]).encode(), base64.b64decode(str(answer["signature"]), validate=True)
    except (KeyError, binascii.Error) as wrong:
        raise Fault("F205", reason="no receipt in it") from wrong


def _receipt(text: bytes, signature: bytes, statement: Statement, node: NodePorts) -> Receipt:
    """The receipt, if the hub that the node enrolled at signed it for these figures."""
    hub_key = node.hub_key.read()
    if hub_key is None or not node.verify(hub_key, text, signature):
        raise Fault("F205", reason="the receipt is not signed by the hub's key")
    try:
        receipt = Receipt.decode(text)
    except ValueError as wrong:
        raise Fault("F205", reason="the receipt cannot be read") from wrong
    said = (receipt.sha256, receipt.table, receipt.participant)
    if said != (statement.sha256, statement.table, statement.participant):
        raise Fault("F205", reason="the receipt is for another submission")
    return receipt


def _keep(node: NodePorts, statement: bytes, *, accepted: bool, text: str, signature: bytes) -> None:
    with node.unit_of_work():
        node.sent.answer(sha256(statement), accepted=accepted, text=text, signature=signature, at=node.clock())
