"""Submissions of the registration form (`xlsform`) from KoboToolbox, as its interface /api/v2/assets/…/data answers.

A submission is a family or a group: what is said once, and a repeat of people, each a person of their own here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from midex.formats.bridges.bounded import MOST_RECORDS, read_bounded, records_in, refuse
from midex.formats.bridges.convert import NO_CODE, NO_TEXT, Lookups, UnconvertedError, read_value
from midex.formats.bridges.mapping import Format, rows_in
from midex.formats.bridges.record import Reading, Record, Relative, identifiers
from midex.kernel.text import Message

FORMAT = Format.KOBO
PEOPLE = "people"
RELATION, RELATIVE, IDENTIFIER = "people/relation", "people/relative", "_uuid"


def read(content: bytes, lookups: Lookups) -> tuple[Record, ...]:
    """The people of a file of submissions; fault F340 where there are none."""
    value = read_bounded(content, FORMAT.value)
    people = [one for said in records_in(value, FORMAT.value, "results") for one in _people(said, lookups)]
    if len(people) > MOST_RECORDS:
        refuse(FORMAT.value, f"it holds more than {MOST_RECORDS} people; split it")
    return tuple(people)


def _people(said: dict[str, Any], lookups: Lookups) -> Iterator[Record]:
    shared = _known(said)
    repeat = next((value for name, value in shared.items() if name == PEOPLE), None)
    rows = [one for one in repeat if isinstance(one, dict)] if isinstance(repeat, list) else []
    for place, row in enumerate(rows or [{}], start=1):
        reading = Reading(FORMAT, lookups)
        whole = {**{name: value for name, value in shared.items() if name != PEOPLE}, **_known(row)}
        whole[IDENTIFIER] = _identifier(shared.get(IDENTIFIER), place)
        reading.read(whole, apart=(RELATION, RELATIVE))
        yield reading.record(next(identifiers(reading.events), ""), _relatives(whole, place, len(rows), reading))


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    """The fields under the names that the mapping knows them by, in whichever groups somebody put them since."""
    known = {row.theirs.rpartition("/")[2]: row.theirs for row in rows_in(FORMAT)} | {PEOPLE: PEOPLE}
    found: dict[str, Any] = {}
    for name, value in said.items():
        ours = known.get(name.rpartition("/")[2], name)
        found[name if ours in found else ours] = value
    return found


def _identifier(uuid: Any, place: int) -> str | None:
    return f"{uuid[:36]}/{place}" if isinstance(uuid, str) and uuid.strip() else None


def _relatives(whole: Mapping[str, Any], place: int, count: int, reading: Reading) -> Iterator[Relative]:
    """Whom of the same submission the person is related to, by the number of the row."""
    relation, said = whole.get(RELATION), whole.get(RELATIVE)
    if not relation or said in (None, ""):
        return
    try:
        code = read_value("code", relation, whole, reading.lookups)
        number = read_value("text", said, whole, reading.lookups)
    except UnconvertedError:
        reading.unconverted[RELATION] = Message(NO_TEXT)
        return
    if not (number.isascii() and number.isdecimal() and len(number) < 4 and 1 <= int(number) <= count) or (
        int(number) == place
    ):
        reading.unconverted[RELATIVE] = Message(NO_CODE)
        return
    uuid = str(whole[IDENTIFIER]).rpartition("/")[0]
    reading.taken |= {RELATION: "Related.relation", RELATIVE: "Related.to"}
    yield Relative(relation=code, to=f"{uuid}/{number}")
