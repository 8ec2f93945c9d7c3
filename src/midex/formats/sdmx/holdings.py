"""All structures of a service, and who refers to whom: answers ``references=`` of a structure query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pysdmx import model as sdmx

from midex.formats.sdmx.components import CODED
from midex.formats.sdmx.message import AGENCY, VERSION
from midex.formats.sdmx.rest15 import References, StructureQuery
from midex.formats.sdmx.structures import (
    CONCEPTS,
    Artefact,
    Flow,
    agency_scheme,
    codelist,
    concept_scheme,
    data_structure,
    dataflow,
)
from midex.kernel.codelist import Codelist
from midex.kernel.indicator import Table

Ref = tuple[str, str]
"""Kind of structure, as the REST API names it, and its id."""


@dataclass(frozen=True)
class Holdings:
    """The structures of ``flows``, their tables and ``codelists``; ``described`` holds a note per dataflow."""

    flows: tuple[Flow, ...]
    codelists: Mapping[str, Codelist]
    described: Mapping[str, str]

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Every table that a dataflow stands on."""
        return {flow.table.id: flow.table for flow in self.flows}

    @cached_property
    def refers(self) -> Mapping[Ref, frozenset[Ref]]:
        """Each structure with those it refers to."""
        known: dict[Ref, frozenset[Ref]] = {("agencyscheme", "AGENCIES"): frozenset()}
        for flow in self.flows:
            known["dataflow", flow.id] = frozenset({("datastructure", flow.table.id)})
            known["contentconstraint", flow.id] = frozenset({("dataflow", flow.id)})
        for table in self.tables.values():
            lists = {dimension.codelist.id for dimension in table.dimensions} | set(CODED.values())
            known["datastructure", table.id] = frozenset(
                {("conceptscheme", CONCEPTS), *(("codelist", listed) for listed in lists)}
            )
            known.update({("codelist", listed): frozenset() for listed in lists})
        known["conceptscheme", CONCEPTS] = frozenset()
        return known

    @cached_property
    def artefacts(self) -> Mapping[Ref, Artefact]:
        """Every structure but the constraints, which depend on what is published."""
        lists = {name: codelist(self.codelists[name]) for kind, name in self.refers if kind == "codelist"}
        built: dict[Ref, Artefact] = {("codelist", name): listed for name, listed in lists.items()}
        built["agencyscheme", "AGENCIES"] = agency_scheme()
        built["conceptscheme", CONCEPTS] = concept_scheme(self.tables.values())
        for table in self.tables.values():
            built["datastructure", table.id] = data_structure(table, lists)
        for flow in self.flows:
            built["dataflow", flow.id] = dataflow(flow, self.described.get(flow.id, ""))
        return built

    def matching(self, query: StructureQuery) -> list[Ref]:
        """The structures a query names, without their relations."""
        owner, version = ("SDMX", "1.0") if query.kind == "agencyscheme" else (AGENCY, VERSION)
        if query.agencies is not None and owner not in query.agencies:
            return []
        if query.versions is not None and version not in query.versions:
            return []
        of_kind = sorted(ref for ref in self.refers if ref[0] == query.kind)
        return of_kind if query.ids is None else [ref for ref in of_kind if ref[1] in query.ids]

    def related(self, named: Iterable[Ref], query: StructureQuery) -> list[Ref]:
        """The structures named and those that ``references`` brings along."""
        found = set(named)
        if query.also:
            family = self._reach(found, self._children) | self._reach(found, self._parents)
            return sorted(found | {ref for ref in family if ref[0] == query.also})
        wanted = query.references
        if wanted in (References.CHILDREN, References.DESCENDANTS, References.ALL):
            deep = wanted is not References.CHILDREN
            found |= self._reach(found, self._children) if deep else self._children(named)
        if wanted in (References.PARENTS, References.PARENTS_AND_SIBLINGS, References.ALL):
            parents = self._parents(named)
            found |= parents
            if wanted is not References.PARENTS:
                found |= self._children(parents)
        return sorted(found)

    def _children(self, refs: Iterable[Ref]) -> set[Ref]:
        return {child for ref in refs for child in self.refers[ref]}

    def _parents(self, refs: Iterable[Ref]) -> set[Ref]:
        named = set(refs)
        return {parent for parent, children in self.refers.items() if children & named}

    @staticmethod
    def _reach(start: set[Ref], step: Callable[[Iterable[Ref]], set[Ref]]) -> set[Ref]:
        reached: set[Ref] = set()
        edge = set(start)
        while edge := step(edge) - reached:
            reached |= edge
        return reached


def narrowed(listed: sdmx.Codelist, codes: frozenset[str]) -> sdmx.Codelist:
    """A codelist with only ``codes``, marked as partial."""
    return sdmx.Codelist(
        id=listed.id,
        name=listed.name,
        agency=AGENCY,
        version=VERSION,
        items=[code for code in listed.items if code.id in codes],
        is_partial=True,
    )
