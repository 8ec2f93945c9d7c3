"""Account for what is about to happen: the journal's entry and the record behind it, inside the open unit of work.

Nothing a person wrote and nothing about a person is in it but the names of cases.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from midex.formats.canonical_json import canonical_json
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.policy.actions import Action
from midex.policy.scope import Scope
from midex.services.actor import Actor
from midex.services.casework.ports import CasePorts, CaseRow, Read, Receipt

FORMAT = "midex-read/1"

NO_CASE = "0" * 32
"""Stands for a case that is not there; no case is called that, for their names are drawn."""


def account_for(  # noqa: PLR0913 - each is a word of the entry
    kind: EntryKind,
    action: Action,
    purpose: Purpose,
    scope: Scope,
    rows: tuple[CaseRow | None, ...],
    ports: CasePorts,
    *,
    outside: bool = False,
    to: str = "",
    about: str = "",
) -> Receipt:
    """Journal it and keep it; the receipt names the people whose fields may be opened now.

    ``to`` is the institution that gets what is read, where it leaves this one; ``about`` tells what else is kept: the
    hash of a proposal, that a grant was given. None stands for a case that was asked for and is not there: keeping that
    takes as much work as keeping one that is.
    """
    cases = tuple(row.case if row else NO_CASE for row in rows)
    said = {
        "format": FORMAT,
        "kind": kind.value,
        "action": action.value,
        "purpose": purpose.value,
        "by": scope.identity,
        "role": scope.role.value,
        "office": scope.office,
        "at": scope.at.isoformat(),
        "outside": outside,
        "cases": list(cases),
        **({"to": to} if to else {}),
        **({"about": about} if about else {}),
    }
    body = canonical_json(said)
    entry = ports.journal.record(kind, actor=scope.identity, at=scope.at, salt=node_salt(body, ports), payload=body)
    ports.reads.keep(
        Read(
            entry=entry.number,
            kind=kind,
            at=entry.at,
            identity=scope.identity,
            role=scope.role.value,
            office=scope.office,
            action=action.value,
            purpose=purpose,
            outside=outside,
            cases=cases,
            body=body,
        )
    )
    shown = rows if kind is EntryKind.READ else ()
    return Receipt(entry=entry.number, people=frozenset(row.person for row in shown if row))


def node_salt(body: bytes, ports: CasePorts) -> bytes:
    """The salt of what belongs to no single person: derived from the node's own key and the content."""
    salt = ports.vault.salt("", sha256(body).hexdigest())
    if salt is None:
        raise RuntimeError("the node's own key is never erased")
    return salt


def scope_of(actor: Actor, at: datetime) -> Scope:
    """What the policy judges an account by."""
    return Scope(identity=actor.identity, role=actor.role, office=actor.office, at=at)
