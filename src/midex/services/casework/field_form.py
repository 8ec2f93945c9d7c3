"""The registration form as an XLSForm for teams in the field: what `group_form` asks, in every language of the letters.

Its answers come back through `import_records`. It holds no data of anybody, and asks for no photo, place or device.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from midex.formats.bridges.xlsform import Form, Labels, Question, xlsform
from midex.formats.event_json import Shape, shape_of
from midex.formats.letters.wording import LANGUAGES, wording
from midex.kernel.fault import Fault
from midex.kernel.partial_date import PartialDate
from midex.procedures.registration import events
from midex.procedures.registration.procedure import RELATE
from midex.services.casework.bridge_lookups import CITIZENSHIPS, NEVER
from midex.services.casework.group_form import OF_ONE, SHARED, Column
from midex.statistics.registry.catalogue import registry

FORM, VERSION = "midex_registration", "1"
TITLE = "Registration"
BIRTH = r"regex(., '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?~?$')"
"""2009, 2009-04 or 2009-04-30, with ~ where it is estimated."""

ENGLISH: Mapping[str, str] = {
    "told": "The person was told what is recorded and why",
    "entry": "How they came in",
    "people": "People",
    "language": "In which language were they told what is recorded, why, and their rights?",
    "interpreter": "Was an interpreter there?",
    "on": "On which day?",
    "arrived": "Came in on (2026, 2026-04 or 2026-04-30; ~ where estimated)",
    "birth": "Date of birth (2009, 2009-04 or 2009-04-30; ~ where estimated)",
    "own_given_names": "Given names in their own script",
    "own_family_names": "Family names in their own script",
    "relation": "This person is …",
    "relative": "… of the person in row number",
    "document": "Document shown",
    "document_number": "Number of the document",
    "needs": "Specific needs",
    "yes": "yes",
    "no": "no",
}
"""Texts that no letter has, or that ask for more than a letter's word does; in the other languages they are in English
until somebody writes them.
"""

IN_ENGLISH_FIRST = frozenset({"language", "interpreter", "on", "arrived", "birth"})
"""Questions whose word in a letter is followed by none that asks."""

LISTS: Mapping[str, type[Enum]] = {
    "language": events.Language,
    "sex": events.Sex,
    "accompanied": events.Accompanied,
    "relation": events.Relation,
    "document": events.DocumentKind,
    "need": events.SpecificNeed,
}
LIST_OF = {"needs": "need", "citizenship": "country", "issued_by": "country"} | {"came_from": "country"}


def field_form() -> bytes:
    """The workbook."""
    languages = {code: wording(code).name for code in LANGUAGES}
    form = Form(
        id=FORM,
        version=VERSION,
        titles={"en": TITLE},
        languages=languages,
        survey=tuple(_survey()),
        choices=dict(_choices()),
    )
    return xlsform(form)


def _survey() -> Iterator[Question]:
    told = [name for name, (step, _) in SHARED.items() if step.records is events.Informed]
    entry = [name for name in SHARED if name not in told]
    yield Question(type="begin_group", name="told", labels=_labels("told"))
    yield from (_question(name, SHARED[name], required=True) for name in told)
    yield Question(type="end_group")
    yield Question(type="begin_group", name="entry", labels=_labels("entry"))
    yield from (_question(name, SHARED[name]) for name in entry)
    yield Question(type="end_group")
    yield Question(type="begin_repeat", name="people", labels=_labels("people"))
    yield from (_question(name, column) for name, column in OF_ONE.items())
    yield Question(type="end_repeat")


def _question(name: str, column: Column, *, required: bool = False) -> Question:
    step, field = column
    shape = next(one for one in shape_of(step.records) if one.name == field)
    is_needed = required or (step.records is events.Registered and not shape.optional)
    relevant = {
        "relative": "${relation} != ''",
        "document_number": "${document} != ''",
        "issued_by": "${document} != ''",
    }
    return Question(
        type=_type(name, shape),
        name=name,
        labels=_labels(name),
        required=is_needed,
        constraint=BIRTH if shape.type is PartialDate else "",
        relevant=relevant.get(name, ""),
        appearance="minimal" if LIST_OF.get(name) == "country" else "",
    )


def _type(name: str, shape: Shape) -> str:
    list_ = LIST_OF.get(name, name)
    if shape.type is bool:
        return "select_one yes_no"
    if list_ in LISTS or list_ == "country":
        return f"select_{'multiple' if shape.several else 'one'} {list_}"
    if name == "relative":
        return "integer"
    return "date" if name == "on" else "text"


def _choices() -> Iterator[tuple[str, Mapping[str, Labels]]]:
    yield "yes_no", {code: _each(lambda said, code=code: said.of("words", code)) for code in ("yes", "no")}
    for list_, kind in LISTS.items():
        yield list_, {str(one.value): _code(one) for one in kind}
    codelist = registry().codelists[CITIZENSHIPS]
    wanted = [one.id for one in codelist.codes if one.id in codelist.partition - NEVER]
    yield "country", {code: _country(code) for code in sorted(wanted, key=lambda code: codelist.by_id[code].name)}


def _code(one: Enum) -> Labels:
    english = f"{one.name.replace('_', ' ').capitalize()} ({one.value})"
    return {"en": english, **_each(lambda said: said.code(type(one).__name__, str(one.value)))}


def _country(code: str) -> Labels:
    return {
        "en": registry().codelists[CITIZENSHIPS].by_id[code].name,
        **_each(lambda said: said.code(CITIZENSHIPS, code)),
    }


def _labels(name: str) -> Labels:
    _, field = {**SHARED, **OF_ONE}.get(name, (RELATE, name))
    english = {"en": ENGLISH[name]} if name in ENGLISH else {}
    if name in ENGLISH and name not in IN_ENGLISH_FIRST:
        return english
    return {**_each(lambda said: said.of("fields", field)), **english}


def _each(text: Any) -> dict[str, str]:
    """What is written in each language; a language in which it is not is left out."""
    found = {}
    for code in LANGUAGES:
        try:
            found[code] = text(wording(code))
        except Fault:
            continue
    return found
