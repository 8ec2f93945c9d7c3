"""A node's journal: its entries in order, the tree's full tiles, and the signed checkpoints; all append-only.

Refuses to hold personal data: an entry has a pseudonym and a salted commitment.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from midex.services.declarations.column import About, Columns, Kept, NoPerson
from midex.stores.register import ACCOUNTED, EXISTENCE, NUMBER, STAFF_TARGETED


class Number(models.BigIntegerField):
    """A 64-bit number that SQLite keeps as the row's own place, so that entries need no second tree beside it."""

    def db_type(self, connection: Any) -> str | None:
        """``integer`` is SQLite's one spelling for that."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Entry(models.Model):
    """One entry; ``at`` counts the seconds since 1970 (UTC), as both engines compare them fastest."""

    number = Number(primary_key=True)
    at = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    actor = models.CharField(max_length=16)
    commitment = models.BinaryField()

    register: ClassVar[Columns] = {
        "number": NUMBER,
        "at": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "kind": About(handling=ACCOUNTED, harm=STAFF_TARGETED),
        "actor": About(handling=ACCOUNTED, harm=STAFF_TARGETED, kept=Kept.PSEUDONYM),
        "commitment": About(handling=ACCOUNTED, harm=EXISTENCE, kept=Kept.HASHED),
    }
    objects: ClassVar[models.Manager[Entry]] = models.Manager()


class Tile(models.Model):
    """256 neighbouring hashes of one level of the tree (level n: subtrees of 256**n entries); only full ones exist."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    register: ClassVar[Columns] = {
        "id": NUMBER,
        "level": NUMBER,
        "index": NUMBER,
        "hashes": NoPerson("hashes of hashes of salted commitments"),
    }
    objects: ClassVar[models.Manager[Tile]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_tile_each")]


class Checkpoint(models.Model):
    """A signed note over the first ``size`` entries; entries recorded later are never dated before ``at``."""

    size = models.BigIntegerField()
    at = models.BigIntegerField()
    note = models.TextField()

    register: ClassVar[Columns] = {
        "id": NUMBER,
        "size": NUMBER,
        "at": NoPerson("when the node signed"),
        "note": NoPerson("a signed root hash"),
    }
    objects: ClassVar[models.Manager[Checkpoint]] = models.Manager()


class Cosignature(models.Model):
    """The signature line of somebody outside who has seen a checkpoint and what came before it."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    line = models.TextField()

    register: ClassVar[Columns] = {
        "id": NUMBER,
        "checkpoint": NUMBER,
        "line": NoPerson("a signature of the hub"),
    }
    objects: ClassVar[models.Manager[Cosignature]] = models.Manager()
