"""The figures in the repository are what our own readers make of the publishers' files, to the last byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.services.derive_published import derive
from midex.services.read_file import read_file
from midex.statistics.published import Derivation, Remark, declared, derivation

DATA = Path(__file__).resolve().parents[2] / "data"
DECLARED = [(kind, raw) for kind in ("published", "submitted") for raw in declared(DATA / kind)]


@pytest.mark.raw
@pytest.mark.parametrize(("kind", "raw"), DECLARED, ids=[f"{kind}-{raw['dataflow']}" for kind, raw in DECLARED])
def test_a_committed_file_is_derived_again_byte_for_byte(kind: str, raw: dict[str, object], raw_files: Path) -> None:
    derived = derive(derivation(raw), lambda name: (raw_files / name).read_bytes())
    assert (DATA / kind / f"{raw['dataflow']}.csv").read_bytes() == derived


def test_the_folders_hold_what_they_declare_and_nothing_else() -> None:
    for kind in ("published", "submitted"):
        files = {file.name for file in (DATA / kind).iterdir()}
        assert files == {"sources.yaml"} | {f"{raw['dataflow']}.csv" for raw in declared(DATA / kind)}


@pytest.mark.parametrize("raw", [raw for kind, raw in DECLARED if kind == "submitted"], ids=lambda raw: raw["dataflow"])
def test_what_is_submitted_is_montenegro_s_own_and_declared_rounded(raw: dict[str, object]) -> None:
    assert (raw["participant"], raw["rounded_to"]) == ("ME", 5)
    name = f"{raw['dataflow']}.csv"
    cells = read_file((DATA / "submitted" / name).read_bytes(), name).cells
    assert set(cells["GEO"].to_pylist()) == {"ME"}
    assert set(cells["ORIGIN"].to_pylist()) == {"REPORTED"}
    assert all(int(value) % 5 == 0 for value in cells["OBS_VALUE"].to_pylist() if value)


FRONTEX = b"""route,type,nat,t,n
Western Balkan Route,Land,AFG,2015-10,5
Western Balkan Route,Land,SYR,2015-10,7
Black Sea Route,Sea,AFG,2015-10,1
"""


def derived(**changes: object) -> list[str]:
    asked = {"dataflow": "FRONTEX_IBC", "table": "EXT_FRONTEX_IBC", "files": ("f",), "set_to": {"ORIGIN": "PUBLISHED"}}
    return derive(Derivation(**{**asked, **changes}), lambda _: FRONTEX).decode().splitlines()[1:]


def test_a_total_is_added_before_rows_are_kept() -> None:
    lines = derived(total="CITIZEN", keep=({"GEO": ("BSR",)}, {"CITIZEN": ("TOTAL",)}))
    start = "dataflow,MIDEX:FRONTEX_IBC(1.0.0),I,M,"
    assert lines == [
        f"{start}LAND,TOTAL,DET,WBR,2015-10,12,,,,PUBLISHED,",
        f"{start}SEA,AF,DET,BSR,2015-10,1,,,,PUBLISHED,",
        f"{start}SEA,TOTAL,DET,BSR,2015-10,1,,,,PUBLISHED,",
    ]


def test_a_remark_stands_on_the_figures_it_is_about_and_on_no_other() -> None:
    lines = derived(remarks=(Remark(where={"CITIZEN": "SY"}, status="B", comment="other count, from here"),))
    assert [line.split(",2015-10,")[1] for line in lines] == [
        "5,,,,PUBLISHED,",
        '7,B,,,PUBLISHED,"other count, from here"',
        "1,,,,PUBLISHED,",
    ]
