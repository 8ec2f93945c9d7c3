"""Who may be registered already: of a person who is being registered, or of a case there is. A human compares.

Nothing is merged and nothing is decided here: that another case is about the same person, or about somebody else, is a
step of the procedure (`link`, `tell-apart`), and can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from midex.formats.event_json import Wrong
from midex.kernel.event import Event
from midex.kernel.journal import EntryKind
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.linkage.answer import who_is_it
from midex.linkage.asked import like
from midex.linkage.compare import compare
from midex.linkage.person import Person
from midex.linkage.weights import Closeness, closeness, closest_first
from midex.policy.actions import Action, may
from midex.policy.scope import NOT_FOUND, Scope
from midex.procedures.catalogue import find_step
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.agreeing import LINKED, agreeing
from midex.services.casework.history import opened_for
from midex.services.casework.index_person import person_in, person_of
from midex.services.casework.known_already import known_already
from midex.services.casework.look_into import Duplicates, Found, account_for_finding, look_into, purpose_of, refuse
from midex.services.casework.ports import CasePorts
from midex.services.casework.read_case import OpenedCase, read_case
from midex.services.casework.said_event import event_of

SHOWN = 5
"""Cases that are proposed for comparison."""


@dataclass(frozen=True, kw_only=True)
class SideBySide:
    """Two cases side by side, each as its reader may see it, and in what they agree."""

    one: OpenedCase
    other: OpenedCase
    agrees: tuple[Message, ...]


def duplicates_of_new(
    procedure: str, step: str, fields: Mapping[str, Any], actor: Actor, ports: CasePorts
) -> Duplicates | Wrong | Refused:
    """Who is likely the person that a step would register; nothing of it is kept."""
    _, taken = find_step(procedure, step)
    event = event_of(taken, fields)
    if isinstance(event, Wrong):
        return event
    return duplicates_of_events(procedure, (event,), actor, ports)


def duplicates_of_events(
    procedure: str, events: Iterable[Event], actor: Actor, ports: CasePorts
) -> Duplicates | Refused:
    """Who is likely the person whom events that are not kept yet tell of; nothing of them is kept."""
    known = known_already((person_in(procedure, events),), scope_of(actor, ports.clock()), ports)
    return known if isinstance(known, Refused) else known[0]


def duplicates_of_case(name: str, actor: Actor, ports: CasePorts) -> Duplicates | Refused:
    """Who may be the person of a case; those who were told apart from it are left out."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        row = ports.cases.named(name, scope)
        if row is None or isinstance(may(scope.role, Action.FIND_PEOPLE), Refused):
            return refuse(Refused(Message(NOT_FOUND)), scope, ports)
        receipt = account_for_finding((row,), scope, ports)
        if isinstance(receipt, Refused):
            return receipt
        history, pairs = ports.events.history(row.case), ports.cases.pairs_of(row)
    person = person_of(history, opened_for(scope.role, receipt, ports.vault))
    return _duplicates(person, scope, pairs, row.name, ports)


def compare_cases(one: str, other: str, actor: Actor, ports: CasePorts) -> SideBySide | Refused:
    """Two cases side by side; both are opened, and counted as opened."""
    scope = scope_of(actor, ports.clock())
    with ports.unit_of_work():
        rows = [ports.cases.named(name, scope) for name in (one, other)]
        if None in rows or one == other or isinstance(may(scope.role, Action.OPEN_CASE), Refused):
            # one that is there is not opened beside one that is not
            account_for(EntryKind.REFUSAL, Action.OPEN_CASE, purpose_of(scope), scope, (), ports)
            return Refused(Message(NOT_FOUND))
    opened = []
    for name in (one, other):
        read = read_case(name, actor, ports)
        if isinstance(read, Refused):
            return read
        opened.append(read)
    left, right = (person_in(it.row.procedure, (taken.event for taken in it.taken)) for it in opened)
    return SideBySide(one=opened[0], other=opened[1], agrees=agreeing(compare(left, right)))


def _duplicates(
    person: Person, scope: Scope, pairs: Mapping[str, bool], itself: str, ports: CasePorts
) -> Duplicates | Refused:
    wanted = like(person)
    apart = {name for name, same in pairs.items() if not same} | {itself}
    looked = look_into(wanted, scope, ports, leave_out=lambda row: row.name in apart, besides=len(apart))
    if isinstance(looked, Refused):
        return looked
    found = []
    for row, other in looked.people:
        compared = compare(person, other)
        linked = (Message(LINKED),) if pairs.get(row.name) else ()
        if linked or closeness(compared) is not Closeness.APART:
            found.append((Found(row=row, agrees=(*linked, *agreeing(compared))), compared))
    found.sort(key=lambda it: (not pairs.get(it[0].row.name), closest_first(it[1]), it[0].row.name))
    answer = who_is_it((it.row.name, compared) for it, compared in found)
    shown = tuple(it for it, _ in found[:SHOWN])
    return Duplicates(found=shown, answer=answer, more=looked.more or len(found) > SHOWN)
