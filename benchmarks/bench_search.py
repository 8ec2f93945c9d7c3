"""Find people among many by name, document and case number: how long one search takes, journal, policy and vault on.

People have names from the half of the attested lists (MIDEX_SHARED) that no rule was tuned on, as unequal as names are;
each is kept in one spelling and searched for in the other. Milliseconds of whole searches in one process, the middle
one and the 95th of a hundred; recall: the person is among those shown; precision: of those shown, how many have the
name that was meant. One more name or the birth year is what the answer asks for where more fit than are looked into.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT)]

from bench_append import databases, prepare  # noqa: E402 - beside this file

RESULT = Path(__file__).parent / "results" / "search.json"
SIZES = tuple(int(n) for n in os.environ.get("MIDEX_BENCH_SIZES", "10000,100000,1000000").split(","))
LISTS = Path(os.environ.get("MIDEX_SHARED", ROOT.parent / "shared")) / "data" / "names_variants"
SEARCHES, SEED, AIM = 200, 2026, 100.0
OFFICES = ("beograd",)
"""All people in one office: the largest index that one search can meet."""


@dataclass(frozen=True)
class Somebody:
    """A generated person: numbers of two names in the list, and whether they are kept in the native script."""

    given: int
    family: int
    year: int
    native: bool

    def said(self, pool: list[tuple[str, str]], *, native: bool) -> tuple[str, str]:
        """Both names in one of the two spellings."""
        column = 0 if native else 1
        return pool[self.given][column], pool[self.family][column]


def names() -> list[tuple[str, str]]:
    """(native, Latin) of the half that was not tuned on, in an order of its own."""
    lines = [
        line for name in ("train", "test") for line in (LISTS / f"ar2en-{name}.txt").read_text("utf-8").splitlines()
    ]
    pool = [(native, latin) for native, _, latin in (line.partition("\t") for line in lines[1::2]) if len(latin) > 1]
    random.Random(SEED).shuffle(pool)
    return pool


def somebody(number: int, pool: list[tuple[str, str]]) -> Somebody:
    """Person of that number, the same whenever asked; some names are a thousand times as frequent as others."""
    draw = random.Random(SEED * 1_000_003 + number)
    given, family = (int(len(pool) * draw.random() ** 3) for _ in range(2))
    return Somebody(given=given, family=family, year=draw.randint(1950, 2024), native=draw.random() < 0.5)


def people(first: int, end: int, pool: list[tuple[str, str]]) -> Iterator[list[Any]]:
    """The steps that register them."""
    from midex.procedures.catalogue import PROCEDURES
    from midex.services.casework.take_step import TakeStep

    shows_documents = PROCEDURES["registration"].step("note-document") is not None
    for number in range(first, end):
        one = somebody(number, pool)
        given, family = one.said(pool, native=one.native)
        born = f"{one.year}-{number % 12 + 1:02d}"
        registered = {
            "given_names": given, "family_names": family, "birth": born, "sex": "MF"[number % 2],
            "citizenship": "SY", "accompanied": "adult",
        }  # fmt: skip
        steps: list[tuple[str, dict[str, str]]] = [
            ("open", {"language": "ar", "on": "2026-11-01"}),
            ("register", registered),
        ]
        if shows_documents:
            steps.append(("note-document", {"kind": "passport", "number": f"N{number:08d}", "issued_by": "SY"}))
        yield [
            TakeStep(procedure="registration", step=step, fields=fields, key=f"bench-{number}-{at}")
            for at, (step, fields) in enumerate(steps)
        ]


def grow(folder: Path, database_url: str) -> None:
    """Fill a node of its own to each size and search there; prints one JSON line."""
    from midex.__main__ import Wiring
    from midex.kernel.role import Role
    from midex.services.actor import Actor
    from midex.services.casework.take_many import take_many
    from midex.services.home import read_home

    prepare(folder, database_url)
    node, pool, rows, there = Wiring().case(read_home(folder)), names(), [], 0
    before = int(node.cases.next_name(node.clock().year).partition("-")[2])
    officer = Actor(identity="measure", name="measure", role=Role.CASEWORKER, office=OFFICES[0])
    for size in SIZES:
        begun = time.perf_counter()
        for answer in take_many(people(there, size, pool), officer, node):
            assert isinstance(answer, int), answer
        rate, there = round((size - there) / (time.perf_counter() - begun)), size
        settle()
        rows.append({"people": size, "registered_a_second": rate, "searches": searched(size, pool, node, before)})
        print(rows[-1], file=sys.stderr)
    print(json.dumps({"rows": rows}))


def settle() -> None:
    """Let the engine look at what it holds, as it does by itself within the hour."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def searched(size: int, pool: list[tuple[str, str]], node: Any, before: int) -> dict[str, Any]:
    """Each kind of search for people drawn at random."""
    draw = random.Random(SEED + size)
    year = node.clock().year

    def name_of(number: int) -> str:
        return f"{year}-{number + before:07d}"

    def other(one: Somebody) -> tuple[str, str]:
        return one.said(pool, native=not one.native)

    kinds: dict[str, Callable[[int, Somebody], str]] = {
        "both names, in the other script": lambda _, one: " ".join(other(one)),
        "both names and the birth year, in the other script": lambda _, one: f"{' '.join(other(one))} {one.year}",
        "both names as they are kept, the other way round": lambda _, one: " ".join(
            reversed(one.said(pool, native=one.native))
        ),
        "a name and four letters of the other, the birth year": lambda _, one: (
            f"{one.said(pool, native=one.native)[1]} {one.said(pool, native=one.native)[0][:4]} {one.year}"
        ),
        "one name alone, in the other script": lambda _, one: other(one)[1],
        "a case number": lambda number, _: name_of(number),
        "a name that nobody has": lambda number, _: f"zzyzx{'aeiou'[number % 5]} qwrtzpl",
    }
    if node_shows_documents():
        kinds["a document's number"] = lambda number, _: f"N{number:08d}"
    drawn = [draw.randrange(size) for _ in range(SEARCHES)]
    return {kind: one_kind(kind, text, drawn, pool, node, name_of) for kind, text in kinds.items()}


def node_shows_documents() -> bool:
    """Whether this version records documents."""
    from midex.procedures.catalogue import PROCEDURES

    return PROCEDURES["registration"].step("note-document") is not None


def one_kind(
    kind: str,
    text: Callable[[int, Somebody], str],
    drawn: list[int],
    pool: list[tuple[str, str]],
    node: Any,
    name_of: Callable[[int], str],
) -> dict[str, Any]:
    """Times, recall and precision of one kind of search; each by an account of its own, for accounts are capped."""
    from midex.kernel.role import Role
    from midex.services.actor import Actor
    from midex.services.casework.find_people import FoundPeople, find_people

    taken, hit, shown, right, more = [], 0, 0, 0, 0
    for at, number in enumerate(drawn):
        one = somebody(number, pool)
        actor = Actor(identity=f"{kind[:40]} {at}", name="", role=Role.CASEWORKER, office=OFFICES[0])
        begun = time.perf_counter()
        answer = find_people(text(number, one), actor, node)
        taken.append((time.perf_counter() - begun) * 1000)
        assert isinstance(answer, FoundPeople), answer
        found = [int(it.row.name.partition("-")[2]) - int(name_of(0).partition("-")[2]) for it in answer.found]
        hit += name_of(number) in {it.row.name for it in answer.found}
        shown += len(found)
        right += sum(meant(somebody(it, pool), one) for it in found)
        more += answer.more
    taken.sort()
    told = {"p50_ms": round(taken[len(taken) // 2], 1), "p95_ms": round(taken[int(len(taken) * 0.95)], 1)}
    told |= {"recall": round(hit / len(drawn), 3), "asked_for_more": round(more / len(drawn), 3)}
    return told | {"precision": round(right / shown, 3) if shown else None}


def meant(found: Somebody, wanted: Somebody) -> bool:
    """Whether somebody has one of the wanted names at least, as the list has it."""
    return bool({found.given, found.family} & {wanted.given, wanted.family})


def main() -> None:
    engines: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="midex-bench-") as made, databases() as urls:
        for engine, (_, url) in urls.items():
            home = Path(made) / engine
            command = [sys.executable, __file__, "grow", str(home), url]
            grown = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            rows = json.loads(grown.stdout.splitlines()[-1])["rows"]
            engines[engine] = {"rows": rows, "exponents": exponents(rows)}
            shutil.rmtree(home)
    RESULT.parent.mkdir(exist_ok=True)
    told = {"about": " ".join((__doc__ or "").split()), "aim_p95_ms": AIM, "searches": SEARCHES, "engines": engines}
    RESULT.write_text(json.dumps(told, indent=1), "utf-8")


def exponents(rows: list[dict[str, Any]]) -> dict[str, float]:
    """How the 95th of each kind grows from the smallest size to the largest: 0 not at all, 1 in proportion."""
    first, last = rows[0], rows[-1]
    spread = math.log(last["people"] / first["people"]) or 1
    return {
        kind: round(math.log(one["p95_ms"] / first["searches"][kind]["p95_ms"]) / spread, 2)
        for kind, one in last["searches"].items()
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        grow(Path(sys.argv[2]), sys.argv[3])
    else:
        main()
