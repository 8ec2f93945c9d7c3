"""What the JSON interface says of cases, steps, reads and refusals; plain values, nothing a role may not read."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from midex.formats.event_json import Wrong
from midex.kernel.event import Event, Taken
from midex.kernel.partial_date import PartialDate
from midex.kernel.role import Role
from midex.kernel.text import Message
from midex.kernel.verdict import Refused
from midex.policy.queues import SOON
from midex.services.casework.break_glass import Notice
from midex.services.casework.count_queues import Counted
from midex.services.casework.find_people import FoundPeople
from midex.services.casework.group_form import WrongGroup
from midex.services.casework.list_cases import Listed
from midex.services.casework.look_into import Found
from midex.services.casework.ports import CaseRow, Grant
from midex.services.casework.read_case import OpenedCase, OpenedProposal, PossibleStep
from midex.services.casework.register_group import MaybeKnownGroup
from midex.services.casework.search_reads import ReadLine
from midex.services.casework.shown_fields import Showing, shown_fields
from midex.web.naming import sentence


def message(said: Message) -> dict[str, Any]:
    """A sentence: its id, its details, and the sentence in the reader's language."""
    return {"id": said.id, "details": dict(said.details), "text": sentence(said)}


def wrong(said: Wrong) -> dict[str, Any]:
    """What to do about each field."""
    return {"wrong": {name: message(what) for name, what in said.fields.items()}}


def wrong_group(said: WrongGroup) -> dict[str, Any]:
    """What to do about each cell of a group; rows are numbered from 1, as relatives are."""
    people = {str(place + 1): wrong(Wrong(cells))["wrong"] for place, cells in said.people.items()}
    return {"wrong": {"shared": wrong(Wrong(said.shared))["wrong"], "people": people}}


def row(one: CaseRow) -> dict[str, Any]:
    """A case as lists show it."""
    return {
        "case": one.name,
        "procedure": one.procedure,
        "office": one.office,
        "tier": one.tier.value,
        "state": one.state,
        "steps": one.steps,
        "is_open": one.is_open,
        "opened_at": one.opened_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "due": one.due.isoformat() if one.due else None,
    }


def listed(found: Listed) -> dict[str, Any]:
    """A page of cases."""
    return {
        "total": found.total,
        "at_least": found.at_least,
        "start": found.wanted.start,
        "cases": [row(one) for one in found.rows],
    }


def queues(counted: Counted) -> dict[str, Any]:
    """How many cases stand in each queue, and what an account is reminded of."""
    return {
        "due_soon_days": SOON.days,
        "queues": {queue.value: count for queue, count in counted.queues.items()},
        "reminders": [message(one) for one in counted.reminders],
    }


def opened(case: OpenedCase, role: Role) -> dict[str, Any]:
    """A case as its reader may see it."""
    return {
        **row(case.row),
        "taken": [_taken(one, role) for one in case.taken],
        "possible": [_possible(one) for one in case.possible],
        "waiting": [_proposal(one, role) for one in case.proposals],
        "break_glass": [_grant(one) for one in case.grants],
        "openings": [_possible(one) for one in case.openings],
        "others": [row(one) for one in case.others],
    }


def found(answer: FoundPeople) -> dict[str, Any]:
    """Who fits a search, and why."""
    return {"found": [found_case(one) for one in answer.found], "more": answer.more}


def found_case(one: Found) -> dict[str, Any]:
    """One case that may be meant, and in what it agrees."""
    return {**row(one.row), "agrees": [message(said) for said in one.agrees]}


def may_be_known_group(answer: MaybeKnownGroup) -> dict[str, Any]:
    """By row (from 1), the cases that are likely about the same person, and the earlier rows."""
    return {
        "refused": message(answer.because),
        "may_be_known": {str(at + 1): [found_case(one) for one in found] for at, found in answer.people.items()},
        "alike": {
            str(at + 1): [{"row": one.number, "agrees": [message(said) for said in one.agrees]} for one in rows]
            for at, rows in answer.alike.items()
        },
    }


def notice(one: Notice) -> dict[str, Any]:
    """A break-glass grant as those who watch over it read it."""
    said = one.reason if isinstance(one.reason, str) else None
    return {**_grant(one.grant), "case": one.name, "reason": said, "is_running": one.is_running}


def read_line(one: ReadLine) -> dict[str, Any]:
    """One line of the record of reads."""
    read = one.read
    return {
        "entry": read.entry,
        "kind": read.kind.value,
        "at": read.at.isoformat(),
        "by": read.identity,
        "role": read.role,
        "office": read.office,
        "action": read.action,
        "purpose": read.purpose.value,
        "outside": read.outside,
        "cases": list(one.names),
        "other_cases": one.others,
    }


def plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime | PartialDate):
        return str(value)
    if isinstance(value, tuple | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, frozenset) else value)]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def _fields(event: Event, role: Role) -> dict[str, Any]:
    shown = shown_fields(event, role)
    return {
        "fields": {one.shape.name: plain(one.value) for one in shown if one.showing is Showing.SHOWN},
        "withheld": [one.shape.name for one in shown if one.showing is Showing.WITHHELD],
        "erased": [one.shape.name for one in shown if one.showing is Showing.ERASED],
    }


def _taken(one: Taken[Any], role: Role) -> dict[str, Any]:
    return {
        "number": one.number,
        "step": one.step,
        "event": type(one.event).__name__,
        "at": one.at.isoformat(),
        "by": one.by,
        "second": one.second,
        "office": one.office,
        "rule": one.rule,
        "rule_version": one.rule_version,
        "law": one.law,
        "due": one.due.isoformat() if one.due else None,
        **_fields(one.event, role),
    }


def _possible(one: PossibleStep) -> dict[str, Any]:
    because = message(one.verdict.because) if isinstance(one.verdict, Refused) else None
    step = one.step
    return {"step": step.id, "law": str(step.law), "two_persons": step.two_persons, "refused": because}


def _proposal(one: OpenedProposal, role: Role) -> dict[str, Any]:
    return {
        "proposal": one.proposed.id,
        "step": one.step.id,
        "proposed_by": one.proposed.proposed_by,
        "proposed_at": one.proposed.proposed_at.isoformat(),
        "based_on": one.proposed.based_on,
        "sha256": one.proposed.sha256,
        **_fields(one.event, role),
    }


def _grant(one: Grant) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "by": one.identity,
        "office": one.office,
        "given_at": one.given_at.isoformat(),
        "until": one.until.isoformat(),
    }
