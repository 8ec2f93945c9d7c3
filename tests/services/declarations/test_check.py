"""Each way to declare something wrongly is found under its id; what stands in the code is declared rightly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, make_dataclass, replace
from typing import Any

import pytest

from midex.exchange.institution import InstitutionKind
from midex.exchange.purposes import SHARINGS
from midex.formats.letters.wording import LANGUAGES
from midex.kernel.calendar import Calendar
from midex.kernel.event import Event
from midex.kernel.field import Retention, Sealed, counted, sealed, unsealed
from midex.kernel.law import Law
from midex.kernel.procedure import Case, Procedure
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.kernel.verdict import Allowed
from midex.policy.actions import MAY, Action
from midex.services.declarations.check import Declared, check
from midex.services.declarations.column import About, Column, ColumnRegister, NoPerson
from midex.services.declarations.finding import catalogue
from midex.services.declarations.recorded_texts import RuleText, compare, present, recorded, stops_recording, written
from midex.stores.columns import column_register
from tests.services.declarations.made import ASK, ASKING, HANDLING, HARM, Answer, Asked, found, ids, with_step


def event(**fields: tuple[Any, Any]) -> type[Event]:
    """A kind of event with these fields: (type, declaration)."""
    made = [(name, kind, declared) for name, (kind, declared) in fields.items()]
    return make_dataclass("Noted", made, bases=(Event,), frozen=True, kw_only=True)


def noting(**fields: tuple[Any, Any]) -> Procedure[Case]:
    """The procedure with a step that records such an event; it folds."""
    return replace(with_step(records=event(**fields)), apply=lambda case, _: case)


def may_close(_: Case) -> Allowed:  # a rule kept outside `procedures`
    """Whether it may be closed."""
    return Allowed()


def never_said(_: Case) -> Allowed:
    return Allowed()


def no_due(_case: Case, _at: object, _calendar: Calendar) -> None:
    """Nothing falls due."""


def test_what_stands_in_the_code_is_declared_rightly() -> None:
    checked = check(Declared(columns=column_register()))
    assert checked.findings == ()
    assert all(checked.walked.values())
    assert checked.walked["steps"] >= 9


def test_a_small_procedure_is_declared_rightly() -> None:
    assert ids() == []


@pytest.mark.parametrize(
    ("procedure", "expected"),
    [
        pytest.param(replace(ASKING, id="Asking"), ["C102"], id="a procedure's id in capitals"),
        pytest.param(with_step(id="ask_now"), ["C102"], id="an id with an underscore"),
        pytest.param(replace(ASKING, steps=(ASK, ASK)), ["C103"], id="two steps of one id"),
        pytest.param(with_step(begins=False), ["C104"], id="no step that begins"),
        pytest.param(with_step(by=frozenset()), ["C105"], id="nobody may take it"),
        pytest.param(with_step(by=frozenset({Role.ADMINISTRATOR})), ["C106"], id="a role that takes no steps"),
        pytest.param(with_step(law=Law("An act")), ["C107"], id="no article"),
        pytest.param(with_step(law=Law("", "art. 1")), ["C107"], id="no act"),
        pytest.param(with_step(allowed=never_said), ["C110", "C108"], id="a rule that says nothing, kept elsewhere"),
        pytest.param(with_step(allowed=may_close), ["C110"], id="a rule kept elsewhere"),
        pytest.param(with_step(due=no_due), ["C110"], id="a due date kept elsewhere"),
        pytest.param(with_step(two_persons=True), ["C112"], id="two persons begin"),
        pytest.param(with_step(label=""), ["C114"], id="a step without words"),
        pytest.param(replace(ASKING, label=""), ["C114"], id="a procedure without words"),
        pytest.param(with_step(version=0), ["C115"], id="version 0"),
        pytest.param(
            replace(ASKING, steps=(ASK, replace(ASK, id="later", begins=False, of_person=True))),
            ["C116"],
            id="a later step about the person of another case",
        ),
    ],
)
def test_a_step_declared_wrongly_is_found(procedure: Procedure[Case], expected: list[str]) -> None:
    assert ids(procedure) == expected


def test_a_rule_without_a_name_is_found_and_is_not_recorded() -> None:
    procedure = with_step(allowed=lambda _: Allowed())
    assert ids(procedure) == ["C109"]
    assert present({"asking": procedure}) == {}


def test_a_procedure_listed_under_another_name_is_found() -> None:
    assert ids(procedures={"questioning": ASKING}) == ["C101"]


def test_a_step_that_two_procedures_have_is_found() -> None:
    assert ids(procedures={"asking": ASKING, "also": replace(ASKING, id="also")}) == ["C117"]


def test_an_event_that_no_fold_knows_is_found() -> None:
    assert ids(with_step(records=event(said=(Sealed[str], sealed(HANDLING, HARM))))) == ["C111"]


def test_an_event_that_is_not_frozen_is_found() -> None:
    @dataclass(kw_only=True)
    class Changing:
        version = 1

    assert "C113" in ids(with_step(records=Changing))


def otherwise(**changed: Any) -> Any:
    return replace(HANDLING, **changed)


@pytest.mark.parametrize(
    ("kind", "declared", "expected"),
    [
        pytest.param(str, field(default=""), ["C201"], id="no entry"),
        pytest.param(str, counted(HANDLING, "", HARM), ["C202"], id="counted without a list"),
        pytest.param(str, counted(HANDLING, "CL_NONE", HARM), ["C203"], id="a list that is none"),
        pytest.param(Answer, counted(HANDLING, "CL_SEX", HARM), ["C204"], id="codes the list does not know"),
        pytest.param(str, sealed(HANDLING, HARM), ["C206"], id="sealed, and its type does not say so"),
        pytest.param(Sealed[str], unsealed(HANDLING, HARM), ["C207"], id="open, and its type says sealed"),
        pytest.param(str, unsealed(otherwise(readers=frozenset()), HARM), ["C208"], id="no readers"),
        pytest.param(str, unsealed(HANDLING, ""), ["C209"], id="no harm"),
        pytest.param(str, unsealed(otherwise(basis=Law("An act")), HARM), ["C210"], id="no article"),
        pytest.param(str, unsealed(otherwise(retention=Retention(0)), HARM), ["C211"], id="kept for no time"),
        pytest.param(str, unsealed(otherwise(retention=Retention(500)), HARM), ["C211"], id="kept for ever"),
    ],
)
def test_a_field_declared_wrongly_is_found(kind: Any, declared: Any, expected: list[str]) -> None:
    assert ids(noting(said=(kind, declared))) == expected


def test_a_field_without_an_entry_is_named() -> None:
    (finding,) = found(noting(shoe_size=(int, field(default=0))))
    assert (finding.id, finding.module) == ("C201", "procedures.asking.Noted")
    assert finding.sentence == "asking.Noted.shoe_size has no entry in the field register"


def test_a_list_that_stands_for_two_things_is_found() -> None:
    one, other = (Answer, counted(HANDLING, "CL_SAME", HARM)), (Asked, counted(HANDLING, "CL_SAME", HARM))
    assert "C205" in ids(noting(one=one, other=other))


def test_a_code_longer_than_what_is_kept_is_found() -> None:
    from enum import Enum

    long = Enum("Long", {"CODE": "c" * 41})  # type: ignore[misc]
    assert ids(noting(said=(long, counted(HANDLING, "CL_LONG", HARM)))) == ["C212"]


def test_a_key_of_a_record_inside_a_sealed_field_counts_as_a_field() -> None:
    inner = make_dataclass("Contact", [("number", str, field(default=""))], frozen=True)
    inner.__module__ = "midex.procedures.made"
    procedure = noting(contact=(inner | Asked, sealed(HANDLING, HARM)))
    assert "asking.Noted.contact.number has no entry" in "".join(one.sentence for one in found(procedure))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param(lambda now: now, [], id="as it was"),
        pytest.param(lambda _: {}, ["C302"], id="never recorded"),
        pytest.param(lambda now: replaced(now, text="0" * 64), ["C301"], id="another text, the same version"),
        pytest.param(
            lambda now: replaced(now, version=0, text="0" * 64), ["C302"], id="another text, a higher version"
        ),
        pytest.param(lambda now: replaced(now, version=0), ["C302"], id="a higher version not recorded"),
        pytest.param(lambda now: replaced(now, version=2), ["C304"], id="a version that went back"),
        pytest.param(lambda now: {**now, "asking.gone": RuleText(1, "0" * 64)}, ["C303"], id="a step that is gone"),
    ],
)
def test_a_rule_is_held_to_its_recorded_text(before: Callable[[Any], Any], expected: list[str]) -> None:
    texts = before(present({"asking": ASKING}))
    assert ids(texts=texts) == expected
    findings = list(compare(present({"asking": ASKING}), texts))
    # only a text that is new can be written down
    assert [stops_recording(one) for one in findings] == [id_ != "C302" for id_ in expected]


def replaced(now: dict[str, RuleText], **changed: Any) -> dict[str, RuleText]:
    return {name: replace(rule, **changed) for name, rule in now.items()}


def test_the_committed_record_is_written_as_the_command_would() -> None:
    from importlib.resources import files

    assert written(recorded()) == files("midex.procedures").joinpath("rule_texts.yaml").read_text("utf-8")


def given(purpose: Purpose, **changed: Any) -> dict[Purpose, Any]:
    return {**SHARINGS, purpose: replace(SHARINGS[purpose], **changed)}


@pytest.mark.parametrize(
    ("sharings", "expected"),
    [
        pytest.param({p: s for p, s in SHARINGS.items() if p is not Purpose.ASYLUM}, {"C401"}, id="no entry"),
        pytest.param(given(Purpose.ASYLUM, basis=Law("")), {"C401"}, id="no basis"),
        pytest.param(given(Purpose.ASYLUM, fields=("registration.Registered.age",)), {"C402"}, id="no such field"),
        pytest.param(
            given(
                Purpose.DETENTION,
                fields=("registration.Registered.birth",),
                to=frozenset({InstitutionKind.BORDER_POLICE}),
                days=1,
            ),
            {"C403"},
            id="from protection to enforcement",
        ),
        pytest.param(given(Purpose.ASYLUM, to=frozenset()), {"C404"}, id="to nobody"),
        pytest.param(given(Purpose.ASYLUM, days=0), {"C404"}, id="for no days"),
    ],
)
def test_a_purpose_declared_wrongly_is_found(sharings: Any, expected: set[str]) -> None:
    columns = ColumnRegister(columns=())
    assert {one.id for one in check(Declared(columns=columns, sharings=sharings)).findings} == expected


def test_a_correction_of_a_field_that_is_not_there_is_found() -> None:
    assert ids(corrects={"asking.Asked.words": "asking.Asked.word"}) == ["C405"]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [(frozenset(), ["C501"]), (frozenset({Role.SUBMITTER}), ["C502"]), (frozenset({Role.SUPERVISOR}), [])],
)
def test_an_action_declared_wrongly_is_found(roles: frozenset[Role], expected: list[str]) -> None:
    assert ids(may={**MAY, Action.OPEN_CASE: roles}) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, ["C601"]),
        (NoPerson(""), ["C604"]),
        (About(handling=HANDLING, harm=""), ["C604"]),
        (About(handling=otherwise(basis=Law("An act")), harm=HARM), ["C604"]),
        (About(handling=HANDLING, harm=HARM), []),
        (NoPerson("a number"), []),
    ],
)
def test_a_column_that_nobody_answered_for_is_found(said: Any, expected: list[str]) -> None:
    assert ids(columns=ColumnRegister(columns=(Column(table="t", name="c", said=said),))) == expected


def test_entries_without_columns_and_columns_without_migrations_are_found() -> None:
    register = ColumnRegister(columns=(), without_column=(("t", "gone"),), not_migrated=(("t", "new"),))
    assert [one.sentence for one in found(columns=register)] == [
        "t says something of gone, which it does not have",
        "column new of t stands in the models or in the migrations only",
    ]


def test_every_kind_of_finding_has_a_sentence_and_a_hint() -> None:
    assert all(kind.sentence and kind.hint for kind in catalogue().values())


def test_a_field_on_paper_without_a_label_is_found_in_every_language_that_lacks_it() -> None:
    printed = noting(shoe_size=(int, unsealed(replace(HANDLING, purpose=Purpose.REGISTRATION), HARM)))
    said = {finding.sentence for finding in found(printed) if finding.id == "C701"}
    for what in ("events Noted", "fields shoe_size"):
        assert f"asking.Noted.shoe_size stands on paper, and {what} has no words in {', '.join(LANGUAGES)}" in said
