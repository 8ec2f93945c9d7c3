"""Generated figures for demonstration: invented people are drawn from a seed and counted, so every sum holds.

Every row says ORIGIN=GENERATED. No real figure goes in and none can come out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from midex.formats.declaration import read_yaml
from midex.kernel.indicator import ATTRIBUTES, Dimension, Table
from midex.kernel.period import Period
from midex.statistics.registry.catalogue import PARTICIPANTS

Row = tuple[str, ...]


@cache
def _profile() -> Mapping[str, Any]:
    text = files("midex.services").joinpath("generated.yaml").read_text("utf-8")
    profile: Mapping[str, Any] = read_yaml(text)
    return profile


def generated_rows(table: Table, participant: str, period: str, *, extra_persons: int = 0) -> Iterator[Row]:
    """Rows of ``table.columns`` for one participant and period; ``extra_persons`` more make a revision.

    Each published crossing is complete: every code of a broken-down dimension has its row, zeros included;
    citizenships appear where they occur, and the participants' own always.
    """
    people = _people(table, participant, period, extra_persons)
    frequency = Period.parse(period).frequency.value
    seen: set[tuple[str, ...]] = set()
    for cube in (frozenset[str](), *table.hypercubes):
        counts = _count(table, people, cube)
        axes = [_axis(dimension, cube, table, participant, people) for dimension in table.dimensions]
        for key in product(*axes):
            if key in seen:
                continue
            seen.add(key)
            codes = tuple(
                frequency if d.id == "FREQ" else participant if d.id == "GEO" else code
                for d, code in zip(table.dimensions, key, strict=True)
            )
            attributes = {"ORIGIN": "GENERATED", "OBS_STATUS": "A"}
            yield (*codes, period, str(counts[key]), *(attributes.get(a, "") for a in ATTRIBUTES))


def _people(table: Table, participant: str, period: str, extra: int) -> list[dict[str, str]]:
    """One code per dimension for every invented person; more people never change those drawn before."""
    draw = random.Random(f"{table.id} {participant} {period}")  # noqa: S311 - a reproducible draw, no secret
    size = round(_profile()["size"][participant] * _profile()["scale"][table.id] * draw.uniform(0.8, 1.2)) + extra
    shares = {d.id: _shares(d, table, participant) for d in table.dimensions if d.codelist.total is not None}
    return [
        {name: draw.choices(codes, weights)[0] if codes else "" for name, (codes, weights) in shares.items()}
        for _ in range(size)
    ]


def _shares(dimension: Dimension, table: Table, participant: str) -> tuple[list[str], list[int]]:
    known = _profile()["share"].get(dimension.id, {})
    own = {participant} if table.own_citizens_excluded and dimension.id == "CITIZEN" else set()
    usable = {c: w for c, w in known.items() if c in dimension.codelist.partition and c not in own}
    return list(usable), list(usable.values())


def _count(table: Table, people: list[dict[str, str]], cube: frozenset[str]) -> Counter[tuple[str, ...]]:
    """Persons per key: each is counted under the code itself and under every total and subtotal that holds it."""
    counts: Counter[tuple[str, ...]] = Counter()
    for person in people:
        axes = []
        for dimension in table.dimensions:
            if dimension.codelist.total is None:
                axes.append([_fixed(dimension, table)])
            elif dimension.id in cube:
                code = person[dimension.id]
                axes.append([code, *(s for s, parts in dimension.codelist.sums.items() if code in parts)])
            else:
                axes.append([dimension.codelist.total])
        counts.update(product(*axes))
    return counts


def _axis(
    dimension: Dimension, cube: frozenset[str], table: Table, participant: str, people: list[dict[str, str]]
) -> list[str]:
    total = dimension.codelist.total
    if total is None:
        return [_fixed(dimension, table)]
    if dimension.id not in cube:
        return [total]
    if dimension.codelist.id in ("CL_CITIZEN", "CL_C_DEST"):
        present = {person[dimension.id] for person in people}
        neighbours = set(PARTICIPANTS) - {participant, "XK"} if dimension.id == "CITIZEN" else set()
        return [total, *sorted(present | neighbours)]
    return [code.id for code in dimension.codelist.codes if dimension.admits(code.id)]


def _fixed(dimension: Dimension, table: Table) -> str:
    return table.unit if dimension.id == "UNIT" else dimension.id
