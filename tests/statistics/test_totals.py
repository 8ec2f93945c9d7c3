"""Totals of published figures: the publisher's own where there is one, else the parts, never both."""

from __future__ import annotations

from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Observation
from midex.statistics.totals import added, flagged, whole
from tests.twins.public_figures import key

TABLE = registry().table("MIGR_EIPRE")


def test_a_total_stands_for_its_parts() -> None:
    total, part = key("MIGR_EIPRE", GEO="ME"), key("MIGR_EIPRE", GEO="ME", CITIZEN="AF")
    assert whole(TABLE, [total, part], keep=("GEO",), fixed={}) == (total,)


def test_without_a_total_the_parts_are_kept_and_groups_left_out() -> None:
    parts = [key("MIGR_EIPRE", GEO="ME", CITIZEN=code) for code in ("AF", "UNK", "WB6")]
    assert whole(TABLE, parts, keep=("GEO",), fixed={}) == tuple(parts[:2])


def test_each_place_decides_by_itself_whether_it_has_a_total() -> None:
    total, part = key("MIGR_EIPRE", GEO="ME"), key("MIGR_EIPRE", GEO="AL", CITIZEN="AF")
    assert whole(TABLE, [total, part], keep=("GEO",), fixed={}) == (total, part)


def test_a_fixed_dimension_keeps_one_code() -> None:
    men, women = key("MIGR_EIPRE", GEO="ME", SEX="M"), key("MIGR_EIPRE", GEO="ME", SEX="F")
    assert whole(TABLE, [men, women], keep=("GEO",), fixed={"SEX": "F"}) == (women,)


def test_sums_skip_what_has_no_value() -> None:
    one = Observation(key("MIGR_EIPRE", GEO="ME", CITIZEN="AF"), "2024", 5)
    none = Observation(key("MIGR_EIPRE", GEO="ME", CITIZEN="SY"), "2024", None, "O")
    assert added(TABLE, [one, none], keep=("GEO",)) == {("ME",): {"2024": 5}}


def test_a_break_is_found_at_its_place_and_period() -> None:
    one = Observation(key("MIGR_EIPRE", GEO="RS"), "2015", 5, "BP")
    assert flagged(TABLE, [one], keep=("GEO",), letter="B") == {(("RS",), "2015")}
