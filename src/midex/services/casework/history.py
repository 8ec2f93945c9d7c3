"""A case's history from the event store: kept bytes to steps taken, sealed fields closed or opened with a receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from midex.formats.canonical_json import canonical_json, read_json
from midex.formats.event_json import fields_from_json, fields_to_json
from midex.kernel.event import CarriedOver, Event, Taken
from midex.kernel.fault import Fault
from midex.kernel.field import Closed, entry_of
from midex.kernel.procedure import Case, Procedure
from midex.kernel.role import Role
from midex.kernel.tier import Tier
from midex.procedures.catalogue import find_step
from midex.services.casework.ports import CaseRow, Place, Receipt, StoredEvent, Vault

FORMAT = "midex-event/1"
TABLE = "event"
ORDERS_ERASURE = "order-erasure"
"""The step by which two persons order that somebody's fields be erased, in all cases of the person."""

Open = Callable[[StoredEvent, type[Event], str, str], "str | Closed"]
"""(stored step, kind of event, field, sealed text) -> plaintext."""


def kept_closed(_stored: StoredEvent, _kind: type[Event], _field: str, _text: str) -> Closed:
    """Opens nothing: what rules and projections read a history with."""
    return Closed()


def opened_for(role: Role, receipt: Receipt, vault: Vault) -> Open:
    """Opens what the register lets a role read, for the people a receipt names."""

    def unseal(stored: StoredEvent, kind: type[Event], field: str, text: str) -> str | Closed:
        entry = entry_of(kind.__dataclass_fields__[field].metadata)
        if entry is None or role not in entry.handling.readers:
            return Closed()
        return vault.open(stored.person, place_of(stored.case, stored.number, field, kind), text, receipt)

    return unseal


def place_of(case: str, number: int, field: str, kind: type[Event]) -> Place:
    """Where a field of a step stands."""
    return Place(TABLE, f"{case}/{number}", field, kind.version)


def sealed_fields(event: Event, case: str, number: int, person: str, vault: Vault) -> dict[str, Any]:
    """The fields of an event as they are kept."""
    return fields_to_json(
        event, lambda field, text: vault.seal(person, place_of(case, number, field, type(event)), text)
    )


def body_of(taken: Taken[Any], fields: dict[str, Any], procedure: str, person: str, key: str) -> bytes:
    """The bytes that are kept of a step, and that the journal commits to."""
    return canonical_json(
        {
            "format": FORMAT,
            "case": taken.case,
            "number": taken.number,
            "procedure": procedure,
            "step": taken.step,
            "event": type(taken.event).__name__,
            "version": type(taken.event).version,
            "person": person,
            "key": key,
            "at": taken.at.isoformat(),
            "by": taken.by,
            "second": taken.second,
            "office": taken.office,
            "verdict": "allowed",
            "rule": taken.rule,
            "rule_version": taken.rule_version,
            "law": taken.law,
            "due": taken.due.isoformat() if taken.due else None,
            "fields": fields,
            **({"of": _carried_to_json(taken.carried)} if taken.carried else {}),
        }
    )


def _carried_to_json(carried: CarriedOver) -> dict[str, Any]:
    return {
        "case": carried.case,
        "tier": carried.tier.value,
        "concerns": carried.concerns,
        "needs_guardian": carried.needs_guardian,
        "child": carried.child,
    }


def _carried_from_json(said: dict[str, Any]) -> CarriedOver:
    return CarriedOver(
        case=said["case"],
        tier=Tier(said["tier"]),
        concerns=said["concerns"],
        needs_guardian=said["needs_guardian"],
        child=said.get("child", True),
    )


def taken_from(stored: StoredEvent, unseal: Open = kept_closed) -> Taken[Any]:
    """The step that was kept; fault F302 where it cannot be read."""
    _, step = find_step(stored.procedure, stored.step)
    try:
        said = read_json(stored.body)
        kind = step.records
        event = fields_from_json(kind, said["fields"], lambda field, text: unseal(stored, kind, field, text))
        return Taken(
            case=said["case"],
            number=said["number"],
            step=said["step"],
            event=event,
            at=datetime.fromisoformat(said["at"]),
            by=said["by"],
            second=said["second"],
            office=said["office"],
            rule=said["rule"],
            rule_version=said["rule_version"],
            law=said["law"],
            due=date.fromisoformat(said["due"]) if said["due"] else None,
            carried=_carried_from_json(said["of"]) if "of" in said else None,
        )
    except (ValueError, KeyError, TypeError) as wrong:
        raise Fault("F302", kind="step", number=stored.entry, reason=type(wrong).__name__) from wrong


def fold(procedure: Procedure[Any], history: Iterable[StoredEvent]) -> Case:
    """The case that a kept history leads to, sealed fields closed."""
    case: Case = procedure.fold(taken_from(stored) for stored in history)
    return case


def ended_by_erasure(row: CaseRow) -> CaseRow:
    """The projection of a case whose person was erased, in whichever case it was ordered: nothing is due in it."""
    return replace(row, is_open=False, due=None)


def row_after(row: CaseRow | None, taken: Taken[Any], case: Case, *, name: str, procedure: str, person: str) -> CaseRow:
    """The projection of a case after a step."""
    return CaseRow(
        case=taken.case,
        name=row.name if row else name,
        procedure=procedure,
        office=row.office if row else taken.office,
        tier=case.tier,
        state=case.state,
        steps=case.steps,
        opened_at=row.opened_at if row else taken.at,
        changed_at=taken.at,
        person=person,
        due=case.due,
        assigned=case.assigned,
        concerns=case.concerns,
        is_open=case.is_open,
        same=case.same,
        different=case.different,
    )
