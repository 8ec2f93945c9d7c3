"""A report as text, JSON, page, and a rule as VTL: the same findings in each."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from midex.statistics.registry.catalogue import registry
from midex.statistics.validate.as_json import as_json
from midex.statistics.validate.as_page import as_page
from midex.statistics.validate.as_text import as_text
from midex.statistics.validate.as_vtl import as_vtl
from midex.statistics.validate.rules import rules
from tests.statistics.validate.made import FOLDER, checked


def vtl(rule_id: str, table: str = "MIGR_ASYAPPCTZA") -> str:
    return as_vtl(next(rule for rule in rules() if rule.id == rule_id), registry().table(table))


def test_text_names_place_figure_fault_and_remedy():
    text = as_text(checked(FOLDER / "V-C04.csv"))
    assert "row 2, column OBS_VALUE  ME 2024" in text
    assert "CITIZEN=TOTAL is 57, but its parts add up to 56: AF 30" in text
    assert "→ correct CITIZEN=TOTAL or a part; the difference is 1" in text
    assert text.endswith("Figures: 19, errors: 1, warnings: 0. Correct the errors, then send.")


def test_cells_that_say_the_same_are_one_line():
    assert "rows 2–20, column TIME_PERIOD" in as_text(checked(FOLDER / "V-S06.csv"))


def test_json_keeps_every_finding_apart():
    record = json.loads(json.dumps(as_json(checked(FOLDER / "V-S06.csv"))))
    assert [finding["row"] for finding in record["findings"]] == list(range(2, 21))
    assert record["errors"] == 19
    assert record["acceptable"] is False


class Page(HTMLParser):
    """The tags of a page, and whether each was closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("file", sorted(FOLDER.iterdir()), ids=lambda file: file.name)
def test_the_page_is_whole_and_asks_nothing_of_the_network(file):
    page = Page(as_page(checked(file)))
    assert page.open == []
    tags = {tag for tag, _ in page.seen}
    assert not tags & {"script", "img", "link", "iframe"}
    assert all(attrs["href"].startswith("#") for tag, attrs in page.seen if tag == "a")
    targets = {attrs.get("id") for _, attrs in page.seen}
    assert {attrs["href"][1:] for tag, attrs in page.seen if tag == "a"} <= targets


def test_text_of_the_file_cannot_become_part_of_the_page(tmp_path):
    file = tmp_path / "<b>.csv"
    file.write_text((FOLDER / "clean.csv").read_text("utf-8").replace("OBS_STATUS", "<script>", 1), "utf-8")
    assert "<script>" not in as_page(checked(file))
    assert "<b>" not in as_page(checked(file))


def test_a_sum_as_vtl_counts_a_missing_part_as_zero():
    text = vtl("V-C03")
    assert "Y_LT18 = Y_LT14 + 'Y14-17' errorcode \"V-C03\" errorlevel 3" in text
    assert "partial_zero" in text


def test_every_sum_has_vtl_for_the_tables_it_is_about():
    for rule in rules():
        if rule.check == "sums":
            assert any(as_vtl(rule, table) for table in registry().tables.values()), rule.id


def test_a_rule_that_structure_does_not_make_has_no_vtl():
    assert vtl("V-S09") == ""


def test_own_citizens_as_vtl_only_where_they_are_excluded():
    assert "when CITIZEN = GEO then OBS_VALUE = 0" in vtl("V-C09")
    assert vtl("V-C09", "WB_IBCM") == ""
