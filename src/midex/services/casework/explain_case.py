"""Explain a case: each step that could be taken, by which rule and article, whether now, and what would fall due.

Reads the case as anybody does: within the account's scope, in the journal first. Takes no step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from inspect import getdoc
from typing import Any

from midex.kernel.procedure import Step
from midex.kernel.verdict import Allowed, Refused
from midex.services.actor import Actor
from midex.services.casework.ports import CasePorts, CaseRow
from midex.services.casework.read_case import read_case


@dataclass(frozen=True, kw_only=True)
class ExplainedStep:
    """A step with its rule's own words; ``due`` is what would fall due were it taken now, where it may be."""

    step: Step[Any]
    verdict: Allowed | Refused
    due: date | None = None

    @property
    def rule(self) -> str:
        """The name of the function that decides."""
        return self.step.allowed.__name__

    @property
    def asks(self) -> str:
        """What that function asks, in its own words."""
        return getdoc(self.step.allowed) or ""


@dataclass(frozen=True, kw_only=True)
class ExplainedCase:
    """A case and every step that could be taken in it."""

    row: CaseRow
    steps: tuple[ExplainedStep, ...]


def explain_case(name: str, actor: Actor, ports: CasePorts) -> ExplainedCase | Refused:
    """Explain the case of that name; the same refusal where there is none and where it is not for this account."""
    opened = read_case(name, actor, ports)
    if isinstance(opened, Refused):
        return opened
    now = ports.clock()

    def explained(step: Step[Any], verdict: Allowed | Refused) -> ExplainedStep:
        due = step.due(opened.case, now, ports.calendar) if isinstance(verdict, Allowed) else None
        return ExplainedStep(step=step, verdict=verdict, due=due)

    return ExplainedCase(row=opened.row, steps=tuple(explained(one.step, one.verdict) for one in opened.possible))
