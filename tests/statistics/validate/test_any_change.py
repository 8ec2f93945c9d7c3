"""In a cube that adds up, no figure can be changed, lost or withheld without a finding."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from midex.statistics.registry.catalogue import registry
from tests.statistics.validate.made import content

CODES = {
    "APPLICANT": ("FRST", "SSEQ"),
    "CITIZEN": ("AF", "SY", "UNK"),
    "SEX": ("M", "F", "UNK"),
    "AGE": ("Y_LT14", "Y14-17", "Y18-34", "Y35-64", "Y_GE65", "UNK"),
}
LISTS = {name: registry().table("MIGR_ASYAPPCTZA").dimension[name].codelist for name in CODES}


def cube() -> list[dict[str, object]]:
    """Every crossing with all totals; each base cell has a value of its own."""
    cells = {key: 1 + n % 7 for n, key in enumerate(product(*CODES.values()))}
    for place, name in enumerate(CODES):
        for whole, parts in LISTS[name].sums.items():
            for key, value in list(cells.items()):
                if key[place] in parts and key[place] in CODES[name]:
                    total = (*key[:place], whole, *key[place + 1 :])
                    cells[total] = cells.get(total, 0) + value
    return [{**dict(zip(CODES, key, strict=True)), "v": value} for key, value in cells.items()]


CUBE = cube()
ANY = st.integers(0, len(CUBE) - 1)
FEW = settings(max_examples=12, deadline=None)


def test_a_cube_that_adds_up_is_silent_but_for_its_unknowns():
    assert set(content(CUBE).totals) <= {"V-C10"}


@FEW
@given(at=ANY, change=st.integers(1, 50))
def test_no_figure_can_be_changed(at, change):
    rows = [*CUBE[:at], {**CUBE[at], "v": CUBE[at]["v"] + change}, *CUBE[at + 1 :]]
    assert content(rows).errors >= 3


@FEW
@given(at=ANY)
def test_no_row_can_be_lost(at):
    assert content([*CUBE[:at], *CUBE[at + 1 :]]).errors >= 1


@FEW
@given(at=ANY)
def test_no_figure_can_be_withheld_unsaid(at):
    rows = [*CUBE[:at], {**CUBE[at], "v": "", "st": "Q"}, *CUBE[at + 1 :]]
    assert set(content(rows).totals) & {"V-C01", "V-C02", "V-C03", "V-C04", "V-C05"}
