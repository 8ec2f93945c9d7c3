"""Account for what happened at the node and was no account's doing; its entry has nobody's name and no office's."""

from __future__ import annotations

from datetime import datetime

from midex.formats.canonical_json import canonical_json
from midex.kernel.journal import EntryKind
from midex.kernel.purpose import Purpose
from midex.services.casework.account_for import FORMAT, node_salt
from midex.services.casework.ports import CasePorts, Read

NOBODY = ""


def account_for_node(kind: EntryKind, action: str, at: datetime, ports: CasePorts, about: str = "") -> None:
    """Journal it and keep it, inside the open unit of work; the data protection officer reads it."""
    said = {
        "format": FORMAT,
        "kind": kind.value,
        "action": action,
        "purpose": Purpose.SUPERVISION.value,
        "by": NOBODY,
        "at": at.isoformat(),
        **({"about": about} if about else {}),
    }
    body = canonical_json(said)
    entry = ports.journal.record(kind, actor=NOBODY, at=at, salt=node_salt(body, ports), payload=body)
    ports.reads.keep(
        Read(
            entry=entry.number,
            kind=kind,
            at=entry.at,
            identity=NOBODY,
            role="",
            office="",
            action=action,
            purpose=Purpose.SUPERVISION,
            cases=(),
            body=body,
        )
    )
