"""A submission with its receipt, and all that somebody else needs to check both without trusting this node."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from midex.kernel.text import mark
from midex.services.ports import NodePorts, SentSubmission
from midex.statistics.statement import Envelope, key_id

HOW_TO_VERIFY = mark(
    "statement_signature is the Ed25519 signature of node_public_key over the UTF-8 bytes of statement; "
    "receipt_signature that of hub_public_key over receipt. The receipt's statement_sha256 is the SHA-256 of "
    "statement; sha256 in both is that of the figures in canonical form. A key's name is the first 16 hex digits of "
    "its SHA-256."
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A submission; ``fits`` says whether its receipt is signed by the hub that this node enrolled at."""

    sent: SentSubmission
    size: int
    fits: bool
    hub_key_id: str


def show_submission(statement_sha256: str, node: NodePorts) -> Shown | None:
    """The submission of that name, its receipt verified anew."""
    sent = node.sent.find(statement_sha256)
    if sent is None:
        return None
    hub_key = node.hub_key.read()
    fits = bool(sent.receipt and hub_key and node.verify(hub_key, sent.receipt.encode(), sent.receipt_signature))
    return Shown(sent=sent, size=sent.statement.length, fits=fits, hub_key_id=key_id(hub_key) if hub_key else "")


def evidence(statement_sha256: str, node: NodePorts) -> dict[str, str] | None:
    """Statement, receipt, signatures and keys, as one would hand them to an auditor; None without a receipt."""
    sent = node.sent.find(statement_sha256)
    hub_key = node.hub_key.read()
    if sent is None or sent.receipt is None or hub_key is None:
        return None
    envelope = Envelope.decode(sent.envelope)
    return {
        "statement": envelope.statement.decode(),
        "statement_signature": base64.b64encode(envelope.signature).decode(),
        "node_public_key": node.signer.public_key.hex(),
        "receipt": sent.receipt.encode().decode(),
        "receipt_signature": base64.b64encode(sent.receipt_signature).decode(),
        "hub_public_key": hub_key.hex(),
        "how_to_verify": HOW_TO_VERIFY,
    }
