"""What can be wrong with purposes and with what they hand over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from midex.exchange.purposes import Sharing
from midex.kernel.purpose import LABELS, SIDES, Purpose, Side
from midex.services.declarations.finding import Finding


def of_purposes(
    sharings: Mapping[Purpose, Sharing], corrects: Mapping[str, str], fields: Set[str]
) -> Iterator[Finding]:
    """Every fault of every purpose and its entry; ``fields`` are those there are, by their exact names."""
    for purpose in Purpose:
        missing = [
            what
            for what, there in (
                ("side", SIDES),
                ("words for people", LABELS),
                ("entry of what it hands over", sharings),
            )
            if purpose not in there
        ]
        for what in missing:
            yield Finding.of("C401", f"purposes.{purpose.value}", purpose=purpose.value, what=what)
        if not missing:
            yield from _of_sharing(purpose, sharings[purpose], fields)
    for field, other in corrects.items():
        if not {field, other} <= fields:
            yield Finding.of("C405", "exchange.purposes", field=field, other=other)


def _of_sharing(purpose: Purpose, sharing: Sharing, fields: Set[str]) -> Iterator[Finding]:
    where, named = f"purposes.{purpose.value}", purpose.value
    if not sharing.basis.act:
        yield Finding.of("C401", where, purpose=named, what="legal basis")
    if sharing.fields and (not sharing.to or sharing.days < 1):
        yield Finding.of("C404", where, purpose=named)
    for field in sharing.fields:
        if field not in fields:
            yield Finding.of("C402", where, purpose=named, field=field)
        if SIDES[purpose] is Side.ENFORCEMENT:
            yield Finding.of("C403", where, purpose=named, field=field)
