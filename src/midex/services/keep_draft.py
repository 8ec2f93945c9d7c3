"""Between report and sending: the checked figures wait for their submitter's word, for an hour at most.

The canonical form waits and not the file: what is sent is what was checked, nothing else of the file is kept, and
nobody has to choose it twice. Sending it back and forth through the browser would let it change on the way.
"""

from __future__ import annotations

from datetime import timedelta

from midex.kernel.fault import Fault
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.ports import Draft, NodePorts, SentSubmission
from midex.services.submit_table import send, submit_table
from midex.statistics.registry.catalogue import registry
from midex.statistics.statement import sha256

LIFE = timedelta(hours=1)

GONE = mark("these checked figures are no longer kept here: an hour has passed, or a later file took their place")
NO_LONGER_PASSES = mark("these figures no longer pass every check")


def forget_expired(node: NodePorts) -> None:
    """Forget what has waited too long, whoever it belongs to."""
    node.drafts.drop_older(node.clock() - LIFE)


def keep_draft(draft: Draft, actor: Actor, node: NodePorts) -> None:
    """Keep an account's checked figures in place of those before."""
    forget_expired(node)
    node.drafts.keep(actor.identity, draft)


def waiting_draft(actor: Actor, node: NodePorts) -> Draft | None:
    """The figures that an account has checked and not sent."""
    forget_expired(node)
    return node.drafts.find(actor.identity)


def forget_draft(actor: Actor, node: NodePorts) -> None:
    """Forget what an account has checked and not sent."""
    node.drafts.drop(actor.identity)


def send_draft(figures_sha256: str, actor: Actor, node: NodePorts) -> SentSubmission | Refused:
    """Sign and send the checked figures with that hash, and forget the draft; what became of them stands in the answer.

    Where the hub does not answer, the submission is signed and kept, and waits to be sent again.
    """
    draft = waiting_draft(actor, node)
    if draft is None or sha256(draft.figures) != figures_sha256:
        return Refused(Message(GONE))
    table = registry().table(draft.table)
    try:
        answer = submit_table(
            draft.figures, f"{table.id}.csv", table=table, actor=actor, node=node, rounded_to=draft.rounded_to
        )
    except Fault as fault:
        if fault.code not in ("F204", "F205"):
            raise
        answer = None
    sent = _newest(figures_sha256, table.id, node)
    if sent is None:
        return answer if isinstance(answer, Refused) else Refused(Message(NO_LONGER_PASSES))
    node.drafts.drop(actor.identity)
    return sent


def send_again(statement_sha256: str, node: NodePorts) -> SentSubmission | None:
    """Bring a submission to the hub that has not answered yet; the same submission with whatever answer there is."""
    sent = node.sent.find(statement_sha256)
    if sent is None or sent.receipt or sent.refused:
        return sent
    try:
        send(sent.envelope, node)
    except Fault as fault:
        if fault.code not in ("F204", "F205"):
            raise
    return node.sent.find(statement_sha256)


def _newest(figures_sha256: str, table: str, node: NodePorts) -> SentSubmission | None:
    """The newest submission of these figures; a colleague's, where they sent the same before."""
    said = (figures_sha256, table)
    name = next((s.name for s in node.sent.all() if (s.statement.sha256, s.statement.table) == said), None)
    return node.sent.find(name) if name else None
