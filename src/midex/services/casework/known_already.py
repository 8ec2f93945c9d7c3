"""Whether people who are being registered are registered already: this machine compares, a human decides.

Whoever is likely the same is named, and that counts like a search; whoever else was compared is told to nobody.
Comparing takes its time and holds nobody up; whoever keeps people afterwards asks with `somebody_came` whether another
was registered meanwhile, inside the unit of work that keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from midex.formats.event_json import Wrong
from midex.kernel.event import Event
from midex.kernel.journal import EntryKind
from midex.kernel.verdict import Refused
from midex.linkage.answer import who_is_it
from midex.linkage.asked import Asked, like
from midex.linkage.compare import Compared, compare
from midex.linkage.person import Person
from midex.linkage.weights import Closeness, closeness, closest_first
from midex.policy.actions import Action, may
from midex.policy.break_glass import is_outside
from midex.policy.scope import Scope
from midex.procedures.catalogue import find_step
from midex.procedures.registration.procedure import RELATE
from midex.services.casework.account_for import account_for
from midex.services.casework.agreeing import agreeing
from midex.services.casework.history import opened_for
from midex.services.casework.index_person import person_in, person_of
from midex.services.casework.look_into import LOOKED_INTO, Duplicates, Found, account_for_finding, purpose_of
from midex.services.casework.ports import CasePorts, CaseRow, Receipt
from midex.services.casework.said_event import event_of
from midex.services.casework.take_step import TakeStep

OF_AN_ENTRY = 1_000
"""Cases that one entry of the journal names; more are named by several."""


def known_already(people: Sequence[Person], scope: Scope, ports: CasePorts) -> tuple[Duplicates, ...] | Refused:
    """For each person the cases in scope that are likely theirs, the closest first; the journal has it before."""
    found = compared_with_known(people, scope, ports)
    if isinstance(found, Refused):
        return found
    capped = account_for_naming(found, scope, ports)
    return capped if isinstance(capped, Refused) else found


def account_for_naming(found: Iterable[Duplicates], scope: Scope, ports: CasePorts) -> Receipt | Refused | None:
    """Journal that likely cases are named to somebody, as a search would; refuses where it was too many in an hour."""
    named = {one.row.case: one.row for of_one in found for one in of_one.found}
    if not named:
        return None
    with ports.unit_of_work():
        return account_for_finding(tuple(named.values()), scope, ports)


def compared_with_known(people: Sequence[Person], scope: Scope, ports: CasePorts) -> tuple[Duplicates, ...] | Refused:
    """The same for this machine alone: whoever names one of these cases accounts for it first."""
    with ports.unit_of_work():
        permitted = may(scope.role, Action.COMPARE_NEW)
        if isinstance(permitted, Refused):
            account_for(EntryKind.REFUSAL, Action.COMPARE_NEW, purpose_of(scope), scope, (), ports)
            return permitted
        candidates, more = _candidates(people, scope, ports)
        rows = ports.cases.by_ids({case for cases in candidates for case in cases})
        receipt = _account_for(tuple(rows.values()), scope, ports)
        histories = {case: ports.events.history(case) for case in rows}
    # the record of this comparison is kept by now; only then is anything opened
    unseal = opened_for(scope.role, receipt, ports.vault)
    known = {case: person_of(history, unseal) for case, history in histories.items()}
    found = [
        replace(
            _likely(person, [(rows[case], known[case]) for case in cases]), more=is_cut, looked_into=frozenset(cases)
        )
        for person, cases, is_cut in zip(people, candidates, more, strict=True)
    ]
    return tuple(found)


def somebody_came(people: Sequence[Person], known: Sequence[Duplicates], scope: Scope, ports: CasePorts) -> bool:
    """Whether a case is there by now that a comparison has not looked into; asked inside the open unit of work."""
    candidates, _ = _candidates(people, scope, ports)
    return any(not set(cases) <= one.looked_into for cases, one in zip(candidates, known, strict=True))


def person_said(steps: Sequence[TakeStep]) -> Person:
    """The person that the steps of a new case would tell of; whose relative they are says nothing about that."""
    events: list[Event] = []
    for wanted in steps:
        _, step = find_step(wanted.procedure, wanted.step)
        event = event_of(step, wanted.fields) if step is not RELATE else None
        if event is not None and not isinstance(event, Wrong):
            events.append(event)
    return person_in(steps[0].procedure, events)


def _candidates(people: Sequence[Person], scope: Scope, ports: CasePorts) -> tuple[list[tuple[str, ...]], list[bool]]:
    offices = sorted(ports.tokens.offices(scope))
    found = [_of_one(like(person), offices, scope, ports) for person in people]
    return [cases for cases, _ in found], [more for _, more in found]


def _of_one(wanted: Asked, offices: Sequence[str], scope: Scope, ports: CasePorts) -> tuple[tuple[str, ...], bool]:
    groups = [frozenset().union(*(ports.blinding.tokens(at, group) for at in offices)) for group in wanted.groups]
    return ports.tokens.candidates(groups, wanted.at_least, scope, LOOKED_INTO)


def _account_for(rows: tuple[CaseRow, ...], scope: Scope, ports: CasePorts) -> Receipt:
    """Journal that cases are compared, inside the open unit of work; one receipt for all of them."""
    entry, people = -1, frozenset[str]()
    for first in range(0, max(1, len(rows)), OF_AN_ENTRY):
        some = rows[first : first + OF_AN_ENTRY]
        outside = any(is_outside(scope, row) for row in some)
        receipt = account_for(
            EntryKind.READ, Action.COMPARE_NEW, purpose_of(scope), scope, some, ports, outside=outside
        )
        entry, people = receipt.entry, people | receipt.people
    return Receipt(entry=entry, people=people)


def _likely(person: Person, others: Sequence[tuple[CaseRow, Person]]) -> Duplicates:
    likely: list[tuple[CaseRow, Compared]] = []
    for row, other in others:
        compared = compare(person, other)
        if closeness(compared) is Closeness.LIKELY:
            likely.append((row, compared))
    likely.sort(key=lambda it: (closest_first(it[1]), it[0].name))
    return Duplicates(
        found=tuple(Found(row=row, agrees=agreeing(compared)) for row, compared in likely),
        answer=who_is_it((row.name, compared) for row, compared in likely),
    )
