"""Statements and receipts: read back what was signed, refuse everything else as a value error."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midex.formats.canonical_json import canonical_json, read_json
from midex.statistics.statement import Envelope, NoSubmitterError, Receipt, Statement

NOW = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
STATEMENT = Statement(
    table="T",
    participant="ME",
    periods=("2024", "2025"),
    sha256="0" * 64,
    length=9,
    submitter="stat.me",
    rounded_to=None,
    origin="REPORTED",
    made_at=NOW,
    key_id="k",
)
RECEIPT = Receipt(
    statement_sha256="1" * 64,
    sha256="0" * 64,
    table="T",
    participant="ME",
    versions={"2025": 1, "2024": 2},
    received_at=NOW,
    key_id="h",
)


@pytest.mark.parametrize("one", [STATEMENT, replace(STATEMENT, rounded_to=5), RECEIPT])
def test_what_was_written_is_read_back(one: Statement | Receipt) -> None:
    assert type(one).decode(one.encode()) == one


def test_a_statement_is_one_line_of_sorted_json_without_spaces() -> None:
    line = replace(STATEMENT, origin="šćž").encode()
    assert b"\n" not in line
    assert b'"origin":"\xc5\xa1\xc4\x87\xc5\xbe"' in line
    assert list(json.loads(line)) == sorted(json.loads(line))


@pytest.mark.parametrize("submitter", ["Stat.me", "stat.me ", "ｓtat.me", "stat\u200b.me", "šćž", ""])
def test_a_statement_of_nobody_in_the_one_spelling_is_none(submitter: str) -> None:
    with pytest.raises(NoSubmitterError):
        Statement.decode(replace(STATEMENT, submitter=submitter).encode())


def test_by_whom_when_and_with_which_key_it_was_made_does_not_make_it_another_submission() -> None:
    again = replace(STATEMENT, submitter="colleague", made_at=NOW.replace(year=2027), key_id="other")
    assert again.same_as == STATEMENT.same_as
    for changed in (
        {"sha256": "2" * 64},
        {"participant": "AL"},
        {"origin": "GENERATED"},
        {"rounded_to": 5},
        {"periods": ("2024",)},
    ):
        assert replace(STATEMENT, **changed).same_as != STATEMENT.same_as


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "midex.receipt/1"},
        {"length": "9"},
        {"periods": "2024"},
        {"periods": [2024]},
        {"rounded_to": "5"},
        {"made_at": 5},
        {"made_at": "yesterday"},
        {"table": None},
        {"extra": "x"},
    ],
)
def test_a_field_of_another_type_is_a_value_error(changed: dict[str, object]) -> None:
    fields = json.loads(STATEMENT.encode()) | changed
    with pytest.raises(ValueError, match=r"\w"):
        Statement.decode(canonical_json(fields))


def test_a_missing_field_and_a_form_that_is_not_canonical_are_value_errors() -> None:
    fields = json.loads(STATEMENT.encode())
    with pytest.raises(ValueError, match="canonical"):
        Statement.decode(json.dumps(fields).encode())
    del fields["sha256"]
    with pytest.raises(ValueError, match="missing"):
        Statement.decode(canonical_json(fields))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 60_000, b"{" + b" " * 70_000 + b"}", b"\xff", b"1"])
def test_json_from_a_stranger_is_an_object_or_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_json(content)


@given(st.binary(max_size=64), st.binary())
def test_an_envelope_is_read_back_whatever_signature_and_figures_are(signature: bytes, figures: bytes) -> None:
    one = Envelope(statement=STATEMENT.encode(), signature=signature, figures=figures)
    assert Envelope.decode(one.encode()) == one


@given(st.binary())
def test_anything_else_is_an_envelope_or_a_value_error(content: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(Envelope.decode(content), Envelope)
