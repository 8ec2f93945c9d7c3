"""The XML schema of one dataflow's messages, so that any validator can check what ``xml21`` writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from midex.formats.sdmx.components import CODED
from midex.formats.sdmx.xml21 import SCHEMAS, namespace
from midex.kernel.codelist import Codelist
from midex.kernel.indicator import ATTRIBUTES, MEASURE, TIME, Table

MEDIA_TYPE = "application/vnd.sdmx.schema+xml;version=2.1"
PUBLISHED = "https://registry.sdmx.org/schemas/v2_1"
"""Where the standard's own schemas stand; ours imports them from there."""


def write(flow: str, table: Table, codelists: Mapping[str, Codelist], *, flat: bool = False) -> bytes:
    """The schema as UTF-8. ``codelists`` needs those of the attributes; the dimensions bring their own."""
    return "\n".join(_lines(flow, table, codelists, flat=flat)).encode()


def _lines(flow: str, table: Table, codelists: Mapping[str, Codelist], *, flat: bool) -> Iterator[str]:
    own = namespace(flow, flat=flat)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{own}" targetNamespace="{own}" '
        f'xmlns:ss="{SCHEMAS}/data/structurespecific" xmlns:c="{SCHEMAS}/common" elementFormDefault="qualified">'
    )
    yield f'<xs:import namespace="{SCHEMAS}/common" schemaLocation="{PUBLISHED}/SDMXCommon.xsd"/>'
    specific = f"{PUBLISHED}/SDMXDataStructureSpecific.xsd"
    yield f'<xs:import namespace="{SCHEMAS}/data/structurespecific" schemaLocation="{specific}"/>'
    used = {d.codelist.id: d.codelist for d in table.dimensions} | {name: codelists[name] for name in CODED.values()}
    for listed in used.values():
        yield _enumeration(listed)
    dimensions = "".join(_attribute(d.id, d.codelist.id, "required") for d in table.dimensions)
    time = _attribute(TIME, "c:ObservationalTimePeriodType", "required")
    figure = _attribute(MEASURE, "xs:integer", "optional")
    figure += "".join(_attribute(name, CODED.get(name, "xs:string"), "optional") for name in ATTRIBUTES)
    inside = _element("Obs", "ObsType", 'minOccurs="0" maxOccurs="unbounded"')
    provider = _element("DataProvider", "c:DataProviderReferenceType", 'minOccurs="0"')
    several = _element("Obs" if flat else "Series", "ObsType" if flat else "SeriesType", 'maxOccurs="unbounded"')
    yield _restriction("DataSetType", f'{provider}<xs:choice minOccurs="0">{several}</xs:choice>', "")
    if not flat:
        yield _restriction("SeriesType", inside, dimensions + f'<xs:attribute name="{TIME}" use="prohibited"/>')
    yield _restriction("ObsType", "", (dimensions if flat else "") + time + figure)
    yield "</xs:schema>\n"


def _enumeration(listed: Codelist) -> str:
    codes = "".join(f'<xs:enumeration value="{escape(code.id)}"/>' for code in listed.codes)
    return (
        f'<xs:simpleType name="{listed.id}"><xs:restriction base="xs:string">{codes}</xs:restriction></xs:simpleType>'
    )


def _attribute(name: str, kind: str, use: str) -> str:
    return f'<xs:attribute name="{name}" type="{kind}" use="{use}"/>'


def _element(name: str, kind: str, occurs: str) -> str:
    return f'<xs:element name="{name}" type="{kind}" form="unqualified" {occurs}/>'


def _restriction(name: str, elements: str, attributes: str) -> str:
    """A type of ours as a narrowing of the standard's abstract type of the same name."""
    sequence = f'<xs:sequence><xs:element ref="c:Annotations" minOccurs="0"/>{elements}</xs:sequence>'
    unused = '<xs:attribute name="REPORTING_YEAR_START_DAY" use="prohibited"/>'
    return (
        f'<xs:complexType name="{name}"><xs:complexContent><xs:restriction base="ss:{name}">'
        f"{sequence}{attributes}{unused}</xs:restriction></xs:complexContent></xs:complexType>"
    )
