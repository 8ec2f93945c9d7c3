"""Figures published elsewhere: read from ``data/published``, attributed, shown as printed.

They are never added to what is submitted here, never protected again, and never without their source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from midex.formats import csv_sheet
from midex.formats.declaration import read_yaml
from midex.kernel.indicator import MEASURE, TIME
from midex.statistics.read import read
from midex.statistics.registry.catalogue import registry
from midex.statistics.series import Dataflow, Observation, SeriesKind, Source

SOURCES = "sources.yaml"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What must be said with some figures: the codes they bear, and the status and comment they get."""

    where: Mapping[str, str]
    status: str = ""
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """How the figures of one dataflow are derived from the publisher's files.

    ``files`` are relative to the folder of raw files. ``keep`` lists the codes kept of a column; the rows kept are
    those that fit any one of its alternatives. ``total`` names a column whose codes are added up to TOTAL, for all
    figures, before rows are kept. ``set_to`` fixes attributes.
    """

    dataflow: str
    table: str
    files: tuple[str, ...]
    keep: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    total: str = ""
    set_to: Mapping[str, str]
    remarks: tuple[Remark, ...] = ()


def published(folder: Path) -> tuple[tuple[Dataflow, tuple[Observation, ...]], ...]:
    """Every dataflow of the folder with its observations, as its ``sources.yaml`` lists them."""
    return tuple((_dataflow(raw), observations(folder / f"{raw['dataflow']}.csv")) for raw in declared(folder))


def declared(folder: Path) -> list[dict[str, Any]]:
    """The entries of the folder's ``sources.yaml``."""
    entries: list[dict[str, Any]] = read_yaml((folder / SOURCES).read_text("utf-8"))
    return entries


def derivation(raw: Mapping[str, Any]) -> Derivation:
    """How one entry's figures are derived."""
    return Derivation(
        dataflow=raw["dataflow"],
        table=raw["table"],
        files=tuple(raw["files"]),
        keep=tuple({column: tuple(codes) for column, codes in way.items()} for way in raw.get("keep", ())),
        total=raw.get("total", ""),
        set_to=raw["set"],
        remarks=tuple(Remark(**remark) for remark in raw.get("remarks", ())),
    )


def observations(file: Path) -> tuple[Observation, ...]:
    """The observations of one file in our SDMX-CSV, in the order of the file."""
    reading = read(csv_sheet.read(file.read_bytes(), file.name))
    names = (*(d.id for d in reading.table.dimensions), TIME, MEASURE)
    attributes = ("OBS_STATUS", "CONF_STATUS", "REPORTERS", "ORIGIN", "COMMENT_OBS")
    columns = [reading.cells[name].fill_null("").to_pylist() for name in (*names, *attributes)]
    keys = len(reading.table.dimensions)
    return tuple(
        Observation(row[:keys], row[keys], int(row[keys + 1]) if row[keys + 1] else None, *row[keys + 2 :])
        for row in zip(*columns, strict=True)
    )


def _dataflow(raw: Mapping[str, Any]) -> Dataflow:
    return Dataflow(
        id=raw["dataflow"],
        title=raw["title"],
        table=registry().table(raw["table"]),
        kind=SeriesKind.PUBLISHED,
        source=Source(
            publisher=raw["publisher"],
            title=raw["dataset"],
            licence=raw["licence"],
            retrieved=raw["retrieved"],
            coverage=raw["coverage"],
            notes=tuple(raw.get("notes", ())),
            url=raw.get("url", ""),
        ),
    )
