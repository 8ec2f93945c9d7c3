"""Proposals, the approvals they got, and which of them are public; append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from midex.kernel.identity import folded, is_identity
from midex.services.ports import ListedProposal, Proposal
from midex.stores.exchange import models


class ReleaseStore:
    """``ports.Releases`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def propose(self, proposal: Proposal) -> int:
        """Keep a proposal (its ``number`` is ignored) and answer with its number."""
        row = models.Proposal.objects.using(self._alias).create(
            table=proposal.table,
            vintage=proposal.vintage,
            sha256=proposal.sha256,
            canonical=proposal.canonical,
            made_from=[list(part) for part in proposal.made_from],
            submitters=list(proposal.submitters),
            held=list(proposal.held),
            summary=proposal.summary,
            proposed_by=proposal.proposed_by,
            proposed_at=proposal.proposed_at,
        )
        return row.pk

    def find(self, number: int) -> Proposal | None:
        """A proposal by its number."""
        row = self._rows().filter(pk=number).first()
        return Proposal(**_listed(row), canonical=bytes(row.canonical)) if row else None

    def approve(self, number: int, identity: str, sha256: str, at: datetime) -> None:
        """Record an account's approval of a hash; a second one by the same account is the first.

        ValueError where the identity is not in its one spelling: it would count as another person.
        """
        if not is_identity(identity):
            raise ValueError(f"{identity!r} is no identity in its one spelling")
        models.Approval.objects.using(self._alias).get_or_create(
            proposal_id=number, identity=identity, defaults={"sha256": sha256, "approved_at": at}
        )

    def published(self, number: int, at: datetime) -> None:
        """Record that a proposal is public; a second time changes nothing."""
        models.Release.objects.using(self._alias).get_or_create(proposal_id=number, defaults={"published_at": at})

    def all(self, table: str = "") -> tuple[ListedProposal, ...]:
        """Proposals, newest first, of one table or of all; their figures stay in the database."""
        rows = self._rows().filter(table=table) if table else self._rows()
        return tuple(ListedProposal(**_listed(row)) for row in rows.defer("canonical").order_by("-pk"))

    def _rows(self) -> QuerySet[models.Proposal]:
        rows = models.Proposal.objects.using(self._alias)
        return rows.select_related("release").prefetch_related("approvals")


def _listed(row: models.Proposal) -> dict[str, Any]:
    return {
        "number": row.pk,
        "table": row.table,
        "vintage": row.vintage,
        "sha256": row.sha256,
        "made_from": tuple((participant, period, version) for participant, period, version in row.made_from),
        "submitters": tuple(row.submitters),
        "held": tuple(row.held),
        "summary": row.summary,
        "proposed_by": row.proposed_by,
        "proposed_at": row.proposed_at,
        "approved_by": tuple(sorted({folded(a.identity) for a in row.approvals.all() if a.sha256 == row.sha256})),
        "published": hasattr(row, "release"),
    }
