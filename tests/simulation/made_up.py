"""Simulations for tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from midex.simulation.make_up import Simulation, made_up_families
from midex.simulation.people import MadeUpFamily, MadeUpPerson, MadeUpRegistration

FIRST = date(2026, 1, 1)


def simulation(**said: Any) -> Simulation:
    """A small one, unless said otherwise."""
    usual = {"seed": 1, "people": 60, "first": FIRST, "days": 20, "participant": "RS", "offices": ("north", "south")}
    return Simulation(**{**usual, **said})


def families(**said: Any) -> tuple[MadeUpFamily, ...]:
    """Its families."""
    return tuple(made_up_families(simulation(**said)))


def people(**said: Any) -> tuple[MadeUpPerson, ...]:
    """Its people, by number."""
    found = (one for family in families(**said) for one in family.people)
    return tuple(sorted(found, key=lambda one: one.number))


def registrations(**said: Any) -> Iterator[MadeUpRegistration]:
    """Every time one of them was registered."""
    return (one for family in families(**said) for one in family.registrations)
