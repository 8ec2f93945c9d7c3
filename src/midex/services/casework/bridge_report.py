"""What a file of another system comes to, as plain values: names of fields, reasons, cases, never a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from midex.formats.bridges.mapping import LEFT_OUT
from midex.kernel.text import Message
from midex.services.casework.export_record import Exported
from midex.services.casework.import_records import MEANS, Imported, Line


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The report of a whole file: for each field of theirs, in how many records; with what it became, or why not."""

    taken: Mapping[tuple[str, str], int]
    unknown: Mapping[str, int]
    unconverted: Mapping[tuple[str, str], int]
    left_out: Mapping[tuple[str, str], int]


def whole_of(imported: Imported) -> Whole:
    """The reports of all records as one; reasons as sentences."""
    reports = [line.report for line in imported.lines]
    return Whole(
        taken=_counted(pair for one in reports for pair in one.taken.items()),
        unknown=_counted(name for one in reports for name in one.unknown),
        unconverted=_counted((name, why.id) for one in reports for name, why in one.unconverted.items()),
        left_out=_counted((name, LEFT_OUT[why]) for one in reports for name, why in one.left_out.items()),
    )


def _counted(found: Iterable[Any]) -> dict[Any, int]:
    return dict(sorted(Counter(found).items()))


def imported_json(imported: Imported) -> dict[str, Any]:
    """What came of each record, and of the file."""
    whole = whole_of(imported)
    return {
        "kept": imported.kept,
        "records": [_line_json(line) for line in imported.lines],
        "fields": {
            "taken": [{"theirs": one, "ours": ours, "records": count} for (one, ours), count in whole.taken.items()],
            "unknown": [{"theirs": one, "records": count} for one, count in whole.unknown.items()],
            "unconverted": [
                {"theirs": one, "because": why, "records": count} for (one, why), count in whole.unconverted.items()
            ],
            "left_out": [
                {"theirs": one, "because": why, "records": count} for (one, why), count in whole.left_out.items()
            ],
        },
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "record": line.number,
        "outcome": line.outcome.value,
        "means": MEANS[line.outcome],
        "case": line.name,
        "taken": dict(line.report.taken),
        "unknown": list(line.report.unknown),
        "unconverted": _sentences(line.report.unconverted),
        "left_out": {name: LEFT_OUT[why] for name, why in line.report.left_out.items()},
        "added": _sentences(line.added),
        "wrong": _sentences(line.wrong),
        "possible": [{"case": found.row.name, "agrees": [str(one) for one in found.agrees]} for found in line.found],
    }


def exported_json(exported: Exported) -> dict[str, Any]:
    """What went of each case, and what stayed and why; for whoever hands over."""
    return {
        "cases": [
            {"case": one.case, "entry": one.entry, "went": list(one.went), "stayed": _sentences(one.stayed)}
            for one in exported.cases
        ]
    }


def _sentences(said: Mapping[str, Message]) -> dict[str, str]:
    return {name: str(why) for name, why in said.items()}
