"""An address becomes a view; one that asks for nonsense becomes the usual view."""

from __future__ import annotations

import pytest

from midex.statistics.series import Dataflow
from midex.web.public.selection import ALL, SIX, SUM, Selection, choose
from tests.twins.public_figures import flow, key, public_figures


def of(dataflow: str, **query: str) -> Selection:
    catalogue = public_figures()
    found: Dataflow = next(one for one in catalogue.dataflows() if one.id == dataflow)
    return choose(found, catalogue.series(dataflow), query)


def test_a_table_opens_at_its_totals_with_every_reporter() -> None:
    view = of("MIGR_EIPRE")
    assert view.picks["CITIZEN"].text == "TOTAL"
    assert view.picks["GEO"].text == ALL


def test_unhcr_opens_with_the_six_and_persons_never_with_cases() -> None:
    view = of("UNHCR_ASYAPP")
    assert view.picks["GEO"].text == SIX
    assert view.picks["UNIT"].text == "PER"
    assert view.picks["CITIZEN"].text == SUM


@pytest.mark.parametrize("nonsense", ["ZZ", "<script>", "", ",", "sum,six", "AL'--"])
def test_nonsense_is_answered_with_the_usual_view(nonsense: str) -> None:
    assert of("UNHCR_ASYAPP", GEO=nonsense).picks == of("UNHCR_ASYAPP").picks


def test_places_and_units_are_never_added_up() -> None:
    assert of("UNHCR_ASYAPP", UNIT=SUM, GEO=SUM).picks == of("UNHCR_ASYAPP").picks
    assert not of("UNHCR_ASYAPP", GEO="AL,BA").picks["GEO"].added


def test_what_has_a_printed_total_is_not_added_up_again() -> None:
    assert of("FRONTEX_IBC", CITIZEN=SUM).picks["CITIZEN"].text == "TOTAL"


def test_codes_with_commas_are_added_up() -> None:
    pick = of("UNHCR_ASYAPP", LEVEL="FI,FA").picks["LEVEL"]
    assert pick.added
    assert pick.codes == {"FI", "FA"}


def test_the_view_has_an_sdmx_key() -> None:
    assert of("UNHCR_ASYAPP", GEO="ME", CITIZEN="AF").key.endswith(".FA+FI.AF.PER.ME")


@pytest.mark.parametrize("period", ["yesterday", "20", "2024-13", "9999999"])
def test_a_period_that_is_none_is_ignored(period: str) -> None:
    assert of("MIGR_EIPRE", **{"from": period}).start == ""


@pytest.mark.parametrize("release", ["-1", "٣", "1e3", "999999999999", "x"])
def test_a_release_that_is_no_number_is_ignored(release: str) -> None:
    assert of("MIGR_EIPRE", release=release).vintage is None


def test_a_table_without_a_release_has_a_view_too() -> None:
    assert choose(flow("WB_IBCM"), (), {"GEO": "ME"}).admits(key("WB_IBCM", GEO="ME"))
