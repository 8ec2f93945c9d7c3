"""P26 plants what is declared: a sealed field of any step that nothing is planted in is named."""

from __future__ import annotations

from dataclasses import dataclass, replace

from midex.kernel.event import Event
from midex.kernel.field import Sealed, sealed
from midex.procedures.catalogue import PROCEDURES
from midex.procedures.registration.events import FOUND, IDENTITY
from tests.casework import CaseNode
from tests.experiments.p19_firewall import SEALED
from tests.experiments.planting import planted, somebody_else, unplanted


@dataclass(frozen=True, kw_only=True)
class Mentioned(Event):
    """Something that no course of the planting knows."""

    place: Sealed[str] = sealed(IDENTITY, FOUND, default="")  # noqa: RUF009 - as in procedures


def test_every_sealed_field_is_planted_and_one_form_is_begun(case_node: CaseNode) -> None:
    ports = case_node.ports
    name = planted("Žö CANARY ß", somebody_else(ports), ports)
    row = ports.cases.judged(name)
    assert row
    assert unplanted(ports.events.all()) == set()
    assert len(ports.drafts.of_case(row.case)) == 1


def test_what_is_not_planted_is_named(case_node: CaseNode) -> None:
    ports = case_node.ports
    somebody_else(ports)
    left = {name.partition(".")[2] for name in unplanted(ports.events.all())}
    assert left >= SEALED - {"Registered.given_names", "Registered.birth"}
    assert "Registered.given_names" not in left


def test_a_new_step_that_seals_something_is_missed_at_once(case_node: CaseNode) -> None:
    ports = case_node.ports
    planted("Žö CANARY ß", somebody_else(ports), ports)
    registration = PROCEDURES["registration"]
    new = replace(registration.steps[1], id="mention", records=Mentioned)
    grown = {**PROCEDURES, "registration": replace(registration, steps=(*registration.steps, new))}
    assert unplanted(ports.events.all(), grown) == {"registration.Mentioned.place"}
