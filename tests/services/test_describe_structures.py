"""What the structures of a service say about what is public."""

from __future__ import annotations

from io import BytesIO

import pytest
from pysdmx import model as sdmx
from pysdmx.io import read_sdmx

from midex.formats.sdmx.rest15 import data_query, structure_query
from midex.kernel.fault import Fault
from midex.services.describe_structures import (
    Constraints,
    constraints_of,
    describe,
    describe_availability,
    describe_structures,
)
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, SeriesKind
from tests.twins.public_catalogue import InMemoryCatalogue
from tests.twins.published_figures import PUBLISHED, figures, filled_catalogue, published_catalogue, release

EIPRE = registry().table("MIGR_EIPRE")


@pytest.fixture(scope="module")
def catalogue() -> InMemoryCatalogue:
    return filled_catalogue(("MIGR_EIORD", "MIGR_EIPRE"))


@pytest.fixture(scope="module")
def constraints(catalogue: InMemoryCatalogue) -> Constraints:
    return constraints_of(catalogue)


def asked(catalogue: InMemoryCatalogue, constraints: Constraints, path: str, **parameters: str) -> dict[str, object]:
    kind, *segments = path.split("/")
    told = describe_structures(catalogue, structure_query(kind, segments, parameters), constraints)
    return {
        artefact.short_urn.split(":")[-1].split("(")[0]: artefact for artefact in read_sdmx(BytesIO(told)).structures
    }


def used(catalogue: InMemoryCatalogue, flow: str, dimension: str) -> set[str]:
    at = [d.id for d in EIPRE.dimensions].index(dimension)
    return {key[at] for key in catalogue.series(flow)}


def test_a_dataflow_says_that_its_figures_are_generated(catalogue: InMemoryCatalogue, constraints: Constraints) -> None:
    flows = asked(catalogue, constraints, "dataflow/MIDEX/all")
    assert flows["MIGR_EIPRE"].description.startswith("Generated for demonstration")
    assert flows["MIGR_ASYAPPCTZA_UNHCR"].description.startswith("Published elsewhere: UNHCR, Refugee statistics.")


def test_every_figure_published_elsewhere_names_publisher_licence_and_coverage() -> None:
    catalogue = published_catalogue()
    assert len(catalogue.dataflows()) == len(list(PUBLISHED.glob("*.csv")))
    for flow in catalogue.dataflows():
        assert flow.source
        said = describe(flow, catalogue.vintages(flow.id)[0])
        assert "Generated" not in said
        for part in (flow.source.publisher, flow.source.licence, flow.source.coverage, *flow.source.notes):
            assert part in said


def test_a_constraint_tells_the_newest_release_and_only_that(
    catalogue: InMemoryCatalogue, constraints: Constraints
) -> None:
    constraint = asked(catalogue, constraints, "contentconstraint/MIDEX/MIGR_EIPRE")["MIGR_EIPRE"]
    assert isinstance(constraint, sdmx.AvailabilityConstraint)
    geo = next(value for value in constraint.cube_region.key_values if value.id == "GEO")
    assert {code.value for code in geo.values} == used(catalogue, "MIGR_EIPRE", "GEO")


def test_a_remembered_constraint_gives_way_to_a_new_release() -> None:
    catalogue = InMemoryCatalogue()
    flow = Dataflow(id="X", title="X", table=EIPRE, kind=SeriesKind.SUBMITTED)
    release(catalogue, flow, 1, list(figures(EIPRE, range(2019, 2021))))
    constraints = constraints_of(catalogue)
    before = asked(catalogue, constraints, "contentconstraint/MIDEX/X")["X"]
    release(catalogue, flow, 2, list(figures(EIPRE, range(2019, 2023))))
    after = asked(catalogue, constraints, "contentconstraint/MIDEX/X")["X"]
    ends = [one.cube_region.key_values[-1].time_range.end_period.period for one in (before, after)]
    assert ends == ["2020", "2022"]


def test_partial_codelists_hold_the_codes_that_have_figures(
    catalogue: InMemoryCatalogue, constraints: Constraints
) -> None:
    whole = asked(catalogue, constraints, "dataflow/MIDEX/MIGR_EIPRE", references="descendants")
    cut = asked(
        catalogue, constraints, "dataflow/MIDEX/MIGR_EIPRE", references="descendants", detail="referencepartial"
    )
    assert whole.keys() == cut.keys()
    assert {code.id for code in cut["CL_CITIZEN"].items} == used(catalogue, "MIGR_EIPRE", "CITIZEN")
    assert len(whole["CL_CITIZEN"].items) == len(registry().codelists["CL_CITIZEN"].codes)
    assert len(cut["CL_OBS_STATUS"].items) == len(whole["CL_OBS_STATUS"].items)


def test_availability_brings_the_codelist_of_the_component_asked_for(catalogue: InMemoryCatalogue) -> None:
    query = data_query(["MIGR_EIPRE", "A......."], {})
    told = read_sdmx(BytesIO(describe_availability(catalogue, query, "GEO", "codelist"))).structures
    listed, constraint = sorted(told, key=lambda one: isinstance(one, sdmx.AvailabilityConstraint))
    assert {code.id for code in listed.items} == used(catalogue, "MIGR_EIPRE", "GEO")
    assert [value.id for value in constraint.cube_region.key_values] == ["GEO"]
    assert constraint.series_count == len(catalogue.series("MIGR_EIPRE"))


@pytest.mark.parametrize("path", ["contentconstraint/MIDEX/EMPTY", "codelist/MIDEX/CL_NONE", "dataflow/ESTAT"])
def test_what_is_not_there_is_not_found(catalogue: InMemoryCatalogue, constraints: Constraints, path: str) -> None:
    with pytest.raises(Fault, match="F502"):
        asked(catalogue, constraints, path)
