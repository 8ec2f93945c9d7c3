"""Note in the journal that its checkpoints are late: an incident, once for each lateness."""

from __future__ import annotations

from datetime import UTC, datetime

from midex.kernel.journal import EntryKind
from midex.services.casework.account_for_node import NOBODY, account_for_node
from midex.services.casework.ports import CasePorts
from midex.services.journal.ports import JournalPorts
from midex.services.journal.state import journal_state

LATE = "late-checkpoint"
EVER = datetime(1970, 1, 1, tzinfo=UTC)


def note_lateness(ports: CasePorts, journal: JournalPorts) -> bool:
    """Journal the lateness that is now, unless it is noted; answers whether there is one."""
    state = journal_state(journal)
    if not (state.late or state.hub_late):
        return False
    last = journal.checkpoints.last(cosigned=not state.late)
    since = last.at if last else EVER
    with ports.unit_of_work():
        if not ports.reads.tries(NOBODY, EntryKind.INCIDENT, since):
            account_for_node(EntryKind.INCIDENT, LATE, ports.clock(), ports)
    return True
