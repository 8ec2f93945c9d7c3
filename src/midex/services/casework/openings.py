"""What an account may begin: the steps that open a case, each with the law's answer for a case not there yet."""

from __future__ import annotations

from midex.kernel.procedure import judge
from midex.procedures.catalogue import PROCEDURES
from midex.services.actor import Actor
from midex.services.casework.read_case import PossibleStep


def openings(actor: Actor) -> tuple[PossibleStep, ...]:
    """Every step that opens a case about somebody new, of every procedure."""
    return tuple(
        PossibleStep(step=step, verdict=judge(step, procedure.start, actor.role))
        for procedure in PROCEDURES.values()
        for step in procedure.steps
        if step.begins and not step.of_person
    )
