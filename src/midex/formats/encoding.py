"""Bytes -> text: the encoding is decided by what the bytes say, never by the name of the file."""

from __future__ import annotations

import codecs
import re
import unicodedata

from midex.kernel.fault import Fault

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OURS = {
    "cp1250": "čćđšžČĆĐŠŽ",  # Bosnian, Croatian, Montenegrin, Serbian in Latin script
    "latin-1": "éèêëçôöüäãáíóúñåøæïÉÇÖÜÄÅØ",  # Albanian, and most western publishers
}
_PRINTED_BY_WINDOWS = re.compile(rb"[\x80-\x9f]")  # dashes and quotes in cp1252, control characters in latin-1
_NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_WORD = re.compile(r"[^\W\d_]+")


def decode(data: bytes, file: str) -> tuple[str, str]:
    """The text of ``data`` and the encoding it was in; fault F103 where the bytes are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text(data, encoding, file), encoding
    if data[:400].count(0) * 3 > len(data[:400]):
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
        return _text(data, encoding, file), encoding
    if b"\0" in data:
        raise Fault("F103", file=file, reason="it holds zero bytes")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _eight_bit(data)
        return _text(data, encoding, file), encoding


def _text(data: bytes, encoding: str, file: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise Fault("F103", file=file, reason=f"it is not {encoding}: byte {wrong.start}") from None
    if "\0" in text:
        raise Fault("F103", file=file, reason="it holds zero characters")
    return text


def _eight_bit(data: bytes) -> str:
    """cp1251 where whole words are Cyrillic, cp1250 where the letters are South Slavic, else cp1252 or latin-1."""
    odd = b" ".join(part for part in re.split(rb"[\s,;|\"]+", data[: 4 << 20]) if any(byte > 127 for byte in part))
    odd = odd[:200_000]
    cyrillic = odd.decode("cp1251", "replace")
    if _cyrillic_words(cyrillic) * 2 > len(_WORD.findall(cyrillic)):
        return "cp1251"
    score = {encoding: sum(odd.decode(encoding, "replace").count(c) for c in ours) for encoding, ours in _OURS.items()}
    # the western letters win a draw: it is what the statistical publishers write
    if score["cp1250"] > score["latin-1"]:
        return "cp1250"
    return "cp1252" if _PRINTED_BY_WINDOWS.search(odd) and not _NOT_IN_CP1252.search(data) else "latin-1"


def _cyrillic_words(text: str) -> int:
    """Words of two letters or more that are Cyrillic throughout: accents alone never make one."""
    return sum(
        len(word) > 1 and all(unicodedata.name(letter, "").startswith("CYRILLIC") for letter in word)
        for word in _WORD.findall(text)
    )
