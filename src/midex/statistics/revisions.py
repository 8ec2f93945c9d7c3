"""What changed between two releases of a dataflow: figures revised, added and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from midex.statistics.series import Observation


@dataclass(frozen=True)
class Change:
    """One figure before and after; None where it was not there or had no value."""

    key: tuple[str, ...]
    period: str
    before: int | None
    after: int | None


@dataclass(frozen=True, kw_only=True)
class Revision:
    """The changes from one release to the next. ``largest`` are the revised figures that moved most."""

    revised: int
    new: int
    gone: int
    largest: tuple[Change, ...] = ()


def revision(before: Iterable[Observation], after: Iterable[Observation], *, show: int = 10) -> Revision:
    """Compare two releases figure by figure."""
    old = {(one.key, one.period): one.value for one in before}
    new = {(one.key, one.period): one.value for one in after}
    changes = [
        Change(*place, old[place], value) for place, value in new.items() if place in old and old[place] != value
    ]
    changes.sort(key=lambda c: (-abs((c.after or 0) - (c.before or 0)), c.key, c.period))
    return Revision(
        revised=len(changes),
        new=len(new.keys() - old.keys()),
        gone=len(old.keys() - new.keys()),
        largest=tuple(changes[:show]),
    )
