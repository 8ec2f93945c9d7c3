"""Steps that wait for a second person, and how the waiting ended; never changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from midex.services.casework.ports import ProposedStep
from midex.stores.cases import models
from midex.stores.rows import askable, fetch


class ProposedStepStore:
    """``ports.ProposedSteps`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def keep(self, step: ProposedStep) -> None:
        """Keep a proposal; one with the same key stays as it is."""
        values = asdict(step)
        values["case_id"] = values.pop("case")
        models.ProposedStep.objects.using(self._alias).get_or_create(key=step.key, defaults=values)

    def by_key(self, key: str) -> ProposedStep | None:
        """The proposal that this attempt became, whether it waits still or not."""
        if not fetch(self._alias, "SELECT 1 FROM cases_proposedstep WHERE key = %s", [key]):
            return None  # asked at every step, and nearly always so
        return _step(models.ProposedStep.objects.using(self._alias).get(key=key))

    def find(self, proposal: str) -> ProposedStep | None:
        """A proposal that still waits."""
        row = models.ProposedStep.objects.using(self._alias).filter(id=askable(proposal), settlement=None).first()
        return _step(row) if row else None

    def of_case(self, case: str) -> tuple[ProposedStep, ...]:
        """What waits in a case."""
        rows = models.ProposedStep.objects.using(self._alias).filter(case_id=case, settlement=None)
        return tuple(_step(row) for row in rows.order_by("proposed_at"))

    def all(self) -> Iterator[ProposedStep]:
        """Every proposal there ever was, whether it waits still or not; streams."""
        rows = models.ProposedStep.objects.using(self._alias).order_by("id")
        yield from (_step(row) for row in rows.iterator(1_000))

    def settle(self, proposal: str, outcome: str, at: datetime) -> bool:
        """End the waiting: taken, or withdrawn; False where it had ended."""
        row = models.Settlement(proposed_id=proposal, outcome=outcome, at=at)
        try:
            with transaction.atomic(using=self._alias):
                row.save(using=self._alias, force_insert=True)
        except IntegrityError:
            return False
        return True


def _step(row: models.ProposedStep) -> ProposedStep:
    return ProposedStep(
        id=row.id,
        case=row.case_id,
        step=row.step,
        key=row.key,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        based_on=row.based_on,
        sha256=row.sha256,
        body=bytes(row.body),
    )
