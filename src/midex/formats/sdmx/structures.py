"""SDMX structures of the registry as pysdmx objects, and their SDMX-ML 2.1.

One data structure per table; every dataflow over a table refers to it. It refuses to know where a table comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from pysdmx import model as sdmx
from pysdmx.io.xml.sdmx21.writer.structure import write as write_xml

from midex.formats.sdmx.components import CODED, SHARED
from midex.formats.sdmx.message import AGENCY, VERSION, Key, footnoted
from midex.kernel.codelist import Code, Codelist
from midex.kernel.indicator import ATTRIBUTES, MEASURE, TIME, Dimension, Table

MEDIA_TYPE = "application/vnd.sdmx.structure+xml;version=2.1"
CONCEPTS = "CS_MIDEX"
Artefact = sdmx.Codelist | sdmx.ConceptScheme | sdmx.DataStructureDefinition | sdmx.Dataflow | sdmx.AgencyScheme
_TYPES = {TIME: sdmx.DataType.PERIOD, MEASURE: sdmx.DataType.INTEGER}


class Flow(Protocol):
    """What a dataflow must tell about itself; ``statistics.series.Dataflow`` does."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def table(self) -> Table: ...


def agency_scheme() -> sdmx.AgencyScheme:
    """The one agency that maintains everything here."""
    agency = sdmx.Agency(id=AGENCY, name="MIDEX, migration data exchange of the six Western Balkan participants")
    return sdmx.AgencyScheme(agency="SDMX", version="1.0", items=[agency])


def codelist(listed: Codelist) -> sdmx.Codelist:
    """A codelist with its notes, so that the footnote of Kosovo* travels with the code."""
    return sdmx.Codelist(
        id=listed.id,
        name=listed.name,
        description=listed.source or None,
        agency=AGENCY,
        version=VERSION,
        items=[_code(code) for code in listed.codes],
    )


def _code(code: Code) -> sdmx.Code:
    """A code; what its name may not stand without is an annotation too, for clients that show no descriptions."""
    noted = [sdmx.Annotation(id="FOOTNOTE", type="NOTE", text=code.note)] if footnoted(code) else []
    return sdmx.Code(id=code.id, name=code.name, description=code.note or None, annotations=noted)


def concept_scheme(tables: Iterable[Table]) -> sdmx.ConceptScheme:
    """Every component of ``tables`` once; one that tables name differently bears all its names."""
    names: dict[str, set[str]] = {}
    for table in tables:
        for dimension in table.dimensions:
            names.setdefault(dimension.id, set()).add(dimension.name)
    own = [sdmx.Concept(id=name, name=" / ".join(sorted(names[name]))) for name in sorted(names)]
    shared = [sdmx.Concept(id=name, name=component.name, dtype=_TYPES.get(name)) for name, component in SHARED.items()]
    return sdmx.ConceptScheme(id=CONCEPTS, name="MIDEX concepts", agency=AGENCY, version=VERSION, items=own + shared)


def data_structure(table: Table, lists: Mapping[str, sdmx.Codelist]) -> sdmx.DataStructureDefinition:
    """The structure of a table. Every attribute stands on the figure and may be absent, and so may the figure."""
    return sdmx.DataStructureDefinition(
        id=table.id,
        name=table.title,
        description=table.definition,
        agency=AGENCY,
        version=VERSION,
        components=sdmx.Components(
            [
                *(_dimension(dimension, lists) for dimension in table.dimensions),
                _component(TIME, sdmx.Role.DIMENSION, required=True, kind=_TYPES[TIME]),
                _component(MEASURE, sdmx.Role.MEASURE, required=False, kind=_TYPES[MEASURE]),
                *(_attribute(name, lists) for name in ATTRIBUTES),
            ]
        ),
    )


def _dimension(dimension: Dimension, lists: Mapping[str, sdmx.Codelist]) -> sdmx.Component:
    return _component(dimension.id, sdmx.Role.DIMENSION, required=True, codes=lists[dimension.codelist.id])


def _attribute(name: str, lists: Mapping[str, sdmx.Codelist]) -> sdmx.Component:
    codes = lists[CODED[name]] if name in CODED else None
    kind = None if codes else sdmx.DataType.STRING
    return _component(name, sdmx.Role.ATTRIBUTE, required=False, codes=codes, kind=kind)


def _component(
    name: str,
    role: sdmx.Role,
    *,
    required: bool,
    codes: sdmx.Codelist | None = None,
    kind: sdmx.DataType | None = None,
) -> sdmx.Component:
    return sdmx.Component(
        id=name,
        required=required,
        role=role,
        concept=sdmx.ItemReference(sdmx_type="Concept", agency=AGENCY, id=CONCEPTS, version=VERSION, item_id=name),
        local_codes=codes,
        local_dtype=kind,
        attachment_level="O" if role is sdmx.Role.ATTRIBUTE else None,
    )


def dataflow(flow: Flow, description: str = "") -> sdmx.Dataflow:
    """A dataflow over the structure of its table."""
    structure = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={AGENCY}:{flow.table.id}({VERSION})"
    return sdmx.Dataflow(
        id=flow.id,
        name=flow.title,
        description=description or None,
        agency=AGENCY,
        version=VERSION,
        structure=structure,
    )


def availability(flow: Flow, keys: Iterable[Key], start: str, end: str) -> sdmx.AvailabilityConstraint:
    """Which codes and periods there are figures for, from the public series alone."""
    present = list(keys)
    values = [
        sdmx.CubeKeyValue(id=dimension.id, values=tuple(map(sdmx.CubeValue, sorted(set(codes)))))
        for dimension, codes in zip(flow.table.dimensions, zip(*present, strict=True), strict=True)
    ]
    if start:
        bounds = sdmx.CubeTimeRange(
            start_period=sdmx.TimePeriodBoundary(start), end_period=sdmx.TimePeriodBoundary(end)
        )
        values.append(sdmx.CubeKeyValue(id=TIME, time_range=bounds))
    return sdmx.AvailabilityConstraint(
        constraint_attachment=sdmx.ConstraintAttachment(
            data_provider=None,
            dataflows=(f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={AGENCY}:{flow.id}({VERSION})",),
        ),
        cube_region=sdmx.CubeRegion(key_values=tuple(values)),
        series_count=len(present),
    )


def write(artefacts: Iterable[Artefact | sdmx.AvailabilityConstraint], prepared: datetime) -> bytes:
    """SDMX-ML 2.1 of the artefacts. ``prepared`` comes from the caller, for a format has no clock."""
    header = sdmx.message.Header(id="MIDEX_STRUCTURES", prepared=prepared, sender=sdmx.Organisation(id=AGENCY))
    # pysdmx indents even when told not to; no text of ours holds a tab
    return str(write_xml(list(artefacts), prettyprint=False, header=header)).replace("\t", "").encode()
