"""Pairs of records of one file that are worth comparing, among up to a million: by keys that fit in memory.

A key is a number that says nothing; two records that share one are compared afterwards, and only that decides.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import combinations, product

import pyarrow as pa
import pyarrow.compute as pc

from midex.linkage.asked import near
from midex.linkage.compare import Compared, compare
from midex.linkage.fold import parts
from midex.linkage.person import Person, document_key
from midex.linkage.skeleton import skeletons

NEIGHBOURS = 20
"""Records of the same key, in the order of the file, with which one is compared."""

PARTS = 4
"""Parts of a name that make keys."""


class WithinFile:
    """Gathers the keys of a file's records; 12 bytes for each."""

    def __init__(self) -> None:
        self._keys, self._places = array("Q"), array("I")

    def add(self, place: int, person: Person) -> None:
        """Add a record by its place in the file."""
        for key in keys(person):
            self._keys.append(key)
            self._places.append(place)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Places of two records that share a key, each pair once, by their place."""
        count = len(self._keys)
        if not count:
            return
        every = pa.Array.from_buffers(pa.uint64(), count, [None, pa.py_buffer(self._keys)])
        places = pa.Array.from_buffers(pa.uint32(), count, [None, pa.py_buffer(self._places)])
        counted = pc.value_counts(every)
        shared = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
        mask = pc.is_in(every, value_set=shared)
        table = pa.table({"key": every.filter(mask), "place": places.filter(mask)})
        table = table.sort_by([("key", "ascending"), ("place", "ascending")])
        seen: set[tuple[int, int]] = set()
        near_by: list[int] = []
        last = None
        for batch in table.to_batches(max_chunksize=10_000):
            for key, place in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True):
                near_by = [*near_by[-NEIGHBOURS + 1 :]] if key == last else []
                seen.update((other, place) for other in near_by if other != place)
                near_by, last = [*near_by, place], key
        yield from sorted(seen)


def alike(people: Sequence[Person | None]) -> Iterator[tuple[int, int, Compared]]:
    """Places of two people of a list who may be one, the earlier first, and how they agree; None is nobody."""
    within = WithinFile()
    for place, person in enumerate(people):
        if person is not None:
            within.add(place, person)
    for one, other in within.pairs():
        first, second = people[one], people[other]
        if first is not None and second is not None:
            yield one, other, compare(first, second)


def keys(person: Person) -> frozenset[int]:
    """Keys that records of one person likely share: two parts of a name and a year, a part and a day, a document."""
    found: set[tuple[str, ...]] = {("document", document_key(number)) for number in person.documents}
    for name in person.names:
        sounds = [sorted(skeletons(part)) for part in sorted(parts(name))[:PARTS]]
        pairs = {pair for one, other in combinations(sounds, 2) for pair in map(_ordered, product(one, other))}
        alone = {(sound,) for one in sounds for sound in one}
        for birth in person.births:
            years = [
                str(birth.year + later) for later in range(-near(birth) if birth.estimated else 0, near(birth) + 1)
            ]
            found |= {(*pair, year) for pair in (pairs or alone) for year in years}
            found |= {(*one, str(birth)) for one in alone if birth.day}
    return frozenset(hash(one) & 0xFFFF_FFFF_FFFF_FFFF for one in found)


def _ordered(pair: tuple[str, str]) -> tuple[str, ...]:
    return tuple(sorted(pair))
