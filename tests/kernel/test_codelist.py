"""Codes, their sums and what replaced them."""

from __future__ import annotations

from midex.kernel.codelist import Code, CodeKind, Codelist

AGES = Codelist(
    id="CL_AGE",
    name="Age",
    codes=(
        Code(id="TOTAL", name="Total", kind=CodeKind.TOTAL),
        Code(id="Y_LT14", name="under 14"),
        Code(id="Y14-17", name="14 to 17"),
        Code(id="Y_GE18", name="adults"),
        Code(id="UNK", name="unknown", kind=CodeKind.RESIDUAL),
        Code(id="Y_LT18", name="under 18", kind=CodeKind.SUBTOTAL, parts=("Y_LT14", "Y14-17")),
        Code(id="EU28", name="a group beside", kind=CodeKind.AGGREGATE),
    ),
    retired={"Y0-13": "Y_LT14"},
)


def test_a_total_without_named_parts_is_the_sum_of_base_and_residual_codes():
    assert AGES.sums["TOTAL"] == {"Y_LT14", "Y14-17", "Y_GE18", "UNK"}


def test_a_subtotal_is_the_sum_of_its_named_parts_and_no_part_itself():
    assert AGES.sums["Y_LT18"] == {"Y_LT14", "Y14-17"}
    assert "Y_LT18" not in AGES.partition


def test_an_aggregate_stands_beside_the_partition():
    assert "EU28" in AGES
    assert "EU28" not in AGES.partition
    assert "EU28" not in AGES.sums
