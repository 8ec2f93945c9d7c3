"""Explaining a case: every step with its rule and article, read like the case itself; it takes no step."""

from __future__ import annotations

from midex.kernel.journal import EntryKind
from midex.kernel.verdict import Allowed, Refused
from midex.services.casework.break_glass import break_glass
from midex.services.casework.explain_case import ExplainedCase, ExplainedStep, explain_case
from midex.stores.cases.models import Read
from tests.casework import CaseNode


def explained(node: CaseNode, name: str, who: str = "officer") -> dict[str, ExplainedStep]:
    found = explain_case(name, node.actor(who), node.ports)
    assert isinstance(found, ExplainedCase)
    return {one.step.id: one for one in found.steps}


def test_each_step_has_its_rule_article_and_verdict(case_node: CaseNode) -> None:
    steps = explained(case_node, case_node.registered())
    assert list(steps) == [
        "register",
        "correct",
        "add-name",
        "note-document",
        "record-entry",
        "agree-contact",
        "relate",
        "record-reunion",
        "note-needs",
        "note-absence",
        "come-back",
        "hand-over-copy",
        "keep-closer",
        "keep-as-standard",
        "assign",
        "link",
        "tell-apart",
        "take-back-comparison",
        "record-departure",
        "order-erasure",
    ]
    register, correct = steps["register"], steps["correct"]
    assert (register.rule, str(register.step.law)) == ("may_register", "Directive 2013/32/EU, art. 6(1)")
    assert register.asks == "Nobody is recorded before being told what is recorded and why."
    assert isinstance(register.verdict, Refused)
    assert str(register.verdict.because) == "the person is registered already; correct what is wrong"
    assert correct.verdict == Allowed()


def test_the_reading_is_in_the_journal_like_any(case_node: CaseNode) -> None:
    name = case_node.registered()
    before = Read.objects.using(case_node.alias).count()
    explained(case_node, name)
    (read,) = Read.objects.using(case_node.alias).order_by("entry")[before:]
    assert (read.kind, read.action, read.identity) == (EntryKind.READ.value, "open-case", "officer")


def test_a_case_outside_the_scope_and_one_that_is_not_there_are_refused_alike(case_node: CaseNode) -> None:
    name = case_node.registered()
    outside = explain_case(name, case_node.actor("officer-south"), case_node.ports)
    nowhere = explain_case("2026-9999999", case_node.actor("officer-south"), case_node.ports)
    assert isinstance(outside, Refused)
    assert outside == nowhere


def test_who_broke_the_glass_is_told_that_no_step_is_theirs(case_node: CaseNode) -> None:
    name = case_node.registered()
    reason = "the person is in hospital and their papers are here"
    break_glass(name, reason, case_node.actor("caseworker-south"), case_node.ports)
    verdicts = {str(one.verdict.because) for one in explained(case_node, name, "caseworker-south").values()}  # type: ignore[union-attr]
    assert verdicts == {"break-glass shows this case and changes nothing; its own office takes the step"}
