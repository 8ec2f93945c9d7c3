"""Each rule has a file that violates only it; without the rule in the registry that file is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from midex.services.read_file import read_file
from midex.statistics.validate.check import CHECKS, validate
from midex.statistics.validate.finding import Severity
from midex.statistics.validate.rules import DEFAULT, rules
from tests.statistics.validate.made import FOLDER, TODAY, checked, without

EXPECTED = {
    "V-S01": ("row 21", Severity.ERROR),
    "V-S02": ("row 1, column VERSION", Severity.ERROR),
    "V-S03": ("row 21, column APPLICANT", Severity.ERROR),
    "V-S04": ("row 21, column OBS_VALUE", Severity.ERROR),
    "V-S05": ("row 3, column OBS_VALUE", Severity.ERROR),
    "V-S06": ("row 2, column TIME_PERIOD", Severity.ERROR),
    "V-S07": ("", Severity.ERROR),
    "V-S08": ("", Severity.WARNING),
    "V-S09": ("row 1", Severity.ERROR),
    "V-C01": ("row 2, column OBS_VALUE", Severity.ERROR),
    "V-C02": ("row 4, column OBS_VALUE", Severity.ERROR),
    "V-C03": ("row 18, column OBS_VALUE", Severity.ERROR),
    "V-C04": ("row 2, column OBS_VALUE", Severity.ERROR),
    "V-C05": ("row 2, column OBS_VALUE", Severity.ERROR),
    "V-C06": ("row 3, column OBS_VALUE", Severity.ERROR),
    "V-C07": ("row 2, column OBS_VALUE", Severity.ERROR),
    "V-C08": ("row 12, column OBS_VALUE", Severity.ERROR),
    "V-C09": ("row 21, column OBS_VALUE", Severity.ERROR),
    "V-C10": ("row 11, column OBS_VALUE", Severity.WARNING),
    "V-C11": ("row 2, column OBS_STATUS", Severity.INFO),
}


def file_of(rule: str) -> Path:
    """The one file of a rule, whatever its format."""
    (file,) = FOLDER.glob(f"{rule}.*")
    return file


def test_a_clean_file_has_no_finding():
    report = checked(FOLDER / "clean.csv")
    assert report.totals == {}
    assert report.acceptable


def test_every_rule_of_the_registry_has_its_file():
    assert {rule.id for rule in rules()} == set(EXPECTED) == {file.stem for file in FOLDER.glob("V-*.*")}


@pytest.mark.parametrize("rule", EXPECTED)
def test_a_file_that_violates_one_rule_has_findings_of_that_rule_only(rule):
    report = checked(file_of(rule))
    assert set(report.totals) == {rule}
    where, severity = EXPECTED[rule]
    finding = report.findings[0]
    place = finding.place
    said = "" if place is None else f"row {place.row}" + (f", column {place.column}" if place.column else "")
    assert (said, finding.severity) == (where, severity)
    assert report.acceptable is (severity is not Severity.ERROR)


@pytest.mark.parametrize("rule", EXPECTED)
def test_without_the_rule_its_file_is_clean(rule):
    reading = read_file(file_of(rule).read_bytes(), "a")
    report = validate(reading, participant="ME", today=TODAY, rules=without(rule))
    assert report.totals == {}


def test_the_registry_names_checks_that_exist_and_no_check_is_left_over():
    assert {rule.check for rule in rules()} == {*CHECKS, "personal"}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_says_what_is_wrong_how_to_fix_it_and_gives_an_example(rule):
    assert rule.title
    assert rule.example
    assert all(case.message and case.fix for case in rule.cases.values())
    assert DEFAULT in rule.cases
