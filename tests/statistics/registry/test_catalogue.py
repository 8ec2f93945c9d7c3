"""The registry says for every table what a reader and a validator must know."""

from __future__ import annotations

import pytest

from midex.kernel.codelist import CodeKind
from midex.kernel.fault import Fault
from midex.kernel.indicator import Profile
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, PARTICIPANTS, registry

TABLES = sorted(registry().tables.values(), key=lambda t: t.id)
SUBMITTED = [t for t in TABLES if not t.import_only]


def test_the_seven_tables_of_the_spine_are_there():
    assert {t.id for t in SUBMITTED} == {
        "MIGR_ASYAPPCTZA", "MIGR_ASYDCFSTA", "MIGR_EIPRE", "MIGR_EIRFS", "MIGR_EIORD", "MIGR_EIRTN", "WB_IBCM",
    }  # fmt: skip


@pytest.mark.parametrize("table", SUBMITTED, ids=lambda t: t.id)
def test_a_submitted_table_has_two_clocks_or_says_it_has_one(table):
    assert table.deadline_operational is not None
    assert (table.deadline_statistical is None) == table.id.startswith("WB_")


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.id)
def test_a_table_ends_in_geo_and_defines_itself(table):
    assert table.dimensions[0].id == "FREQ"
    assert table.dimensions[-1].id == "GEO"
    assert table.title
    assert len(table.definition) > 40
    assert table.source
    assert table.coverage


@pytest.mark.parametrize("table", SUBMITTED, ids=lambda t: t.id)
def test_a_submission_may_name_only_participants_and_no_aggregates(table):
    assert table.dimension["GEO"].allowed == set(PARTICIPANTS)
    assert not table.dimension["CITIZEN"].admits("EU27_2020")
    assert not table.dimension["CITIZEN"].admits("OTH")
    assert table.profile is Profile.STANDARD
    assert table.hypercubes
    for cube in table.hypercubes:
        assert cube <= set(table.breakdowns)
        assert len(cube) <= 3


def test_every_part_of_a_sum_is_a_code_of_its_list():
    for codelist in registry().codelists.values():
        for parts in codelist.sums.values():
            assert all(part in codelist for part in parts)


def test_new_codes_of_retired_ones_exist():
    for codelist in registry().codelists.values():
        assert all(new in codelist and old not in codelist for old, new in codelist.retired.items())


def test_places_of_detection_are_eurostats():
    apprehension = registry().codelists["CL_APPREHEN"]
    assert apprehension.sums["EXT"] == {"EXT_BCP", "EXT_LAND", "EXT_SEA"}
    assert apprehension.sums["TOTAL"] == {"INLAND", "EXT_BCP", "EXT_LAND", "EXT_SEA", "UNK"}


def test_a_discontinuation_is_no_decision():
    decision = registry().codelists["CL_DECISION"]
    assert decision.sums["TOTAL"] == {"POS_RFG", "POS_SPROT", "POS_HUM", "NEG"}
    assert not any("CLOS" in code.id or "DISC" in code.id for code in decision.codes)


def test_border_sections_put_the_owner_first_and_the_pair_in_order():
    section = registry().codelists["CL_SECTION"]
    assert "RS_HU-RS_OUT" in section
    assert "HU_HU-RS_OUT" not in section
    assert "crossing point/line" in section.by_id["RS_RS-XK_IN"].name


def test_kosovo_carries_its_asterisk_and_its_footnote():
    for name in ("CL_GEO", "CL_CITIZEN"):
        code = registry().codelists[name].by_id["XK"]
        assert code.name == "Kosovo*"
        assert code.note == KOSOVO_FOOTNOTE


def test_eurostats_exceptions_to_iso_are_kept():
    geo = registry().codelists["CL_GEO"]
    assert geo.by_id["EL"].iso2 == "GR"
    assert geo.by_id["UK"].iso2 == "GB"
    assert "GR" not in geo
    assert geo.by_id["WB6"].kind is CodeKind.AGGREGATE


def test_an_unknown_table_is_a_fault():
    with pytest.raises(Fault, match="F106"):
        registry().table("MIGR_NOTHING")
