"""What a row that is imported may be told about who is known already: nobody, one, or that a human must look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from midex.linkage.compare import Compared
from midex.linkage.weights import Closeness, closeness, closest_first


@dataclass(frozen=True)
class Unique:
    """One record is likely about the same person and no other is possible; still only a proposal."""

    candidate: str


@dataclass(frozen=True)
class Ambiguous:
    """Records that may be about the same person, the closest first; whoever imports stops here."""

    candidates: tuple[str, ...]


def who_is_it(candidates: Iterable[tuple[str, Compared]]) -> Unique | Ambiguous | None:
    """The answer for (record, how it agrees) of everybody who came into question."""
    found = [(one, compared) for one, compared in candidates if closeness(compared) is not Closeness.APART]
    found.sort(key=lambda it: (closest_first(it[1]), it[0]))
    if not found:
        return None
    if len(found) == 1 and closeness(found[0][1]) is Closeness.LIKELY:
        return Unique(found[0][0])
    return Ambiguous(tuple(one for one, _ in found))
