"""A whole simulation: families in the order in which they arrive. The same seed makes up the same people, for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from midex.simulation.arrivals import people_by_day, time_of_day
from midex.simulation.course import registrations
from midex.simulation.families import family
from midex.simulation.people import MadeUpFamily
from midex.simulation.screening import screened


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What is made up: how many ``people`` by which ``seed``, from which day on and on how many days they come.

    ``participant`` says whose daily figures they follow; ``offices`` register them.
    """

    seed: int
    people: int
    first: date
    days: int
    participant: str
    offices: tuple[str, ...]

    @property
    def until(self) -> datetime:
        """The end, after which nothing has happened yet."""
        return datetime.combine(self.first + timedelta(days=self.days), time(tzinfo=UTC))


def made_up_families(wanted: Simulation) -> Iterator[MadeUpFamily]:
    """Every family of a simulation; streams, a day at a time."""
    made, number, due = 0, 0, 0
    for at, count in enumerate(people_by_day(wanted.people, wanted.days, wanted.participant)):
        due += count
        day = wanted.first + timedelta(days=at)
        arrived: list[tuple[datetime, MadeUpFamily]] = []
        while made < due:
            number += 1
            # each family has a draw of its own, so that none depends on how many there are before it
            draw = Random(f"{wanted.seed}/{number}")  # noqa: S311 - a repeatable draw of made-up people
            moment = time_of_day(day, draw)
            people = family(number, made + 1, wanted.people - made, day, draw)
            aside = Random(f"{wanted.seed}/{number}/screening")  # noqa: S311 - who comes does not hang on who is screened
            written = tuple(
                screened(one, wanted.until, aside)
                for one in registrations(people, moment, wanted.until, wanted.offices, draw)
            )
            arrived.append((moment, MadeUpFamily(number=number, people=people, registrations=written)))
            made += len(people)
        yield from (one for _, one in sorted(arrived, key=lambda one: (one[0], one[1].number)))
