"""Write a letter to the person of a case, in their language: accounted for first, made afterwards, kept nowhere.

A letter without anything personal opens no field. What stands on paper is said in `printed_fields`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from midex.exchange.institution import InstitutionKind
from midex.formats.letters.letter import Kind, Recorded, Values, letter
from midex.formats.letters.wording import LANGUAGES
from midex.kernel.event import Event, Taken
from midex.kernel.field import Closed, entry_of
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.participants.institutions import find
from midex.policy.actions import Action, may
from midex.policy.break_glass import may_act
from midex.policy.scope import NOT_FOUND, Scope
from midex.procedures.registration import events as registration
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.history import Open, kept_closed, opened_for, taken_from
from midex.services.casework.ports import CasePorts, CaseRow, StoredEvent
from midex.services.casework.printed_fields import is_printed, printed_fields
from midex.services.casework.read_case import within_cap

NO_LANGUAGE = mark("letters are not written in that language yet; choose one that the person understands")
NOT_YET = mark("nobody is registered in this case yet, so that there is nothing to print")
NOT_WHOLE = mark("the fields of this case were erased, or this role does not read all of what would be printed")
NOT_SAID = mark("say the day and the time of the appointment")

SERBIAN = {"sr": "sr-Cyrl"}
DISCREET = frozenset({InstitutionKind.TRAFFICKING_VICTIMS_CENTRE.value})
"""Institutions whose name alone, on a paper in somebody's pocket, would tell what happened to them."""


@dataclass(frozen=True, kw_only=True)
class WriteLetter:
    """What is asked for; without a language it is the one in which the person was informed. ``at`` is an appointment's
    day and time, as a clock on the wall there shows it.
    """

    case: str
    kind: Kind
    language: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenLetter:
    """A letter and the neutral name of its file."""

    file: str
    language: str
    pdf: bytes = field(repr=False)


def write_letter(wanted: WriteLetter, actor: Actor, ports: CasePorts) -> WrittenLetter | Refused:
    """Write it, or say why not; the same refusal where there is no such case and where it is not for this account."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        row = ports.cases.named(wanted.case, scope)
        verdict = may(actor.role, Action.WRITE_LETTER) if row else Refused(Message(NOT_FOUND))
        if row is None or isinstance(verdict, Refused):
            account_for(EntryKind.REFUSAL, Action.WRITE_LETTER, Purpose.OWN_RIGHTS, scope, (), ports)
            return Refused(Message(NOT_FOUND))
        judged = may_act(scope, row)
        judged = judged if isinstance(judged, Refused) else within_cap((row,), scope, ports)
        if isinstance(judged, Refused):
            account_for(EntryKind.REFUSAL, Action.WRITE_LETTER, Purpose.OWN_RIGHTS, scope, (row,), ports)
            return judged
        receipt = account_for(
            EntryKind.READ, Action.WRITE_LETTER, Purpose.OWN_RIGHTS, scope, (row,), ports, about=wanted.kind.value
        )
        history = ports.events.history(row.case)
    # the record of this read is kept by now; only then is anything opened, and for personal letters alone
    unseal = _only_printed(opened_for(actor.role, receipt, ports.vault)) if wanted.kind.is_personal else kept_closed
    return _written(wanted, row, [taken_from(stored, unseal) for stored in history], scope, ports)


def _only_printed(unseal: Open) -> Open:
    """Opens what stands on paper; every other field stays closed."""

    def opened(stored: StoredEvent, kind: type[Event], field: str, text: str) -> str | Closed:
        entry = entry_of(kind.__dataclass_fields__[field].metadata)
        return unseal(stored, kind, field, text) if entry and is_printed(entry) else Closed()

    return opened


def _written(
    wanted: WriteLetter, row: CaseRow, taken: list[Taken[Any]], scope: Scope, ports: CasePorts
) -> WrittenLetter | Refused:
    language = wanted.language or _informed_in(taken)
    if language not in LANGUAGES:
        return Refused(Message(NO_LANGUAGE))
    if wanted.kind in (Kind.APPOINTMENT, Kind.REMINDER) and not wanted.at:
        return Refused(Message(NOT_SAID))
    recorded: tuple[Recorded, ...] = ()
    if wanted.kind.is_personal:
        found = printed_fields(row.procedure, taken, scope.role)
        if found is None:
            return Refused(Message(NOT_WHOLE))
        if not any(one.event == registration.Registered.__name__ for one in found):
            return Refused(Message(NOT_YET))
        recorded = found
    pdf = letter(wanted.kind, language, _values(wanted, row, taken, recorded, scope, ports))
    return WrittenLetter(file=f"{row.name}-{wanted.kind.value}.pdf", language=language, pdf=pdf)


def _informed_in(taken: Iterable[Taken[Any]]) -> str:
    told = [one.event.language.value for one in taken if isinstance(one.event, registration.Informed)]
    return SERBIAN.get(told[-1], told[-1]) if told else ""


def _values(
    wanted: WriteLetter,
    row: CaseRow,
    taken: list[Taken[Any]],
    recorded: tuple[Recorded, ...],
    scope: Scope,
    ports: CasePorts,
) -> Values:
    institution, office = _name_of(ports.institution, ports), row.office[:1].upper() + row.office[1:]
    # where such an institution is stands on no paper at all: it may be a shelter
    where = "" if ports.institution in DISCREET else ports.addresses.get(row.office, "")
    hidden = ports.institution in DISCREET and not wanted.kind.is_personal and wanted.kind is not Kind.NOTICE
    registered = next((one.at for one in taken if isinstance(one.event, registration.Registered)), None)
    said: dict[str, Any] = {
        "institution": institution,
        "place": office if hidden else ", ".join(filter(None, (institution, office, where))),
        "authority": _name_of("data-protection-authority", ports),
        "ombudsperson": _name_of("ombudsperson", ports),
        "law": f"{registration.IDENTITY.basis}; {registration.GDPR}, art. 6(1)(e)",
        "years": str(max(handling.retention.years for handling in (registration.IDENTITY, registration.RECORD))),
        "registered": registered.date() if registered else None,
        "day": wanted.at.date() if wanted.at else None,
        "time": f"{wanted.at:%H:%M}" if wanted.at else "",
    }
    return Values(
        case=row.name,
        on=scope.at.date(),
        sender="" if hidden else institution,
        under=", ".join(filter(None, (office, where))),
        said={name: value for name, value in said.items() if value},
        recorded=recorded,
        with_kosovo=ports.participant == "XK" or any(_names_kosovo(one.value) for one in recorded),
    )


def _names_kosovo(value: Any) -> bool:
    return "XK" in value if isinstance(value, tuple) else value == "XK"


def _name_of(kind: str, ports: CasePorts) -> str:
    """An institution of this participant by its own name; its kind where it is known by no other."""
    known = find(ports.participant, kind)
    return known.name if known else kind
