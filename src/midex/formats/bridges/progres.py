"""proGres v4 (UNHCR), as its exchange with partners writes a referral of an individual, both ways there are of it:
``interventions`` with names of its tables, and the flat form that it takes in itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from midex.formats.bridges.bounded import read_bounded, records_in
from midex.formats.bridges.convert import Lookups
from midex.formats.bridges.mapping import Format
from midex.formats.bridges.record import Reading, Record, identifiers
from midex.formats.bridges.written import Written, write_fields

FORMAT = Format.PROGRES


def read(content: bytes, lookups: Lookups) -> tuple[Record, ...]:
    """The records of a file; fault F340 where there are none."""
    value = read_bounded(content, FORMAT.value)
    return tuple(_record(one, lookups) for one in records_in(value, FORMAT.value, "data", "interventions"))


def _record(said: dict[str, Any], lookups: Lookups) -> Record:
    reading = Reading(FORMAT, lookups)
    reading.read(said)
    # the number of the individual comes first in the mapping; a referral's own is the last resort
    return reading.record(next(identifiers(reading.events), ""))


def write(people: Sequence[Written], about: Mapping[str, Any], lookups: Lookups) -> dict[str, Any]:
    """The value of a file: a referral, or several; what goes with it stands in its notes, for it has no other place."""
    notes = "; ".join(f"{name}: {value}" for name, value in about.items())
    referrals = [
        {
            "request_type": "ReceiveIncomingReferral",
            "id": f"{person.identifier}#{person.entry}",
            "service_referral_notes": f"{notes}; entry: {person.entry}",
            **write_fields(FORMAT, person, lookups),
        }
        for person in people
    ]
    return referrals[0] if len(referrals) == 1 else {"data": referrals}
