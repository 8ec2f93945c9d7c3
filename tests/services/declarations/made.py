"""A small procedure that is declared rightly, for tests that declare one thing of it wrongly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from midex.kernel.event import Event, Taken
from midex.kernel.field import Handling, Retention, Sealed, counted, sealed, unsealed
from midex.kernel.law import Law
from midex.kernel.procedure import Case, Procedure, Step, always
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.services.declarations.check import Declared, check
from midex.services.declarations.column import ColumnRegister
from midex.services.declarations.finding import Finding
from midex.services.declarations.recorded_texts import present

ACT = Law("An act", "art. 1")
HANDLING = Handling(  # not of a purpose that is printed, so that no letter needs its words
    purpose=Purpose.PROTECTION, basis=ACT, retention=Retention(5), readers=frozenset({Role.CASEWORKER})
)
HARM = "somebody is found"


class Answer(Enum):
    """A list of its own."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class Asked(Event):
    """Somebody was asked."""

    answer: Answer = counted(HANDLING, "CL_ANSWER", HARM)  # noqa: RUF009 - as in procedures
    sex: str = counted(HANDLING, "CL_SEX", HARM)
    words: Sealed[str] = sealed(HANDLING, HARM, default="")  # noqa: RUF009 - as in procedures
    by_phone: bool = unsealed(HANDLING, HARM, default=False)


def apply(case: Case, taken: Taken[Any]) -> Case:
    """Every event this procedure knows opens the case."""
    if not isinstance(taken.event, Asked):
        raise NotImplementedError(type(taken.event).__name__)
    return replace(case, state="asked", is_open=True, steps=taken.number)


ASK = Step[Case](
    id="ask", records=Asked, label="ask", by=frozenset({Role.CASEWORKER}), law=ACT, allowed=always, begins=True
)
ASKING = Procedure[Case](id="asking", label="Asking", steps=(ASK,), start=Case(), apply=apply)

NO_COLUMNS = ColumnRegister(columns=())


def with_step(**changed: Any) -> Procedure[Case]:
    """The procedure with its step declared otherwise."""
    return replace(ASKING, steps=(replace(ASK, **changed),))


def found(procedure: Procedure[Any] = ASKING, **changed: Any) -> tuple[Finding, ...]:
    """What `check` finds where this is declared in the place of what is; the texts of rules are recorded."""
    procedures = changed.pop("procedures", {procedure.id: procedure})
    texts = changed.pop("texts", present(procedures))
    said = {"columns": NO_COLUMNS, "sharings": changed.pop("sharings", {}), "corrects": {}, **changed}
    declared = Declared(procedures=procedures, texts=texts, **said)
    return tuple(one for one in check(declared).findings if changed.get("sharings") or one.id != "C401")


def ids(*args: Any, **changed: Any) -> list[str]:
    """The ids of what is found."""
    return [finding.id for finding in found(*args, **changed)]
