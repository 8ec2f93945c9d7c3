"""What a child found in one case means for the others of the person: they are kept as a child's from that moment too.

A registration that says adult would else go on being seen by a whole office while a screening disputes the age. The
further step is recorded by whoever took the first, in the same unit of work; two persons may take it back. It says no
reason: whoever reads the registration is not told that there is a screening.
"""

from __future__ import annotations

from midex.kernel.event import Event
from midex.kernel.tier import Tier
from midex.procedures.codes import Closer
from midex.procedures.protection.events import AgeDisputed, ChildFound
from midex.procedures.registration.events import KeptCloser
from midex.procedures.registration.procedure import REGISTRATION
from midex.services.casework.ports import CasePorts, CaseRow

LESS_CLOSELY = frozenset({Tier.STANDARD, Tier.PROTECTED})


def kept_as_child(event: Event, row: CaseRow, ports: CasePorts) -> tuple[tuple[CaseRow, KeptCloser], ...]:
    """The person's open registrations that are kept less closely than a child's, and what is recorded in each."""
    if not isinstance(event, AgeDisputed | ChildFound):
        return ()
    return tuple(
        (other, KeptCloser(tier=Closer.CHILD, reason=""))
        for other in ports.cases.of_person(row.person)
        if other.procedure == REGISTRATION.id and other.is_open and other.tier in LESS_CLOSELY
    )
