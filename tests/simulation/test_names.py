"""The lists of names: enough of them, no two alike, each with a spelling an officer can type."""

from __future__ import annotations

from importlib.resources import files

import pytest

from midex.procedures.registration.events import Language
from midex.simulation.composition import composition
from midex.simulation.names import names_of
from midex.statistics.registry.catalogue import registry

LANGUAGES = sorted(file.name.removesuffix(".yaml") for file in files("midex.simulation").joinpath("names").iterdir())
LARGER = ("ar", "fa", "ps", "ur", "ku")


def test_there_is_a_list_for_every_language_that_is_made_up_and_no_other() -> None:
    spoken = {language for one in composition()["citizenships"].values() for language in one["languages"]}
    assert set(LANGUAGES) == spoken
    assert spoken | set(composition()["also_speaks"]) <= {one.value for one in Language}


def test_every_citizenship_is_a_code() -> None:
    assert composition()["citizenships"].keys() <= set(registry().codelists["CL_CITIZEN"].partition)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_has_a_latin_spelling_without_stray_space(language: str) -> None:
    names = names_of(language)
    for one in (*names.given["M"], *names.given["F"], *names.family):
        assert one.native == one.native.strip() != ""
        assert one.latin
        assert len(set(one.latin)) == len(one.latin)
        for spelling in one.latin:
            assert spelling == " ".join(spelling.split())
            assert all(ord(letter) < 0x250 for letter in spelling)
    assert (names.script == "Latn") == all(ord(letter) < 0x250 for one in names.given["M"] for letter in one.native)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_stands_in_a_list_twice(language: str) -> None:
    lines = files("midex.simulation").joinpath("names", f"{language}.yaml").read_text("utf-8").splitlines()
    section, seen = "", set[tuple[str, str]]()
    for line in lines:
        if not line.startswith(" ") and line.rstrip().endswith(":"):
            section = line
        elif line.startswith("  ") and ": " in line:
            key = (section, line.partition(": ")[0].strip())
            assert key not in seen
            seen.add(key)


@pytest.mark.parametrize("language", LARGER)
def test_the_larger_languages_have_many(language: str) -> None:
    names = names_of(language)
    assert len(names.given["M"]) + len(names.given["F"]) >= 78
    assert len(names.family) >= 44
