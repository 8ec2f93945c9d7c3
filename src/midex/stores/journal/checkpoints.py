"""A node's signed checkpoints and the lines of those who cosigned them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from midex.services.journal.ports import KeptCheckpoint
from midex.stores.journal import models


class CheckpointStore:
    """``ports.Checkpoints`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def keep(self, checkpoint: KeptCheckpoint) -> None:
        """Keep a checkpoint without cosignatures; entries recorded later are never dated before it."""
        models.Checkpoint.objects.using(self._alias).create(
            size=checkpoint.size, at=int(checkpoint.at.timestamp()), note=checkpoint.note
        )

    def cosign(self, note: str, line: str) -> None:
        """Keep a witness's line beside the checkpoint whose note this is."""
        newest = models.Checkpoint.objects.using(self._alias).filter(note=note).latest("id")
        models.Cosignature.objects.using(self._alias).create(checkpoint=newest, line=line)

    def last(self, *, cosigned: bool = False) -> KeptCheckpoint | None:
        """The newest checkpoint, or the newest that somebody outside has cosigned."""
        rows = models.Checkpoint.objects.using(self._alias)
        if cosigned:
            rows = rows.filter(cosignatures__isnull=False)
        row = rows.order_by("-id").first()
        return _kept(row) if row else None

    def all(self) -> Iterator[KeptCheckpoint]:
        """Every checkpoint, oldest first; streams."""
        rows = models.Checkpoint.objects.using(self._alias).order_by("id").prefetch_related("cosignatures")
        return (_kept(row) for row in rows.iterator(chunk_size=500))


def _kept(row: models.Checkpoint) -> KeptCheckpoint:
    lines = tuple(cosignature.line for cosignature in sorted(row.cosignatures.all(), key=lambda one: one.id))
    return KeptCheckpoint(size=row.size, at=datetime.fromtimestamp(row.at, UTC), note=row.note, cosignatures=lines)
