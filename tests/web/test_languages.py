"""Every language that a home offers is whole, keeps the places in its sentences, and says whether it was reviewed."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from io import BytesIO

import pytest
from django.utils import translation as django_translation
from tools.messages import file_of, header, missing, of_case_node, translated, translation

from midex.formats import po
from midex.formats.letters.serbian_latin import to_latin
from midex.web.languages import LANGUAGES, OF_CASE_NODE, Language

TRANSLATED = [pytest.param(one, id=one.code) for one in translated()]
DRAFTED = [pytest.param(one, id=one.code) for one in translated() if not one.derived_from]
PLACES = re.compile(r"\{\w*\}|%\(\w+\)[sd]|`[^`]*`|<[^>]+>|--[a-z]+|MIDEX_\w+")
FORMS = {  # counts, and which of the forms a language has for them
    "two": {1: 0, 2: 1, 5: 1, 21: 1},
    "macedonian": {1: 0, 2: 1, 11: 1, 21: 0, 111: 1},
    "three": {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 111: 2},
}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_is_offered_where_every_sentence_is_written_in_it(language: Language) -> None:
    assert [one.text for one in missing(language)] == [], f"tools/messages.py --missing {language.code}"


@pytest.mark.parametrize("language", DRAFTED)
def test_a_translation_is_up_to_date(language: Language) -> None:
    said = file_of(language).read_text("utf-8")
    assert said == po.write(header(language), translation(language)), "run tools/messages.py"


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_programs_read_is_what_people_read(language: Language) -> None:
    kept = file_of(language, "mo").read_bytes()
    assert kept == po.compiled(header(language), translation(language)), "run tools/messages.py"
    read = GNUTranslations(BytesIO(kept))
    assert read.gettext("Sign in") != "Sign in"


@pytest.mark.parametrize("language", TRANSLATED)
def test_places_commands_and_markup_stand_in_the_translation_as_in_the_sentence(language: Language) -> None:
    wrong = {
        said
        for one in translation(language)
        for said in one.said
        if not one.obsolete and sorted(PLACES.findall(said)) != sorted(PLACES.findall(one.plural or one.text))
    }
    assert wrong == set()


@pytest.mark.parametrize("language", DRAFTED)
def test_a_language_counts_as_reviewed_when_no_draft_is_left(language: Language) -> None:
    assert language.reviewed is not any(one.draft for one in translation(language))


def test_serbian_in_latin_is_the_cyrillic_letter_by_letter() -> None:
    serbian = [one for one in translated() if one.django[:2] == "sr"]
    of = {one.code: {two.key: two.said for two in translation(one) if not two.obsolete} for one in serbian}
    assert of["sr-Latn"] == {key: tuple(map(to_latin, said)) for key, said in of["sr-Cyrl"].items()}
    assert not re.search("[Ѐ-ӿ]", "".join("".join(said) for said in of["sr-Latn"].values()))


@pytest.mark.parametrize("language", TRANSLATED)
def test_counts_take_the_form_that_the_language_has_for_them(language: Language) -> None:
    kind = {"sq": "two", "mk": "macedonian"}.get(language.code, "three")
    with django_translation.override(language.django):
        forms = next(one.said for one in translation(language) if one.text == "%(total)s case")
        for count, form in FORMS[kind].items():
            assert django_translation.ngettext("%(total)s case", "%(total)s cases", count) == forms[form]


@pytest.mark.parametrize("language", TRANSLATED)
def test_kosovo_keeps_its_footnote_and_its_asterisk(language: Language) -> None:
    said = {one.text: one.said[0] for one in translation(language)}
    (footnote,) = (text for text in said if text.startswith("* This designation"))
    assert said[footnote].startswith("* ")
    assert "1244" in said[footnote]
    assert said["Kosovo*"].endswith("*")


def test_the_languages_are_those_of_the_six() -> None:
    assert {one.code for one in LANGUAGES} == {"en", "sq", "bs", "cnr", "hr", "mk", "sr-Cyrl", "sr-Latn"}
    assert set(OF_CASE_NODE) == {one.code for one in LANGUAGES}
    assert len(of_case_node()) > 1_000
