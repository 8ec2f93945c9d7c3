"""How a person gets onto an officer's screen: a spelling, a date as far as it is known, and now and then a slip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from midex.kernel.partial_date import PartialDate
from midex.simulation.composition import composition, drawn
from midex.simulation.families import ADULT
from midex.simulation.people import Company, MadeUpPerson, Name

TRIES = 12
NO_NAME = "Unknown"


@dataclass(frozen=True, kw_only=True)
class Written:
    """A person as one officer typed them."""

    given_names: str
    family_names: str
    birth: str
    sex: str
    citizenship: str


def written(person: MadeUpPerson, day: date, draw: Random, before: Written | None = None) -> Written:
    """The person as typed on a day; where they were typed ``before``, the names are spelt otherwise if they can be."""
    said = _once(person, day, draw)
    for _ in range(TRIES):
        if before is None or (said.given_names, said.family_names) != (before.given_names, before.family_names):
            break
        said = _once(person, day, draw)
    return said


def respelled(person: MadeUpPerson, draw: Random) -> str:
    """The given names in a Latin spelling of theirs."""
    return _latin(person.given, draw)


def in_own_script(person: MadeUpPerson) -> tuple[str, ...]:
    """The whole name as the person would write it; nothing where that is Latin too."""
    if person.script == "Latn":
        return ()
    return (" ".join(name.native for name in (*person.given, *person.family_names)),)


def stated_birth(person: MadeUpPerson, day: date, draw: Random) -> str:
    """The birth as far as the person knows or can show it."""
    births = composition()["births"]
    citizenship = composition()["citizenships"][person.citizenships[0]]
    known = drawn(births[citizenship.get("births", "usual")], draw)
    born = person.born
    return str(
        {
            "day": PartialDate(born.year, born.month, born.day),
            "first-of-january": PartialDate(born.year, 1, 1),
            "month": PartialDate(born.year, born.month),
            "year": PartialDate(born.year),
            "estimated": PartialDate(_about(person, day, draw), estimated=True),
        }[known]
    )


def _about(person: MadeUpPerson, day: date, draw: Random) -> int:
    """A year near the true one; a child is not made an adult by it, nor an adult a child."""
    year = person.born.year + draw.choice((-2, -1, -1, 0, 0, 0, 1, 1, 2))
    grown_up = day.year - ADULT
    return min(year, grown_up) if person.company is Company.ADULT else min(max(year, grown_up), day.year)


def _once(person: MadeUpPerson, day: date, draw: Random) -> Written:
    rates = composition()["written"]
    slips = [name for name in rates if draw.random() < rates[name]]
    native = "native-script" in slips
    given = _native(person.given) if native else _latin(person.given, draw)
    family = _native(person.family_names) if native else _latin(person.family_names, draw)
    if "initials" in slips and not native:
        given = " ".join(f"{word[0]}." for word in given.split())
    if "no-given-name" in slips:
        given = NO_NAME
    if "swapped" in slips and family:
        given, family = family, given
    if "capitals" in slips:
        given, family = given.upper(), family.upper()
    adult = person.company is Company.ADULT
    return Written(
        given_names=given,
        family_names=family,
        birth="1900-01-01" if adult and "born-in-1900" in slips else stated_birth(person, day, draw),
        sex="UNK" if "sex-unknown" in slips else person.sex,
        citizenship="UNK" if "citizenship-unknown" in slips else person.citizenships[0],
    )


def _latin(names: tuple[Name, ...], draw: Random) -> str:
    return " ".join(draw.choice(name.latin) for name in names)


def _native(names: tuple[Name, ...]) -> str:
    return " ".join(name.native for name in names)
