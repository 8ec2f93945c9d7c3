"""A public catalogue for tests: the real figures published elsewhere, and two small made-up submitted tables."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from midex.statistics.published import published
from midex.statistics.registry.catalogue import PARTICIPANTS, registry
from midex.statistics.series import Dataflow, Observation, SeriesKind, Vintage
from tests.twins.public_catalogue import InMemoryCatalogue

ROOT = Path(__file__).resolve().parents[2]
FIRST = datetime(2026, 10, 2, tzinfo=UTC)
SECOND = datetime(2026, 11, 20, tzinfo=UTC)
MADE_UP = 987_655
"""A generated figure that no page may show as known."""


def flow(table: str) -> Dataflow:
    """A submitted dataflow over a table of the registry."""
    found = registry().table(table)
    return Dataflow(id=table, title=found.title, table=found, kind=SeriesKind.SUBMITTED)


def key(table: str, **codes: str) -> tuple[str, ...]:
    """A series key: the codes given, totals elsewhere."""
    usual = {"FREQ": "A", "UNIT": registry().table(table).unit}
    return tuple({**usual, **codes}.get(d.id) or str(d.codelist.total) for d in registry().table(table).dimensions)


def vintage(dataflow: str, number: int, observations: list[Observation], *, generated: bool = False) -> Vintage:
    """A release whose hash depends on what is in it."""
    return Vintage(
        dataflow=dataflow,
        number=number,
        released_at=FIRST if number == 1 else SECOND,
        sha256=sha256(repr((dataflow, observations)).encode()).hexdigest(),
        observations=len(observations),
        approved_by=("one", "two"),
        signature="signed",
        generated=generated,
    )


def demonstration() -> list[Observation]:
    """Montenegro reported two years; all six have a generated year complete, one with a hidden and one with no cell."""
    reported = [
        Observation(key("MIGR_EIPRE", GEO="ME"), year, value, origin="REPORTED")
        for year, value in (("2021", 1130), ("2022", 0))
    ]
    made = [Observation(key("MIGR_EIPRE", GEO=code), "2024", MADE_UP, "P", origin="GENERATED") for code in PARTICIPANTS]
    return [
        *reported,
        *made,
        Observation(key("MIGR_EIPRE", GEO="WB6"), "2024", MADE_UP, origin="GENERATED", reporters="6/6"),
        Observation(key("MIGR_EIPRE", GEO="WB6"), "2025", None, "O", origin="GENERATED", reporters="5/6"),
        Observation(key("MIGR_EIPRE", GEO="AL"), "2025", None, "Q", "C", origin="GENERATED"),
        Observation(key("MIGR_EIPRE", GEO="BA"), "2025", None, "M", origin="GENERATED"),
    ]


@cache
def public_figures() -> InMemoryCatalogue:
    """The catalogue; built once, never changed."""
    catalogue = InMemoryCatalogue()
    for dataflow, observations in published(ROOT / "data" / "published"):
        kept = list(observations)
        if dataflow.id == "FRONTEX_IBC":
            before = [one._replace(value=(one.value or 0) + 3) for one in kept[:2]] + kept[2:-5]
            catalogue.add(dataflow, vintage(dataflow.id, 1, before), before)
            catalogue.add(dataflow, vintage(dataflow.id, 2, kept), kept)
        else:
            catalogue.add(dataflow, vintage(dataflow.id, 1, kept), kept)
    observations = demonstration()
    catalogue.add(flow("MIGR_EIPRE"), vintage("MIGR_EIPRE", 1, observations, generated=True), observations)
    catalogue.add(flow("WB_IBCM"))
    return catalogue
