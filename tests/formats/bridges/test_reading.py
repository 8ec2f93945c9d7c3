"""Records of other systems as ours: by hand-written tables, by each row, and nothing of what is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from midex.formats.bridges import kobo, primero, progres
from midex.formats.bridges.bounded import DEEPEST, MOST_BYTES, MOST_RECORDS
from midex.formats.bridges.mapping import Format, rows_in
from midex.formats.bridges.record import NAMELESS, Record
from midex.kernel.fault import Fault
from tests.formats.bridges.made_up import (
    INTERVENTION,
    LOOKUPS,
    PRIMERO,
    REFERRAL,
    SECRETS,
    SUBMISSION,
    file_of,
    results_of,
)

READ = {Format.PRIMERO: primero.read, Format.PROGRES: progres.read, Format.KOBO: kobo.read}


def flat(record: Record) -> dict[str, Any]:
    """Our fields of a record, each by its name, with what stands fixed beside it."""
    return {
        f"{event}.{field}" + "".join(f" {code}" for _, code in fixed): value
        for (event, fixed), fields in record.events.items()
        for field, value in fields.items()
    }


def one(format_: Format, content: bytes) -> Record:
    (record,) = READ[format_](content, LOOKUPS)
    return record


def test_a_primero_case_becomes_what_the_table_says() -> None:
    record = one(Format.PRIMERO, file_of(PRIMERO))
    assert flat(record) == {
        "Registered.given_names": "Parwin Gul",
        "Registered.family_names": "Testzada",
        "Registered.sex": "F",
        "Registered.birth": "2010-04~",
        "Registered.citizenship": "AF",
        "Registered.also_citizen": ["IR"],
        "Registered.languages": ["fa", "ps"],
        "Registered.birth_place": "Samplabad",
        "Registered.accompanied": "alone",
        "NameAdded.given_names also-known-as": "Paro",
        "DocumentSeen.number UNK number-of-another-system": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0a01",
        "DocumentSeen.number UNK unhcr-number": "TST-00000001",
    }
    assert record.identifier == PRIMERO["case_id"]
    assert record.report.left_out == {"name": "said-already", "age": "said-already", "protection_concerns": "in-person"}


def test_an_intervention_of_progres_becomes_what_the_table_says() -> None:
    content = json.dumps({"data": {"interventions": [INTERVENTION]}}).encode()
    assert flat(one(Format.PROGRES, content)) == {
        "Registered.given_names": "Jawed Khan",
        "Registered.family_names": "Testpur",
        "Registered.sex": "M",
        "Registered.birth": "1988-05-06",
        "Registered.citizenship": "AT",
        "Registered.languages": ["fa"],
        "NameAdded.given_names also-known-as": "Jaw",
        "NeedsNoted.needs": ["SM"],
        "DocumentSeen.number UNK unhcr-number": "TST-00000002",
    }


def test_a_referral_of_progres_becomes_what_the_table_says() -> None:
    record = one(Format.PROGRES, json.dumps(REFERRAL).encode())
    assert flat(record) == {
        "Registered.given_names": "Laleh Bibi",
        "Registered.family_names": "Musterzai",
        "Registered.sex": "OTH",
        "Registered.birth": "1999-12-31",
        "Registered.languages": ["fa", "en"],
        "NameAdded.given_names also-known-as": "Lala",
        "NeedsNoted.needs": ["CR"],
        "DocumentSeen.number UNK number-of-another-system": "0b7c0c52-9d5c-4c55-8a39-5d0c1f6f0a02",
        "DocumentSeen.number UNK unhcr-number": "TST-00000003",
    }
    assert record.identifier == "TST-00000003"


def test_a_submission_becomes_its_people_related_by_their_rows() -> None:
    mother, son = kobo.read(results_of(SUBMISSION), LOOKUPS)
    uuid = SUBMISSION["_uuid"]
    shared = {
        "Informed.language": "fa",
        "Informed.interpreter": True,
        "Informed.on": "2026-03-01",
        "EntryRecorded.arrived": "2026-02~",
        "EntryRecorded.place": "Testbridge",
        "EntryRecorded.came_from": "BG",
    }
    assert flat(mother) == shared | {
        "Registered.given_names": "Golnaz",
        "Registered.family_names": "Examplova",
        "Registered.birth": "1991-04~",
        "Registered.sex": "F",
        "Registered.citizenship": "AF",
        "Registered.accompanied": "adult",
        "NameAdded.given_names own-script": "گلناز",
        "NameAdded.family_names own-script": "مثال",
        "DocumentSeen.kind shown": "passport",
        "DocumentSeen.number shown": "P0000001",
        "DocumentSeen.issued_by shown": "AF",
        "NeedsNoted.needs": ["SP", "SM"],
        "DocumentSeen.number UNK number-of-another-system": f"{uuid}/1",
    }
    assert [(one.relation, one.to) for one in son.relatives] == [("child", f"{uuid}/1")]
    assert flat(son) == shared | {
        "Registered.given_names": "Omid",
        "Registered.birth": "2019",
        "Registered.sex": "M",
        "Registered.citizenship": "AF",
        "Registered.accompanied": "with-family",
        "DocumentSeen.number UNK number-of-another-system": f"{uuid}/2",
    }


def test_every_row_of_every_mapping_was_used_by_a_made_up_record() -> None:
    minor = {**PRIMERO, "protection_status": "unaccompanied", "protection_concerns": ["disabled"], "name_other": "P"}
    aged = {"case_id": "a", "name": "Somebody Made-Up", "age": 15, "registration_date": "2026-01-01", "relation": ""}
    family = {"family_details_section": [{"relation": "mother", "relation_identifiers": "x"}]}
    files = {
        Format.PRIMERO: [file_of(minor), file_of(aged), file_of({**aged, **family})],
        Format.PROGRES: [file_of(INTERVENTION), file_of(REFERRAL)],
        Format.KOBO: [results_of(SUBMISSION)],
    }
    for format_, contents in files.items():
        records = [record for content in contents for record in READ[format_](content, LOOKUPS)]
        used = {name for record in records for name in record.report.taken}
        used |= {"family_details_section" for record in records if record.relatives}
        assert {row.theirs for row in rows_in(format_)} - used == set()


def test_what_is_left_out_and_what_is_unknown_is_told_by_name_and_never_by_value() -> None:
    record = one(Format.PRIMERO, file_of({**PRIMERO, **SECRETS, "Ahmad Testi": "x", "name_of_pet?": "y"}))
    report = record.report
    assert set(SECRETS) - {"favourite_colour"} <= set(report.left_out)
    assert set(report.unknown) == {"favourite_colour", NAMELESS}
    assert "canary" not in repr(record)
    assert "Ahmad" not in repr(record)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sex", "abcdef"),
        ("sex", {"a": 1}),
        ("nationality", ["nowhere"]),
        ("nationality", [[["afghanistan"]]]),
        ("language", ["klingon"]),
        ("date_of_birth", "1 May"),
        ("date_of_birth", "2031-01-01"),
        ("date_of_birth", 20100401),
        ("name_first", "x" * 500),
        ("name_first", "a\x00b"),
        ("name_first", ["Parwin"]),
        ("unaccompanied_separated_status", "perhaps"),
        ("protection_concerns", ["everything"]),
        ("protection_concerns", ["disabled"] * 30),
        ("unhcr_individual_no", True),
        ("estimated", "who knows"),
    ],
)
def test_what_cannot_be_converted_is_told_with_the_reason_and_not_the_value(field: str, value: Any) -> None:
    record = one(Format.PRIMERO, file_of({**PRIMERO, field: value}))
    assert field in record.report.unconverted
    assert str(value) not in str(record.report.unconverted[field])
    assert field not in record.report.taken


def test_a_date_that_is_not_known_for_certain_is_estimated() -> None:
    for estimated, birth, ours in (
        (False, "2010-01-01", "2010-01-01"),
        (None, "2010-01-01", "2010-01-01"),
        (True, "2010-01-01", "2010~"),
        (True, "2010-05-01", "2010-05~"),
        (True, "2010-05-17", "2010-05-17~"),
        ("who knows", "2010-05-17", "2010-05-17~"),
    ):
        said = {**PRIMERO, "date_of_birth": birth, "estimated": estimated}
        assert flat(one(Format.PRIMERO, file_of(said)))["Registered.birth"] == ours


def test_an_age_says_an_estimated_year_where_its_day_is_known() -> None:
    said = {"case_id": "a", "name_first": "Somebody", "age": 15, "registration_date": "2020-06-01"}
    assert flat(one(Format.PRIMERO, file_of(said)))["Registered.birth"] == "2005~"
    said.pop("registration_date")
    assert "age" in one(Format.PRIMERO, file_of(said)).report.unconverted


@pytest.mark.parametrize(("birth", "ours"), [("2019-05-06", "with-family"), ("1990-05-06", None), ("2007-01-01", None)])
def test_that_somebody_is_not_alone_says_nothing_of_who_may_be_an_adult(birth: str, ours: str | None) -> None:
    said = {**PRIMERO, "date_of_birth": birth, "estimated": False, "unaccompanied_separated_status": "no"}
    assert flat(one(Format.PRIMERO, file_of(said))).get("Registered.accompanied") == ours


def test_an_estimated_date_makes_nobody_an_adult() -> None:
    said = {**PRIMERO, "date_of_birth": "1990-01-01", "unaccompanied_separated_status": "no"}
    assert "Registered.accompanied" not in flat(one(Format.PRIMERO, file_of(said)))


def deep(levels: int) -> bytes:
    return b'{"data": [{"a": ' + b"[" * levels + b"]" * levels + b"}]}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe{", "UTF-8"),
        (b"<xml/>", "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"a": 1, "a": 2}', "same name twice"),
        (b"[" * 100_000, "too deep"),
        (deep(DEEPEST), "too deep"),
        (b"[]", "no list of records"),
        (b"[1]", "no list of records"),
        (b'"text"', "no list of records"),
        (b"[{}]", "no list of records"),
        (b"[" + b",".join([b'{"a":1}'] * (MOST_RECORDS + 1)) + b"]", "records"),
        (b'[{"a": [' + b",".join([b"1"] * 200_001) + b"]}]", "values"),
        (b" " * (MOST_BYTES + 1), "larger"),
    ],
    ids=range(15),
)
@pytest.mark.parametrize("format_", Format)
def test_a_hostile_file_is_refused_with_a_reason(format_: Format, content: bytes, reason: str) -> None:
    with pytest.raises(Fault) as refused:
        READ[format_](content, LOOKUPS)
    assert refused.value.code == "F340"
    assert reason in str(refused.value.message)


@pytest.mark.parametrize("relative", ["0", "3", "2", "-1", "x", [], {"a": 1}, "1" * 400])
def test_a_relative_who_is_no_row_of_the_submission_is_none(relative: Any) -> None:
    said = {**SUBMISSION, "people": [SUBMISSION["people"][0], {**SUBMISSION["people"][1], "people/relative": relative}]}
    _, son = kobo.read(results_of(said), LOOKUPS)
    assert son.relatives == ()


def test_questions_are_known_in_whichever_group_somebody_put_them() -> None:
    moved = {f"group_ab1/{name}" if "/" in name else name: value for name, value in SUBMISSION.items()}
    moved["people"] = [{name.replace("people/", "people/g2/"): v for name, v in row.items()} for row in moved["people"]]
    assert [flat(one) for one in kobo.read(results_of(moved), LOOKUPS)] == [
        flat(one) for one in kobo.read(results_of(SUBMISSION), LOOKUPS)
    ]
