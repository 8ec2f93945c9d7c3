"""The registration form as an XLSForm: structure by the standard, names as the import knows them, every language."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest

from midex.formats.bridges.mapping import Format, Way, mapping
from midex.formats.letters.wording import LANGUAGES
from midex.procedures.registration import events
from midex.services.casework.field_form import field_form

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def sheets() -> dict[str, Rows]:
    book = openpyxl.load_workbook(io.BytesIO(field_form()), read_only=True)
    found = {}
    for sheet in book:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [{str(name): value or "" for name, value in zip(head, row, strict=True)} for row in rows]
    return found


def test_it_has_the_three_sheets_and_their_columns(sheets: dict[str, Rows]) -> None:
    assert list(sheets) == ["survey", "choices", "settings"]
    assert {"type", "name", "required", "constraint", "relevant"} <= set(sheets["survey"][0])
    assert {"list_name", "name"} <= set(sheets["choices"][0])
    (settings,) = sheets["settings"]
    assert settings["form_id"] == "midex_registration"
    assert f"label::{settings['default_language']}" in sheets["survey"][0]


def test_groups_and_repeats_begin_and_end_in_order(sheets: dict[str, Rows]) -> None:
    open_: list[str] = []
    for row in sheets["survey"]:
        kind, _, what = row["type"].partition("_")
        if kind == "begin":
            open_.append(what)
        elif kind == "end":
            assert open_.pop() == what
    assert open_ == []


def test_every_name_is_one_and_a_name_of_xml(sheets: dict[str, Rows]) -> None:
    names = [row["name"] for row in sheets["survey"] if row["name"]]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_][a-z0-9_]*", name) for name in names)


def test_every_list_has_choices_and_every_choice_a_list(sheets: dict[str, Rows]) -> None:
    asked = {row["type"].split()[1] for row in sheets["survey"] if row["type"].startswith("select_")}
    assert asked == {row["list_name"] for row in sheets["choices"]}
    pairs = [(row["list_name"], row["name"]) for row in sheets["choices"]]
    assert len(pairs) == len(set(pairs))
    assert not any(" " in name for _, name in pairs)


def test_every_question_and_choice_has_a_text_in_every_language(sheets: dict[str, Rows]) -> None:
    columns = [name for name in sheets["survey"][0] if name.startswith("label::")]
    assert [re.findall(r"\((.+)\)$", name)[0] for name in columns] == list(LANGUAGES)
    for row in [*sheets["survey"], *sheets["choices"]]:
        if not row.get("type", "").startswith("end_"):
            assert all(row[column] for column in columns), row


def test_codes_are_those_of_the_events(sheets: dict[str, Rows]) -> None:
    codes = {(row["list_name"], row["name"]) for row in sheets["choices"]}
    for list_, kind in {"sex": events.Sex, "need": events.SpecificNeed, "document": events.DocumentKind}.items():
        assert {name for of, name in codes if of == list_} == {one.value for one in kind}
    assert ("country", "AF") in codes
    assert ("country", "OTH") not in codes


def test_what_the_form_asks_is_what_the_import_reads(sheets: dict[str, Rows]) -> None:
    groups: list[str] = []
    asked = set()
    for row in sheets["survey"]:
        if row["type"].startswith("begin_"):
            groups.append(row["name"])
        elif row["type"].startswith("end_"):
            groups.pop()
        else:
            asked.add("/".join([*groups, row["name"]]))
    read = {row.theirs for row in mapping(Format.KOBO) if row.way is Way.IN and not row.theirs.startswith("_")}
    assert asked == read


def test_relevant_and_constraint_name_questions_there_are(sheets: dict[str, Rows]) -> None:
    names = {row["name"] for row in sheets["survey"]}
    for row in sheets["survey"]:
        assert set(re.findall(r"\$\{(\w+)\}", row["relevant"])) <= names
        assert row["constraint"] == "" or row["constraint"].startswith("regex(., '")


def test_it_asks_for_no_photo_place_device_or_signature(sheets: dict[str, Rows]) -> None:
    kinds = {row["type"].split()[0] for row in sheets["survey"]}
    assert kinds <= {
        "begin_group",
        "end_group",
        "begin_repeat",
        "end_repeat",
        "text",
        "integer",
        "date",
        "select_one",
        "select_multiple",
    }
