"""The mappings as data: every row names a field there is, a conversion there is, and is used by a made-up record."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from midex.formats.bridges.convert import by_conversion
from midex.formats.bridges.mapping import LEFT_OUT, Format, Row, Way, mapping, rows_in, why_left_out
from midex.formats.event_json import shape_of
from midex.procedures.registration import events
from midex.procedures.registration.procedure import REGISTRATION

KINDS = {step.records.__name__: step.records for step in REGISTRATION.steps}
ROWS = [
    pytest.param(format_, row, id=f"{format_.value}-{row.theirs}") for format_ in Format for row in mapping(format_)
]


@pytest.mark.parametrize(("format_", "row"), ROWS)
def test_a_row_names_what_there_is_or_says_why_it_stays_out(format_: Format, row: Row) -> None:
    if row.way is Way.LEFT_OUT:
        assert (row.ours, row.conversion, row.fixed) == ("", "", {})
        assert row.why in LEFT_OUT
        return
    assert row.why == ""
    assert row.field in {shape.name for shape in shape_of(KINDS[row.event])}
    ways = by_conversion()[row.conversion]
    assert row.way is Way.OUT or row.event == "Related" or "in" in ways
    assert row.way is Way.IN or "out" in ways


def test_no_field_of_a_format_is_both_taken_and_left_out_by_its_exact_name() -> None:
    for format_ in Format:
        out = {row.theirs for row in mapping(format_) if row.way is Way.LEFT_OUT and "*" not in row.theirs}
        assert out & {row.theirs for row in rows_in(format_)} == set()


def test_every_reason_is_given_for_some_field() -> None:
    given = {row.why for format_ in Format for row in mapping(format_) if row.why} | {"said-already"}
    assert given | {"in-person"} == set(LEFT_OUT)


LISTS = {
    "sex": events.Sex,
    "progres-sex": events.Sex,
    "language": events.Language,
    "unhcr-need": events.SpecificNeed,
    "need": events.SpecificNeed,
    "relation": events.Relation,
}


def test_every_code_of_theirs_is_one_of_ours_or_left_out_for_a_reason() -> None:
    lines = csv.DictReader(files("midex.formats.bridges").joinpath("codes.csv").read_text("utf-8").splitlines())
    seen = set()
    for line in lines:
        assert (line["list"], line["theirs"], line["written"]) not in seen or line["written"]
        seen.add((line["list"], line["theirs"], line["written"]))
        if line["ours"].startswith("!"):
            assert line["ours"][1:] in LEFT_OUT
        elif line["list"] in LISTS:
            LISTS[line["list"]](line["ours"])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("biometrics_id", "biometrics"),
        ("fingerprint_hash", "biometrics"),
        ("current_photo_key", "photo"),
        ("sub_ethnicity_1", "origin-group"),
        ("religion", "origin-group"),
        ("intended_destination", "aspiration"),
        ("risk_level", "score"),
        ("consent_for_services", "consent"),
        ("notes_section", "narrative"),
    ],
)
def test_what_is_never_taken_over_is_left_out_of_primero(name: str, why: str) -> None:
    assert why_left_out(Format.PRIMERO, name) == why
