"""Walk every declaration once and say what is at fault; `midex check` prints it, the build fails by it.

Refuses to know how something is declared in Django: the columns are brought by whoever knows the tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from midex.exchange.purposes import CORRECTS, SHARINGS, Sharing
from midex.formats.letters.letter import Kind
from midex.formats.letters.wording import LANGUAGES
from midex.kernel.codelist import Codelist
from midex.kernel.field import Storage
from midex.kernel.procedure import Procedure
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.policy.actions import MAY, Action
from midex.policy.second_factor import needs_second_factor
from midex.procedures.catalogue import PROCEDURES
from midex.services.declarations.column import ColumnRegister
from midex.services.declarations.finding import Finding
from midex.services.declarations.of_columns import of_columns
from midex.services.declarations.of_fields import declared_fields, of_fields
from midex.services.declarations.of_letters import of_letters
from midex.services.declarations.of_policy import of_policy
from midex.services.declarations.of_procedures import of_procedures
from midex.services.declarations.of_purposes import of_purposes
from midex.services.declarations.recorded_texts import Texts, compare, present, recorded
from midex.statistics.registry.catalogue import registry


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Everything that is declared; a test puts one thing in the place of another."""

    columns: ColumnRegister
    procedures: Mapping[str, Procedure[Any]] = field(default_factory=lambda: PROCEDURES)
    codelists: Mapping[str, Codelist] = field(default_factory=lambda: registry().codelists)
    sharings: Mapping[Purpose, Sharing] = field(default_factory=lambda: SHARINGS)
    corrects: Mapping[str, str] = field(default_factory=lambda: CORRECTS)
    may: Mapping[Action, Set[Role]] = field(default_factory=lambda: MAY)
    texts: Texts = field(default_factory=recorded)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was walked, in numbers, and what is at fault."""

    walked: Mapping[str, int]
    findings: tuple[Finding, ...]


def check(declared: Declared) -> Checked:
    """Walk everything."""
    fields = tuple(declared_fields(declared.procedures))
    steps = [step for procedure in declared.procedures.values() for step in procedure.steps]
    counted = {one.entry.codelist for one in fields if one.entry and one.entry.storage is Storage.COUNTED}
    findings = (
        *of_procedures(declared.procedures),
        *compare(present(declared.procedures), declared.texts),
        *of_fields(declared.procedures, declared.codelists),
        *of_purposes(declared.sharings, declared.corrects, {one.path for one in fields}),
        *of_policy(declared.may, needs_second_factor),
        *of_letters(declared.procedures, declared.codelists, declared.corrects),
        *of_columns(declared.columns),
    )
    walked = {
        "procedures": len(declared.procedures),
        "steps": len(steps),
        "rules": len({rule for step in steps for rule in (step.allowed, step.fits, step.due)}),
        "events": len({step.records for step in steps}),
        "fields": len(fields),
        "codelists": len(counted),
        "purposes": len(Purpose),
        "actions": len(declared.may),
        "letters": len(Kind) * len(LANGUAGES),
        "columns": len(declared.columns.columns),
    }
    return Checked(walked=walked, findings=findings)
