"""Tell the SDMX structures of what is public, and which codes and periods have figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from pysdmx import model as sdmx

from midex.formats.sdmx import schema21, structures
from midex.formats.sdmx.holdings import Holdings, narrowed
from midex.formats.sdmx.message import Key
from midex.formats.sdmx.rest15 import DataQuery, StructureQuery
from midex.kernel.fault import Fault
from midex.kernel.indicator import TIME
from midex.services.ports import PublicCatalogue
from midex.services.query_observations import find_dataflow, find_release, query_observations
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, Vintage

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a service without a release was prepared."""


def describe_structures(catalogue: PublicCatalogue, query: StructureQuery) -> bytes:
    """SDMX-ML 2.1 of the structures asked for; fault F502 where there are none."""
    flows = {flow.id: flow for flow in catalogue.dataflows()}
    newest = {name: next(iter(catalogue.vintages(name)), None) for name in flows}
    holdings = _holdings(flows.values(), newest)
    named = holdings.matching(query)
    if not named:
        raise Fault("F502", what=f"no {query.kind} of that name")
    told: list[structures.Artefact | sdmx.AvailabilityConstraint] = []
    for kind, name in holdings.related(named, query):
        if kind != "contentconstraint":
            told.append(holdings.artefacts[kind, name])
        elif newest[name]:
            told.append(_published(catalogue, flows[name]))
    return structures.write(told, _prepared(newest.values()))


def describe_availability(catalogue: PublicCatalogue, query: DataQuery, component: str, references: str) -> bytes:
    """SDMX-ML 2.1 of the codes and periods for which a data query would find figures."""
    flow, vintages = find_release(catalogue, query)
    components = [*(dimension.id for dimension in flow.table.dimensions), TIME]
    if component != "all" and component not in components:
        raise Fault("F501", reason=f"{flow.id} has no component {component[:40]}")
    constraint = _constraint(catalogue, query, flow, vintages)
    if component != "all":
        constraint = _only(constraint, component)
    told: list[structures.Artefact | sdmx.AvailabilityConstraint] = [constraint]
    if references not in ("", "none"):
        told += _with_available_codes(constraint, flow, references)
    return structures.write(told, vintages[0].released_at)


def describe_schema(catalogue: PublicCatalogue, query: DataQuery) -> bytes:
    """The XML schema of the messages of a dataflow."""
    flow = find_dataflow(catalogue, query)
    return schema21.write(flow.id, flow.table, registry().codelists, flat=query.flat)


def _holdings(flows: Iterable[Dataflow], newest: dict[str, Vintage | None]) -> Holdings:
    listed = tuple(flows)
    described = {flow.id: describe(flow, newest.get(flow.id)) for flow in listed}
    return Holdings(listed, registry().codelists, described)


def describe(flow: Dataflow, vintage: Vintage | None) -> str:
    """What must be read before the figures of a dataflow are used."""
    source = flow.source
    said = [
        "Generated for demonstration; no figure here was reported by anyone." if vintage and vintage.generated else "",
        f"Published elsewhere: {source.publisher}, {source.title}; licence {source.licence}; "
        f"retrieved {source.retrieved}."
        if source
        else flow.table.definition,
        source.coverage if source else flow.table.coverage,
        *(source.notes if source else flow.table.notes),
    ]
    return " ".join(sentence for sentence in said if sentence)


def _prepared(vintages: Iterable[Vintage | None]) -> datetime:
    return max((vintage.released_at for vintage in vintages if vintage), default=NEVER)


def _published(catalogue: PublicCatalogue, flow: Dataflow) -> sdmx.AvailabilityConstraint:
    everything = DataQuery(agency=None, flow=flow.id, version="latest")
    return _constraint(catalogue, everything, flow, catalogue.vintages(flow.id))


def _constraint(
    catalogue: PublicCatalogue, query: DataQuery, flow: Dataflow, vintages: tuple[Vintage, ...]
) -> sdmx.AvailabilityConstraint:
    keys: set[Key] = set()
    first, last = "", ""
    for dataset in query_observations(catalogue, query, flow, vintages).sets:
        for key, period, *_ in dataset.rows:
            keys.add(key)
            first = min(first or period, period)
            last = max(last, period)
    return structures.availability(flow, keys, first, last)


def _only(constraint: sdmx.AvailabilityConstraint, component: str) -> sdmx.AvailabilityConstraint:
    values = [value for value in constraint.cube_region.key_values if value.id == component]
    return sdmx.AvailabilityConstraint(
        constraint_attachment=constraint.constraint_attachment,
        cube_region=sdmx.CubeRegion(key_values=values),
        series_count=constraint.series_count,
    )


def _with_available_codes(
    constraint: sdmx.AvailabilityConstraint, flow: Dataflow, references: str
) -> list[structures.Artefact]:
    """The structures around a constraint; codelists hold only codes that are available."""
    available: dict[str, set[str]] = {}
    for value in constraint.cube_region.key_values:
        if value.id != TIME:
            listed = flow.table.dimension[value.id].codelist.id
            available.setdefault(listed, set()).update(code.value for code in value.values)
    holdings = Holdings((flow,), registry().codelists, {})
    told: list[structures.Artefact] = []
    for (kind, name), artefact in sorted(holdings.artefacts.items(), key=lambda item: item[0]):
        if references not in ("all", kind):
            continue
        if not isinstance(artefact, sdmx.Codelist):
            told.append(artefact)
        elif name in available:
            told.append(narrowed(artefact, frozenset(available[name])))
    return told
