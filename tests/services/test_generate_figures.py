"""Generated figures hold together and say what they are."""

from __future__ import annotations

from collections import defaultdict

import pytest

from midex.services.generate_figures import generated_rows
from midex.statistics.registry.catalogue import PARTICIPANTS, registry

SUBMITTED = sorted(t.id for t in registry().tables.values() if not t.import_only)


@pytest.mark.parametrize("table_id", SUBMITTED)
def test_every_total_is_the_sum_of_its_parts(table_id):
    table = registry().table(table_id)
    period = "2026-09" if table.frequencies[0].value == "M" else "2025"
    rows = list(generated_rows(table, "ME", period))
    width = len(table.dimensions)
    values = {row[:width]: int(row[width + 1]) for row in rows}
    assert len(values) == len(rows)
    checked = 0
    for at, dimension in enumerate(table.dimensions):
        for whole, parts in dimension.codelist.sums.items():
            groups: dict[tuple[str, ...], int] = defaultdict(int)
            for key, value in values.items():
                if key[at] in parts:
                    groups[(*key[:at], whole, *key[at + 1 :])] += value
            for key, total in groups.items():
                assert values[key] == total
                checked += 1
    assert checked > 10


def test_every_row_says_generated_and_some_figures_are_not_rounded():
    table = registry().table("MIGR_EIORD")
    rows = list(generated_rows(table, "RS", "2025"))
    assert {row[table.columns.index("ORIGIN")] for row in rows} == {"GENERATED"}
    assert any(int(row[table.columns.index("OBS_VALUE")]) % 5 for row in rows)


def test_own_citizens_are_not_counted_and_the_draw_repeats():
    table = registry().table("MIGR_EIPRE")
    for participant in PARTICIPANTS:
        rows = list(generated_rows(table, participant, "2025"))
        assert rows == list(generated_rows(table, participant, "2025"))
        assert participant not in {row[3] for row in rows}


def test_a_revision_adds_persons_and_leaves_the_others_as_they_were():
    table = registry().table("MIGR_EIORD")
    total = next(generated_rows(table, "MK", "2025"))
    more = next(generated_rows(table, "MK", "2025", extra_persons=17))
    assert int(more[7]) - int(total[7]) == 17
