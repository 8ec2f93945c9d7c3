"""What can be wrong with a procedure and its steps."""

from __future__ import annotations

import re
import typing
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from inspect import getdoc
from typing import Any

from midex.formats.event_json import Shape, shape_of
from midex.kernel.event import Event, Taken
from midex.kernel.fault import Fault
from midex.kernel.field import Closed, Storage
from midex.kernel.partial_date import PartialDate
from midex.kernel.procedure import Procedure, Step
from midex.policy.actions import MAY, Action
from midex.services.declarations.finding import Finding

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PLACES = ("midex.procedures.", "midex.kernel.")


def of_procedures(procedures: Mapping[str, Procedure[Any]]) -> Iterator[Finding]:
    """Every fault of every procedure and step."""
    yield from _of_names(procedures)
    for listed, procedure in procedures.items():
        where = f"procedures.{procedure.id}"
        if listed != procedure.id:
            yield Finding.of("C101", where, procedure=procedure.id, listed=listed)
        for name in (procedure.id, *(step.id for step in procedure.steps)):
            if not _ID.fullmatch(name):
                yield Finding.of("C102", where, name=name)
        for step_id, count in Counter(step.id for step in procedure.steps).items():
            if count > 1:
                yield Finding.of("C103", where, step=step_id)
        if not any(step.begins for step in procedure.steps):
            yield Finding.of("C104", where, procedure=procedure.id)
        if not procedure.label:
            yield Finding.of("C114", where, thing=procedure.id)
        for step in procedure.steps:
            yield from _of_step(step, procedure, f"{where}.{step.id}")


def _of_names(procedures: Mapping[str, Procedure[Any]]) -> Iterator[Finding]:
    known: dict[str, str] = {}
    for procedure in procedures.values():
        for step in procedure.steps:
            if (other := known.setdefault(step.id, procedure.id)) != procedure.id:
                yield Finding.of("C117", f"procedures.{procedure.id}", step=step.id, one=other, other=procedure.id)


def _of_step(step: Step[Any], procedure: Procedure[Any], where: str) -> Iterator[Finding]:
    if not step.by:
        yield Finding.of("C105", where, step=step.id)
    for role in sorted(step.by - MAY[Action.TAKE_STEP], key=lambda role: role.value):
        yield Finding.of("C106", where, role=role.value, step=step.id)
    if not (step.law.act and step.law.article):
        yield Finding.of("C107", where, step=step.id)
    for rule in (step.allowed, step.fits, step.due):
        yield from _of_rule(rule, step, where)
    if step.begins and step.two_persons:
        yield Finding.of("C112", where, step=step.id)
    if step.of_person and not step.begins:
        yield Finding.of("C116", where, step=step.id)
    if not step.label:
        yield Finding.of("C114", where, thing=step.id)
    yield from _of_event(step, procedure, where)


def _of_event(step: Step[Any], procedure: Procedure[Any], where: str) -> Iterator[Finding]:
    for thing, version in ((step.id, step.version), (step.records.__name__, step.records.version)):
        if version < 1:
            yield Finding.of("C115", where, thing=thing, version=version)
    if not _is_frozen_event(step.records):
        yield Finding.of("C113", where, event=step.records.__name__)
    elif not _folds(step, procedure):
        yield Finding.of("C111", where, event=step.records.__name__)


def _of_rule(rule: Callable[..., Any], step: Step[Any], where: str) -> Iterator[Finding]:
    name = getattr(rule, "__qualname__", "")
    if not name.isidentifier():  # a lambda, a method, a function inside another, a partial
        yield Finding.of("C109", where, rule=name or type(rule).__name__, step=step.id)
        return
    if not rule.__module__.startswith(_PLACES):
        yield Finding.of("C110", where, rule=name, step=step.id, module=rule.__module__)
    if not getdoc(rule):
        yield Finding.of("C108", where, rule=name, step=step.id)


def _is_frozen_event(kind: type[Any]) -> bool:
    frozen = is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return bool(frozen) and issubclass(kind, Event)


def _folds(step: Step[Any], procedure: Procedure[Any]) -> bool:
    """Whether the fold knows the kind of event: one with any values is enough to see it."""
    try:
        event = step.records(**{shape.name: _any_value(shape) for shape in shape_of(step.records)})
    except Fault:
        return True  # a field without its entry is found elsewhere
    at = datetime(2000, 1, 3, tzinfo=UTC)
    taken = Taken(
        case="any",
        number=1,
        step=step.id,
        event=event,
        at=at,
        by="any",
        office="any",
        rule=step.allowed.__name__,
        rule_version=step.version,
        law=str(step.law),
    )
    try:
        procedure.apply(procedure.start, taken)
    except NotImplementedError:
        return False
    return True


def _any_value(shape: Shape) -> Any:
    if shape.entry.storage is Storage.SEALED:
        return Closed()
    if shape.optional:
        return shape.default
    if isinstance(shape.type, type) and issubclass(shape.type, Enum):
        return next(iter(shape.type))
    if typing.get_origin(shape.type) is tuple:
        return ()
    values: dict[Any, Any] = {bool: False, int: 0, date: date(2000, 1, 3), PartialDate: PartialDate(2000)}
    return values.get(shape.type, "")
