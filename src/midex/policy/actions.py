"""What an account may ask for at a case node besides steps: a closed list, and the roles that may; default deny."""

from __future__ import annotations

from enum import Enum

from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Allowed, Refused

CASEWORK = frozenset(
    {Role.REGISTRATION_OFFICER, Role.CASEWORKER, Role.GUARDIAN, Role.TRAFFICKING_OFFICER, Role.SUPERVISOR}
)


class Action(Enum):
    """One thing that is asked for; each disclosure in the record names one."""

    LIST_CASES = "list-cases"
    SEE_OFFICE = "see-office"
    FIND_PEOPLE = "find-people"
    COMPARE_NEW = "compare-new"
    OPEN_CASE = "open-case"
    EXPORT_CASES = "export-cases"
    HAND_OVER = "hand-over"
    WRITE_LETTER = "write-letter"
    GO_ON = "go-on"
    BREAK_GLASS = "break-glass"
    SEE_NOTICES = "see-notices"
    SEARCH_READS = "search-reads"
    TAKE_STEP = "take-step"
    APPROVE_STEP = "approve-step"
    ERASE = "erase"
    REBUILD_INDEX = "rebuild-index"
    SIGN_IN = "sign-in"
    KEEP_ACCOUNTS = "keep-accounts"
    SEE_GUARDIANSHIP = "see-guardianship"
    COUNT_NEEDS = "count-needs"


MAY: dict[Action, frozenset[Role]] = {
    Action.LIST_CASES: CASEWORK,
    Action.SEE_OFFICE: frozenset({Role.SUPERVISOR}),
    Action.FIND_PEOPLE: CASEWORK,
    Action.COMPARE_NEW: frozenset({Role.REGISTRATION_OFFICER, Role.CASEWORKER}),
    Action.OPEN_CASE: CASEWORK,
    Action.EXPORT_CASES: frozenset({Role.SUPERVISOR}),
    Action.HAND_OVER: frozenset({Role.CASEWORKER, Role.GUARDIAN, Role.TRAFFICKING_OFFICER, Role.SUPERVISOR}),
    Action.WRITE_LETTER: CASEWORK,
    Action.GO_ON: CASEWORK,
    Action.BREAK_GLASS: CASEWORK,
    Action.SEE_NOTICES: frozenset({Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER}),
    Action.SEARCH_READS: frozenset({Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER}),
    Action.TAKE_STEP: CASEWORK,
    Action.APPROVE_STEP: CASEWORK,
    Action.KEEP_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Action.SEE_GUARDIANSHIP: frozenset({Role.GUARDIAN}),
    Action.COUNT_NEEDS: frozenset({Role.SUPERVISOR}),
}
"""The roles that may; an action that is not here is nobody's."""

NOT_YOURS = mark("this is not for the role {role}")

SHOWS_CONTENT = frozenset({Action.OPEN_CASE, Action.EXPORT_CASES, Action.HAND_OVER, Action.WRITE_LETTER})
"""Actions that show what is recorded of a person; the caps count these."""


def may(role: Role, action: Action) -> Allowed | Refused:
    """Whether a role may ask for an action at all."""
    if role in MAY.get(action, frozenset()):
        return Allowed()
    return Refused(Message(NOT_YOURS, {"role": role.value}))
