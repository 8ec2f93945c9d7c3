"""Every letter in every language: what it must say, what it must not, and nothing a person writes is ever markup."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import product

import pytest
import zxingcpp

from midex.formats.letters.letter import MOST_FIELDS, MOST_TEXT, Kind, Recorded, described_letter, letter, typeset
from midex.formats.letters.plain_text import plain
from midex.formats.letters.wording import LANGUAGES, wording
from midex.kernel.fault import Fault
from tests.formats.letters.made import CASE, PERSONAL, RECORDED, SAID, VALUES, named, opened, pixels, text, written

RIGHT_TO_LEFT = ("ar", "fa", "ps", "ur")
LEFT_TO_RIGHT = tuple(language for language in LANGUAGES if language not in RIGHT_TO_LEFT)
IMPERSONAL = tuple(kind for kind in Kind if not kind.is_personal)
FONTS = {"ur": "NotoNastaliqUrdu", "ar": "NotoNaskhArabic", "fa": "NotoNaskhArabic", "ps": "NotoNaskhArabic"}
ATTACKS = (
    '#eval("1 + 1")',
    "] #panic[x] [",
    "$ x^2 $ _a_ *b* `c` ```d```",
    "\\u{41} \\ \\#",
    '#import "@preview/cetz:0.3.0"',
    '#read("/etc/hostname")',
    "{institution} {0.__class__}",
    '", "x": "',
    "<script>alert(1)</script>",
    "= Heading - item + item / term: x",
    "// comment /* comment */",
    "@label <label> ~ -- --- ...",
)


@pytest.mark.parametrize(("kind", "language"), list(product(Kind, LANGUAGES)), ids=str)
def test_each_letter_is_made_in_each_language_the_same_bytes_each_time(kind: Kind, language: str) -> None:
    made = letter(kind, language, VALUES)
    assert made == letter(kind, language, VALUES)
    pdf = opened(made)
    assert 1 <= len(pdf.pages) <= 4
    assert pdf.trailer["/Root"]["/Lang"].partition("-")[0] == language.partition("-")[0]
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == wording(language).titles[kind.value]
    assert b"pdfuaid:part" in made or b"pdfuaid" in b"".join(_streams(pdf))


@pytest.mark.parametrize("language", LEFT_TO_RIGHT)
def test_a_copy_says_every_field_what_it_is_for_and_where_to_turn(language: str) -> None:
    said, words = written(Kind.COPY, language), wording(language)
    wanted = [
        *(words.fields[one.field] for one in RECORDED),
        *(words.value(one.value, one.codelist) for one in RECORDED),
        *(words.texts[name] for name in ("not_printed", "never", "right_to_correct", "right_to_object", "no_harm")),
        *(str(SAID[name]) for name in ("place", "authority", "ombudsperson", "law")),
        words.page.format(page=1, pages=2),
        words.draft,
        CASE,
    ]
    assert [one for one in wanted if " ".join(one.split()) not in said] == []


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_a_right_to_left_copy_is_drawn_in_its_own_script_and_embeds_its_font(language: str) -> None:
    pdf = opened(letter(Kind.COPY, language, VALUES))
    fonts = {str(font.get_object()["/BaseFont"]) for page in pdf.pages for font in page["/Resources"]["/Font"].values()}
    assert any(FONTS[language] in font for font in fonts)
    described = described_letter(Kind.COPY, language, VALUES)
    assert described["direction"] == "rtl"
    labels = [label for part in described["parts"] if part["form"] == "fields" for label, _ in part["rows"]]
    assert labels == [wording(language).fields[one.field] for one in RECORDED]
    letters = {character for label in labels for character in label if not character.isspace()} - {"\u200c"}
    assert all(unicodedata.name(character).startswith("ARABIC") for character in letters)


@pytest.mark.parametrize("language", ["ar", "fa", "ps"])
def test_the_words_of_a_right_to_left_copy_are_read_back(language: str) -> None:
    words = [word for word in re.findall(r"\w+", wording(language).texts["right_to_correct"]) if len(word) > 2]
    said = unicodedata.normalize("NFKC", written(Kind.COPY, language))
    found = [word for word in words if word in said]
    assert len(found) >= len(words) * 0.6, (words, found)  # a reader of PDF puts some words together, or cuts them


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_letters_are_joined(language: str) -> None:
    assert _picture(language, "محمد") != _picture(language, "م\u200cح\u200cم\u200cد")


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_a_right_to_left_letter_is_mirrored(language: str) -> None:
    assert _ink_in_the_left_corner(language) > 2 * _ink_in_the_left_corner("en") + 25


@pytest.mark.parametrize(("kind", "language"), list(product(IMPERSONAL, LANGUAGES)), ids=str)
def test_what_is_not_personal_says_nothing_of_the_person(kind: Kind, language: str) -> None:
    made = letter(kind, language, VALUES)
    assert made == letter(kind, language, replace(VALUES, recorded=()))
    assert [one for one in PERSONAL if one in text(made)] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_no_metadata_names_the_person(kind: Kind) -> None:
    pdf = opened(letter(kind, "en", VALUES))
    said = str(pdf.metadata) + b"".join(_streams(pdf)).decode("utf-8", "replace")
    assert [one for one in (*PERSONAL, CASE) if one in said] == []


def test_a_slip_holds_the_number_and_its_code_is_read_as_the_number_alone() -> None:
    described = described_letter(Kind.SLIP, "fa", VALUES)
    found = zxingcpp.read_barcodes(pixels(typeset(described, format="png", ppi=96)))
    assert [one.text for one in found] == [CASE]
    assert CASE in written(Kind.SLIP, "en")
    assert described["parts"] == described_letter(Kind.SLIP, "fa", replace(VALUES, said={}, recorded=()))["parts"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_person_writes_stands_on_the_paper_as_it_is(attack: str) -> None:
    said = written(Kind.COPY, "en", named(attack))
    assert "".join(attack.split()) in "".join(said.split())
    assert wording("en").texts["no_harm"] in said


@pytest.mark.parametrize("field", ["institution", "place", "authority"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_so_do_the_names_of_institutions(attack: str, field: str) -> None:
    said = written(Kind.COPY, "sq", replace(VALUES, sender=attack, said={**SAID, field: attack}))
    assert "".join(attack.split()) in "".join(said.split())


@pytest.mark.parametrize("turned", [*"\u202e\u2067\u2069\u200f\u061c\ufeff\u00ad\x00\x1b"])
def test_nothing_invisible_turns_a_line_around(turned: str) -> None:
    assert letter(Kind.COPY, "fa", named(f"Gol{turned}naz")) in (
        letter(Kind.COPY, "fa", named("Golnaz")),
        letter(Kind.COPY, "fa", named("Gol naz")),
    )


def test_a_letter_that_no_font_draws_is_named() -> None:
    assert "Go[U+1F600]lnaz" in written(Kind.COPY, "en", named("Go\U0001f600lnaz"))


@pytest.mark.parametrize("name", ["W" * 200, "م" * 200, "Anna " * 40, "ሰ" * 200, "রহিম" * 50])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_very_long_name_stays_on_the_paper(name: str, language: str) -> None:
    described = described_letter(Kind.COPY, language, named(name))
    page = pixels(typeset(described, format="png", ppi=36)[0])
    assert (page[:, :20] == 255).all()
    assert (page[:, -20:] == 255).all()


def test_more_than_a_letter_holds_is_refused() -> None:
    many = tuple(Recorded(event="Registered", field="given_names", value="x") for _ in range(MOST_FIELDS + 1))
    for too_much in (replace(VALUES, recorded=many), named("x" * (MOST_TEXT + 1))):
        with pytest.raises(Fault, match="F331"):
            letter(Kind.COPY, "en", too_much)


@pytest.mark.parametrize("missing", ["authority", "place", "years"])
def test_a_letter_without_a_value_it_needs_is_refused(missing: str) -> None:
    with pytest.raises(Fault, match=f"F331.*{missing}"):
        letter(Kind.COPY, "en", replace(VALUES, said={name: said for name, said in SAID.items() if name != missing}))


def test_the_footnote_stands_where_kosovo_is_named_and_only_there() -> None:
    with_note = replace(VALUES, with_kosovo=True)
    assert "UNSCR 1244/1999" in written(Kind.SLIP, "en", with_note)
    assert "1244" not in written(Kind.SLIP, "en")
    assert {"*"} == {name[-1] for name in (wording(one).states["XK"] for one in LANGUAGES)}


def test_every_letter_that_is_said_to_be_drawn_is_drawn() -> None:
    lines = files("midex.formats.letters").joinpath("fonts", "coverage.txt").read_text("utf-8").splitlines()
    spans = [[int(end, 16) for end in line.split("-")] for line in lines if not line.startswith("#")]
    points = [chr(point) for first, last in spans for point in range(first, last + 1)]
    drawn = "".join(one for one in points if plain(one) == one)
    assert len(drawn) > 4_000
    described = described_letter(Kind.SLIP, "en", VALUES)
    rows = [["x", drawn[at : at + 16]] for at in range(0, len(drawn), 16)]
    typeset({**described, "size": "a4", "parts": [{"form": "fields", "heading": "", "rows": rows}]}, **UA)
    rows = [["x", "\U0001f600"]]
    with pytest.raises(RuntimeError, match="could not be displayed"):
        typeset({**described, "parts": [{"form": "fields", "heading": "", "rows": rows}]}, **UA)


def test_the_template_imports_nothing_and_reads_nothing() -> None:
    template = files("midex.formats.letters").joinpath("letter.typ").read_text("utf-8")
    code = "\n".join(line.partition("//")[0] for line in template.splitlines())
    assert not re.search(r"\b(import|include|read|eval|plugin|csv|yaml|toml|xml|cbor)\b", code)


UA = {"format": "pdf", "pdf_standards": ["ua-1"]}


def _picture(language: str, name: str) -> bytes:
    return bytes(typeset(described_letter(Kind.CERTIFICATE, language, named(name)), format="png", ppi=36))


@cache
def _ink_in_the_left_corner(language: str) -> int:
    page = pixels(typeset(described_letter(Kind.CERTIFICATE, language, VALUES), format="png", ppi=24))
    return int((page[:43, :50] < 128).sum())


def _streams(pdf: object) -> list[bytes]:
    root = pdf.trailer["/Root"]  # type: ignore[attr-defined]
    return [root["/Metadata"].get_object().get_data()] if "/Metadata" in root else []
