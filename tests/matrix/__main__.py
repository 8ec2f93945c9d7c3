"""Builds the world or asks its cells: `python -m tests.matrix build FOLDER`, `… ask FOLDER 0/2` for half of them."""

from __future__ import annotations

import json
import logging
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.matrix.ask import Asker, Result, open_node, routes
from tests.matrix.cells import Cell, cells
from tests.matrix.world import World, build

MOST_WRONG = 20
ORDER = 7
"""Seed of the order in which cells are asked: neighbours have little in common, so that what is wrong shows early."""


def build_world(folder: Path) -> None:
    """Make a case node in a folder, and write down what is in it."""
    build(open_node(folder)).keep(folder / "world.json")


def ask_cells(
    folder: Path, part: int = 0, parts: int = 1, *, most: int = 0, until: int = MOST_WRONG, whole: bool = False
) -> Result:
    """Ask one of several equal parts of the cells, until so many were wrong."""
    world = World.known(folder / "world.json")
    with tempfile.TemporaryDirectory(prefix="midex-matrix-") as work:  # a key that was destroyed is not rolled back
        place = shutil.copytree(folder, Path(work) / "node")
        asker = Asker(open_node(place, world.now), world)
        asked = list(cells(world, whole=whole))
        random.Random(ORDER).shuffle(asked)
        _ask(asker, asked[part::parts][: most or None], until)
        asker.close()
    return asker.result


def _ask(asker: Asker, asked: list[Cell], until: int) -> None:
    logging.getLogger("django").setLevel(logging.CRITICAL)  # thousands of refusals are what is asked for here
    for cell in asked:
        asker.ask(cell)
        if len(asker.result.wrong) >= until:
            break


def main(what: str, place: str, part: str = "0/1") -> None:
    """Do it, and print what came of it as one JSON object."""
    folder = Path(place)
    if what == "build":
        build_world(folder)
        return
    from django.urls import get_resolver

    first, _, parts = part.partition("/")
    came = ask_cells(folder, int(first), int(parts))
    said = {"cells": came.cells, "wrong": came.wrong, "disclosed": came.disclosed, "unjournaled": came.unjournaled}
    sys.stdout.write(json.dumps({**said, "routes": routes(get_resolver().url_patterns)}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
