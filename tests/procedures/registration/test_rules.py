"""When a step is lawful, written by hand: every step in every kind of case, with the sentence of each refusal."""

from __future__ import annotations

import pytest

from midex.kernel.event import Event
from midex.kernel.verdict import Allowed, Refused
from midex.procedures.registration.procedure import REGISTRATION
from tests.procedures.registration.happened import (
    ABSENT,
    ADULT,
    ALONE,
    APART,
    BACK,
    COPY,
    CORRECTED,
    ERASED,
    FOUND_ALONE,
    INFORMED,
    LEFT,
    NOT_KNOWN,
    PROTECTED,
    SAME,
    SEPARATED,
    TAKEN_BACK,
    TRAFFICKED,
    WITH_FAMILY,
    after,
)

CASES: dict[str, tuple[Event, ...]] = {
    "nothing happened": (),
    "informed": (INFORMED,),
    "informed, kept closer": (INFORMED, PROTECTED),
    "an adult": (INFORMED, ADULT),
    "an absent adult": (INFORMED, ADULT, ABSENT),
    "an adult who came back": (INFORMED, ADULT, ABSENT, BACK),
    "an adult with the copy": (INFORMED, ADULT, COPY),
    "an adult with the copy, corrected": (INFORMED, ADULT, COPY, CORRECTED),
    "an adult with a new copy": (INFORMED, ADULT, COPY, CORRECTED, COPY),
    "corrected, then a copy": (INFORMED, ADULT, CORRECTED, COPY),
    "a protected adult": (INFORMED, ADULT, PROTECTED),
    "a trafficked adult": (INFORMED, ADULT, TRAFFICKED),
    "a child alone": (INFORMED, ALONE),
    "a separated child": (INFORMED, SEPARATED),
    "a child of whom it is not known": (INFORMED, NOT_KNOWN),
    "a child with family": (INFORMED, WITH_FAMILY),
    "a child found to be alone": (INFORMED, WITH_FAMILY, FOUND_ALONE),
    "left before being registered": (INFORMED, LEFT),
    "left": (INFORMED, ADULT, LEFT),
    "left with the copy, protected": (INFORMED, ADULT, COPY, PROTECTED, LEFT),
    "left with the copy, corrected": (INFORMED, ADULT, COPY, LEFT, CORRECTED),
    "an adult registered twice": (INFORMED, ADULT, SAME),
    "told apart from somebody, left": (INFORMED, ADULT, APART, LEFT),
    "an adult, twice taken back": (INFORMED, ADULT, SAME, TAKEN_BACK),
    "erased": (INFORMED, ADULT, LEFT, ERASED),
    "erased, never registered": (INFORMED, LEFT, ERASED),
}
SAID = {
    "open already": "this registration was opened already",
    "not told": "the person has not been told yet what is recorded and why",
    "registered": "the person is registered already; correct what is wrong",
    "nobody": "nobody is registered in this case yet",
    "ended": "this registration has ended",
    "not ended": "this registration has not ended yet",
    "standard": "the case is kept as standard already",
    "alone": "a child alone is not kept as standard",
    "erased": "the person's fields were erased already",
    "absent": "the person is absent already",
    "here": "the person is not absent",
    "never": "nothing was noted about another case",
    "copied": "the copy was handed over already",
}
STEPS = ("open", "register", "correct", "hand-over-copy", "keep-closer", "keep-as-standard", "assign")
ADDS = ("add-name", "note-document", "record-entry", "agree-contact", "relate", "record-reunion")
COMPARES = ("link", "tell-apart", "take-back-comparison")
ENDS = ("record-departure", "order-erasure")
EXPECTED = {
    "nothing happened": "yes|not told|nobody|nobody|not told|not told|not told|nobody|nobody|never|not told|not ended",
    "informed": "open already|yes|nobody|nobody|yes|standard|yes|nobody|nobody|never|yes|not ended",
    "informed, kept closer": "open already|yes|nobody|nobody|yes|yes|yes|nobody|nobody|never|yes|not ended",
    "an adult": "open already|registered|yes|yes|yes|standard|yes|yes|yes|never|yes|not ended",
    "an absent adult": "open already|registered|yes|yes|yes|standard|yes|yes|yes|never|yes|not ended",
    "an adult who came back": "open already|registered|yes|yes|yes|standard|yes|yes|yes|never|yes|not ended",
    "an adult with the copy": "open already|registered|yes|copied|yes|standard|yes|yes|yes|never|yes|not ended",
    "an adult with the copy, corrected": "open already|registered|yes|yes|yes|standard|yes|yes|yes|never|yes|not ended",
    "an adult with a new copy": "open already|registered|yes|copied|yes|standard|yes|yes|yes|never|yes|not ended",
    "corrected, then a copy": "open already|registered|yes|copied|yes|standard|yes|yes|yes|never|yes|not ended",
    "a protected adult": "open already|registered|yes|yes|yes|yes|yes|yes|yes|never|yes|not ended",
    "a trafficked adult": "open already|registered|yes|yes|yes|yes|yes|yes|yes|never|yes|not ended",
    "a child alone": "open already|registered|yes|yes|yes|alone|yes|yes|yes|never|yes|not ended",
    "a separated child": "open already|registered|yes|yes|yes|alone|yes|yes|yes|never|yes|not ended",
    "a child of whom it is not known": "open already|registered|yes|yes|yes|alone|yes|yes|yes|never|yes|not ended",
    "a child with family": "open already|registered|yes|yes|yes|standard|yes|yes|yes|never|yes|not ended",
    "a child found to be alone": "open already|registered|yes|yes|yes|alone|yes|yes|yes|never|yes|not ended",
    "left before being registered": "open already|ended|nobody|ended|ended|ended|ended|nobody|nobody|never|ended|yes",
    "left": "open already|ended|yes|ended|ended|ended|ended|yes|yes|never|ended|yes",
    "left with the copy, protected": "open already|ended|yes|ended|ended|ended|ended|yes|yes|never|ended|yes",
    "left with the copy, corrected": "open already|ended|yes|ended|ended|ended|ended|yes|yes|never|ended|yes",
    "an adult registered twice": "open already|registered|yes|yes|yes|standard|yes|yes|yes|yes|yes|not ended",
    "told apart from somebody, left": "open already|ended|yes|ended|ended|ended|ended|yes|yes|yes|ended|yes",
    "an adult, twice taken back": "open already|registered|yes|yes|yes|standard|yes|yes|yes|never|yes|not ended",
    "erased": "open already|ended|erased|ended|ended|ended|ended|erased|erased|erased|ended|erased",
    "erased, never registered": "open already|ended|erased|ended|ended|ended|ended|erased|erased|erased|ended|erased",
}
MORE = {
    "nothing happened": "not told|not told|not told|not told",
    "informed": "nobody|yes|nobody|nobody",
    "informed, kept closer": "nobody|yes|nobody|nobody",
    "an adult": "yes|yes|yes|here",
    "an absent adult": "yes|yes|absent|yes",
    "an adult who came back": "yes|yes|yes|here",
    "an adult with the copy": "yes|yes|yes|here",
    "an adult with the copy, corrected": "yes|yes|yes|here",
    "an adult with a new copy": "yes|yes|yes|here",
    "corrected, then a copy": "yes|yes|yes|here",
    "a protected adult": "yes|yes|yes|here",
    "a trafficked adult": "yes|yes|yes|here",
    "a child alone": "yes|yes|yes|here",
    "a separated child": "yes|yes|yes|here",
    "a child of whom it is not known": "yes|yes|yes|here",
    "a child with family": "yes|yes|yes|here",
    "a child found to be alone": "yes|yes|yes|here",
    "an adult registered twice": "yes|yes|yes|here",
    "told apart from somebody, left": "ended|ended|ended|ended",
    "an adult, twice taken back": "yes|yes|yes|here",
    "left before being registered": "ended|ended|ended|ended",
    "left": "ended|ended|ended|ended",
    "left with the copy, protected": "ended|ended|ended|ended",
    "left with the copy, corrected": "ended|ended|ended|ended",
    "erased": "ended|ended|ended|ended",
    "erased, never registered": "ended|ended|ended|ended",
}
"""Adding something about the person, noting needs, noting an absence, coming back."""

TRIPLES = [
    (case, step, said)
    for case, row in EXPECTED.items()
    for step, said in zip((*STEPS, *COMPARES, *ENDS), row.split("|"), strict=True)
] + [
    (case, step, said)
    for case, row in MORE.items()
    for steps, said in zip((ADDS, ("note-needs",), ("note-absence",), ("come-back",)), row.split("|"), strict=True)
    for step in steps
]


def test_the_table_has_every_step_and_every_case() -> None:
    assert {*STEPS, *COMPARES, *ENDS, *ADDS, "note-needs", "note-absence", "come-back"} == {
        step.id for step in REGISTRATION.steps
    }
    assert EXPECTED.keys() == MORE.keys() == CASES.keys()


def test_every_sentence_of_a_refusal_is_reached() -> None:
    assert {said for _, _, said in TRIPLES} == {*SAID, "yes"}


@pytest.mark.parametrize(("case", "step_id", "said"), TRIPLES)
def test_a_step_is_lawful_or_says_why_not(case: str, step_id: str, said: str) -> None:
    step = REGISTRATION.step(step_id)
    assert step is not None
    verdict = step.allowed(after(*CASES[case]))
    if said == "yes":
        assert verdict == Allowed()
    else:
        assert isinstance(verdict, Refused)
        assert str(verdict.because) == SAID[said]
