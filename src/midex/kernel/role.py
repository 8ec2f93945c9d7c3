"""What an account may be at a node or the hub: a closed list; who may do what stands in `policy` and at each step."""

from __future__ import annotations

from enum import Enum

from midex.kernel.text import mark


class Role(Enum):
    """What an account may do; an account has one role, at a case node in one office."""

    SUBMITTER = "submitter"  # sends a participant's figures from its statistical node
    APPROVER = "approver"  # proposes and approves releases at the hub
    REGISTRATION_OFFICER = "registration-officer"
    CASEWORKER = "caseworker"
    GUARDIAN = "guardian"
    TRAFFICKING_OFFICER = "trafficking-officer"
    SUPERVISOR = "supervisor"
    DATA_PROTECTION_OFFICER = "data-protection-officer"
    ADMINISTRATOR = "administrator"  # keeps accounts; sees no case


LABELS = {
    Role.SUBMITTER: mark("submitter of figures"),
    Role.APPROVER: mark("approver of releases"),
    Role.REGISTRATION_OFFICER: mark("registration officer"),
    Role.CASEWORKER: mark("caseworker"),
    Role.GUARDIAN: mark("guardian"),
    Role.TRAFFICKING_OFFICER: mark("anti-trafficking officer"),
    Role.SUPERVISOR: mark("supervisor"),
    Role.DATA_PROTECTION_OFFICER: mark("data protection officer"),
    Role.ADMINISTRATOR: mark("administrator of accounts"),
}
