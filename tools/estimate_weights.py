"""Estimate `src/midex/linkage/weights.csv`: how often each level of agreement is seen for one person and for two.

u comes from pairs drawn at random, m by expectation-maximisation over candidate pairs, without looking at the truth
(Fellegi and Sunter 1969; Winkler 1988). People are generated: spellings of names from the first half of the attested
lists in MIDEX_SHARED; what else goes wrong is assumed below. A real register may be put in their place;
then nothing but the resulting table leaves the node.
"""

from __future__ import annotations

import csv
import os
import random
import sys
from collections import Counter
from dataclasses import replace
from io import StringIO
from itertools import product
from pathlib import Path

from midex.kernel.partial_date import PartialDate
from midex.linkage.compare import Compared, compare
from midex.linkage.fold import parts
from midex.linkage.person import Person
from midex.linkage.skeleton import skeletons
from midex.linkage.weights import FIELDS

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "midex" / "linkage" / "weights.csv"
LISTS = Path(os.environ.get("MIDEX_SHARED", ROOT.parent / "shared")) / "data" / "names_variants"
SEED, PEOPLE, RANDOM_PAIRS, ROUNDS = 2026, 6_000, 60_000, 60
FLOOR = 0.0005  # nothing is impossible: neither a wrong birth year nor two people of one name
COUNTRIES = ("SY", "AF", "IQ", "PK", "MA", "BA", "AL", "RS", "TR", "BD")


def spellings() -> list[tuple[str, str]]:
    """The tuning half of the attested pairs (native script, Latin): every second line from the first."""
    lines = [
        line for name in ("train", "test") for line in (LISTS / f"ar2en-{name}.txt").read_text("utf-8").split("\n")
    ]
    return [(native, latin) for native, _, latin in (line.partition("\t") for line in lines[::2]) if latin]


def twice(draw: random.Random, pool: list[tuple[str, str]]) -> tuple[Person, Person]:
    """One person as two offices wrote them down."""
    # as unequal as names are: half of all people share a twentieth of the names
    names = [pool[int(len(pool) * draw.random() ** 3)] for _ in range(2)]
    born = PartialDate(draw.randint(1950, 2020), draw.randint(1, 12), draw.randint(1, 28))
    sex, country = draw.choice("MF"), draw.choice(COUNTRIES)

    def written() -> Person:
        script = draw.random() < 0.2
        said = [name[0 if script else 1] for name in names][:: draw.choice((1, 1, 1, -1))]
        if draw.random() < 0.04:
            said = said[:1]
        return Person(
            names=frozenset({" ".join(said)}),
            births=frozenset({_misheard(born, draw)}),
            sexes=frozenset({sex if draw.random() > 0.005 else "F"}),
            citizenships=frozenset({country if draw.random() > 0.03 else draw.choice(COUNTRIES)}),
        )

    return written(), written()


def _misheard(born: PartialDate, draw: random.Random) -> PartialDate:
    chance = draw.random()
    if chance < 0.05:
        return replace(born, month=1, day=1)
    if chance < 0.10:
        return replace(born, year=born.year + draw.choice((-1, 1)))
    if chance < 0.13:
        return replace(born, month=min(born.day, 12), day=born.month)
    return PartialDate(born.year, estimated=True) if chance < 0.18 else born


def candidates(people: list[Person]) -> list[Compared]:
    """Pairs that share a key of a name and a birth year, or keys of two names: what the index would bring up."""
    buckets: dict[tuple[str, ...], list[int]] = {}
    for number, person in enumerate(people):
        keys = sorted({key for name in person.names for part in parts(name) for key in skeletons(part)})
        years = [str(born.year) for born in person.births]
        for pair in {*product(keys, years), *((a, b) for a, b in product(keys, keys) if a < b)}:
            buckets.setdefault(pair, []).append(number)
    pairs = {(a, b) for numbers in buckets.values() for a in numbers for b in numbers if a < b}
    return [compare(people[a], people[b]) for a, b in sorted(pairs)]


def levels(compared: Compared) -> tuple[str, ...]:
    """The pattern of a pair."""
    return tuple(getattr(compared, field).value for field in FIELDS)


def shares(counts: Counter[tuple[str, ...]], at: int, known: tuple[str, ...]) -> dict[str, float]:
    """The share of each level of one field, unknown left out."""
    found = {level: sum(n for pattern, n in counts.items() if pattern[at] == level) for level in known}
    total = sum(found.values()) or 1
    return {level: max(n / total, FLOOR) for level, n in found.items()}


def estimate(people: list[Person], draw: random.Random) -> list[tuple[str, str, float, float]]:
    """(field, level, m, u) of every field but documents, of which no list tells anything."""
    known = {
        "names": ("same", "sound alike", "some parts alike", "other"),
        "birth": ("same day", "same year", "near", "other"),
        "sex": ("same", "other"),
        "citizenship": ("same", "other"),
    }
    drawn = Counter(levels(compare(*draw.sample(people, 2))) for _ in range(RANDOM_PAIRS))
    seen = Counter(map(levels, candidates(people)))
    sys.stdout.write(f"{sum(seen.values())} candidate pairs of {len(people)} records, {len(seen)} patterns" + "\n")
    u = [shares(drawn, at, known[field]) for at, field in enumerate(known)]
    # candidates that are two people agree by chance more often than random ones: estimated beside m, and not kept
    other = [dict(it) for it in u]
    m = [{level: (0.7 if level == it[0] else 0.3 / (len(it) - 1)) for level in it} for it in known.values()]
    share = 0.2
    for _ in range(ROUNDS):
        one: Counter[tuple[str, ...]] = Counter()
        two: Counter[tuple[str, ...]] = Counter()
        for pattern, count in seen.items():
            a, b = share, 1 - share
            for at in range(len(known)):
                a *= m[at].get(pattern[at], 1)
                b *= other[at].get(pattern[at], 1)
            one[pattern], two[pattern] = count * a / (a + b), count * b / (a + b)  # type: ignore[assignment]
        share = sum(one.values()) / sum(seen.values())
        m = [shares(one, at, it) for at, it in enumerate(known.values())]
        other = [shares(two, at, it) for at, it in enumerate(known.values())]
    sys.stdout.write(f"EM: {share:.3f} of the candidates are one person" + "\n")
    return [(field, level, m[at][level], u[at][level]) for at, field in enumerate(known) for level in known[field]]


def main() -> None:
    """Write the table."""
    draw = random.Random(SEED)  # noqa: S311 - repeatable, and no secret
    pool = spellings()
    draw.shuffle(pool)
    people = [record for _ in range(PEOPLE // 2) for record in twice(draw, pool)]
    rows = estimate(people, draw)
    # set by hand: a number is rarely mistyped in full, and rarely somebody else's; many people have several documents
    rows += [("document", "same", 0.6, FLOOR / 10), ("document", "other", 0.4, 1.0)]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("field", "level", "m", "u"))
    writer.writerows((field, level, f"{m:.5f}", f"{u:.5f}") for field, level, m, u in rows)
    TARGET.write_text(out.getvalue(), "utf-8")
    sys.stdout.write(out.getvalue())


if __name__ == "__main__":
    main()
