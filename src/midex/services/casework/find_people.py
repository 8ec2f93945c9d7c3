"""Find people by a name in any script, a birth year, a document or a case number; answers which cases, and why.

Only within the caller's scope, and accounted for before anything is opened; what is typed is never kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.linkage.asked import Asked, asked
from midex.linkage.compare import Names, Said, begins_with, compare
from midex.linkage.person import Person
from midex.linkage.weights import closest_first
from midex.policy.actions import Action, may
from midex.services.actor import Actor
from midex.services.casework.account_for import scope_of
from midex.services.casework.agreeing import CASE, agreeing
from midex.services.casework.look_into import Found, look_into, refuse
from midex.services.casework.ports import CasePorts, CaseRow

SHOWN = 10
"""Cases that one search names."""

NOTHING_ASKED = mark("type a name, a birth year, the number of a document or of a case")
BEGINS = mark("a name that begins so")


@dataclass(frozen=True, kw_only=True)
class FoundPeople:
    """The cases, the closest first; ``more`` where others fit as well: another name or a birth year helps."""

    found: tuple[Found, ...]
    more: bool = False


def find_people(text: str, actor: Actor, ports: CasePorts) -> FoundPeople | Refused:
    """Find the people that a text asks for; an empty answer where there is nobody and where they are not for this
    account.
    """
    scope = scope_of(actor, ports.clock())
    wanted = asked(text)
    if not wanted.groups and not wanted.case:
        permitted = may(scope.role, Action.FIND_PEOPLE)
        with ports.unit_of_work():
            return refuse(
                permitted if isinstance(permitted, Refused) else Refused(Message(NOTHING_ASKED)), scope, ports
            )
    looked = look_into(wanted, scope, ports)
    if isinstance(looked, Refused):
        return looked
    closest = sorted(looked.people, key=lambda it: (closest_first(compare(wanted.person, it[1])), it[0].name))
    fitting = [fits for row, person in closest if (fits := _fits(wanted, row, person))]
    return FoundPeople(found=tuple(fitting[:SHOWN]), more=looked.more or len(fitting) > SHOWN)


def _fits(wanted: Asked, row: CaseRow, person: Person) -> Found | None:
    """Whether it is who was asked for; a token is shared by others, so everything is compared once more."""
    if wanted.case:
        return Found(row=row, agrees=(Message(CASE),))
    compared = compare(wanted.person, person)
    begins = compared.names in (Names.OTHER, Names.PARTLY) and begins_with(wanted.person, person)
    if compared.document is Said.OTHER or (compared.names is Names.OTHER and not begins):
        return None
    if wanted.person.births and not {born.year for born in wanted.person.births} & {one.year for one in person.births}:
        return None
    said = agreeing(compared)
    return Found(row=row, agrees=(Message(BEGINS), *said) if begins else said)
