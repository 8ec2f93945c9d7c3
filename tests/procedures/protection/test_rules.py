"""When a step of a screening is lawful, written by hand: every step in every kind of case, and why not."""

from __future__ import annotations

import pytest

from midex.kernel.event import CarriedOver, Event
from midex.kernel.verdict import Allowed, Refused
from midex.procedures.protection import rules
from midex.procedures.protection.procedure import PROTECTION
from tests.procedures.protection import happened as h
from tests.procedures.protection.happened import IN_FAMILY, OF_ADULT, OF_CHILD, after

GUARDED = (h.OPENED, h.BEGUN, h.APPOINTED)
ANEW = (*GUARDED, h.HEARD, h.ASSESSED, h.DISPUTED, h.HEARD, h.ADULT, h.ALONE, h.BEGUN, h.APPOINTED)
CASES: dict[str, tuple[tuple[Event, ...], CarriedOver]] = {
    "nothing": ((), OF_ADULT),
    "adult": ((h.OPENED,), OF_ADULT),
    "unsure": ((h.UNSURE,), OF_ADULT),
    "declined": ((h.OPENED, h.DECLINED), OF_ADULT),
    "need": ((h.OPENED, h.INTERVIEWED), OF_ADULT),
    "child": ((h.OPENED,), OF_CHILD),
    "found": ((h.OPENED, h.ALONE), OF_ADULT),
    "begun": ((h.OPENED, h.BEGUN), OF_CHILD),
    "guarded": (GUARDED, OF_CHILD),
    "told": ((*GUARDED, h.TOLD), OF_CHILD),
    "held": ((*GUARDED, h.TOLD, h.INTERVIEWED), OF_CHILD),
    "replaced": ((*GUARDED, h.TOLD, h.REPLACED), OF_CHILD),
    "heard": ((*GUARDED, h.HEARD), OF_CHILD),
    "assessed": ((*GUARDED, h.HEARD, h.ASSESSED), OF_CHILD),
    "determined": ((*GUARDED, h.HEARD, h.ASSESSED, h.DETERMINED), OF_CHILD),
    "disputed": ((h.OPENED, h.DISPUTED), OF_ADULT),
    "disputed, heard": ((h.OPENED, h.DISPUTED, h.BEGUN, h.APPOINTED, h.HEARD), OF_ADULT),
    "heard before the dispute": ((*GUARDED, h.HEARD, h.DISPUTED), OF_CHILD),
    "decided adult": ((h.OPENED, h.DISPUTED, h.BEGUN, h.APPOINTED, h.HEARD, h.ADULT), OF_ADULT),
    "decided doubt": ((h.OPENED, h.DISPUTED, h.BEGUN, h.APPOINTED, h.HEARD, h.DOUBT), OF_ADULT),
    "begun anew": (ANEW, OF_ADULT),
    "indicators": ((h.OPENED, h.INDICATORS), OF_ADULT),
    "consent": ((h.OPENED, h.INDICATORS, h.CONSENT), OF_ADULT),
    "withdrawn": ((h.OPENED, h.INDICATORS, h.CONSENT, h.REFERRED, h.WITHDRAWN), OF_ADULT),
    "danger": ((h.OPENED, h.INDICATORS, h.IN_DANGER), OF_ADULT),
    "danger reviewed": ((h.OPENED, h.INDICATORS, h.IN_DANGER, h.UPHELD), OF_ADULT),
    "trafficked child": ((h.OPENED, h.INDICATORS, h.CONSENT), OF_CHILD),
    "trafficked in family": ((h.OPENED, h.INDICATORS, h.CONSENT), IN_FAMILY),
    "in family, an adult": (
        (h.OPENED, h.DISPUTED, h.BEGUN, h.APPOINTED, h.HEARD, h.ADULT, h.INDICATORS, h.CONSENT),
        IN_FAMILY,
    ),
    "closed": ((h.OPENED, h.CLOSED), OF_ADULT),
    "closed, agreed": ((h.OPENED, h.INDICATORS, h.CONSENT, h.CLOSED), OF_ADULT),
}
WHENEVER_OPEN = ("note-need", "note-trafficking", "keep-screening-closer", "assign-screening")
ANSWERS = ("meet-need", "leave-need", "review-need")
WITH_GUARDIAN = ("replace-guardian", "record-visit", "notify-guardian")
SAID = {
    "open already": rules.ALREADY_OPEN,
    "not open": rules.NOT_OPEN,
    "closed": rules.CLOSED,
    "agreed": rules.AGREED,
    "not agreed": rules.NOT_AGREED,
    "no guardian": rules.NO_GUARDIAN,
    "no notice": rules.NO_NOTICE,
    "no need": rules.NO_NEED,
    "no child": rules.NOT_A_CHILD,
    "is child": rules.KNOWN_AS_CHILD,
    "begun": rules.BEGUN,
    "not begun": rules.NOT_BEGUN,
    "has one": rules.HAS_GUARDIAN,
    "not heard": rules.NOT_HEARD,
    "not assessed": rules.NOT_ASSESSED,
    "disputed": rules.DISPUTED,
    "undisputed": rules.NOT_DISPUTED,
    "none seen": rules.NO_INDICATORS,
    "consented": rules.CONSENTED,
    "no consent": rules.NO_CONSENT,
    "two for a child": rules.CHILD_OTHERWISE,
    "nothing waits": rules.NOTHING_TO_REVIEW,
    "one waits": rules.TO_REVIEW,
}
PEOPLE = ("open-screening", "agree-interview", "decline-interview", "interview", *ANSWERS[:1], "find-child")
EXPECTED_PEOPLE = {
    "nothing": "yes|not open|not open|not open|not open|not open",
    "adult": "open already|agreed|yes|yes|no need|yes",
    "unsure": "open already|yes|not agreed|not agreed|no need|yes",
    "declined": "open already|yes|not agreed|not agreed|no need|yes",
    "need": "open already|agreed|yes|yes|yes|yes",
    "child": "open already|agreed|yes|no guardian|no need|is child",
    "found": "open already|agreed|yes|no guardian|no need|is child",
    "begun": "open already|agreed|yes|no guardian|no need|is child",
    "guarded": "open already|agreed|yes|no notice|no need|is child",
    "told": "open already|agreed|yes|yes|no need|is child",
    "held": "open already|agreed|yes|no notice|yes|is child",
    "replaced": "open already|agreed|yes|no notice|no need|is child",
    "heard": "open already|agreed|yes|no notice|no need|is child",
    "assessed": "open already|agreed|yes|no notice|no need|is child",
    "determined": "open already|agreed|yes|no notice|no need|is child",
    "disputed": "open already|agreed|yes|no guardian|no need|is child",
    "disputed, heard": "open already|agreed|yes|no notice|no need|is child",
    "heard before the dispute": "open already|agreed|yes|no notice|no need|is child",
    "decided adult": "open already|agreed|yes|yes|no need|yes",
    "decided doubt": "open already|agreed|yes|no notice|no need|is child",
    "begun anew": "open already|agreed|yes|no notice|no need|is child",
    "indicators": "open already|agreed|yes|yes|no need|yes",
    "consent": "open already|agreed|yes|yes|no need|yes",
    "withdrawn": "open already|agreed|yes|yes|no need|yes",
    "danger": "open already|agreed|yes|yes|no need|yes",
    "danger reviewed": "open already|agreed|yes|yes|no need|yes",
    "trafficked child": "open already|agreed|yes|no guardian|no need|is child",
    "trafficked in family": "open already|agreed|yes|yes|no need|yes",
    "in family, an adult": "open already|agreed|yes|yes|no need|yes",
    "closed": "open already|closed|closed|closed|closed|closed",
    "closed, agreed": "open already|closed|closed|closed|closed|closed",
}
CHILDREN = (
    *("begin-best-interests", "appoint-guardian", *WITH_GUARDIAN[:1], "hear-child", "assess-best-interests"),
    *("determine-best-interests", "dispute-age", "decide-age"),
)
EXPECTED_CHILDREN = {
    "nothing": "not open|not open|not open|not open|not open|not open|not open|not open",
    "adult": "no child|not begun|no guardian|not begun|not begun|not begun|yes|undisputed",
    "child": "yes|not begun|no guardian|not begun|not begun|not begun|yes|undisputed",
    "found": "yes|not begun|no guardian|not begun|not begun|not begun|yes|undisputed",
    "begun": "begun|yes|no guardian|no guardian|no guardian|not assessed|yes|undisputed",
    "guarded": "begun|has one|yes|yes|not heard|not assessed|yes|undisputed",
    "replaced": "begun|has one|yes|yes|not heard|not assessed|yes|undisputed",
    "heard": "begun|has one|yes|yes|yes|not assessed|yes|undisputed",
    "assessed": "begun|has one|yes|yes|yes|yes|yes|undisputed",
    "determined": "begun|has one|yes|yes|not heard|not assessed|yes|undisputed",
    "disputed": "yes|not begun|no guardian|not begun|not begun|not begun|disputed|no guardian",
    "disputed, heard": "begun|has one|yes|yes|yes|not assessed|disputed|yes",
    "heard before the dispute": "begun|has one|yes|yes|not heard|not assessed|disputed|not heard",
    "decided adult": "no child|not begun|no guardian|not begun|not begun|not begun|yes|undisputed",
    "decided doubt": "begun|has one|yes|yes|yes|not assessed|yes|undisputed",
    "begun anew": "begun|has one|yes|yes|not heard|not assessed|yes|undisputed",
    "closed": "closed|closed|closed|closed|closed|closed|closed|closed",
}
REFERRALS = (
    *("agree-hand-over", "withdraw-hand-over", "refer", "refer-child", "refer-in-danger", "review-referral"),
    "close-screening",
)
EXPECTED_REFERRALS = {
    "nothing": "not open|not open|not open|not open|not open|not open|not open",
    "adult": "none seen|no consent|none seen|none seen|none seen|nothing waits|yes",
    "child": "none seen|no consent|none seen|none seen|none seen|nothing waits|yes",
    "indicators": "yes|no consent|no consent|no child|yes|nothing waits|yes",
    "consent": "consented|yes|yes|no child|yes|nothing waits|yes",
    "withdrawn": "yes|no consent|no consent|no child|yes|nothing waits|yes",
    "danger": "yes|no consent|no consent|no child|yes|yes|one waits",
    "danger reviewed": "yes|no consent|no consent|no child|yes|nothing waits|yes",
    "trafficked child": "consented|yes|two for a child|yes|yes|nothing waits|yes",
    "trafficked in family": "consented|yes|two for a child|yes|yes|nothing waits|yes",
    "in family, an adult": "consented|yes|yes|no child|yes|nothing waits|yes",
    "closed": "closed|no consent|closed|closed|closed|closed|closed",
    "closed, agreed": "closed|yes|closed|closed|closed|closed|closed",
}
TRIPLES = [
    (case, step, said)
    for steps, table in ((PEOPLE, EXPECTED_PEOPLE), (CHILDREN, EXPECTED_CHILDREN), (REFERRALS, EXPECTED_REFERRALS))
    for case, row in table.items()
    for step, said in zip(steps, row.split("|"), strict=True)
] + [
    (case, step, {"nothing": "not open", "closed": "closed", "closed, agreed": "closed"}.get(case, "yes"))
    for case in CASES
    for step in WHENEVER_OPEN
]
SHARED = {one: steps[0] for steps in (ANSWERS, WITH_GUARDIAN) for one in steps[1:]}
"""Steps that follow the rule of another one in the tables."""


def test_the_tables_have_every_step_and_every_case() -> None:
    assert {*PEOPLE, *CHILDREN, *REFERRALS, *WHENEVER_OPEN, *SHARED} == {step.id for step in PROTECTION.steps}
    assert EXPECTED_PEOPLE.keys() == CASES.keys()
    rule = {step.id: step.allowed for step in PROTECTION.steps}
    assert all(rule[one] is rule[other] for one, other in SHARED.items())


def test_every_sentence_of_a_refusal_is_reached() -> None:
    assert {said for _, _, said in TRIPLES} == {*SAID, "yes"}


@pytest.mark.parametrize(("case", "step_id", "said"), TRIPLES)
def test_a_step_is_lawful_or_says_why_not(case: str, step_id: str, said: str) -> None:
    step = PROTECTION.step(step_id)
    assert step is not None
    what, carried = CASES[case]
    verdict = step.allowed(after(*what, carried=carried))
    if said == "yes":
        assert verdict == Allowed()
    else:
        assert isinstance(verdict, Refused)
        assert str(verdict.because) == SAID[said]
