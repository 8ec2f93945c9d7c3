"""Codes with their labels and what they are made of; the only home of a code's meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property


class CodeKind(Enum):
    """How a code takes part in a sum over its list."""

    BASE = "base"  # a part of the partition
    RESIDUAL = "residual"  # unknown, stateless, other: also a part
    TOTAL = "total"  # all parts together
    SUBTOTAL = "subtotal"  # some parts together
    AGGREGATE = "aggregate"  # a group that stands beside the partition (EU27_2020, WB6)
    HISTORICAL = "historical"  # accepted in old imports, never in a submission


@dataclass(frozen=True, kw_only=True)
class Code:
    """One code; ``parts`` names the codes that a total or subtotal is the sum of."""

    id: str
    name: str
    kind: CodeKind = CodeKind.BASE
    parts: tuple[str, ...] = ()
    note: str = ""
    source: str = ""
    iso2: str = ""
    iso3: str = ""


@dataclass(frozen=True, kw_only=True)
class Codelist:
    """An ordered list of codes. ``retired`` maps a code no longer used to the one to use now."""

    id: str
    name: str
    codes: tuple[Code, ...]
    retired: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Code]:
        """Every code under its id."""
        return {code.id: code for code in self.codes}

    @cached_property
    def partition(self) -> frozenset[str]:
        """The codes that add up to the total: base and residual."""
        return frozenset(code.id for code in self.codes if code.kind in (CodeKind.BASE, CodeKind.RESIDUAL))

    @cached_property
    def total(self) -> str | None:
        """The code for everything, if the list has one."""
        return next((code.id for code in self.codes if code.kind is CodeKind.TOTAL), None)

    @cached_property
    def sums(self) -> Mapping[str, frozenset[str]]:
        """Each total and subtotal with the codes it is the sum of; a total without parts takes the partition."""
        return {
            code.id: frozenset(code.parts) or self.partition
            for code in self.codes
            if code.kind in (CodeKind.TOTAL, CodeKind.SUBTOTAL)
        }

    def __contains__(self, code: object) -> bool:
        return code in self.by_id
