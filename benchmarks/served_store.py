"""A public store with 100,000 observations as the hub serves it; benchmarks of writing and serving read from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice, product
from pathlib import Path

import django
from django.conf import settings

from midex.hub.settings import settings as hub_settings
from midex.statistics.registry.catalogue import PARTICIPANTS, registry
from midex.statistics.series import Dataflow, Observation, SeriesKind, Vintage

N = 100_000
TABLE = registry().table("MIGR_EIPRE")
FLOW = Dataflow(id="MIGR_EIPRE", title=TABLE.title, table=TABLE, kind=SeriesKind.SUBMITTED)
VINTAGE = Vintage(
    dataflow=FLOW.id,
    number=1,
    released_at=datetime(2026, 1, 31, tzinfo=UTC),
    sha256="0" * 64,
    observations=N,
    generated=True,
)


def observations() -> Iterator[Observation]:
    """N generated figures in 10,000 series of ten years; one in eleven is hidden, some have a comment."""
    axes = [
        ("A",),
        ("TOTAL", "IRR_ENT", "IRR_STAY"),
        ("TOTAL", "INLAND"),
        [code.id for code in TABLE.dimension["CITIZEN"].codelist.codes],
        ("T", "M", "F"),
        ("TOTAL", "Y_LT14", "Y14-17", "Y18-34"),
        ("PER",),
        PARTICIPANTS,
    ]
    for at, key in enumerate(islice(product(*axes), N // 10)):
        for year in range(2015, 2025):
            hidden = (at + year) % 11 == 0
            yield Observation(
                key,
                str(year),
                None if hidden else (at * 37 + year) % 4001,
                "Q" if hidden else "A",
                "C" if hidden else "F",
                "6/6" if at % 3 else "",
                "GENERATED",
                "" if year % 5 else "counted again, and corrected",
            )


def start(home: Path) -> object:
    """Django configured as a hub in ``home``, and its public store."""
    if not settings.configured:
        settings.configure(**hub_settings(home, secret_key="for benchmarks only"))  # noqa: S106
        django.setup()
    from midex.stores.public.store import PublicStore

    return PublicStore("public")


def fill(home: Path) -> None:
    """Publish the figures once."""
    store = start(home)
    from midex.stores.migrate import migrate

    migrate("public")
    store.publish(FLOW, VINTAGE, observations())
