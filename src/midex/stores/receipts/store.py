"""The node's outgoing submissions and the hub's answers; append-only."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from midex.services.ports import ListedSubmission, SentSubmission
from midex.statistics.statement import Envelope, Receipt, Statement, sha256
from midex.stores.first_line import FirstLine
from midex.stores.receipts import models


class SentStore:
    """``ports.Sent`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def keep(self, envelope: bytes, at: datetime) -> None:
        """Keep an envelope; one that is known already stays as it is."""
        statement = Envelope.decode(envelope).statement
        models.Sent.objects.using(self._alias).get_or_create(
            statement_sha256=sha256(statement),
            defaults={"table": Statement.decode(statement).table, "envelope": envelope, "sent_at": at},
        )

    def answer(self, statement_sha256: str, *, accepted: bool, text: str, signature: bytes, at: datetime) -> None:
        """Keep the hub's answer; the first one stands."""
        said = {
            "accepted": accepted,
            "text": text,
            "signature": base64.b64encode(signature).decode(),
            "answered_at": at,
        }
        models.Answer.objects.using(self._alias).get_or_create(sent_id=statement_sha256, defaults=said)

    def find(self, statement_sha256: str) -> SentSubmission | None:
        """The submission with exactly this statement."""
        rows = models.Sent.objects.using(self._alias).select_related("answer")
        row = rows.filter(statement_sha256=statement_sha256).first()
        if row is None:
            return None
        envelope = bytes(row.envelope)
        return SentSubmission(**_listed(row, Envelope.decode(envelope).statement), envelope=envelope)

    def all(self) -> tuple[ListedSubmission, ...]:
        """Every submission, newest first; its figures stay in the database."""
        rows = models.Sent.objects.using(self._alias).select_related("answer").order_by("-sent_at", "statement_sha256")
        listed = rows.defer("envelope").annotate(statement=FirstLine("envelope"))
        return tuple(ListedSubmission(**_listed(row, bytes(row.statement))) for row in listed)


def _listed(row: models.Sent, statement: bytes) -> dict[str, Any]:
    answer = getattr(row, "answer", None)
    return {
        "statement": Statement.decode(statement),
        "receipt": Receipt.decode(answer.text.encode()) if answer and answer.accepted else None,
        "receipt_signature": base64.b64decode(answer.signature) if answer else b"",
        "refused": answer.text if answer and not answer.accepted else "",
    }
