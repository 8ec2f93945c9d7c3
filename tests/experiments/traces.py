"""Looks for a text or a key in raw bytes, in every form in which software is known to keep one."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import numpy as np

CHUNK = 8
"""Bytes of a key that are enough to be found: by chance once in 10^10 runs."""

_COMPRESSED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_MOST = 1 << 22


def forms_of_text(text: str) -> set[bytes]:
    """A text composed, decomposed, folded and in capitals; in three encodings; plain, hexadecimal and base64."""
    composed = {text, text.casefold(), text.lower(), text.upper()}
    spelt = {unicodedata.normalize(form, one) for one in composed for form in ("NFC", "NFD")}
    encoded = {one.encode(encoding) for one in spelt for encoding in ("utf-8", "utf-16-le", "utf-16-be")}
    escaped = {json.dumps(one)[1:-1].encode() for one in spelt} | {quote(one).encode() for one in spelt}
    return escaped.union(*(forms_of_bytes(one) for one in encoded))


def forms_of_bytes(raw: bytes) -> set[bytes]:
    """As they are, in hexadecimal, and in base64 wherever in a group of three they begin."""
    found = {raw, raw.hex().encode(), raw.hex().upper().encode()}
    for shift in range(3):
        first, last = -(-shift * 8 // 6), (shift + len(raw)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            found.add(encode(bytes(shift) + raw)[first:last])
    return found


def forms_of_key(key: bytes) -> set[bytes]:
    """Every piece of a key, and the whole of it in hexadecimal and base64."""
    pieces = {key[at : at + CHUNK] for at in range(0, len(key) - CHUNK + 1, 4)}
    return pieces | (forms_of_bytes(key) - {key})


def hits(data: bytes, needles: Iterable[bytes]) -> set[bytes]:
    """Which of the needles, each of 8 bytes or more, are in the data."""
    by_head: dict[int, list[bytes]] = {}
    for needle in needles:
        by_head.setdefault(int.from_bytes(needle[:CHUNK], "little"), []).append(needle)
    possible = np.zeros(1 << 16, dtype=bool)  # by the first two bytes, so that most of the data is passed over at once
    possible[[head & 0xFFFF for head in by_head]] = True
    found: set[bytes] = set()
    for shift in range(min(CHUNK, len(data))):
        words = np.frombuffer(data, dtype="<u8", offset=shift, count=(len(data) - shift) // CHUNK)
        for word in np.nonzero(possible[words & np.uint64(0xFFFF)])[0]:
            at = shift + int(word) * CHUNK
            found |= {needle for needle in by_head.get(int(words[word]), ()) if data.startswith(needle, at)}
    return found


def contents(*places: Path) -> Iterator[bytes]:
    """The bytes of every file below some folders, and what is compressed inside them."""
    for place in places:
        for file in sorted(place.rglob("*")):
            if file.is_file() and not file.is_symlink():
                data = file.read_bytes()
                yield data
                yield from unpacked(data)


def unpacked(data: bytes) -> Iterator[bytes]:
    """Every zlib or gzip stream that begins somewhere in the data."""
    for start in _COMPRESSED.finditer(data):
        try:
            out = zlib.decompressobj(wbits=47).decompress(data[start.start() : start.start() + _MOST], _MOST)
        except zlib.error:
            continue
        if len(out) >= CHUNK:
            yield out
