"""Make `src/midex/linkage/fold_table.csv` anew from ICU: each letter of the scripts that people here write names in.

ICU's command line (`uconv`, Debian: icu-devtools) transliterates each letter alone, after compatibility composition;
letters that it does not know, and those below that it writes as no passport does, come from `fold_table_own.csv`.
Nothing of ICU is needed where the table is used.
"""

from __future__ import annotations

import csv
import subprocess
import unicodedata
from io import StringIO
from pathlib import Path

ROOM = Path(__file__).resolve().parent.parent / "src" / "midex" / "linkage"
TABLE, OWN = ROOM / "fold_table.csv", ROOM / "fold_table_own.csv"
RULE = "Any-Latin; Latin-ASCII; Lower"
WRITTEN_OTHERWISE = frozenset("đђљњџюя")
"""Letters that ICU writes with one letter, for it could be read back; offices in the region write two."""

BLOCKS = (
    (0x00C0, 0x0260),  # Latin with diacritics
    (0x0370, 0x0400),  # Greek
    (0x0400, 0x0530),  # Cyrillic
    (0x0531, 0x0588),  # Armenian
    (0x05D0, 0x05EB),  # Hebrew
    (0x0620, 0x06D6),  # Arabic, with Persian, Pashto, Urdu and Kurdish letters
    (0x0750, 0x0780),  # Arabic supplement
    (0x0904, 0x0980),  # Devanagari, each consonant with its own vowel
    (0x0985, 0x09E2),  # Bengali, the same
    (0x0A05, 0x0A5F),  # Gurmukhi, the same
    (0x10D0, 0x1100),  # Georgian
    (0x1200, 0x1380),  # Ethiopic
    (0x1E00, 0x1F00),  # Latin with more diacritics
)


def letters() -> list[str]:
    """Every letter of those blocks that stands for itself; composed forms of others are decomposed before the table."""
    found = (chr(code) for first, end in BLOCKS for code in range(first, end))
    return [one for one in found if unicodedata.category(one)[0] == "L" and unicodedata.normalize("NFKC", one) == one]


def transliterated(texts: list[str]) -> list[str]:
    """What ICU makes of each text, lower case and Latin where it knows how."""
    said = subprocess.run(
        ["uconv", "-f", "utf-8", "-t", "utf-8", "-x", RULE],
        input="\n".join(texts),
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    return said.stdout.split("\n")


def ascii_of(text: str) -> str | None:
    """Letters a to z only; None where ICU left a letter that is none of them."""
    if any(not one.isascii() and unicodedata.category(one) in ("Lo", "Ll", "Lu") for one in text):
        return None
    return "".join(one for one in text if "a" <= one <= "z")


def own() -> dict[str, str]:
    """The letters that ICU does not know."""
    with OWN.open(encoding="utf-8", newline="") as file:
        return {chr(int(row["code"], 16)): row["ascii"] for row in csv.DictReader(file)}


def table() -> str:
    """The table as it is kept."""
    wanted = letters()
    # lower case first: Latin-ASCII may answer a capital with capitals of which Lower sees only one rule's half
    made = dict(zip(wanted, map(ascii_of, transliterated([one.lower() for one in wanted])), strict=True))
    known = own()
    if wrong := sorted(one for one in known if made.get(one) is not None and one not in WRITTEN_OTHERWISE):
        raise SystemExit(f"ICU knows {wrong}; they do not belong into {OWN.name}")
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "ascii"))
    for one in sorted({*wanted, *known}):
        text = known.get(one, made.get(one))
        if text is not None and one == one.lower():
            writer.writerow((f"{ord(one):04X}", text))
    return out.getvalue()


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
