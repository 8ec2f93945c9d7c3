"""A letter's values as a case gives them, and what a letter says, read back from the PDF."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from midex.formats.letters.letter import Kind, Recorded, Values, letter
from midex.kernel.partial_date import PartialDate
from midex.procedures.registration.events import Accompanied, Language, Sex

CASE = "2026-0000123"
ON = date(2026, 3, 2)
SAID = {
    "institution": "Commissariat",
    "place": "Commissariat, North",
    "authority": "Commissioner for Data",
    "ombudsperson": "Protector of Citizens",
    "law": "Directive 2013/32/EU, art. 6(1)",
    "years": "10",
    "registered": ON,
    "day": date(2026, 3, 9),
    "time": "10:30",
}
PERSONAL = ("Golnaz", "Testović", "04.1991")
TOLD = (("language", Language.PERSIAN), ("interpreter", True), ("on", ON))
WHO = (
    ("given_names", "Golnaz"),
    ("family_names", "Testović"),
    ("birth", PartialDate(1991, 4, 0, estimated=True)),
    ("sex", Sex.FEMALE),
    ("accompanied", Accompanied.ALONE),
)
RECORDED = (
    *(Recorded(event="Informed", field=name, value=value, step=1) for name, value in TOLD),
    *(Recorded(event="Registered", field=name, value=value, step=2) for name, value in WHO),
    Recorded(event="Registered", field="citizenship", value="AF", codelist="CL_CITIZEN", step=2),
)
VALUES = Values(case=CASE, on=ON, sender="Commissariat", under="North", said=SAID, recorded=RECORDED)


def named(given_names: str) -> Values:
    """The values of somebody with these given names."""
    person = tuple(replace(one, value=given_names) if one.field == "given_names" else one for one in RECORDED)
    return replace(VALUES, recorded=person)


def opened(pdf: bytes) -> PdfReader:
    """The PDF as a reader has it."""
    return PdfReader(BytesIO(pdf))


def text(pdf: bytes) -> str:
    """What stands on its pages, in one line, without the marks that keep a value's direction its own."""
    said = " ".join(page.extract_text() for page in opened(pdf).pages)
    return " ".join(said.replace("\u2068", "").replace("\u2069", "").replace("\u200b", "").split())


def written(kind: Kind, language: str, values: Values = VALUES) -> str:
    """What a letter says."""
    return text(letter(kind, language, values))


def pixels(png: bytes) -> Any:
    """The grey levels of a picture of the typesetter: 8 bits of red, green, blue and alpha, not interlaced."""
    import numpy

    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert png[24:29] == b"\x08\x06\x00\x00\x00"
    data, at = b"", 8
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    raw, stride = zlib.decompress(data), width * 4 + 1
    rows, above = [], bytearray(width * 4)
    for number in range(height):
        line = bytearray(raw[number * stride + 1 : (number + 1) * stride])
        _unfilter(raw[number * stride], line, above)
        rows.append(bytes(line[::4]))  # black and white: red says it all
        above = line
    return numpy.frombuffer(b"".join(rows), dtype="uint8").reshape(height, width)


def _unfilter(kind: int, line: bytearray, above: bytearray) -> None:
    for at in range(len(line)):
        left, up, corner = (line[at - 4], above[at], above[at - 4]) if at >= 4 else (0, above[at], 0)
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda one: abs(guess - one))
        line[at] = (line[at] + (0, left, up, (left + up) // 2, paeth)[kind]) % 256
