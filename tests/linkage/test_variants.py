"""Attested spellings meet under a key: pairs that other people collected, one half of them never used for tuning."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from midex.linkage.compare import alike
from midex.linkage.fold import parts
from midex.linkage.skeleton import skeletons

pytestmark = pytest.mark.raw


def say(figures: str) -> None:
    sys.stdout.write(f"{figures}\n")


Pairs = list[tuple[str, str]]


def keys(name: str) -> frozenset[str]:
    return frozenset(key for part in parts(name) for key in skeletons(part))


def recall(pairs: Pairs) -> float:
    return sum(not keys(one).isdisjoint(keys(other)) for one, other in pairs) / len(pairs)


def crowd(names: Iterable[str]) -> float:
    """How many of the names the key of one of them brings up on average, itself among them."""
    found = [keys(name) for name in names]
    sizes = Counter(key for one in found for key in one)
    return sum(sum(sizes[key] for key in one) for one in found) / len(found)


def arabic(folder: Path, *, held_out: bool) -> Pairs:
    lines = [line for name in ("train", "test") for line in _lines(folder / f"ar2en-{name}.txt")]
    return [(native, latin) for native, _, latin in (line.partition("\t") for line in lines[held_out::2])]


def listed(folder: Path, scripts: tuple[str, str]) -> Pairs:
    """Common names with their romanisation, where the native form is written in a range of letters."""
    found: Pairs = []
    for name in ("common-forenames-by-country.csv", "common-surnames-by-country.csv"):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                native, latin = row["Localized Name"].strip(), row["Romanized Name"].strip()
                if latin and any(scripts[0] <= letter <= scripts[1] for letter in native):
                    found.append((native, latin))
    return found


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line.partition("\t")[2]]


@pytest.fixture(scope="module")
def lists(raw_files: Path) -> Path:
    return raw_files / "names_variants"


def test_arabic_spellings_never_tuned_on_are_found(lists: Path) -> None:
    pairs = arabic(lists, held_out=True)
    found, brought = recall(pairs), crowd(latin for _, latin in pairs)
    say(f"held out, Arabic to Latin: {len(pairs)} pairs, recall {found:.3f}, {brought:.1f} names under a key")
    assert found > 0.92
    assert brought < 20


def test_what_was_tuned_on_is_found_no_better(lists: Path) -> None:
    seen, unseen = recall(arabic(lists, held_out=False)), recall(arabic(lists, held_out=True))
    say(f"tuned on {seen:.3f}, held out {unseen:.3f}")
    assert abs(seen - unseen) < 0.02


@pytest.mark.parametrize(
    ("script", "letters", "floor"),
    [
        ("Cyrillic", ("\u0400", "\u052f"), 0.95),
        ("Greek", ("\u0370", "\u03ff"), 0.85),
        ("Arabic", ("\u0600", "\u06ff"), 0.90),
        ("Bengali and Devanagari", ("\u0900", "\u09ff"), 0.80),
    ],
)
def test_common_names_are_found_by_their_romanisation(
    lists: Path, script: str, letters: tuple[str, str], floor: float
) -> None:
    pairs = listed(lists, letters)
    found = recall(pairs)
    say(f"{script}: {len(pairs)} pairs, recall {found:.3f}")
    assert len(pairs) >= 15
    assert found > floor


def test_names_of_different_people_are_rarely_alike(lists: Path) -> None:
    pairs = arabic(lists, held_out=True)
    strangers = [(one, pairs[(at + 997) % len(pairs)][1]) for at, (one, _) in enumerate(pairs)]
    wrong = sum(alike(one, other) for a, b in strangers for one in parts(a) for other in parts(b)) / len(strangers)
    right = sum(any(alike(one, other) for one in parts(a) for other in parts(b)) for a, b in pairs) / len(pairs)
    say(f"alike: {right:.3f} of attested pairs, {wrong:.4f} of strangers")
    assert right > 0.92
    assert wrong < 0.005
