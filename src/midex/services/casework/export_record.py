"""Write a case as another system has it: by handing it over, and in no other way.

The person goes through the firewall and is accounted for before anything is opened (`hand_over`); the journal's
entry stands in the file. No purpose's list names relatives: each is handed over by a decision of its own.
Which fields stay, and why, is told to whoever hands over, and to nobody else.
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
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.casework.bridge_lookups import lookups_of
from midex.services.casework.hand_over import HandedOver, hand_over
from midex.services.casework.ports import CasePorts

WRITE = {Format.PRIMERO: primero.write, Format.PROGRES: progres.write}
"""The formats that a person is written in; Kobo's is for asking, not for telling."""

NOT_WRITTEN = mark("nobody is written in this format")


@dataclass(frozen=True, kw_only=True)
class ExportRecord:
    """What is asked for: a case by its name, for what, and to whom."""

    case: str
    format: Format
    purpose: str
    to: str


@dataclass(frozen=True, kw_only=True)
class OfCase:
    """What went of one case and what stayed, each by our exact name of the field, with the reason."""

    case: str
    entry: int
    went: tuple[str, ...]
    stayed: Mapping[str, Message]


@dataclass(frozen=True, kw_only=True)
class Exported:
    """The value of the file for the recipient, and the report for whoever hands over."""

    value: Mapping[str, Any]
    cases: tuple[OfCase, ...]


def export_record(wanted: ExportRecord, actor: Actor, ports: CasePorts) -> Exported | Refused:
    """Hand it over and write it, or say why nothing goes."""
    if wanted.format not in WRITE:
        return Refused(Message(NOT_WRITTEN))
    went = hand_over(wanted.case, wanted.purpose, wanted.to, actor, ports, carries=partial(carries, wanted.format))
    if isinstance(went, Refused):
        return went
    value = WRITE[wanted.format]([_written(went.message)], _about(went.message), lookups_of(ports))
    return Exported(value=value, cases=(_of_case(wanted.case, went, wanted.format, ports),))


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
