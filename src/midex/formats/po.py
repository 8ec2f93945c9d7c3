"""Reads and writes gettext's two kinds of file, as far as this project needs them: `.po` and `.mo`.

Refuses what it does not know: a line that is none of those below is an error, never skipped.
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DRAFT = "machine-drafted"
"""The comment on a translation that nobody has reviewed; whoever reviews it takes the line away."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One sentence with its translation; ``said`` has one text, or one for each plural form."""

    context: str = ""
    text: str
    plural: str = ""
    said: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    draft: bool = False
    obsolete: bool = field(default=False, compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from every other."""
        return (self.context, self.text, self.plural)

    @property
    def is_whole(self) -> bool:
        """Whether every form is written."""
        return bool(self.said) and all(self.said)


def quoted(text: str) -> str:
    """A text as it stands in a `.po`."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def write(header: Mapping[str, str], entries: Iterable[Entry]) -> str:
    """A `.po`: the header, then each entry in the order given."""
    out = ['msgid ""', 'msgstr ""', *(quoted(f"{name}: {value}\n") for name, value in header.items()), ""]
    for entry in entries:
        mark = "#~ " if entry.obsolete else ""
        out += [f"# {DRAFT}"] if entry.draft else []
        out += [f"#: {file}" for file in sorted(entry.files)]
        out += [f"{mark}msgctxt {quoted(entry.context)}"] if entry.context else []
        out.append(f"{mark}msgid {quoted(entry.text)}")
        out += [f"{mark}msgid_plural {quoted(entry.plural)}"] if entry.plural else []
        for number, said in enumerate(entry.said):
            out.append(f"{mark}msgstr{f'[{number}]' if entry.plural else ''} {quoted(said)}")
        out.append("")
    return "\n".join(out)


def read(text: str) -> list[Entry]:
    """The entries of a `.po`, obsolete ones too, without its header; one marked fuzzy is not translated yet."""
    return [entry for block in text.split("\n\n") if block.strip() for entry in _entry(block) if entry.text]


def _entry(block: str) -> Iterable[Entry]:
    parts: dict[str, str] = {}
    files: list[str] = []
    draft = fuzzy = obsolete = False
    name = ""
    for raw in block.strip().splitlines():
        line = raw.strip()
        if line.startswith("#~"):
            obsolete, line = True, line[2:].strip()
        if line.startswith("#:"):
            files += line[2:].split()
        elif line.startswith("#,"):
            fuzzy = fuzzy or "fuzzy" in line
        elif line.startswith("#"):
            draft = draft or line[1:].strip() == DRAFT
        elif line.startswith('"') and name:
            parts[name] += ast.literal_eval(line)
        elif line.startswith("msg"):
            name, _, rest = line.partition(" ")
            parts[name] = ast.literal_eval(rest.strip())
        elif line:
            raise ValueError(f"not a line of a .po: {line}")
    if "msgid" not in parts:
        return
    said = tuple(value for key, value in sorted(parts.items()) if key.startswith("msgstr"))
    yield Entry(
        context=parts.get("msgctxt", ""),
        text=parts["msgid"],
        plural=parts.get("msgid_plural", ""),
        said=("",) * len(said) if fuzzy else said,
        files=tuple(files),
        draft=draft and not fuzzy,
        obsolete=obsolete,
    )


def compiled(header: Mapping[str, str], entries: Iterable[Entry]) -> bytes:
    """A `.mo` of the entries that are whole, sorted as gettext asks; the same entries give the same bytes."""
    table = {b"": "".join(f"{name}: {value}\n" for name, value in header.items()).encode()}
    for entry in entries:
        if entry.is_whole and not entry.obsolete:
            key = f"{entry.context}\x04{entry.text}" if entry.context else entry.text
            key = f"{key}\0{entry.plural}" if entry.plural else key
            table[key.encode()] = "\0".join(entry.said).encode()
    pairs = sorted(table.items())
    places_at = 28
    text_at = places_at + 16 * len(pairs)
    places: list[list[tuple[int, int]]] = []
    body = b""
    for column in zip(*pairs, strict=True):
        places.append([])
        for text in column:
            places[-1].append((len(text), text_at + len(body)))
            body += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), places_at, places_at + 8 * len(pairs), 0, text_at)
    return head + b"".join(struct.pack("<2I", *place) for column in places for place in column) + body
