"""A letter as PDF: its kind says the order, the language says the words, the values come from the case.

The same values make the same bytes. What a person wrote reaches the typesetter as data, never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from midex.formats.declaration import read_yaml
from midex.formats.letters.plain_text import isolated, plain
from midex.formats.letters.qr import qr_svg
from midex.formats.letters.wording import Wording, day, wording
from midex.kernel.fault import Fault

MOST_FIELDS = 400
MOST_TEXT = 50_000
"""Fields of one letter, and characters of all its values: the typesetter has no limit of time of its own."""

LATIN = ("Noto Sans", "Noto Sans Ethiopic", "Noto Sans Bengali", "Noto Sans Devanagari")
NASKH = ("Noto Naskh Arabic", *LATIN)
LOOKS: Mapping[str, tuple[tuple[str, ...], float, float]] = {
    "ar": (NASKH, 11.5, 0.75),
    "fa": (NASKH, 11.5, 0.75),
    "ps": (NASKH, 11.5, 0.75),
    # Urdu is read in Nastaliq, whose lines hang low and need room
    "ur": (("Noto Nastaliq Urdu", *NASKH), 11, 1.3),
}
LATIN_LOOK = ((*LATIN, "Noto Naskh Arabic"), 10.5, 0.68)
"""Fonts in the order in which they are tried, size in points, space between lines in ems."""


class Kind(Enum):
    """What is written to a person."""

    COPY = "registration-copy"
    NOTICE = "information-notice"
    SLIP = "registration-slip"
    CERTIFICATE = "certificate-of-registration"
    APPOINTMENT = "appointment"
    REMINDER = "reminder"

    @property
    def is_personal(self) -> bool:
        """Whether it holds what is recorded of the person."""
        return bool(_made_of(self)["personal"])


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One field of what happened: the kind of event, the field's name, its value, its codelist where it is no Enum."""

    event: str
    field: str
    value: Any
    codelist: str = ""
    step: int = 0


@dataclass(frozen=True, kw_only=True)
class Values:
    """What a letter is filled with. ``said`` has texts and days by their place; ``on`` is the day on the paper."""

    case: str
    on: date
    sender: str
    under: str = ""
    said: Mapping[str, str | date] = field(default_factory=dict)
    recorded: tuple[Recorded, ...] = ()
    with_kosovo: bool = False


def letter(kind: Kind, language: str, values: Values) -> bytes:
    """The PDF; fault F330 where a text is missing, F331 where a value is, or where there is too much of one."""
    described = described_letter(kind, language, values)
    midnight = int(datetime(values.on.year, values.on.month, values.on.day, tzinfo=UTC).timestamp())
    try:
        return bytes(typeset(described, format="pdf", pdf_standards=["ua-1"], timestamp=midnight))
    except RuntimeError:  # its text may quote what a person wrote
        raise Fault("F331", kind=kind.value, reason="the typesetter refuses it") from None


def typeset(described: Mapping[str, Any], **how: Any) -> Any:
    """What the typesetter makes of a described letter, with the fonts of this folder and no others."""
    import typst

    with as_file(files(__package__)) as folder:
        compiler = typst.Compiler(
            input=(folder / "letter.typ").read_bytes(),
            root=str(folder),
            font_paths=_fonts(str(folder / "fonts")),
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(described, ensure_ascii=False)},
        )
        return compiler.compile(**how)


def described_letter(kind: Kind, language: str, values: Values) -> dict[str, Any]:
    """Everything the template draws, in words."""
    words, made_of = wording(language), _made_of(kind)
    _bounded(kind, values)
    missing = [need for need in made_of["needs"] if not values.said.get(need)]
    if missing:
        raise Fault("F331", kind=kind.value, reason=f"it needs {', '.join(missing)}")
    fonts, points, leading = LOOKS.get(language, LATIN_LOOK)
    parts = [drawn for part in made_of["parts"] for drawn in _drawn(part, words, values)]
    return {
        "size": made_of["size"],
        "language": language.partition("-")[0],
        "script": language.partition("-")[2].lower(),
        "direction": words.direction,
        "fonts": fonts,
        "latin": LATIN_LOOK[0],
        "points": points,
        "leading": leading,
        "title": words.of("titles", kind.value),
        "sender": isolated(plain(values.sender)),
        "author": plain(values.sender),
        "under": isolated(plain(values.under)),
        "case": isolated(values.case),
        "qr": qr_svg(values.case),
        "about": [
            [words.of("texts", "case_number"), isolated(values.case)],
            [words.of("texts", "date"), isolated(day(values.on))],
        ],
        "page": words.page,
        "draft": "" if words.reviewed else words.draft,
        "parts": parts,
        "footnote": words.kosovo if values.with_kosovo else "",
    }


def _drawn(part: Mapping[str, Any], words: Wording, values: Values) -> list[dict[str, Any]]:
    (form, said), *_ = part.items()
    if form == "recorded":
        return _groups(None if said == "all" else said, words, values)
    if form == "items":
        return [{"form": form, "items": [_filled(one, words, values) for one in said]}]
    return [{"form": form, "text": _filled(said, words, values)}]


def _filled(text: str, words: Wording, values: Values) -> str:
    said = {
        name: isolated(day(value) if isinstance(value, date) else plain(value)) for name, value in values.said.items()
    }
    return words.of("texts", text).format(**said)


def _groups(wanted: list[str] | None, words: Wording, values: Values) -> list[dict[str, Any]]:
    """The fields of each event under what it is called; the wanted ones in their order without a heading."""
    if wanted is not None:
        chosen = {one.field: one for one in values.recorded if one.event == "Registered" and one.field in wanted}
        rows = [row for name in wanted if name in chosen and (row := _row(chosen[name], words))]
        return [{"form": "fields", "heading": "", "rows": rows}]
    groups: dict[tuple[int, str], list[list[str]]] = {}
    for one in values.recorded:
        if row := _row(one, words):
            groups.setdefault((one.step, one.event), []).append(row)
    return [
        {"form": "fields", "heading": words.of("events", event), "rows": rows} for (_, event), rows in groups.items()
    ]


def _row(one: Recorded, words: Wording) -> list[str]:
    said = plain(words.value(one.value, one.codelist))
    return [words.of("fields", one.field), isolated(said)] if said else []


def _bounded(kind: Kind, values: Values) -> None:
    texts = [values.sender, values.under, *values.said.values(), *(one.value for one in values.recorded)]
    written = sum(len(text) for text in texts if isinstance(text, str))
    if len(values.recorded) > MOST_FIELDS or written > MOST_TEXT:
        raise Fault("F331", kind=kind.value, reason="more is recorded than a letter holds")


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read_yaml(files(__package__).joinpath("kinds.yaml").read_text("utf-8"))
    return found


def _made_of(kind: Kind) -> dict[str, Any]:
    return _kinds()[kind.value]


@cache
def _fonts(folder: str) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
