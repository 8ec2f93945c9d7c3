"""At the hub: two people, neither of whom submitted any of it, approve one hash; then it is published."""

from __future__ import annotations

from midex.kernel.identity import folded
from midex.kernel.role import Role
from midex.kernel.text import Message, mark
from midex.kernel.verdict import Refused
from midex.services.actor import Actor
from midex.services.ports import HubPorts, Proposal, VintageTakenError
from midex.services.publish_release import publish_release
from midex.services.sign_in import may
from midex.statistics.series import Vintage

APPROVALS = 2

NO_PROPOSAL = mark("there is no proposal {number}; `midex release list` shows those there are")
OTHER_HASH = mark("proposal {number} has SHA-256 {found}, not {said}; look at it again before you approve")
OWN_FIGURES = mark("{account} submitted figures of this release and cannot approve it")
OUTDATED = mark("vintage {vintage} of {table} is public already; propose again")


def approve_release(number: int, sha256: str, actor: Actor, hub: HubPorts) -> Proposal | Vintage | Refused:
    """Approve the hash of a proposal; the published vintage once the second approval is given."""
    proposal = may_approve(number, sha256, actor, hub)
    if isinstance(proposal, Refused):
        return proposal
    with hub.unit_of_work():
        hub.releases.approve(number, folded(actor.identity), sha256, hub.clock())
    approved = hub.releases.find(number) or proposal
    if len(approved.approved_by) < APPROVALS:
        return approved
    try:
        return publish_release(approved, hub)
    except VintageTakenError:  # another proposal of this number was published between the look and the writing
        return Refused(Message(OUTDATED, {"vintage": approved.vintage, "table": approved.table}))


def may_approve(number: int, sha256: str, actor: Actor, hub: HubPorts) -> Proposal | Refused:
    """The proposal, if this account may approve that hash of it."""
    if isinstance(allowed := may(actor, Role.APPROVER), Refused):
        return allowed
    proposal = hub.releases.find(number)
    if proposal is None:
        return Refused(Message(NO_PROPOSAL, {"number": number}))
    if sha256 != proposal.sha256:
        return Refused(Message(OTHER_HASH, {"number": number, "found": proposal.sha256, "said": sha256}))
    if folded(actor.identity) in {folded(submitter) for submitter in proposal.submitters}:
        return Refused(Message(OWN_FIGURES, {"account": actor.identity}))
    taken = next((v for v in hub.public.vintages(proposal.table) if v.number >= proposal.vintage), None)
    if taken and taken.sha256 != proposal.sha256:
        return Refused(Message(OUTDATED, {"vintage": taken.number, "table": proposal.table}))
    return proposal
