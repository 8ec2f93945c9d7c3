"""A name is known or it is refused with the reason; it is never guessed."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from midex.formats import csv_sheet
from midex.kernel.verdict import Refused
from midex.statistics.names import Resolved, normal, resolve
from midex.statistics.registry.catalogue import countries, registry

NAMES = files("midex.statistics.registry").joinpath("names")


def code(text: str, codes: str = "iso") -> str:
    answer = resolve(text, codes)
    return answer.code if isinstance(answer, Resolved) else "refused"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Afghanistan", "AF"), ("Avganistan", "AF"), ("Afganistan", "AF"), ("Авганистан", "AF"), ("Afganistani", "AF"),
        ("Syrian Arab Rep.", "SY"), ("Sirija", "SY"), ("Сирија", "SY"), ("Siria", "SY"),
        ("Iran (Islamic Republic of)", "IR"), ("Iran (Islamic Rep. of)", "IR"), ("Иран", "IR"),
        ("Turska", "TR"), ("Турција", "TR"), ("Turqia", "TR"), ("Türkiye", "TR"), ("TURKEY", "TR"),
        ("Alžir", "DZ"), ("Алжир", "DZ"), ("Algjeria", "DZ"), ("Egjipt", "EG"), ("Египет", "EG"),
        ("Obala Slonovače", "CI"), ("Côte d'Ivoire", "CI"), ("Côte d’Ivoire", "CI"), ("Cote d'Ivoire", "CI"),
        ("Niger", "NE"), ("Nigeria", "NG"), ("Guinea", "GN"), ("Guinea-Bissau", "GW"), ("Equatorial Guinea", "GQ"),
        ("Congo (Republic)", "CG"), ("Congo, Rep.", "CG"),
        ("Democratic Republic of the Congo", "CD"), ("Dem. Rep. of the Congo", "CD"),
        ("Former Yugoslav Republic of Macedonia, the", "MK"), ("fYRoM", "MK"), ("Maqedonia e Veriut", "MK"),
        ("Germany (until 1990 former territory of the FRG)", "DE"), ("Germany (including former GDR)", "DE_TOT"),
        ("European Union (28 countries)", "EU28"), ("European Union - 27 countries (from 2020)", "EU27_2020"),
        ("Mal i Zi", "ME"), ("Црна Гора", "ME"), ("Džibuti", "DJ"), ("Џибути", "DJ"),
        ("Greece", "EL"), ("GR", "EL"), ("GRC", "EL"), ("GB", "UK"), ("United Kingdom", "UK"),
        ("Stateless", "STLS"), ("bez državljanstva", "STLS"), ("XXA", "STLS"), ("pa shtetësi", "STLS"),
        ("UNK", "UNK"), ("nepoznato", "UNK"), ("непознато", "UNK"), ("panjohur", "UNK"), ("OOO", "UNK"),
        ("Serbia and Montenegro", "CS"), ("SCG", "CS"), ("Yugoslavia", "YU"),
    ],
)  # fmt: skip
def test_a_spelling_of_a_real_file_is_known(text: str, expected: str) -> None:
    assert code(text) == expected


@pytest.mark.parametrize(
    "text",
    ["XK", "XKX", "KOS", "RKS", "KV", "KS", "Kosovo", "Kosovo*", "Kosova", "Косово", "KOSOVO",
     "Kosovo (under United Nations Security Council Resolution 1244/99)"],
)  # fmt: skip
def test_kosovo_is_one_code_under_all_its_names(text: str) -> None:
    assert resolve(text) == Resolved("XK")


@pytest.mark.parametrize(
    "text",
    [
        "Serbia and Kosovo: S/RES/1244 (1999)",
        "Serbia and Kosovo (S/RES/1244 (1999))",
        "Serbia (and Kosovo: S/RES/1244 (1999))",
    ],
)
def test_a_serbia_that_includes_kosovo_says_so(text: str) -> None:
    assert resolve(text) == Resolved("RS", "includes Kosovo*")


@pytest.mark.parametrize(
    "text",
    [
        "America",
        "Kurd",
        "African",
        "Roma",
        "Tibetan",
        "Kongo",
        "Congo",
        "CONGO",
        "Korea",
        "N/N",
        "-",
        "Other",
        "European Union",
    ],
)
def test_what_is_no_single_country_is_refused_with_its_reason(text: str) -> None:
    answer = resolve(text)
    assert isinstance(answer, Refused)
    assert answer.because.details["reason"] != "not in the dictionary of names"


@pytest.mark.parametrize("text", ["Afghanistn", "afgan", "avganistansko", "Albania2", "", "N", "Serbi a"])
def test_a_near_miss_is_refused(text: str) -> None:
    assert isinstance(resolve(text), Refused)


def test_the_letters_of_unhcr_are_another_system() -> None:
    assert (code("AUS"), code("AUS", "unhcr")) == ("AU", "AT")
    assert (code("ARE"), code("ARE", "unhcr")) == ("AE", "EG")
    assert (code("BSN", "unhcr"), code("MCD", "unhcr"), code("GFR", "unhcr")) == ("BA", "MK", "DE")


def test_na_is_namibia_only_where_two_letters_are_meant() -> None:
    assert (code("NA"), code("NA", "iso3")) == ("NA", "refused")


def test_serbian_reads_alike_in_both_scripts() -> None:
    with NAMES.joinpath("sr.csv").open(encoding="utf-8") as file:
        cyrillic = {row["text"]: row["code"] for row in csv.DictReader(file)}
    assert cyrillic["Хрватска"] == code("Hrvatska") == "HR"
    assert normal("Љихтенштајн Ђорђе Џибути Његош Шћ") == normal("Ljihtenštajn Đorđe Džibuti Njegoš Šć")


@pytest.mark.parametrize("attribute", ["id", "iso2", "iso3", "name"])
def test_every_country_of_the_registry_is_known_by_its_codes_and_name(attribute: str) -> None:
    for country in countries():
        if text := getattr(country, attribute):
            assert code(text) == country.id


def test_every_dictionary_names_codes_of_the_registry() -> None:
    known = set(registry().codelists["CL_CITIZEN"].by_id) | set(registry().codelists["CL_GEO"].by_id)
    for file in NAMES.iterdir():
        if file.name.endswith(".csv") and file.name != "refused.csv":
            rows = csv.DictReader(file.read_text("utf-8").splitlines())
            assert {row["code"] for row in rows} <= known, file.name


@pytest.mark.parametrize("language", ["en", "sq", "sr", "mk", "hr", "bs"])
def test_a_language_names_nearly_every_country(language: str) -> None:
    rows = csv.DictReader(NAMES.joinpath(f"{language}.csv").read_text("utf-8").splitlines())
    named = {row["code"] for row in rows}
    # Kosovo* has a dictionary of its own; "Sveti Martin" is two places
    assert {c.id for c in countries()} - named <= {"XK", "MF", "SX"}


COLUMNS = {
    "eurostat/*.csv": ("GEO", "CITIZEN", "geo", "nat"),
    "eurostat/*/*.csv": ("geo", "citizen", "Country of citizenship", "Geopolitical entity (reporting)"),
    "eurostat/sdmx_csv_exports/refugees*.csv": ("Country of Asylum", "Country of Asylum ISO", "Country of Origin"),
    "unhcr_stats/unhcr_*_wb_*.csv": ("coo_name", "coa_name", "coo_iso", "coa_iso"),
    "unhcr_stats/unhcr_countries.csv": ("name",),
    "unhcr_stats/rdf_asylum*.csv": ("Country of origin", "Country of asylum", "Country of asylum (ISO)"),
    "unhcr_stats/popstats_2014*.csv": ("Country / territory of asylum/residence", "Origin"),
    "unhcr_stats/popstats_time*.csv": ("Country / territory of residence", "Origin / Returned from"),
    "unhcr_stats/hdx_fixtures/HDX_*.csv": ("ISO3CoO", "ISO3CoA"),
    "frontex/*.csv": ("nat",),
}


def known_or_refused_by_name(text: str) -> bool:
    answer = resolve(text)
    return isinstance(answer, Resolved) or answer.because.details["reason"] != "not in the dictionary of names"


@pytest.mark.raw
@pytest.mark.parametrize("pattern", COLUMNS)
def test_every_country_of_the_real_files_is_known_or_refused_by_name(pattern: str, raw_files: Path) -> None:
    found: set[str] = set()
    for file in raw_files.glob(pattern):
        sheet = csv_sheet.read(file.read_bytes(), file.name)
        for n, heading in enumerate(sheet.header):
            if heading in COLUMNS[pattern]:
                found |= {text.strip() for text in sheet.cells.column(n).unique().to_pylist() if text.strip()}
    assert len(found) > 5
    assert {text for text in found if not known_or_refused_by_name(text)} == set()


@pytest.mark.raw
def test_the_letters_of_unhcr_lead_where_its_iso_codes_lead(raw_files: Path) -> None:
    for file in raw_files.glob("unhcr_stats/unhcr_*_wb_*.csv"):
        sheet = csv_sheet.read(file.read_bytes(), file.name)
        for letters, iso in (("coo", "coo_iso"), ("coa", "coa_iso")):
            pairs = zip(*(sheet.cells.column(sheet.header.index(h)).to_pylist() for h in (letters, iso)), strict=True)
            for one, other in set(pairs):
                assert code(one, "unhcr") == code(other, "iso3"), (file.name, one, other)
