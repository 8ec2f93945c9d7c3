"""Structure-specific SDMX-ML 2.1: valid under the standard's and the dataflow's own schema, and nothing lost."""

from __future__ import annotations

from itertools import chain, repeat
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

from midex.formats.sdmx import generic21, xml21
from midex.formats.sdmx.message import Action, DataMessage, DataSet, Detail, Row
from midex.kernel.indicator import ATTRIBUTES
from midex.statistics.registry.catalogue import KOSOVO_FOOTNOTE, registry
from tests.formats.sdmx.examples import message, own_schema, rows, standard_schema
from tests.twins.published_figures import RELEASED, published_catalogue

TABLES = sorted(registry().tables)
EIPRE = registry().table("MIGR_EIPRE")


def written(told: DataMessage) -> etree._Element:
    return etree.fromstring(b"".join(xml21.write(told)))


def read(root: etree._Element) -> list[Row]:
    """The rows that a message tells, read without any of our code."""
    names = [dimension.id for dimension in EIPRE.dimensions]
    found = []
    for obs in root.iter("Obs"):
        said = {**obs.getparent().attrib, **obs.attrib}
        value = int(said["OBS_VALUE"]) if "OBS_VALUE" in said else None
        marks = (said.get(name, "") for name in ATTRIBUTES)
        found.append((tuple(said[name] for name in names), said["TIME_PERIOD"], value, *marks))
    return found


@pytest.mark.parametrize("table_id", TABLES)
@pytest.mark.parametrize("flat", [False, True])
def test_a_message_is_valid_under_its_own_schema(table_id: str, flat: bool, tmp_path: Path) -> None:
    table = registry().tables[table_id]
    own_schema(table, tmp_path, flat=flat).assertValid(written(message(table, rows(table), flat=flat)))


def test_figures_published_elsewhere_are_valid_under_their_schemas(tmp_path: Path) -> None:
    catalogue = published_catalogue()
    for flow in catalogue.dataflows():
        schema = own_schema(flow.table, tmp_path)
        schema.assertValid(written(message(flow.table, list(catalogue.observations(flow.id)))))


@pytest.mark.parametrize(("right", "wrong"), [(b'SEX="T"', b'SEX="X"'), (b'OBS_VALUE="', b'OBS_VALUE="about ')])
def test_the_schema_refuses_a_wrong_code_or_figure(right: bytes, wrong: bytes, tmp_path: Path) -> None:
    told = b"".join(xml21.write(message(EIPRE, rows(EIPRE))))
    assert right in told
    assert not own_schema(EIPRE, tmp_path).validate(etree.fromstring(told.replace(right, wrong, 1)))


@pytest.mark.parametrize("flat", [False, True])
def test_what_is_written_is_what_is_read(flat: bool) -> None:
    told = rows(EIPRE)
    assert read(written(message(EIPRE, told, flat=flat))) == told


def test_hostile_text_stays_text() -> None:
    hostile = '"/><Obs TIME_PERIOD="2020" OBS_VALUE="1"/>&\n'
    told = [(*rows(EIPRE)[0][:7], hostile)]
    (found,) = read(written(message(EIPRE, told)))
    # XML turns a line end inside an attribute into a space
    assert found[7] == hostile.replace("\n", " ")


def test_data_only_tells_no_attribute_and_keys_only_no_figure(tmp_path: Path) -> None:
    schema = own_schema(EIPRE, tmp_path)
    bare = written(message(EIPRE, rows(EIPRE), detail=Detail.DATA_ONLY))
    assert {name for obs in bare.iter("Obs") for name in obs.attrib} == {"TIME_PERIOD", "OBS_VALUE"}
    keys = written(message(EIPRE, rows(EIPRE), detail=Detail.SERIES_KEYS_ONLY))
    assert len(list(keys.iter("Series"))) == len({row[0] for row in rows(EIPRE)})
    assert not list(keys.iter("Obs"))
    schema.assertValid(bare)
    schema.assertValid(keys)


def test_several_releases_and_withdrawals_are_sets_of_their_own(tmp_path: Path) -> None:
    gone = [(*row[:2], None, "", "", "", "", "") for row in rows(EIPRE)[:2]]
    sets = [
        DataSet(rows=rows(EIPRE), action=Action.REPLACE, valid_from=RELEASED[1]),
        DataSet(rows=gone, action=Action.DELETE),
    ]
    whole = DataMessage(**{**vars(message(EIPRE, [])), "sets": sets})
    root = written(whole)
    own_schema(EIPRE, tmp_path).assertValid(root)
    specific = f"{{{xml21.SCHEMAS}/data/structurespecific}}"
    told = [(s.get(f"{specific}action"), s.get(f"{specific}validFromDate")) for s in root.iter("{*}DataSet")]
    assert told == [("Replace", "2026-04-30T12:00:00Z"), ("Delete", None)]
    standard_schema().assertValid(etree.fromstring(b"".join(generic21.write(whole))))


@pytest.mark.parametrize("table_id", TABLES)
@pytest.mark.parametrize("flat", [False, True])
def test_a_generic_message_is_valid(table_id: str, flat: bool) -> None:
    table = registry().tables[table_id]
    told = b"".join(generic21.write(message(table, rows(table), flat=flat)))
    standard_schema().assertValid(etree.fromstring(told))
    assert told.count(b"<g:Obs>") == len(rows(table))


def test_bytes_leave_before_all_rows_have_come() -> None:
    endless = chain.from_iterable(repeat(rows(EIPRE)))
    unbounded = DataMessage(**{**vars(message(EIPRE, [])), "sets": [DataSet(rows=endless)]})
    first, second, *_ = (chunk for chunk, _ in zip(xml21.write(unbounded), range(3), strict=False))
    assert 10_000 < len(first) < 500_000
    assert second


@pytest.mark.parametrize("writer", [xml21, generic21], ids=["specific", "generic"])
@pytest.mark.parametrize("flat", [False, True], ids=["series", "flat"])
def test_the_footnote_of_kosovo_stands_after_its_figures_and_after_no_others(
    writer: ModuleType, flat: bool, tmp_path: Path
) -> None:
    for named, notes in ((True, [f"XK: Kosovo* {KOSOVO_FOOTNOTE}"]), (False, [])):
        told = [row for row in rows(EIPRE, 400) if named or "XK" not in row[0]]
        assert told
        written = etree.fromstring(b"".join(writer.write(message(EIPRE, told, flat=flat))))
        assert [text.text for text in written.iterfind("{*}Footer/{*}Message/{*}Text")] == notes
        schema = own_schema(EIPRE, tmp_path, flat=flat) if writer is xml21 else standard_schema()
        schema.assertValid(written)
