"""What changed between two releases."""

from __future__ import annotations

from midex.statistics.revisions import Change, revision
from midex.statistics.series import Observation

A, B, C = (("A",), ("B",), ("C",))


def test_revised_new_and_withdrawn_figures_are_counted_apart() -> None:
    before = [Observation(A, "2024", 10), Observation(B, "2024", 5)]
    after = [Observation(A, "2024", 15), Observation(C, "2024", 1)]
    found = revision(before, after)
    assert (found.revised, found.new, found.gone) == (1, 1, 1)
    assert found.largest == (Change(A, "2024", 10, 15),)


def test_the_largest_revisions_come_first_and_the_list_is_bounded() -> None:
    before = [Observation((str(i),), "2024", 0) for i in range(20)]
    after = [Observation((str(i),), "2024", i) for i in range(20)]
    found = revision(before, after, show=3)
    assert [change.after for change in found.largest] == [19, 18, 17]
    assert found.revised == 19


def test_a_figure_that_loses_its_value_is_revised_not_gone() -> None:
    found = revision([Observation(A, "2024", 5)], [Observation(A, "2024", None, "Q")])
    assert (found.revised, found.gone) == (1, 0)
