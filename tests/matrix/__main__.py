"""Builds the world or asks its cells: `python -m tests.matrix build FOLDER`, `… ask FOLDER 0/2` for half of them."""

from __future__ import annotations

import json
import logging
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.matrix.ask import Asker, Result, open_node, routes
from tests.matrix.cells import NO_CASE, Cell, cell_of, cells
from tests.matrix.table import rows
from tests.matrix.world import World, build

MOST_WRONG = 20
ORDER = 7
"""Seed of the order in which cells are asked: neighbours have little in common, so that what is wrong shows early."""


def in_turns(found: Iterable[Cell]) -> list[Cell]:
    """One of every line, then another of every line: a page with few cells is not lost among steps with hundreds."""
    shuffled = list(found)
    random.Random(ORDER).shuffle(shuffled)
    turns: Counter[tuple[int, bool]] = Counter()
    ranked = []
    for cell in shuffled:
        of = (cell.row.line, bool(cell.role))
        ranked.append((turns[of], cell))
        turns[of] += 1
    return [cell for _, cell in sorted(ranked, key=lambda one: one[0])]


def build_world(folder: Path) -> None:
    """Make a case node in a folder, and write down what is in it."""
    build(open_node(folder)).keep(folder / "world.json")


def ask_cells(
    folder: Path, part: int = 0, parts: int = 1, *, most: int = 0, until: int = MOST_WRONG, whole: bool = False
) -> Result:
    """Ask one of several parts of the cells, until so many were wrong."""
    world = World.known(folder / "world.json")
    # in a copy, for a key that was destroyed is not rolled back; threads of a sabotage may still write at the end
    with tempfile.TemporaryDirectory(prefix="midex-matrix-", ignore_cleanup_errors=True) as work:
        place = shutil.copytree(folder, Path(work) / "node")
        node = open_node(place, world.now)
        asker = Asker(node, world)
        from tests.matrix.direct import (  # Django is configured by now
            wrong_attempts,
            wrong_caps,
            wrong_fields,
            wrong_letters,
            wrong_offices,
            wrong_records,
            wrong_services,
        )

        asker.result.wrong += [*wrong_services(node), *wrong_offices(node)]
        for questions in (wrong_attempts, wrong_caps, wrong_fields, wrong_letters, wrong_records):
            asker.result.wrong += questions(node, world)
        asked = in_turns(cells(world, whole=whole))
        mine = [one for one in asked if one.row.line % parts == part]  # what must be alike is asked in one part
        _ask(asker, mine[: most or None], until)
        asker.close()
    return asker.result


def _ask(asker: Asker, asked: list[Cell], until: int) -> None:
    logging.getLogger("django").setLevel(logging.CRITICAL)  # thousands of refusals are what is asked for here
    for cell in asked:
        if len(asker.result.wrong) >= until:
            break
        asker.ask(cell)


def refusal_times(folder: Path, pairs: int) -> tuple[list[float], list[float]]:
    """Seconds that an officer waits to be refused a case of others, and one that is not there; asked in turns."""
    world = World.known(folder / "world.json")
    asker = Asker(open_node(folder, world.now), world)
    logging.getLogger("django").setLevel(logging.CRITICAL)
    known = world.case("registered", "away", "trafficking", "")
    row = next(row for row in rows() if row.route == "api/cases/<str:name>" and "GET" in row.methods)
    both = [cell_of(row, "GET", "registration-officer", one) for one in (known, NO_CASE)]
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(-10, pairs):  # the first ones warm up
        for seconds, cell in zip(taken, both, strict=True):
            began = time.perf_counter()
            asker.ask(cell)
            if turn >= 0:
                seconds.append(time.perf_counter() - began)
    asker.close()
    return taken


def main(what: str, place: str, part: str = "0/1", most: str = "0") -> None:
    """Do it, and print what came of it as one JSON object: ``ask`` most of the cells, the ``whole``, or the whole until
    the ``first`` that is wrong.
    """
    folder = Path(place)
    if what == "build":
        build_world(folder)
        return
    from django.urls import get_resolver

    if what == "time":
        for taken in refusal_times(folder, int(part)):
            sys.stdout.write(json.dumps(taken) + "\n")
        return
    first, _, parts = part.partition("/")
    until = 1 if what == "first" else MOST_WRONG
    came = ask_cells(folder, int(first), int(parts), most=int(most), until=until, whole=what != "ask")
    said = {"cells": came.cells, "wrong": came.wrong, "disclosed": came.disclosed, "unjournaled": came.unjournaled}
    sys.stdout.write(json.dumps({**said, "routes": routes(get_resolver().url_patterns)}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
