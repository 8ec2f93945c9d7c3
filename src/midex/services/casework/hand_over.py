"""Hand what a purpose's list names to another institution: accounted for as a read first, opened only then.

Refuses to send anything: its answer is the message, which `exchange` builds. What stays is never opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from midex.exchange.firewall import Asked, Decided
from midex.exchange.firewall import hand_over as decide
from midex.exchange.institution import Institution
from midex.exchange.message import HandOver
from midex.exchange.purposes import ACCOMPANIED, BIRTH, CITIZENSHIP, SHARINGS
from midex.formats.event_json import plain
from midex.kernel.field import Closed
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused, Withheld
from midex.participants.institutions import named
from midex.policy.actions import Action, may
from midex.policy.break_glass import may_act
from midex.policy.scope import NOT_FOUND, Scope
from midex.procedures.protection.procedure import PROTECTION
from midex.procedures.protection.referral import stands
from midex.procedures.registration.origins import origins
from midex.procedures.registration.procedure import REGISTRATION
from midex.services.actor import Actor
from midex.services.casework.account_for import account_for, scope_of
from midex.services.casework.history import fold, opened_for, taken_from
from midex.services.casework.ports import CasePorts, CaseRow, Receipt, StoredEvent
from midex.services.casework.read_case import within_cap
from midex.services.casework.recorded_fields import RecordedField, recorded_fields

NO_PURPOSE = mark("there is no such purpose")
NO_RECIPIENT = mark("there is no such institution; it is named like rs/asylum-office")
NOTHING = mark("nothing is recorded that {purpose} needs, or it was erased")
NO_PLACE = mark("this format has no place for it")
AGE_DIFFERS = mark("a screening of this person says child, or disputes the age; correct the registration first")
AGE = frozenset({BIRTH, ACCOMPANIED})
"""Fields by which somebody counts as an adult."""
NOT_FOR_ROLE = mark("whoever hands it over may not read this")


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """The message as the recipient gets it, and for whoever handed it over: which fields stayed, and why."""

    message: HandOver
    withheld: Mapping[str, Withheld]


@dataclass(frozen=True, kw_only=True)
class WouldGo:
    """What a hand-over would take along and what would stay and why; the names of fields, and nothing in them."""

    to: Institution
    purpose: Purpose
    fields: tuple[str, ...]
    withheld: Mapping[str, Withheld]


def look_over(name: str, purpose: str, recipient: str, actor: Actor, ports: CasePorts) -> WouldGo | Refused:
    """What would go, before anything does: nothing is opened, and looking counts as opening the case."""
    asked = _asked(name, purpose, recipient, actor, ports, Action.OPEN_CASE)
    return asked if isinstance(asked, Refused) else asked.would_go


def hand_over(
    name: str,
    purpose: str,
    recipient: str,
    actor: Actor,
    ports: CasePorts,
    *,
    carries: Callable[[str], bool] = lambda _: True,
) -> HandedOver | Refused:
    """Hand over what this purpose needs of the case of that name, or say why nothing goes; ``carries`` says of a field
    whether the form in which it is sent has a place for it: where it has none, the field is not opened.
    """
    asked = _asked(name, purpose, recipient, actor, ports, Action.HAND_OVER, carries)
    if isinstance(asked, Refused):
        return asked
    receipt, recorded, decided = asked.receipt, asked.recorded, asked.would_go
    for_what, to = decided.purpose, decided.to
    # the record of this disclosure is kept by now; only then is anything opened, and only what goes
    unseal = opened_for(actor.role, receipt, ports.vault)
    opened = {field: recorded[field].opened(unseal) for field in decided.fields}
    fields = {field: plain(value) for field, value in opened.items() if not isinstance(value, Closed)}
    if not fields:
        return Refused(Message(NOTHING, {"purpose": for_what.value}))
    sharing = SHARINGS[for_what]
    message = HandOver(
        sender=f"{ports.participant.lower()}/{ports.institution}",
        recipient=to.id,
        purpose=for_what,
        basis=str(sharing.basis),
        until=asked.scope.at.date() + timedelta(days=sharing.days),
        entry=receipt.entry,
        fields=fields,
    )
    return HandedOver(message=message, withheld=decided.withheld)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A hand-over that may be made: accounted for by now, and nothing opened yet."""

    scope: Scope
    receipt: Receipt
    recorded: Mapping[str, RecordedField]
    would_go: WouldGo


def _asked(
    name: str,
    purpose: str,
    recipient: str,
    actor: Actor,
    ports: CasePorts,
    action: Action,
    carries: Callable[[str], bool] = lambda _: True,
) -> _Asked | Refused:
    """Judge it and account for it; ``action`` is what is accounted for where something goes."""
    scope = scope_of(actor, ports.clock())
    for_what = next((known for known in Purpose if known.value == purpose), None)
    to = named(recipient)
    with ports.unit_of_work():
        row = ports.cases.named(name, scope)
        if row is None or isinstance(may(actor.role, Action.HAND_OVER), Refused):
            return _refused(Refused(Message(NOT_FOUND)), Purpose.REGISTRATION, scope, (), ports)
        if for_what is None or to is None:
            because = Message(NO_PURPOSE if for_what is None else NO_RECIPIENT)
            return _refused(Refused(because), Purpose.REGISTRATION, scope, (row,), ports)
        for verdict in (may_act(scope, row), within_cap((row,), scope, ports)):
            if isinstance(verdict, Refused):
                return _refused(verdict, for_what, scope, (row,), ports)
        history = ports.events.history(row.case)
        recorded = recorded_fields(history)
        referred = row.procedure == PROTECTION.id and stands(taken_from(one) for one in history)
        decided = _decided(recorded, _whole(row, ports), for_what, to, referred, actor, ports)
        if _is_child_elsewhere(row, ports):
            decided = _without(decided, lambda field: field in AGE, AGE_DIFFERS)
        if not decided.released:
            return _refused(_because(decided, for_what), for_what, scope, (row,), ports)
        decided = _without(decided, lambda field: not carries(field), NO_PLACE)  # what has no place is no disclosure
        if not decided.released:
            return _refused(Refused(Message(NO_PLACE)), for_what, scope, (row,), ports)
        going = to.id if action is Action.HAND_OVER else ""
        receipt = account_for(EntryKind.READ, action, for_what, scope, (row,), ports, to=going)
    would_go = WouldGo(to=to, purpose=for_what, fields=decided.released, withheld=decided.withheld)
    return _Asked(scope=scope, receipt=receipt, recorded=recorded, would_go=would_go)


def _whole(row: CaseRow, ports: CasePorts) -> tuple[StoredEvent, ...]:
    """Every step of every case about the person: where somebody is a citizen may stand in another one."""
    return tuple(step for one in ports.cases.of_person(row.person) for step in ports.events.history(one.case))


def _decided(
    recorded: Mapping[str, RecordedField],
    whole: tuple[StoredEvent, ...],
    purpose: Purpose,
    to: Institution,
    referred: bool,
    actor: Actor,
    ports: CasePorts,
) -> Decided:
    """What the firewall lets go of the fields that this role may read."""
    known = recorded_fields(whole).get(CITIZENSHIP)
    citizenship = str(known.value) if known else ""
    where = origins(taken_from(one).event for one in whole)
    readable = {
        name: field.handling.purpose for name, field in recorded.items() if actor.role in field.handling.readers
    }
    asked = Asked(
        purpose=purpose, to=to, citizenship=citizenship, here=ports.participant, origins=where, referred=referred
    )
    decided = decide(readable, asked)
    unread = {name: Withheld(Message(NOT_FOR_ROLE)) for name in recorded if name not in readable}
    return Decided(released=decided.released, withheld={**decided.withheld, **unread})


def _is_child_elsewhere(row: CaseRow, ports: CasePorts) -> bool:
    """Whether this registration says adult and a screening of the person does not."""
    if row.procedure != REGISTRATION.id or fold(REGISTRATION, ports.events.history(row.case)).child:
        return False
    screenings = (one for one in ports.cases.of_person(row.person) if one.procedure == PROTECTION.id)
    return any(fold(PROTECTION, ports.events.history(one.case)).child for one in screenings)


def _without(decided: Decided, stays: Callable[[str], bool], because: str) -> Decided:
    """The same without the fields that stay for another reason."""
    without = {field: Withheld(Message(because)) for field in decided.released if stays(field)}
    released = tuple(field for field in decided.released if field not in without)
    return Decided(released=released, withheld={**decided.withheld, **without})


def _because(decided: Decided, purpose: Purpose) -> Refused:
    """Why nothing goes, where the reason is one for all fields."""
    reasons = {withheld.because.id: withheld.because for withheld in decided.withheld.values()}
    return Refused(reasons.popitem()[1] if len(reasons) == 1 else Message(NOTHING, {"purpose": purpose.value}))


def _refused(refused: Refused, purpose: Purpose, scope: Scope, rows: tuple[CaseRow, ...], ports: CasePorts) -> Refused:
    account_for(EntryKind.REFUSAL, Action.HAND_OVER, purpose, scope, rows, ports)
    return refused
