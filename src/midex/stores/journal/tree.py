"""The tree over the journal's entries: full tiles of 256 hashes are stored, the tail is hashed from the entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Max

from midex.kernel import merkle
from midex.kernel.fault import Fault
from midex.kernel.merkle import HASH_BYTES, fold, leaf_hash
from midex.stores.journal import models
from midex.stores.journal.entries import entries_of, size_of

WIDTH_BITS = 8
WIDTH = 1 << WIDTH_BITS
"""Hashes in a tile."""


class TreeStore:
    """``ports.Tree`` on the database ``alias``."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def integrate(self, batch: int = 256 * WIDTH) -> int:
        """Write the tiles that up to ``batch`` more entries fill; answers how many entries that were."""
        first = tiled(self._alias)
        end = min(size_of(self._alias), first + batch) // WIDTH * WIDTH
        hashes = (leaf_hash(entry.leaf()) for entry in entries_of(self._alias, first, end))
        self._write(0, first // WIDTH, _in_tiles(hashes))
        level = 1
        while self._grow(level):
            level += 1
        return max(0, end - first)

    def root(self, size: int) -> bytes:
        """The root of the first ``size`` entries."""
        return merkle.root(size, self._reader(size))

    def inclusion(self, number: int, size: int) -> tuple[bytes, ...]:
        """The proof that an entry is among the first ``size``."""
        return next(self.inclusions((number,), size))

    def inclusions(self, numbers: Iterable[int], size: int) -> Iterator[tuple[bytes, ...]]:
        """The proofs of several entries, in the order asked for; what one of them read is not read again."""
        reader = self._reader(size)
        return (merkle.inclusion(number, size, reader) for number in numbers)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the first ``old`` entries are the beginning of the first ``new``."""
        return merkle.consistency(old, new, self._reader(new))

    def _reader(self, size: int) -> _Reader:
        return _Reader(self._alias, size)

    def _grow(self, level: int) -> int:
        """Write the tiles of a level that the level below has filled; answers how many there are now."""
        have, full = _tiles(self._alias, level), _tiles(self._alias, level - 1) // WIDTH
        for index in range(have, full):
            below = _read(self._alias, level - 1, index * WIDTH, (index + 1) * WIDTH)
            self._write(level, index, [b"".join(fold(_split(tile)) for tile in below)])
        return full

    def _write(self, level: int, first: int, tiles: Iterable[bytes]) -> None:
        rows = [models.Tile(level=level, index=index, hashes=tile) for index, tile in enumerate(tiles, first)]
        # two that integrate at the same time write the same tiles
        models.Tile.objects.using(self._alias).bulk_create(rows, batch_size=100, ignore_conflicts=True)


class _Reader:
    """``merkle.Hashes`` of the first ``size`` entries; what it folded is kept for the proofs it is made for."""

    def __init__(self, alias: str, size: int) -> None:
        self._alias, self._size = alias, size
        self._tiled = min(tiled(alias), size // WIDTH * WIDTH)
        self._tail: list[bytes] | None = None
        self._folded: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        row, within = divmod(level, WIDTH_BITS)
        return fold(self._row(row, index << within, (index + 1) << within))

    def _row(self, row: int, first: int, end: int) -> list[bytes]:
        """The neighbouring hashes ``first`` to before ``end`` of a row of tiles; they lie in one tile."""
        span = WIDTH << (row * WIDTH_BITS)  # entries below one tile
        tile = first // WIDTH
        if (tile + 1) * span <= self._tiled and (stored := _find(self._alias, row, tile, tile + 1)):
            return _split(stored[0])[first % WIDTH : (end - 1) % WIDTH + 1]
        if row > 0:
            return [self._fold(row - 1, one) for one in range(first, end)]
        if first < self._tiled:
            raise _gone(row, tile)
        return self._leaves()[first - self._tiled : end - self._tiled]

    def _fold(self, row: int, tile: int) -> bytes:
        if (row, tile) not in self._folded:
            self._folded[row, tile] = fold(self._row(row, tile * WIDTH, (tile + 1) * WIDTH))
        return self._folded[row, tile]

    def _leaves(self) -> list[bytes]:
        if self._tail is None:
            self._tail = [leaf_hash(entry.leaf()) for entry in entries_of(self._alias, self._tiled, self._size)]
            if len(self._tail) != self._size - self._tiled:
                reason = f"an entry is missing between {self._tiled} and {self._size - 1}"
                raise Fault("F307", home="this node", reason=reason)
        return self._tail


def tiled(alias: str) -> int:
    """How many entries the tree holds in full tiles."""
    return _tiles(alias, 0) * WIDTH


def _tiles(alias: str, level: int) -> int:
    last = models.Tile.objects.using(alias).filter(level=level).aggregate(last=Max("index"))["last"]
    return 0 if last is None else int(last) + 1


def _read(alias: str, level: int, first: int, end: int) -> list[bytes]:
    """Tiles that were written before; fault F307 where one is gone."""
    found = _find(alias, level, first, end)
    if len(found) != end - first:
        raise _gone(level, first)
    return found


def _gone(level: int, index: int) -> Fault:
    return Fault("F307", home="this node", reason=f"a tile of its tree is gone, at level {level} from {index} on")


def _find(alias: str, level: int, first: int, end: int) -> list[bytes]:
    rows = models.Tile.objects.using(alias).filter(level=level, index__gte=first, index__lt=end).order_by("index")
    return [bytes(hashes) for hashes in rows.values_list("hashes", flat=True)]


def _split(tile: bytes) -> list[bytes]:
    return [tile[start : start + HASH_BYTES] for start in range(0, len(tile), HASH_BYTES)]


def _in_tiles(hashes: Iterable[bytes]) -> Iterator[bytes]:
    tile: list[bytes] = []
    for found in hashes:
        tile.append(found)
        if len(tile) == WIDTH:
            yield b"".join(tile)
            tile = []
