"""The event that a request's fields mean; whether an account in it exists is told to whom the step is for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from midex.formats.event_json import Wrong, read_fields, shape_of
from midex.kernel.event import Event
from midex.kernel.field import Storage
from midex.kernel.procedure import Case, Step
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.policy.scope import Scope
from midex.services.casework.ports import CasePorts, CaseRow
from midex.statistics.registry.catalogue import registry

NOT_A_CODE = mark("choose one of the codes of {codelist}")
NO_ACCOUNT = mark("there is no such account here")
NO_CASE = mark("there is no such case here for this account")
NO_GUARDIAN = mark("there is no such account of a guardian here")
NAMES_CASE = "other_case"
"""A field that names another case."""
NAMES_ACCOUNT = ("account", "concerns_staff")
"""Fields that name a member of staff."""
NAMES_GUARDIAN = "guardian"
"""A field that names whoever guards a child: an account whose role it is."""


def event_of(step: Step[Any], said: Mapping[str, Any]) -> Event | Wrong:
    """The event, or what is wrong with each field; codes are looked up in the registry, accounts are not yet."""
    event = read_fields(step.records, said)
    if isinstance(event, Wrong):
        return event
    for shape in shape_of(step.records):
        codelist = registry().codelists.get(shape.entry.codelist) if shape.entry.storage is Storage.COUNTED else None
        if codelist and any(code not in codelist.partition for code in _codes(getattr(event, shape.name))):
            return Wrong({shape.name: Message(NOT_A_CODE, {"codelist": codelist.id})})
    return event


def _codes(value: Any) -> tuple[str, ...]:
    """The codes that are looked up: an enum knows its own, and an empty text states none."""
    several = value if isinstance(value, tuple) else (value,)
    return tuple(one for one in several if isinstance(one, str) and one)


def unfitting(step: Step[Any], case: Case, event: Event, today: date) -> Wrong | None:
    """The fields that do not fit what happened in the case; asked once it is allowed, for it tells of the case."""
    said = step.fits(case, event, today)
    return Wrong(dict(said)) if said else None


def unknown_account(event: Event, ports: CasePorts) -> Wrong | None:
    """The field that names an account there is not; asked once the step is allowed, for staff are protected too."""
    for name in NAMES_ACCOUNT:
        value = getattr(event, name, "")
        if value and not any(actor.identity == value for actor in ports.accounts.all()):
            return Wrong({name: Message(NO_ACCOUNT)})
    guardian = getattr(event, NAMES_GUARDIAN, "")
    if guardian and (Role.GUARDIAN, guardian) not in ((actor.role, actor.identity) for actor in ports.accounts.all()):
        return Wrong({NAMES_GUARDIAN: Message(NO_GUARDIAN)})
    return None


def unknown_case(event: Event, row: CaseRow | None, scope: Scope, ports: CasePorts) -> Wrong | None:
    """That another case is named which is not there for this account, or the case itself; asked once it is allowed."""
    named = getattr(event, NAMES_CASE, "")
    if not named or (row and named in row.same | row.different):
        return None
    if row is None or named == row.name or ports.cases.named(named, scope) is None:
        return Wrong({NAMES_CASE: Message(NO_CASE)})
    return None
