"""Cases of Primero (UNICEF) as its interface /api/v2/cases answers and takes them: ``{"data": …}``, or bare records.

Its fields are configured by each user: those of its child-protection module are mapped, the others are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from midex.formats.bridges.bounded import read_bounded, records_in
from midex.formats.bridges.convert import LONGEST, Lookups, UnconvertedError, read_value
from midex.formats.bridges.mapping import Format
from midex.formats.bridges.record import Reading, Record, Relative
from midex.formats.bridges.written import Written, write_fields
from midex.kernel.text import Message

FORMAT = Format.PRIMERO
FAMILY = "family_details_section"


def read(content: bytes, lookups: Lookups) -> tuple[Record, ...]:
    """The records of a file; fault F340 where there are none."""
    value = read_bounded(content, FORMAT.value)
    return tuple(_record(one, lookups) for one in records_in(value, FORMAT.value, "data"))


def _record(said: dict[str, Any], lookups: Lookups) -> Record:
    reading = Reading(FORMAT, lookups)
    whole = {**said, "case_id": said.get("case_id") or said.get("id")}
    reading.read(whole, apart=(FAMILY,))
    relatives = tuple(_relatives(said.get(FAMILY), whole, reading))
    identifier = _first(reading, "number-of-another-system") or _first(reading, "unhcr-number")
    return reading.record(identifier, relatives)


def _first(reading: Reading, kind: str) -> str:
    for (event, fixed), fields in reading.events.items():
        if event == "DocumentSeen" and dict(fixed).get("kind") == kind:
            return str(fields["number"])
    return ""


def _relatives(section: Any, whole: Mapping[str, Any], reading: Reading) -> Iterator[Relative]:
    """Relatives who are named by an identifier; the others are no fields of this person."""
    for one in section if isinstance(section, list) else ():
        if not isinstance(one, dict):
            continue
        for name in one:
            if name not in ("relation", "relation_identifiers"):
                reading.left_out[f"{FAMILY}.*"] = "relative"
        named = one.get("relation_identifiers")
        if not isinstance(named, str) or not named.strip() or len(named) > LONGEST:
            continue
        try:
            relation = read_value("relation", one.get("relation"), whole, reading.lookups)
        except UnconvertedError as wrong:
            reading.unconverted[f"{FAMILY}.relation"] = wrong.because if wrong.because.id else Message("")
            continue
        yield Relative(relation=relation, to=named)


def write(people: Sequence[Written], about: Mapping[str, Any], lookups: Lookups) -> dict[str, Any]:
    """The value of a file for one person or several; ``about`` stands beside the records, which Primero passes over."""
    records = []
    for person in people:
        fields = {"id": person.identifier, "case_id": person.identifier, **write_fields(FORMAT, person, lookups)}
        about_it = {"other_agency_name": about.get("from", ""), "other_agency_id": f"entry/{person.entry}"}
        records.append({**fields, **about_it, "module_id": "primeromodule-cp", "status": "open"})
    return {
        "data": records[0] if len(records) == 1 else records,
        "midex": {**about, "entries": [person.entry for person in people]},
    }
