"""Empty, zero, hidden and not applicable are four different things; sums are honest about their parts."""

from __future__ import annotations

from midex.statistics.series import Observation
from midex.web.public.grid import Grid, Sign, lay_out
from midex.web.public.selection import ALL, SUM, Pick, Selection
from tests.twins.public_figures import flow, key


def view(**picks: Pick) -> Selection:
    found = flow("MIGR_EIPRE")
    return Selection(flow=found, picks={d.id: picks.get(d.id, Pick(ALL)) for d in found.table.dimensions})


def one(value: int | None, *, status: str = "", conf: str = "", period: str = "2024", **codes: str) -> Observation:
    return Observation(key("MIGR_EIPRE", **{"GEO": "ME", **codes}), period, value, status, conf)


def signs(*observations: Observation) -> list[Sign]:
    return [cell.sign for cell in lay_out(view(), observations).cells]


def added(*observations: Observation) -> Grid:
    return lay_out(view(CITIZEN=Pick(SUM, None, added=True)), observations)


def test_a_zero_is_a_figure() -> None:
    assert signs(one(0)) == [Sign.FIGURE]


def test_a_suppressed_or_confidential_value_is_hidden() -> None:
    assert signs(one(None, status="Q")) == [Sign.HIDDEN]
    assert signs(one(None, conf="C")) == [Sign.HIDDEN]


def test_what_cannot_exist_is_not_applicable() -> None:
    assert signs(one(None, status="M")) == [Sign.NOT_APPLICABLE]


def test_a_missing_value_and_a_missing_row_are_both_not_reported() -> None:
    assert signs(one(None, status="O")) == [Sign.EMPTY]
    assert signs(one(1, period="2023"), one(1, GEO="AL")) == [Sign.EMPTY, Sign.FIGURE, Sign.FIGURE, Sign.EMPTY]


def test_the_four_marks_look_different() -> None:
    marks = {Sign.EMPTY.value, Sign.HIDDEN.value, Sign.NOT_APPLICABLE.value, "0", ""}
    assert len(marks) == 5


def test_added_series_become_one() -> None:
    grid = added(one(5, CITIZEN="AF"), one(10, CITIZEN="SY"))
    assert [cell.observation.value for cell in grid.cells if cell.observation] == [15]
    assert grid.varying == ()


def test_a_sum_keeps_every_flag_and_only_the_comments_that_all_parts_bear() -> None:
    parts = (one(5, CITIZEN="AF", status="B"), one(10, CITIZEN="SY", status="P"))
    same = added(*(part._replace(comment="rounded") for part in parts))
    assert [(cell.flags, cell.comment) for cell in same.cells] == [("BP", "rounded")]
    other = added(parts[0]._replace(comment="rounded"), parts[1])
    assert [cell.comment for cell in other.cells] == [""]


def test_a_sum_with_a_generated_part_is_generated() -> None:
    grid = added(one(5, CITIZEN="AF")._replace(origin="REPORTED"), one(5, CITIZEN="SY")._replace(origin="GENERATED"))
    assert all(cell.generated for cell in grid.cells)


def test_a_sum_of_nothing_is_not_zero() -> None:
    grid = added(one(None, CITIZEN="AF", status="O"), one(None, CITIZEN="SY", status="O"))
    assert [cell.sign for cell in grid.cells] == [Sign.EMPTY]


def test_participants_come_by_code_and_the_region_last() -> None:
    grid = lay_out(view(), [one(1, GEO=code) for code in ("WB6", "XK", "AL", "RS")])
    assert [row.codes for row in grid.rows] == [("AL",), ("RS",), ("XK",), ("WB6",)]


def test_what_is_left_out_is_counted() -> None:
    grid = lay_out(view(), [one(i, CITIZEN=code) for i, code in enumerate(("AF", "SY", "TR"))], rows=2)
    assert [row.codes for row in grid.rows] == [("TR",), ("SY",)]
    assert grid.left_out == 1
