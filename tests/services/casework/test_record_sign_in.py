"""Tries to sign in are journaled under the account, with how they ended, and without what was typed."""

from __future__ import annotations

import json

import pytest

from midex.kernel.journal import EntryKind
from midex.services.casework import record_sign_in as m
from midex.services.casework.record_sign_in import record_sign_in
from midex.services.entrance.ports import Outcome
from midex.services.journal.checkpoint_journal import checkpoint_journal
from tests.casework import CaseNode, journal_ports


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_an_entry_of_the_journal(case_node: CaseNode, outcome: Outcome) -> None:
    record_sign_in("officer", outcome, case_node.ports)
    (kept,) = case_node.ports.reads.search(kind=EntryKind.SIGN_IN.value)
    assert (kept.identity, kept.office, kept.action, kept.cases) == ("officer", "north", "sign-in", ())
    assert json.loads(kept.body)["about"] == outcome.value
    (entry,) = journal_ports(case_node).entries.entries()
    assert (entry.kind, entry.number) == (EntryKind.SIGN_IN, kept.entry)


def test_what_was_typed_where_there_is_no_account_is_kept_nowhere(case_node: CaseNode) -> None:
    for typed in ("", "my password typed in the wrong place"):
        record_sign_in(typed, Outcome.WRONG_PASSWORD, case_node.ports)
    kept = case_node.ports.reads.search(kind=EntryKind.SIGN_IN.value)
    assert [(one.identity, one.role, one.office) for one in kept] == [("", "", "")] * 2
    assert not any(b"typed" in one.body for one in kept)


def test_the_journal_with_sign_ins_is_signed(case_node: CaseNode) -> None:
    record_sign_in("officer", Outcome.SIGNED_IN, case_node.ports)
    record_sign_in("", Outcome.WRONG_PASSWORD, case_node.ports)
    signed = checkpoint_journal(journal_ports(case_node))
    assert signed is not None
    assert signed.size == 2


def test_failures_without_end_do_not_fill_the_journal_and_hide_no_success(
    case_node: CaseNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(m, "TRIES", 3)
    for _ in range(9):
        record_sign_in("officer", Outcome.WRONG_PASSWORD, case_node.ports)
    record_sign_in("officer", Outcome.SIGNED_IN, case_node.ports)
    record_sign_in("officer", Outcome.ENDED_BY_ANOTHER, case_node.ports)
    record_sign_in("caseworker", Outcome.WRONG_CODE, case_node.ports)
    kept = [json.loads(one.body)["about"] for one in case_node.ports.reads.search(kind=EntryKind.SIGN_IN.value)]
    assert kept == ["wrong-code", "ended-by-another", "signed-in", *["wrong-password"] * 3]
    case_node.clock.move(hours=2)
    record_sign_in("officer", Outcome.WRONG_PASSWORD, case_node.ports)
    assert case_node.ports.journal.size() == 7
