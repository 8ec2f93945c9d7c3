"""Profile P1: what leaves is rounded, merged and guarded; what is small stays."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from midex.kernel.verdict import Released, Withheld
from midex.statistics.protect.crossings import is_published_crossing
from midex.statistics.protect.figures import Figure, Reported, reported
from midex.statistics.protect.profile import protect, round_half_up
from midex.statistics.registry.catalogue import PARTICIPANTS, registry
from midex.statistics.release import canonical_release, changes

TABLE = registry().table("MIGR_EIORD")
MONTHLY = registry().table("WB_IBCM")


def key(citizen: str = "TOTAL", sex: str = "T", age: str = "TOTAL", geo: str = "ME") -> tuple[str, ...]:
    return ("A", citizen, sex, age, "PER", geo)


def part(cells: dict[tuple[str, ...], int], participant: str = "ME", period: str = "2025") -> Reported:
    figures = {k: Figure(v) for k, v in cells.items()}
    return Reported(participant=participant, period=period, version=1, origin="REPORTED", cells=figures)


def published(cube, wanted, period="2025"):
    return next((o for o in cube.observations if o.key == wanted and o.period == period), None)


def test_every_cell_and_total_is_rounded_from_its_own_raw_value():
    cube = protect(TABLE, [part({key(): 23, key(sex="M"): 12, key(sex="F"): 11})])
    values = {o.key[2]: o.value for o in cube.observations if o.key[-1] == "ME"}
    assert values == {"T": 25, "M": 10, "F": 10}


@pytest.mark.parametrize(("raw", "shown"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_rounding_is_half_up_to_five(raw, shown):
    assert round_half_up(raw, 5) == shown


def test_a_citizenship_below_ten_is_merged_and_its_code_does_not_appear():
    cube = protect(TABLE, [part({key(): 30, key("AF"): 20, key("SY"): 9, key("CU"): 1})])
    shown = {o.key[1] for o in cube.observations if o.key[-1] == "ME"}
    assert shown == {"TOTAL", "AF", "OTH"}
    assert published(cube, key("OTH")).value == 10


def test_unknown_citizenship_is_never_merged():
    cube = protect(TABLE, [part({key(): 3, key("UNK"): 3})])
    assert published(cube, key("UNK")).value == 5


def test_crossings_the_registry_does_not_list_stay_in():
    cube = protect(TABLE, [part({key(): 60, key("AF"): 60, key("AF", "M"): 60, key(sex="M", age="Y18-34"): 60})])
    assert published(cube, key("AF", "M")) is None
    assert published(cube, key(sex="M", age="Y18-34")).value == 60


def test_the_region_has_a_value_only_where_all_six_reported():
    five = [part({key(geo=p): 13}, p) for p in PARTICIPANTS[:5]]
    region = published(protect(TABLE, five), key(geo="WB6"))
    assert (region.value, region.reporters, region.obs_status) == (None, "5/6", "O")
    six = [*five, part({key(geo="RS"): 13}, "RS")]
    region = published(protect(TABLE, six), key(geo="WB6"))
    assert (region.value, region.reporters) == (80, "6/6")  # 78 raw, not six times 15


def test_a_participant_without_a_figure_is_no_reporter_of_that_cell():
    six = [part({key(geo=p): 100}, p) for p in PARTICIPANTS]
    six[-1] = replace(six[-1], cells={key(geo="RS"): Figure(None, "L")})
    region = published(protect(TABLE, six), key(geo="WB6"))
    assert (region.value, region.reporters) == (None, "5/6")


def test_a_figure_that_cannot_exist_adds_nothing_and_is_reported():
    six = [part({key(geo=p): 100}, p) for p in PARTICIPANTS]
    six[-1] = replace(six[-1], cells={key(geo="RS"): Figure(None, "M")})
    region = published(protect(TABLE, six), key(geo="WB6"))
    assert (region.value, region.reporters) == (500, "6/6")


def test_a_breakdown_one_participant_does_not_give_has_no_regional_value():
    def both(p: str) -> Reported:
        return part({key(geo=p): 50, key(sex="M", geo=p): 30, key(sex="F", geo=p): 20}, p)

    six = [*(both(p) for p in PARTICIPANTS[:5]), part({key(geo="RS"): 50}, "RS")]
    cube = protect(TABLE, six)
    assert published(cube, key(geo="WB6")).value == 300
    women = published(cube, key(sex="F", geo="WB6"))
    assert (women.value, women.reporters) == (None, "5/6")


def test_a_citizenship_that_did_not_occur_with_one_participant_is_zero_there():
    five = [part({key(geo=p): 40, key("AF", geo=p): 40}, p) for p in PARTICIPANTS[:5]]
    cube = protect(TABLE, [*five, part({key(geo="RS"): 40, key("SY", geo="RS"): 40}, "RS")])
    assert published(cube, key("AF", geo="WB6")).value == 200


def test_a_citizenship_withheld_by_its_reporter_is_neither_merged_nor_summed():
    six = [part({key(geo=p): 60, key("AF", geo=p): 40, key("SY", geo=p): 20}, p) for p in PARTICIPANTS]
    cells = {**six[-1].cells, key("SY", geo="RS"): Figure(None, "Q")}
    cube = protect(TABLE, [*six[:5], replace(six[-1], cells=cells)])
    shown = published(cube, key("SY", geo="RS"))
    assert (shown.value, shown.obs_status, shown.conf_status) == (None, "Q", "C")
    assert published(cube, key("SY", geo="WB6")).value is None


def test_other_never_stands_for_one_citizenship_alone():
    cube = protect(TABLE, [part({key(): 130, key("AF"): 91, key("SY"): 30, key("ER"): 9})])
    assert {o.key[1]: o.value for o in cube.observations if o.key[-1] == "ME"} == {"TOTAL": 130, "AF": 90, "OTH": 40}


def test_a_small_citizenship_that_its_reporter_hides_stays_by_itself_and_hidden():
    cells = {key(): Figure(40), key("SY"): Figure(9), key("CU"): Figure(1, "", "A"), key("AF"): Figure(30)}
    cube = protect(TABLE, [replace(part({}), cells=cells)])
    assert published(cube, key("CU")).conf_status == "C"


def test_a_cell_marked_confidential_shows_one_flag_and_no_value():
    one = part({key(): 100, key("AF"): 40, key("SY"): 40, key("IQ"): 20})
    cells = {**one.cells, key("AF"): Figure(40, "", "A")}
    shown = published(protect(TABLE, [replace(one, cells=cells)]), key("AF"))
    assert (shown.value, shown.obs_status, shown.conf_status) == (None, "Q", "C")


def recovered_by_one_subtraction(cube, period="2025") -> list[tuple[str, ...]]:
    """Hidden cells that are what is left of a published total when its published parts are taken away."""
    cells = {o.key: o for o in cube.observations if o.period == period}
    found = []
    for at, dimension in enumerate(TABLE.dimensions):
        sums = {**dimension.codelist.sums, **({"WB6": frozenset(PARTICIPANTS)} if dimension.id == "GEO" else {})}
        for k in cells:
            group = [k, *((*k[:at], p, *k[at + 1 :]) for p in sums.get(k[at], ()))]
            there = [cells[g] for g in group if g in cells]
            hidden = [o for o in there if o.conf_status == "C"]
            if len(there) > 1 and len(hidden) == 1 and all(o.value is not None for o in there if o is not hidden[0]):
                found.append(hidden[0].key)
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["M", "F", "UNK", "T"]), st.sampled_from(PARTICIPANTS)), min_size=1, max_size=4),
    st.integers(0, 10**6),
)
def test_no_hidden_cell_is_what_one_subtraction_leaves(marked, seed):
    def counts(p: str) -> dict[tuple[str, ...], int]:
        men, women, unknown = (seed * (n + 3) % 97 + 10 for n in range(3))
        parts = {"M": men, "F": women, "UNK": unknown, "T": men + women + unknown}
        return {key(sex=s, geo=p): n for s, n in parts.items()}

    six = []
    for p in PARTICIPANTS:
        cells = {k: Figure(n, "", "C" if (k[2], p) in marked else "") for k, n in counts(p).items()}
        six.append(replace(part({}, p), cells=cells))
    cube = protect(TABLE, six)
    assert [o for o in cube.observations if o.conf_status == "C"]
    assert recovered_by_one_subtraction(cube) == []


def test_the_attack_finds_a_lone_hidden_cell_where_nothing_else_is_hidden():
    lone = protect(TABLE, [part({key(): 100, key(sex="M"): 60, key(sex="F"): 40, key(sex="UNK"): 0})])
    hidden = [
        o._replace(value=None, obs_status="Q", conf_status="C") if o.key[2] == "F" else o
        for o in lone.observations
        if o.key[-1] == "ME"
    ]
    assert recovered_by_one_subtraction(replace(lone, observations=tuple(hidden))) == [key(sex="F")]


def test_a_small_revision_is_held_even_with_a_new_period():
    before = [part({key(): 100, key("AF"): 100})]
    after = [part({key(): 103, key("AF"): 103}), part({key(): 50}, period="2026")]
    cube = protect(TABLE, after, before)
    assert published(cube, key()).value == 100
    verdicts = {v.period: v.verdict for v in cube.verdicts}
    assert isinstance(verdicts["2025"], Withheld)
    assert isinstance(verdicts["2026"], Released)
    assert next(p for p in cube.made_from if p.period == "2025").cells[key()].value == 100


def test_a_large_revision_waits_for_a_window_and_then_leaves():
    before = [part({key(): 100})]
    after = [part({key(): 140})]
    assert published(protect(TABLE, after, before), key()).value == 100
    assert published(protect(TABLE, [*after, part({key(): 5}, period="2026")], before), key()).value == 140


def test_a_small_revision_of_one_period_is_not_carried_out_by_that_of_another():
    before = [part({key(): 100}, period="2023"), part({key(): 100}, period="2024")]
    after = [part({key(): 101}, period="2023"), part({key(): 115}, period="2024"), part({key(): 9})]
    verdicts = {v.period: v.verdict for v in protect(TABLE, after, before).verdicts}
    assert isinstance(verdicts["2023"], Withheld)
    assert isinstance(verdicts["2024"], Released)


def test_moving_persons_between_parts_counts_as_changed_records():
    before = [part({key(): 100, key("AF"): 60, key("SY"): 40})]
    after = [part({key(): 100, key("AF"): 50, key("SY"): 50}), part({key(): 9}, period="2026")]
    assert {v.period: v.changed for v in protect(TABLE, after, before).verdicts} == {"2025": 20, "2026": 0}


def test_months_follow_the_list_of_the_year_before():
    def month(period: str, cells: dict[str, int]) -> Reported:
        total = {
            ("M", "TOTAL", "TOTAL", "TOTAL", "TOTAL", c, "T", "TOTAL", "TOTAL", "DET", "RS"): n
            for c, n in cells.items()
        }
        return part(total, "RS", period)

    cube = protect(
        MONTHLY, [month("2024-05", {"TOTAL": 30, "AF": 30}), month("2025-01", {"TOTAL": 90, "AF": 2, "SY": 88})]
    )
    shown = {(o.key[5], o.period) for o in cube.observations if o.key[-1] == "RS"}
    assert ("AF", "2025-01") in shown
    assert ("SY", "2025-01") not in shown
    assert ("OTH", "2025-01") in shown


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["AF", "SY", "IQ", "PK", "CU", "UNK"]), st.integers(0, 400), min_size=1))
def test_nothing_published_differs_from_a_multiple_of_five_nor_by_more_than_two(counts):
    raw = part({key(): sum(counts.values()), **{key(c): n for c, n in counts.items()}})
    cube = protect(TABLE, [raw])
    for o in cube.observations:
        if o.value is not None:
            assert o.value % 5 == 0
        if o.key in raw.cells:
            assert abs(o.value - raw.cells[o.key].value) <= 2


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 300), st.sampled_from(["AF", "SY"]))
def test_one_added_person_changes_no_public_cell_outside_a_window(count, citizen):
    before = [part({key(): count, key(citizen): count})]
    after = [part({key(): count + 1, key(citizen): count + 1})]
    first = protect(TABLE, before)
    assert protect(TABLE, after, first.made_from).observations == first.observations


def test_the_same_raw_figures_give_the_same_bytes():
    raw = [part({key(): 23, key("AF"): 12, key("SY"): 11})]
    again = [part(dict(reversed([*{key(): 23, key("AF"): 12, key("SY"): 11}.items()])))]
    assert canonical_release(TABLE, protect(TABLE, raw).observations) == canonical_release(
        TABLE, protect(TABLE, again).observations
    )


def test_accepted_cells_are_split_by_period_and_keep_their_origin():
    rows = [
        ("A", "TOTAL", "T", "TOTAL", "PER", "ME", p, v, None, None, None, o, None)
        for p, v, o in [("2024", "7", None), ("2025", "", "GENERATED")]
    ]
    cells = pa.table({name: [r[i] for r in rows] for i, name in enumerate(TABLE.columns)})
    first, second = reported(TABLE, "ME", 3, cells)
    assert (first.period, first.origin, first.cells[key()].value) == ("2024", "REPORTED", 7)
    assert (second.period, second.origin, second.cells[key()].value) == ("2025", "GENERATED", None)


def test_every_table_publishes_its_total():
    for table in registry().tables.values():
        if table.hypercubes:
            totals = tuple(d.codelist.total or next(iter(d.allowed)) for d in table.dimensions)
            assert is_published_crossing(table, totals)


def test_changes_between_vintages_name_periods_and_revised_cells():
    old = protect(TABLE, [part({key(): 100})]).observations
    new = protect(TABLE, [part({key(): 140}), part({key(): 20}, period="2026")], [part({key(): 100})]).observations
    found = changes(old, new)
    assert found.new_periods == ("2026",)
    assert [(a.value, b.value) for a, b in found.revised if a.key[-1] == "ME"] == [(100, 140)]
