"""The checkpoints of case nodes' journals that the hub has seen and cosigned; append-only."""

from __future__ import annotations

from django.db.models import Max

from midex.services.ports import Witnessed
from midex.stores.exchange import models


class WitnessedStore:
    """``ports.WitnessedCheckpoints`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def latest(self, origin: str) -> Witnessed | None:
        """The newest of one journal."""
        row = models.KeptCheckpoint.objects.using(self._alias).filter(origin=origin).order_by("-id").first()
        return _witnessed(row) if row else None

    def keep(self, witnessed: Witnessed) -> None:
        """Keep one more."""
        models.KeptCheckpoint.objects.using(self._alias).create(
            origin=witnessed.origin,
            size=witnessed.size,
            at=witnessed.at,
            note=witnessed.note,
            cosignature=witnessed.cosignature,
            seen_at=witnessed.seen_at,
        )

    def all(self) -> tuple[Witnessed, ...]:
        """The newest of every journal, by origin."""
        rows = models.KeptCheckpoint.objects.using(self._alias)
        newest = rows.values("origin").annotate(newest=Max("id")).values("newest")
        return tuple(_witnessed(row) for row in rows.filter(id__in=newest).order_by("origin"))


def _witnessed(row: models.KeptCheckpoint) -> Witnessed:
    return Witnessed(
        origin=row.origin,
        size=row.size,
        at=row.at,
        note=row.note,
        cosignature=row.cosignature,
        seen_at=row.seen_at,
    )
