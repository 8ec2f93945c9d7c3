"""A layout is known by header and content; where that does not decide, the reader asks and never guesses."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.formats import csv_sheet
from midex.formats.sheet import Sheet
from midex.kernel.fault import Fault
from midex.statistics.layouts.layout import layouts
from midex.statistics.layouts.recognise import recognise
from midex.statistics.registry.catalogue import registry


def sheet(*lines: str) -> Sheet:
    return csv_sheet.read("\n".join((*lines, "")).encode(), "any name.csv")


def seen(*lines: str, layout: str | None = None, table: str | None = None) -> tuple[str, str]:
    found, of = recognise(sheet(*lines), layout, table)
    return found.name, of.id


REAL = {
    "eurostat/migr_asyappctza_by_citizenship_2012-2015.csv": ("eurostat-data-explorer", "MIGR_ASYAPPCTZA"),
    "eurostat/migr_asydcfsta_totals_2008-2016.csv": ("eurostat-data-explorer", "MIGR_ASYDCFSTA"),
    "eurostat/migr_eiord_by_citizenship_2012-2015.csv": ("eurostat-data-explorer", "MIGR_EIORD"),
    "eurostat/migr_eipre_by_citizenship_2012-2015.csv": ("eurostat-data-explorer", "MIGR_EIPRE"),
    "eurostat/migr_eirfs_by_citizenship_2012-2015.csv": ("eurostat-data-explorer", "MIGR_EIRFS"),
    "eurostat/migr_eirtn_by_citizenship_2012-2015.csv": ("eurostat-data-explorer", "MIGR_EIRTN"),
    "eurostat/sdmx_csv_exports/asylum_applicants_total.csv": ("eurostat-sdmx-csv-2", "MIGR_ASYAPPCTZA"),
    "eurostat/sdmx_csv_exports/migrants_illegally_present.csv": ("eurostat-sdmx-csv-1", "MIGR_EIPRE"),
    "eurostat/sdmx_csv_exports/migrants_refused_entry_at_the_border.csv": ("eurostat-sdmx-csv-1", "MIGR_EIRFS"),
    "unhcr_stats/unhcr_asylum_applications_wb_to2024.csv": ("unhcr-asylum-applications", "EXT_UNHCR_ASYAPP"),
    "unhcr_stats/unhcr_asylum_decisions_wb_to2024.csv": ("unhcr-asylum-decisions", "EXT_UNHCR_ASYDEC"),
    "unhcr_stats/rdf_asylum-applications_2000-2019.csv": ("unhcr-data-finder-applications", "EXT_UNHCR_ASYAPP"),
    "frontex/frontex_ibc_2009-01_2024-04.vintage2025-02.csv": ("frontex-monthly-detections", "EXT_FRONTEX_IBC"),
    "frontex/frontex_ibc_2009-01_2024-04.vintage2025-06.csv": ("frontex-monthly-detections", "EXT_FRONTEX_IBC"),
}


@pytest.mark.raw
@pytest.mark.parametrize("file", REAL)
def test_a_real_file_is_known_under_any_name(file: str, raw_files: Path) -> None:
    found, table = recognise(csv_sheet.read((raw_files / file).read_bytes(), "x.txt"))
    assert (found.name, table.id) == REAL[file]


NEIGHBOURS = {
    "eurostat/migr_asyctz_1_Data.csv": "F113",  # looks like orders to leave, ends with 2007
    "eurostat/migr_asyappctzm_1_Data.csv": "F113",  # months: another table
    "eurostat/migr_asydcfstq_1_Data.csv": "F113",  # quarters: another table
    "eurostat/demo_pjan_2007-2016.csv": "F104",
    "eurostat/sdmx_csv_exports/migration_permits_issued.csv": "F106",
    "eurostat/sdmx_csv_exports/temporary_protection_beneficiaries_monthly.csv": "F106",
    "unhcr_stats/unhcr_flows_wb_to2024.csv": "F104",
    "unhcr_stats/popstats_2014_asylum_seekers.csv": "F104",
}


@pytest.mark.raw
@pytest.mark.parametrize("file", NEIGHBOURS)
def test_a_neighbour_is_not_taken_for_one(file: str, raw_files: Path) -> None:
    with pytest.raises(Fault) as fault:
        recognise(csv_sheet.read((raw_files / file).read_bytes(), file))
    assert fault.value.code == NEIGHBOURS[file]


@pytest.mark.parametrize("table_id", [t.id for t in registry().tables.values() if not t.import_only])
def test_the_template_of_every_table_is_known_by_its_columns(table_id: str) -> None:
    table = registry().table(table_id)
    assert seen(",".join(table.columns)) == ("midex-template", table_id)


def test_columns_are_known_in_any_case_and_with_labels() -> None:
    header = "FREQ: Frequency,citizen,Sex,AGE,Unit,GEO: Reporter,TIME_PERIOD,OBS_VALUE"
    assert seen(header, "A,AF,T,TOTAL,PER,AL,2024,5") == ("midex-template", "MIGR_EIORD")


@pytest.mark.parametrize("version", ["DATAFLOW,", "STRUCTURE,STRUCTURE_ID,ACTION,"])
def test_our_own_sdmx_csv_names_its_table(version: str) -> None:
    start = {"DATAFLOW,": "MIDEX:MIGR_EIORD(1.0.0)"}.get(version, "dataflow,MIDEX:MIGR_EIORD(1.0.0),I")
    found = seen(version + "CITIZEN,GEO,TIME_PERIOD,OBS_VALUE", start + ",AF,AL,2024,5")
    assert found[1] == "MIGR_EIORD"
    assert found[0].startswith("midex-sdmx-csv")


@pytest.mark.parametrize(
    ("dataflow", "table"),
    [("ESTAT_MIGR_EIRTN", "MIGR_EIRTN"), ("UNHCR_ASYAPP", "EXT_UNHCR_ASYAPP"), ("FRONTEX_IBC", "EXT_FRONTEX_IBC")],
)
def test_a_dataflow_published_elsewhere_leads_to_its_table(dataflow: str, table: str) -> None:
    assert seen("DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE", f"MIDEX:{dataflow}(1.0.0),AL,2024,5")[1] == table


def test_a_row_that_deletes_is_never_read_as_a_figure() -> None:
    with pytest.raises(Fault, match="F104"):
        seen(
            "STRUCTURE,STRUCTURE_ID,ACTION,GEO,TIME_PERIOD,OBS_VALUE",
            "dataflow,MIDEX:MIGR_EIORD(1.0.0),D,AL,2024,5",
        )


@pytest.mark.parametrize(
    ("lines", "options", "code"),
    [
        (["a,b", "1,2"], {}, "F104"),
        (["a,b", "1,2"], {"layout": "nobody's"}, "F105"),
        (["a,b", "1,2"], {"table": "MIGR_NONE"}, "F106"),
        (["DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE", "MIDEX:MIGR_NONE(1.0),AL,2024,1"], {}, "F106"),
        (["CITIZEN,SEX,AGE,GEO,TIME_PERIOD,OBS_VALUE"], {"layout": "frontex-monthly-detections"}, "F112"),
        (["DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE", "MIDEX:MIGR_EIORD(1.0),AL,2024,1"], {"table": "MIGR_EIRTN"}, "F107"),
        (
            [
                "DATAFLOW,GEO,TIME_PERIOD,OBS_VALUE",
                "MIDEX:MIGR_EIORD(1.0),AL,2024,1",
                "MIDEX:MIGR_EIRTN(1.0),AL,2024,1",
            ],
            {},
            "F111",
        ),
    ],
)
def test_what_cannot_be_decided_is_said(lines: list[str], options: dict[str, str], code: str) -> None:
    with pytest.raises(Fault) as fault:
        seen(*lines, **options)
    assert fault.value.code == code


def test_every_layout_has_a_name_of_its_own_and_a_title() -> None:
    assert len({layout.name for layout in layouts()}) == len(layouts())
    assert all(layout.title for layout in layouts())


def test_every_layout_maps_to_columns_and_codes_of_its_tables() -> None:
    for layout in layouts():
        tables = [registry().table(table) for table in layout.tables]
        for column, source in layout.columns.items():
            having = [table for table in tables or registry().tables.values() if column in table.columns]
            assert having, (layout.name, column)
            codes = {
                code for table in having if column in table.dimension for code in table.dimension[column].codelist.by_id
            }
            assert not codes or set(source.texts.values()) <= codes, (layout.name, column)
