"""Who is likely the same person now that more is known of somebody: looked for once a name, birth or document is kept.

What was said is kept either way; a human is told whom to compare, and says what they find by a step.
"""

from __future__ import annotations

from dataclasses import replace

from midex.kernel.journal import EntryKind
from midex.kernel.verdict import Refused
from midex.policy.actions import Action, may
from midex.policy.scope import Scope
from midex.services.casework.account_for import account_for
from midex.services.casework.history import opened_for
from midex.services.casework.index_person import person_of
from midex.services.casework.known_already import account_for_naming, compared_with_known
from midex.services.casework.look_into import NOBODY, Duplicates, purpose_of
from midex.services.casework.ports import CasePorts


def alike_now(name: str, scope: Scope, ports: CasePorts) -> Duplicates | Refused:
    """The cases in scope that are likely about the person of a case, without those that were compared with it before.

    Nobody where the case is out of sight by now, or the account compares nobody; refused where it was told of too many.
    """
    if isinstance(may(scope.role, Action.COMPARE_NEW), Refused):
        return NOBODY
    with ports.unit_of_work():
        row = ports.cases.named(name, scope)
        if row is None:
            return NOBODY
        receipt = account_for(EntryKind.READ, Action.COMPARE_NEW, purpose_of(scope), scope, (row,), ports)
        history, compared = ports.events.history(row.case), ports.cases.pairs_of(row)
    known = compared_with_known((person_of(history, opened_for(scope.role, receipt, ports.vault)),), scope, ports)
    if isinstance(known, Refused):
        return known
    others = tuple(one for one in known[0].found if one.row.name not in {name, *compared})
    alike = replace(known[0], found=others)
    refused = account_for_naming((alike,), scope, ports)
    return refused if isinstance(refused, Refused) else alike
