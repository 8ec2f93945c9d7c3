"""Accepted submissions, kept as they were signed; append-only."""

from __future__ import annotations

import base64

from midex.services.ports import StoredSubmission, SubmittedVersion
from midex.statistics.statement import Envelope, Receipt, Statement
from midex.stores.exchange import models


class SubmissionStore:
    """``ports.Submissions`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def find(self, statement_sha256: str) -> StoredSubmission | None:
        """The submission with exactly this statement."""
        row = models.Submission.objects.using(self._alias).filter(statement_sha256=statement_sha256).first()
        return _submission(row) if row else None

    def current(self, table: str) -> tuple[SubmittedVersion, ...]:
        """The highest version of each participant and period, in that order."""
        rows = models.SubmittedPeriod.objects.using(self._alias).filter(table=table)
        newest = {(row.participant, row.period): row for row in rows.order_by("participant", "period", "version")}
        return tuple(_version(row) for row in newest.values())

    def version(self, table: str, participant: str, period: str, version: int) -> SubmittedVersion | None:
        """One particular version."""
        place = {"table": table, "participant": participant, "period": period, "version": version}
        row = models.SubmittedPeriod.objects.using(self._alias).filter(**place).first()
        return _version(row) if row else None

    def add(self, submission: StoredSubmission) -> None:
        """Keep a submission; its receipt says which versions it is."""
        receipt = submission.receipt
        models.Submission.objects.using(self._alias).create(
            statement_sha256=receipt.statement_sha256,
            table=receipt.table,
            participant=receipt.participant,
            envelope=submission.envelope,
            receipt=receipt.encode().decode(),
            receipt_signature=base64.b64encode(submission.receipt_signature).decode(),
            received_at=receipt.received_at,
        )
        models.SubmittedPeriod.objects.using(self._alias).bulk_create(
            models.SubmittedPeriod(
                submission_id=receipt.statement_sha256,
                table=receipt.table,
                participant=receipt.participant,
                period=period,
                version=version,
            )
            for period, version in receipt.versions.items()
        )

    def names(self) -> tuple[str, ...]:
        """The SHA-256 of the statement of every submission, newest first."""
        rows = models.Submission.objects.using(self._alias).order_by("-received_at", "statement_sha256")
        return tuple(rows.values_list("statement_sha256", flat=True))


def _submission(row: models.Submission) -> StoredSubmission:
    envelope = bytes(row.envelope)
    return StoredSubmission(
        statement=Statement.decode(Envelope.decode(envelope).statement),
        envelope=envelope,
        receipt=Receipt.decode(row.receipt.encode()),
        receipt_signature=base64.b64decode(row.receipt_signature),
    )


def _version(row: models.SubmittedPeriod) -> SubmittedVersion:
    return SubmittedVersion(
        participant=row.participant,
        period=row.period,
        version=row.version,
        statement_sha256=row.submission_id,
    )
