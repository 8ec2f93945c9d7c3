"""What happens to a family from its arrival on: registered, corrected, kept closer, gone, come a second time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from midex.simulation.composition import composition
from midex.simulation.people import (
    Company,
    Happening,
    MadeUpPerson,
    MadeUpRegistration,
    What,
)
from midex.simulation.writing import Written, in_own_script, respelled, stated_birth, written

ENDS = (What.LEFT, What.DIED, What.FOUND_TWICE)
MAIN_OFFICE = 0.6
"""The share of people who come to the first of several offices."""


def registrations(
    people: Sequence[MadeUpPerson], at: datetime, until: datetime, offices: Sequence[str], draw: Random
) -> Iterator[MadeUpRegistration]:
    """Every registration of a family that arrives ``at``, with what happened before ``until``."""
    first = 0 if draw.random() < MAIN_OFFICE else draw.randrange(len(offices))
    stay = timedelta(seconds=int(draw.expovariate(1 / (composition()["course"]["mean_days"] * 86_400))))
    leaves = draw.random() < composition()["course"]["left"]
    twice = composition()["registered_twice"]
    again = draw.random() < twice["unit"]
    elsewhere = offices[(first + 1) % len(offices)]
    longest = max(1, min(int((until - at).total_seconds()), twice["within_days"] * 86_400) - 1)
    came_again = at + timedelta(seconds=draw.randint(1, longest))
    latest = until - timedelta(seconds=1)
    for place, person in enumerate(people):
        begun = min(at + timedelta(minutes=4 * place), latest)
        left = begun + timedelta(hours=1) + stay if leaves else None
        once = written(person, begun.date(), draw)
        yield _registered(person, 1, offices[first], once, begun, left, until, draw)
        if again and draw.random() < twice["member"]:
            begun = min(came_again + timedelta(minutes=4 * place), latest)
            other = written(person, begun.date(), draw, once)
            yield _registered(person, 2, elsewhere, other, begun, None, until, draw)


def _registered(
    person: MadeUpPerson,
    time: int,
    office: str,
    said: Written,
    at: datetime,
    left: datetime | None,
    until: datetime,
    draw: Random,
) -> MadeUpRegistration:
    happened = sorted(_happenings(person, time, said, at, left, draw), key=lambda one: one.at)
    ended = next((place for place, one in enumerate(happened) if one.what in ENDS), len(happened))
    return MadeUpRegistration(
        person=person,
        time=time,
        office=office,
        entered=(at - timedelta(hours=draw.randint(1, 20))).date(),
        given_names=said.given_names,
        family_names=said.family_names,
        other_names=in_own_script(person),
        birth=said.birth,
        sex=said.sex,
        citizenship=said.citizenship,
        course=tuple(one for one in happened[: ended + 1] if one.at < until),
    )


def _happenings(
    person: MadeUpPerson, time: int, said: Written, at: datetime, left: datetime | None, draw: Random
) -> Iterator[Happening]:
    rates = composition()["course"]

    def after(shortest: float, longest: float) -> datetime:
        return at + timedelta(seconds=int(draw.uniform(shortest, longest) * 60))

    def happens(rate: str) -> bool:
        return bool(draw.random() < rates[rate])

    interpreter = "yes" if happens("interpreter") else "no"
    yield Happening(what=What.TOLD, at=at, said={"interpreter": interpreter})
    yield Happening(what=What.REGISTERED, at=after(1, 4))
    if happens("copy"):
        yield Happening(what=What.GOT_COPY, at=after(5, 15))
    if happens("corrected"):
        yield Happening(what=What.CORRECTED, at=after(6, 4_000), said=_corrected(person, said, at, draw))
    if tier := _closer(person, draw):
        yield Happening(what=What.KEPT_CLOSER, at=after(10, 55), said={"tier": tier})
    if person.needs and happens("assigned"):
        yield Happening(what=What.ASSIGNED, at=after(20, 600))
    if left:
        yield Happening(what=What.LEFT, at=left)
    for what, (rate, earliest, latest) in _seldom(person, time).items():
        if draw.random() < rate:
            yield Happening(what=what, at=after(earliest, latest))


def _seldom(person: MadeUpPerson, time: int) -> dict[What, tuple[float, int, int]]:
    """Of what seldom happens: the rate, and between which minutes after the arrival."""
    rates = composition()["course"]
    missed = person.company in (Company.ALONE, Company.SEPARATED)
    return {
        What.REUNITED: (rates["reunited"] if missed else 0, 1_000, 20_000),
        What.DIED: (rates["died"], 600, 20_000),
        What.FOUND_TWICE: (composition()["registered_twice"]["found"] if time > 1 else 0, 300, 10_000),
    }


def _corrected(person: MadeUpPerson, said: Written, at: datetime, draw: Random) -> dict[str, str]:
    """Another spelling of the name, or another date, for what stood there was not what the person had said."""
    if draw.random() < 0.5:
        return {"given_names": respelled(person, draw)}
    birth = stated_birth(person, at.date(), draw)
    return {"birth": birth} if birth != said.birth else {"given_names": respelled(person, draw)}


def _closer(person: MadeUpPerson, draw: Random) -> str:
    rates = composition()["course"]
    told = rates["kept_closer"]
    if set(told["needs"]) & set(person.needs) and draw.random() < told["rate"]:
        return "protected"
    alone = person.company is Company.ALONE or "WR-SF" in person.needs
    return "trafficking" if alone and draw.random() < rates["feared_trafficking"] else ""
