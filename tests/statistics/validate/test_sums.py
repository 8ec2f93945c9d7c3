"""A total equals its parts; a group that is not complete is a finding, never passed over."""

from __future__ import annotations

import pytest

from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.check import validate
from midex.statistics.validate.finding import Severity
from midex.statistics.validate.rules import rules
from tests.statistics.validate.made import TODAY, content, reading_of, said


def sexes(total: int | None, **parts: int) -> list[dict[str, object]]:
    whole: list[dict[str, object]] = [] if total is None else [{"v": total}]
    return whole + [{"SEX": code, "v": value} for code, value in parts.items()]


def test_a_sum_that_is_right_is_silent():
    assert content(sexes(10, M=6, F=3, UNK=1)).totals == {}


def test_an_unknown_that_has_no_row_is_zero_where_the_sum_is_right():
    assert content(sexes(10, M=6, F=4)).totals == {}


def test_an_unknown_that_has_no_row_is_named_where_the_sum_is_wrong():
    report = content(sexes(10, M=6, F=3))
    assert said(report) == [
        ("V-C01", "SEX=T is 10, but the parts given add up to 9, and there is no row for UNK: M 6 + F 3")
    ]
    assert report.findings[0].severity is Severity.ERROR


def test_parts_without_a_total_are_a_finding_at_the_first_part():
    report = content(sexes(None, M=6, F=3))
    assert said(report) == [("V-C01", "the parts add up to 9, but there is no row for SEX=T")]
    assert report.findings[0].place is not None
    assert report.findings[0].place.row == 2


def test_parts_that_are_all_zero_need_no_total():
    assert content(sexes(None, M=0, F=0)).totals == {}


def test_a_total_without_parts_is_a_finding_where_its_neighbours_are_broken_down():
    rows = [{"v": 9}, {"CITIZEN": "AF", "v": 5}, {"CITIZEN": "SY", "v": 4}]
    broken_down = [{"CITIZEN": "AF", "SEX": "M", "v": 3}, {"CITIZEN": "AF", "SEX": "F", "v": 2}]
    assert content(rows).totals == {}
    report = content([*rows, {"SEX": "M", "v": 3}, {"SEX": "F", "v": 6}, *broken_down])
    assert ("V-C01", "SEX=T is 4 with no breakdown by SEX, while other rows of its kind have one") in said(report)


def test_a_part_without_a_value_makes_the_sum_untestable_and_that_is_said():
    report = content([{"v": 9}, {"SEX": "M", "v": 3}, {"SEX": "F", "v": "", "st": "Q"}])
    assert said(report) == [("V-C01", "SEX=T cannot be compared with its parts, for there is no value for F")]
    assert report.acceptable


def test_a_part_withheld_beside_one_without_a_row_is_said_too():
    rows = [{"v": 9}, {"AGE": "Y_LT18", "v": 4}, {"AGE": "Y_LT14", "v": "", "st": "Q"}]
    assert "V-C03" in content(rows).totals


def test_a_breakdown_withheld_as_a_whole_is_silent():
    rows = [{"v": 9}, *({"SEX": sex, "v": "", "st": "Q"} for sex in ("M", "F", "UNK"))]
    assert content(rows).totals == {}


def test_parts_that_exceed_a_total_are_found_even_where_one_has_no_value():
    rows = [{"v": 9}, {"SEX": "M", "v": 12}, {"SEX": "F", "v": "", "st": "Q"}]
    assert "V-C08" in content(rows).totals
    (words,) = (message for rule, message in said(content(rows)) if rule == "V-C08")
    assert words == "the parts given add up to 12, more than SEX=T with 9: M 12 + F –"


def test_a_citizenship_that_is_left_out_is_zero():
    assert content([{"v": 9}, {"CITIZEN": "AF", "v": 9}]).totals == {}


@pytest.mark.parametrize("rounded", [None, 5])
def test_a_publisher_may_list_some_citizenships_only_but_never_more_than_all(rounded):
    def found(ukrainians: int, participant: str | None) -> list[tuple[str, str]]:
        rows = [{"v": 900}, {"CITIZEN": "UA", "v": ukrainians}]
        asked = [rule for rule in rules() if rule.id.startswith("V-C")]
        report = validate(reading_of(rows), participant=participant, today=TODAY, rounded_to=rounded, rules=asked)
        return [(finding.rule, finding.severity.value) for finding in report.findings]

    assert found(400, None) == [("V-C04", "info")]
    assert found(400, "ME") == [("V-C04", "error")]
    assert found(950, None) == [("V-C04", "error")]
    assert found(900, None) == []


def test_a_subtotal_speaks_for_its_parts_where_they_have_no_rows():
    ages = {"Y_LT18": 4, "Y18-34": 5, "Y35-64": 1}
    assert content([{"v": 10}, *({"AGE": a, "v": v} for a, v in ages.items())]).totals == {}


def test_aggregates_beside_the_partition_are_never_added():
    rows = [{"v": 9}, {"CITIZEN": "AF", "v": 9}, {"CITIZEN": "EXT_EU27_2020", "v": 9}]
    assert "V-C04" not in content(rows).totals


def test_an_aggregate_larger_than_the_total_is_found():
    rows = [{"v": 9}, {"CITIZEN": "AF", "v": 9}, {"CITIZEN": "EXT_EU27_2020", "v": 10}]
    assert said(content(rows)) == [("V-C08", "CITIZEN=EXT_EU27_2020 is 10, more than CITIZEN=TOTAL with 9")]


def test_decisions_may_be_given_as_positive_and_rejected_only():
    rows = [{"v": 10}, {"DECISION": "POS", "v": 4}, {"DECISION": "NEG", "v": 6}]
    assert content(rows, table="MIGR_ASYDCFSTA").totals == {}
    rows[1]["v"] = 5
    assert said(content(rows, table="MIGR_ASYDCFSTA")) == [
        ("V-C06", "DECISION=TOTAL is 10, but its parts add up to 11: NEG 6 + POS 5")
    ]


@pytest.mark.parametrize(("parts", "found"), [((5, 0), False), ((10, 0), True)])
def test_declared_rounding_allows_half_of_it_for_each_figure(parts, found):
    rows = [{"v": 0}, {"APPLICANT": "FRST", "v": parts[0]}, {"APPLICANT": "SSEQ", "v": parts[1]}]
    assert ("V-C05" in content(rows, rounded_to=5).totals) is found


def test_more_apart_than_rounding_explains_says_how_far_it_would():
    rows = [{"v": 100}, {"APPLICANT": "FRST", "v": 50}, {"APPLICANT": "SSEQ", "v": 40}]
    (finding,) = content(rows, rounded_to=5).findings
    assert str(finding.message) == (
        "APPLICANT=TOTAL is 100, but its parts add up to 90, more apart than rounding explains: FRST 50 + SSEQ 40"
    )
    assert str(finding.fix).endswith("the difference is 10, and rounding explains at most 7")


def test_a_break_is_asked_of_the_parts_only_where_the_total_is_marked():
    parts = [{"SEX": "M", "v": 5, "st": "B"}, {"SEX": "F", "v": 4}]
    assert content([{"v": 9}, *parts]).totals == {}
    assert content([{"v": 9, "st": "B"}, *parts]).totals == {"V-C11": 1}


def test_unknowns_are_a_finding_above_a_tenth_of_fifty():
    def with_unknown(total, unknown):
        return content(sexes(total, M=total - unknown, F=0, UNK=unknown)).totals

    assert with_unknown(50, 5) == {}
    assert with_unknown(50, 6) == {"V-C10": 1}
    assert with_unknown(49, 40) == {}


def test_own_citizens_may_have_a_row_with_zero():
    rows = [{"v": 9}, {"CITIZEN": "AF", "v": 9}, {"CITIZEN": "ME", "v": 0}]
    assert content(rows).totals == {}


def test_reporters_together_have_no_citizens_of_their_own():
    reading = reading_of([{"GEO": "TOTAL", "v": 9}, {"GEO": "EU27_2020", "CITIZEN": "EU27_2020", "v": 9}])
    assert "V-C09" not in validate(reading, participant=None, today=TODAY).totals


def test_own_citizens_are_counted_in_a_table_of_detections():
    rows = [{"v": 9}, {"CITIZEN": "ME", "v": 9}]
    assert "V-C09" not in content([{**r, "FREQ": "M"} for r in rows], table="WB_IBCM", period="2024-03").totals


@pytest.mark.parametrize("table", sorted(registry().tables))
def test_a_key_of_any_table_fits_sixty_four_bits(table):
    size = 5000  # more reference periods than a file ever holds
    for dimension in registry().table(table).dimensions:
        size *= len(dimension.codelist.codes)
    assert size < 2**62


@pytest.mark.parametrize("name", sorted(registry().codelists))
def test_subtotals_of_a_list_do_not_overlap(name):
    codelist = registry().codelists[name]
    parts = [code for whole, its in codelist.sums.items() if whole != codelist.total for code in its]
    assert len(parts) == len(set(parts))
