"""Tell the SDMX structures of what is public, and which codes and periods have figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from pysdmx import model as sdmx

from midex.formats.sdmx import schema21, structures
from midex.formats.sdmx.holdings import Holdings, Ref, narrowed
from midex.formats.sdmx.message import Key
from midex.formats.sdmx.rest15 import DataQuery, StructureQuery
from midex.kernel.fault import Fault
from midex.kernel.indicator import TIME, Table
from midex.services.ports import PublicCatalogue
from midex.services.query_observations import find_dataflow, find_release, query_observations
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, Vintage

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a service without a release was prepared."""

Constraint = sdmx.AvailabilityConstraint
Constraints = Callable[[str, str], Constraint]
Artefacts = Mapping[Ref, structures.Artefact]


def constraints_of(catalogue: PublicCatalogue) -> Constraints:
    """What is available of a dataflow (id) in its newest release (hash); remembered, for a release never changes."""

    @lru_cache(maxsize=128)
    def constraint(flow: str, _sha256: str) -> Constraint:
        everything = DataQuery(agency=None, flow=flow, version="latest")
        return _constraint(catalogue, everything, *find_release(catalogue, everything))

    return constraint


def describe_structures(catalogue: PublicCatalogue, query: StructureQuery, constraints: Constraints) -> bytes:
    """SDMX-ML 2.1 of the structures asked for; fault F502 where there are none."""
    flows = {flow.id: flow for flow in catalogue.dataflows()}
    newest = {name: vintages[0] for name in flows if (vintages := catalogue.vintages(name))}
    holdings = _holdings(flows.values(), newest)
    refs = holdings.related(holdings.matching(query), query)
    artefacts: Artefacts = {ref: holdings.artefacts[ref] for ref in refs if ref in holdings.artefacts}
    if query.partial:
        released = [name for kind, name in refs if kind == "dataflow" and name in newest]
        present = _codes((flows[name].table, constraints(name, newest[name].sha256)) for name in released)
        artefacts = _cut_down(artefacts, present, spared=query.kind)
    wanted = [name for kind, name in refs if kind == "contentconstraint" and name in newest]
    told = [*(constraints(name, newest[name].sha256) for name in wanted), *artefacts.values()]
    if not told:
        raise Fault("F502", what=f"no {query.kind} of that name")
    return structures.write(told, max((v.released_at for v in newest.values()), default=NEVER))


def describe_availability(catalogue: PublicCatalogue, query: DataQuery, component: str, references: str) -> bytes:
    """SDMX-ML 2.1 of the codes and periods for which a data query would find figures."""
    flow, vintages = find_release(catalogue, query)
    if component not in ("all", TIME, *flow.table.dimension):
        raise Fault("F501", reason=f"{flow.id} has no component {component[:40]}")
    constraint = _constraint(catalogue, query, flow, vintages)
    if component != "all":
        constraint = _only(constraint, component)
    present = _codes([(flow.table, constraint)])
    holdings = _holdings([flow], {flow.id: vintages[0]})
    around = {
        (kind, name): artefact
        for (kind, name), artefact in holdings.artefacts.items()
        if references in ("all", kind) and (kind != "codelist" or name in present)
    }
    return structures.write([constraint, *_cut_down(around, present).values()], vintages[0].released_at)


def describe_schema(catalogue: PublicCatalogue, query: DataQuery) -> bytes:
    """The XML schema of the messages of a dataflow."""
    flow = find_dataflow(catalogue, query)
    return schema21.write(flow.id, flow.table, registry().codelists, flat=query.flat)


def describe(flow: Dataflow, vintage: Vintage | None) -> str:
    """What must be read before the figures of a dataflow are used."""
    said = [
        "Generated for demonstration; no figure here was reported by anyone." if vintage and vintage.generated else ""
    ]
    if source := flow.source:
        said += [f"Published elsewhere: {source.publisher}, {source.title}.", f"Licence: {source.licence}."]
        said += [f"Retrieved: {source.retrieved}.", source.coverage, *source.notes]
    else:
        said += [flow.table.definition, flow.table.coverage, *flow.table.notes]
    return " ".join(sentence for sentence in said if sentence)


def _holdings(flows: Iterable[Dataflow], newest: Mapping[str, Vintage]) -> Holdings:
    listed = tuple(flows)
    return Holdings(listed, registry().codelists, {flow.id: describe(flow, newest.get(flow.id)) for flow in listed})


def _constraint(
    catalogue: PublicCatalogue, query: DataQuery, flow: Dataflow, vintages: tuple[Vintage, ...]
) -> Constraint:
    keys: set[Key] = set()
    first, last = "", ""
    for dataset in query_observations(catalogue, query, flow, vintages).sets:
        for key, period, *_ in dataset.rows:
            keys.add(key)
            first = min(first or period, period)
            last = max(last, period)
    return structures.availability(flow, keys, first, last)


def _only(constraint: Constraint, component: str) -> Constraint:
    values = [value for value in constraint.cube_region.key_values if value.id == component]
    return Constraint(
        constraint_attachment=constraint.constraint_attachment,
        cube_region=sdmx.CubeRegion(key_values=values),
        series_count=constraint.series_count,
    )


def _codes(constrained: Iterable[tuple[Table, Constraint]]) -> dict[str, frozenset[str]]:
    """The codes that have figures, per codelist."""
    found: dict[str, frozenset[str]] = {}
    for table, constraint in constrained:
        for component in constraint.cube_region.key_values:
            if component.id != TIME:
                listed = table.dimension[component.id].codelist.id
                found[listed] = found.get(listed, frozenset()) | {code.value for code in component.values}
    return found


def _cut_down(artefacts: Artefacts, present: Mapping[str, frozenset[str]], spared: str = "") -> Artefacts:
    """The artefacts with codelists cut down to the codes present, unless codelists were what was asked for."""
    return {
        (kind, name): narrowed(artefact, present[name])
        if isinstance(artefact, sdmx.Codelist) and name in present and kind != spared
        else artefact
        for (kind, name), artefact in artefacts.items()
    }
