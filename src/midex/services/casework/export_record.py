"""Write a case, or those of a family, as another system has it: by handing it over, and in no other way.

Each person goes through the firewall and is accounted for before anything is opened (`hand_over`); the journal's
entry stands in the file. Which fields stay, and why, is told to whoever hands over, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from midex.exchange.message import HandOver
from midex.formats.bridges import primero, progres
from midex.formats.bridges.mapping import Format
from midex.formats.bridges.written import Written, carries, without_place
from midex.kernel.field import Closed
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.procedures.registration.events import Related
from midex.services.actor import Actor
from midex.services.casework.bridge_lookups import lookups_of
from midex.services.casework.hand_over import HandedOver, hand_over
from midex.services.casework.ports import CasePorts
from midex.services.casework.read_case import read_case

WRITE = {Format.PRIMERO: primero.write, Format.PROGRES: progres.write}
"""The formats that a person is written in; Kobo's is for asking, not for telling."""

NOT_WRITTEN = mark("nobody is written in this format")

MOST = 12
"""Cases of one family."""


@dataclass(frozen=True, kw_only=True)
class ExportRecord:
    """What is asked for: a case by its name, for what, to whom, and whether its family goes along."""

    case: str
    format: Format
    purpose: str
    to: str
    family: bool = False


@dataclass(frozen=True, kw_only=True)
class OfCase:
    """What went of one case and what stayed, each by our exact name of the field, with the reason."""

    case: str
    entry: int
    went: tuple[str, ...]
    stayed: Mapping[str, Message]


@dataclass(frozen=True, kw_only=True)
class Exported:
    """The value of the file for the recipient, and the report for whoever hands over. ``refused`` are cases of the
    family of which nothing went, and why.
    """

    value: Mapping[str, Any]
    cases: tuple[OfCase, ...]
    refused: Mapping[str, Message]


def export_record(wanted: ExportRecord, actor: Actor, ports: CasePorts) -> Exported | Refused:
    """Hand it over and write it, or say why nothing goes."""
    if wanted.format not in WRITE:
        return Refused(Message(NOT_WRITTEN))
    hand = partial(_hand_over, wanted, actor, ports)
    first = hand(wanted.case)
    if isinstance(first, Refused):
        return first
    went, refused = {wanted.case: first}, dict[str, Message]()
    for name in _family(wanted.case, actor, ports) if wanted.family else ():
        answer = hand(name)
        if isinstance(answer, Refused):
            refused[name] = answer.because
        else:
            went[name] = answer
    lookups = lookups_of(ports)
    value = WRITE[wanted.format]([_written(one.message) for one in went.values()], _about(first.message), lookups)
    return Exported(
        value=value,
        cases=tuple(_of_case(name, one, wanted.format, ports) for name, one in went.items()),
        refused=refused,
    )


def _hand_over(wanted: ExportRecord, actor: Actor, ports: CasePorts, name: str) -> HandedOver | Refused:
    return hand_over(name, wanted.purpose, wanted.to, actor, ports, carries=partial(carries, wanted.format))


def _family(name: str, actor: Actor, ports: CasePorts) -> tuple[str, ...]:
    """The cases that the case names as relatives', for a role that may read them; it is opened, and counted as such."""
    opened = read_case(name, actor, ports)
    if isinstance(opened, Refused):
        return ()
    found = [taken.event.to for taken in opened.taken if isinstance(taken.event, Related)]
    return tuple(dict.fromkeys(one for one in found if not isinstance(one, Closed)))[: MOST - 1]


def _written(message: HandOver) -> Written:
    """``identifier`` is made of the journal's entry: it tells the recipient nothing of the case."""
    identifier = str(uuid5(NAMESPACE_URL, f"midex:{message.sender}/{message.entry}"))
    return Written(identifier=identifier, entry=message.entry, fields=message.fields)


def _about(message: HandOver) -> dict[str, Any]:
    """What stands beside the records: from whom, to whom, for what, on which basis, and until when it is kept."""
    return {
        "from": message.sender,
        "to": message.recipient,
        "purpose": message.purpose.value,
        "basis": message.basis,
        "until": message.until.isoformat(),
    }


def _of_case(name: str, one: HandedOver, format_: Format, ports: CasePorts) -> OfCase:
    no_place = without_place(format_, one.message.fields, lookups_of(ports))
    stayed = {**{field: why.because for field, why in one.withheld.items()}, **no_place}
    went = tuple(field for field in one.message.fields if field not in no_place)
    return OfCase(case=name, entry=one.message.entry, went=went, stayed=stayed)
