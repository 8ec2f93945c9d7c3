"""The registry's structures in SDMX-ML 2.1: valid, complete, read back by pysdmx as they were built."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from lxml import etree
from pysdmx import model as sdmx
from pysdmx.io import read_sdmx

from midex.formats.sdmx import structures
from midex.formats.sdmx.holdings import Holdings, narrowed
from midex.formats.sdmx.rest15 import structure_query
from midex.kernel.indicator import ATTRIBUTES, MEASURE, TIME
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, registry
from midex.statistics.series import Dataflow, SeriesKind
from tests.formats.sdmx.examples import standard_schema

PREPARED = datetime(2026, 1, 31, tzinfo=UTC)


def flow(name: str, table: str) -> Dataflow:
    return Dataflow(id=name, title=f"Title of {name}", table=registry().tables[table], kind=SeriesKind.SUBMITTED)


@pytest.fixture(scope="module")
def holdings() -> Holdings:
    flows = [flow(table, table) for table in sorted(registry().tables)]
    return Holdings((*flows, flow("EIPRE_ELSEWHERE", "MIGR_EIPRE")), registry().codelists, {})


def asked(holdings: Holdings, path: str, **parameters: str) -> list[tuple[str, str]]:
    kind, *segments = path.split("/")
    query = structure_query(kind, segments, parameters)
    return holdings.related(holdings.matching(query), query)


def test_everything_is_valid_and_is_read_as_it_was_built(holdings: Holdings) -> None:
    built = list(holdings.artefacts.values())
    written = structures.write(built, PREPARED)
    standard_schema().assertValid(etree.fromstring(written))
    read = {artefact.short_urn: artefact for artefact in read_sdmx(BytesIO(written)).structures}
    assert set(read) == {artefact.short_urn for artefact in built}
    for artefact in built:
        assert (read[artefact.short_urn].name, read[artefact.short_urn].description) == (
            artefact.name,
            artefact.description,
        )
        if isinstance(artefact, sdmx.Codelist):
            assert [(c.id, c.name, c.description) for c in read[artefact.short_urn].items] == [
                (c.id, c.name, c.description) for c in artefact.items
            ]


def test_a_structure_has_the_columns_of_its_table_in_order(holdings: Holdings) -> None:
    for name, table in registry().tables.items():
        components = holdings.artefacts["datastructure", name].components
        assert [c.id for c in components] == list(table.columns)
        assert [c.id for c in components.dimensions] == [*(d.id for d in table.dimensions), TIME]
        assert {c.id: c.required for c in (*components.attributes, *components.measures)} == dict.fromkeys(
            (*ATTRIBUTES, MEASURE), False
        )


def test_the_footnote_of_kosovo_travels_with_its_code(holdings: Holdings) -> None:
    for name in ("CL_GEO", "CL_CITIZEN", "CL_C_DEST"):
        (code,) = [code for code in holdings.artefacts["codelist", name].items if code.id == "XK"]
        assert (code.name, code.description) == ("Kosovo*", KOSOVO_FOOTNOTE)


def test_every_dataflow_refers_to_the_structure_of_its_table(holdings: Holdings) -> None:
    assert holdings.artefacts["dataflow", "EIPRE_ELSEWHERE"].structure.endswith("=MIDEX:MIGR_EIPRE(1.0.0)")
    assert asked(holdings, "dataflow/MIDEX/EIPRE_ELSEWHERE", references="children") == [
        ("dataflow", "EIPRE_ELSEWHERE"),
        ("datastructure", "MIGR_EIPRE"),
    ]


@pytest.mark.parametrize(
    ("references", "kinds"),
    [
        ("none", {"datastructure"}),
        ("parents", {"datastructure", "dataflow"}),
        ("parentsandsiblings", {"datastructure", "dataflow"}),
        ("children", {"datastructure", "codelist", "conceptscheme"}),
        ("descendants", {"datastructure", "codelist", "conceptscheme"}),
        ("all", {"datastructure", "dataflow", "codelist", "conceptscheme"}),
        ("codelist", {"datastructure", "codelist"}),
        ("contentconstraint", {"datastructure", "contentconstraint"}),
    ],
)
def test_references_bring_their_kin(holdings: Holdings, references: str, kinds: set[str]) -> None:
    found = asked(holdings, "datastructure/MIDEX/MIGR_EIPRE/latest", references=references)
    assert {kind for kind, _ in found} == kinds


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("dataflow/all/all/latest", "every"),
        ("dataflow/MIDEX/all/1.0.0", "every"),
        ("dataflow", "every"),
        ("dataflow/MIDEX/MIGR_EIPRE+MIGR_EIRFS", 2),
        ("dataflow/ESTAT/all", 0),
        ("dataflow/MIDEX/all/2.0", 0),
        ("agencyscheme/SDMX/AGENCIES/1.0", 1),
    ],
)
def test_a_path_chooses_structures(holdings: Holdings, path: str, count: int | str) -> None:
    assert len(asked(holdings, path)) == (len(holdings.flows) if count == "every" else count)


def test_a_partial_codelist_says_so(holdings: Holdings) -> None:
    partial = narrowed(holdings.artefacts["codelist", "CL_SEX"], frozenset({"F"}))
    assert ([code.id for code in partial.items], partial.is_partial) == (["F"], True)


def test_availability_names_codes_and_periods(holdings: Holdings) -> None:
    keys = [("A", "TOTAL", "TOTAL", citizen, "T", "TOTAL", "PER", "AL") for citizen in ("AF", "SY")]
    constraint = structures.availability(flow("X", "MIGR_EIPRE"), keys, "2012", "2015")
    written = structures.write([constraint], PREPARED)
    standard_schema().assertValid(etree.fromstring(written))
    (read,) = read_sdmx(BytesIO(written)).structures
    assert read == constraint


def test_the_footnote_of_kosovo_is_an_annotation_beside_the_description(holdings: Holdings) -> None:
    for listed in ("CL_GEO", "CL_CITIZEN"):
        root = etree.fromstring(structures.write([holdings.artefacts["codelist", listed]], PREPARED))
        noted = {
            code.get("id"): [text.text for text in code.iter("{*}AnnotationText")]
            for code in root.iter("{*}Code")
            if code.find("{*}Annotations") is not None
        }
        assert noted == {"XK": [KOSOVO_FOOTNOTE]}
        assert {kind.text for kind in root.iter("{*}AnnotationType")} == {"NOTE"}
        standard_schema().assertValid(root)
