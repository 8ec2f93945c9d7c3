"""The words of letters: whole in every language, never borrowed from another, Serbian written once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from midex.formats.declaration import read_yaml
from midex.formats.letters.letter import Kind, letter
from midex.formats.letters.serbian_latin import to_latin
from midex.formats.letters.wording import LANGUAGES, STATES, Wording, wording
from midex.kernel.fault import Fault
from midex.kernel.partial_date import PartialDate
from midex.procedures.registration.events import Language, Sex
from midex.statistics.registry.catalogue import registry
from tests.formats.letters.made import VALUES

TEXTS = files("midex.formats.letters").joinpath("texts")
SCRIPTS = {"mk": "Ѐ-ӿ", "sr-Cyrl": "Ѐ-ӿ", "ar": "؀-ۿ", "fa": "؀-ۿ", "ps": "؀-ۿ", "ur": "؀-ۿ"}


def flat(said: Any, before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in said.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)


def stated(language: str) -> dict[str, str]:
    return dict(flat(read_yaml(TEXTS.joinpath(f"{language}.yaml").read_text("utf-8"))))


def places(text: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("language", sorted({language.partition("-")[0] for language in LANGUAGES}))
def test_a_language_has_the_same_texts_as_english_with_the_same_places(language: str) -> None:
    english, own = stated("en"), stated(language)
    assert own.keys() == english.keys()
    assert {key for key, said in own.items() if set(places(said)) != set(places(english[key]))} == set()
    assert [key for key, said in own.items() if not said.strip()] == []


def test_every_file_of_texts_is_a_language() -> None:
    names = {file.name.removesuffix(".yaml") for file in TEXTS.iterdir()}
    assert names == {language.partition("-")[0] for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_says_that_it_is_not_reviewed_yet(language: str) -> None:
    assert not wording(language).reviewed
    assert wording(language).draft


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_a_language_is_written_in_its_own_script(language: str) -> None:
    said = wording(language)
    texts = [*said.texts.values(), *said.fields.values(), *said.events.values(), *said.titles.values()]
    strange = re.compile(rf"[^\W\d_{SCRIPTS[language]}]")
    assert [text for text in texts if strange.search(re.sub(r"{\w+}", "", text))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_language_of_the_lists_has_a_name(language: str) -> None:
    said = wording(language)
    assert all(said.code(STATES, code) for code in registry().codelists[STATES].partition)
    assert all(said.value(one) for one in Language)


def test_serbian_latin_is_derived_from_cyrillic() -> None:
    cyrillic, latin = wording("sr-Cyrl"), wording("sr-Latn")
    assert latin.texts == {key: to_latin(text) for key, text in cyrillic.texts.items()}
    assert latin.states == {key: to_latin(text) for key, text in cyrillic.states.items()}
    assert not re.search("[Ѐ-ӿ]", " ".join([*latin.texts.values(), *latin.states.values(), latin.name, latin.page]))


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Љубав", "Ljubav"),
        ("ЉУБАВ", "LJUBAV"),
        ("Џеп, њушка, ђак", "Džep, njuška, đak"),
        ("Ђ Ж Ћ", "Đ Ž Ć"),
        ("abc", "abc"),
    ],
)
def test_letters_go_to_latin_one_by_one(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize("language", ["de", "sr", "", "en\n", "../texts/en"])
def test_a_language_that_is_not_written_is_a_fault(language: str) -> None:
    with pytest.raises(Fault, match="F330"):
        letter(Kind.SLIP, language, VALUES)


def test_a_missing_label_is_a_fault_and_no_other_language_stands_in() -> None:
    english = wording("en")
    poorer: Wording = replace(english, fields={}, codes={}, events={})
    for part, key in (("fields", "birth"), ("events", "Registered")):
        with pytest.raises(Fault, match=f"F330.*{key}"):
            poorer.of(part, key)
    with pytest.raises(Fault, match=r"F330.*Sex F"):
        poorer.value(Sex.FEMALE)
    with pytest.raises(Fault, match=r"F330.*CL_UNHEARD_OF x"):
        english.value("x", "CL_UNHEARD_OF")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        ("", ""),
        (True, "yes"),
        (date(2026, 3, 2), "02.03.2026"),
        (PartialDate(1991), "1991"),
        (PartialDate(1991, 4), "04.1991"),
        (PartialDate(1991, 4, 3, estimated=True), "about 03.04.1991"),
        ((Language.PASHTO, Language.MONTENEGRIN), "Pashto, Montenegrin"),
        ("Golnaz", "Golnaz"),
    ],
)
def test_a_value_in_words(value: Any, said: str) -> None:
    assert wording("en").value(value) == said
