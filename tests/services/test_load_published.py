"""Figures published elsewhere become dataflows of their own, once; other figures are a new vintage."""

from __future__ import annotations

import base64
from dataclasses import replace

from midex.services.load_published import load_published
from midex.statistics.release import release_statement
from midex.statistics.series import Dataflow, Observation, SeriesKind, Source
from tests.twins.signing import verify
from tests.world import TABLE, World

SOURCE = Source(publisher="P", title="T", licence="CC BY", retrieved="2026-01-01", coverage="all")
FLOW = Dataflow(id="ELSEWHERE", title="Printed elsewhere", table=TABLE, kind=SeriesKind.PUBLISHED, source=SOURCE)
KEY = ("A", "TOTAL", "T", "TOTAL", "PER", "ME")
FIGURES = [Observation(KEY, "2023", 3), Observation(KEY, "2024", None, "O")]


def test_what_is_loaded_is_public_as_it_was_printed(world: World) -> None:
    vintage = load_published(FLOW, FIGURES, world.hub)
    assert world.hub.public.dataflows() == (FLOW,)
    assert list(world.hub.public.observations("ELSEWHERE")) == FIGURES
    assert vintage.approved_by == ()
    signature = base64.b64decode(vintage.signature)
    assert verify(world.hub.signer.public_key, release_statement(vintage), signature)


def test_loading_the_same_figures_again_changes_nothing(world: World) -> None:
    load_published(FLOW, FIGURES, world.hub)
    before = world.hub.public.vintages("ELSEWHERE")
    assert load_published(FLOW, FIGURES, world.hub) is None
    assert world.hub.public.vintages("ELSEWHERE") == before


def test_a_corrected_citation_is_shown_without_a_new_vintage(world: World) -> None:
    load_published(FLOW, FIGURES, world.hub)
    corrected = replace(FLOW, source=replace(SOURCE, title="The whole title"))
    assert load_published(corrected, FIGURES, world.hub) is None
    assert world.hub.public.dataflows() == (corrected,)


def test_other_figures_are_the_next_vintage_and_the_first_stays(world: World) -> None:
    load_published(FLOW, FIGURES, world.hub)
    assert load_published(FLOW, FIGURES[:1], world.hub).number == 2
    assert list(world.hub.public.observations("ELSEWHERE", vintage=1)) == FIGURES
