"""What happens in a protection screening: needs noted, some met; a child alone is guarded where somebody can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from midex.simulation.composition import composition
from midex.simulation.course import ENDS
from midex.simulation.people import Company, Happening, MadeUpRegistration, What

BY = {What.LEFT: "left", What.DIED: "died", What.FOUND_TWICE: "elsewhere"}
"""What the end of the registration means for the screening."""

UNMET = ("no-place", "no-service", "no-interpreter", "waiting")


def screened(registration: MadeUpRegistration, until: datetime, draw: Random) -> MadeUpRegistration:
    """A registration with its screening, where one was opened before the person had gone."""
    course = {one.what: one for one in registration.course}
    begun, ended = course.get(What.REGISTERED), next((one for one in registration.course if one.what in ENDS), None)
    if begun is None or registration.time > 1 or not _is_opened(registration, draw):
        return registration
    opened = begun.at + timedelta(minutes=int(draw.uniform(30, 900)))
    end = ended.at if ended else until
    happened = tuple(one for one in _happenings(registration, opened, draw) if one.at < end)
    if happened and ended:
        happened += (Happening(what=What.SCREENING_ENDED, at=ended.at, said={"why": BY[ended.what]}),)
    return replace(registration, screening=happened)


def _is_opened(registration: MadeUpRegistration, draw: Random) -> bool:
    rates, person = composition()["screening"], registration.person
    rate = rates["child_alone"] if _is_guarded(registration) else rates["needs"] if person.needs else 0
    return bool(draw.random() < rate)


def _is_guarded(registration: MadeUpRegistration) -> bool:
    return registration.person.company in (Company.ALONE, Company.SEPARATED)


def _happenings(registration: MadeUpRegistration, opened: datetime, draw: Random) -> Iterator[Happening]:
    """In the order in which it happened."""
    found = [Happening(what=What.SCREENED, at=opened)]
    needs = dict.fromkeys(one.partition("-")[0] for one in registration.person.needs)
    for place, need in enumerate(needs, start=1):
        noted = opened + timedelta(minutes=5 * place)
        found.append(Happening(what=What.NEED_NOTED, at=noted, said={"need": need}))
        found += _answered(need, noted, draw)
    if _is_guarded(registration):
        found += _guarded(registration, opened, draw)
    elif draw.random() < composition()["screening"]["interviewed"]:
        found.append(Happening(what=What.INTERVIEWED, at=_later(opened, 0.5, 4, draw)))
    yield from sorted(found, key=lambda one: one.at)


def _answered(need: str, noted: datetime, draw: Random) -> Iterator[Happening]:
    """Met, or not met yet and why; of some nobody has said anything so far."""
    rates, fate = composition()["screening"], draw.random()
    at, why, days = _later(noted, 0.2, 6, draw), draw.choice(UNMET), draw.randint(7, 30)
    if fate < rates["met"]:
        yield Happening(what=What.NEED_MET, at=at, said={"need": need})
    elif fate < rates["met"] + rates["not_met"]:
        review = f"{at + timedelta(days=days):%Y-%m-%d}"
        yield Happening(what=What.NEED_LEFT, at=at, said={"need": need, "why": why, "review": review})


def _guarded(registration: MadeUpRegistration, opened: datetime, draw: Random) -> Iterator[Happening]:
    begun, appointed = _later(opened, 0.05, 0.2, draw), _later(opened, 0.3, 1.5, draw)
    first = appointed + timedelta(days=draw.randint(1, 4))
    visited, following = draw.random() < composition()["screening"]["visited"], first + timedelta(days=14)
    yield Happening(what=What.BEST_INTERESTS, at=begun, said={"for": registration.person.company.value})
    yield Happening(what=What.GUARDED, at=appointed, said={"first": f"{first:%Y-%m-%d}"})
    if visited:
        yield Happening(what=What.VISITED, at=first, said={"next": f"{following:%Y-%m-%d}"})


def _later(at: datetime, shortest: float, longest: float, draw: Random) -> datetime:
    """Some days later."""
    return at + timedelta(seconds=int(draw.uniform(shortest, longest) * 86_400))
